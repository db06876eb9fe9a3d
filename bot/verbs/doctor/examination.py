"""The whole examination: every check at once, told as one table."""

import asyncio
from collections.abc import Awaitable
from itertools import chain

from bot.logs import Blotter, set_up_logs
from bot.settings import ProviderEntry, Settings
from bot.verbs.doctor.backends import examine_backend
from bot.verbs.doctor.database import examine_database
from bot.verbs.doctor.finding import Finding, Mark, examined, note, ok
from bot.verbs.doctor.slack import examine_slack
from bot.verbs.loop import run as run_loop
from bot.verbs.table import aligned


def report(settings: Settings) -> int:
    """Examine everything and print the table; the exit status."""
    set_up_logs(level="error", form="console", secrets=settings.secret_texts())
    findings = run_loop(examine(settings))
    rows = [(finding.mark.value, finding.about, " ".join(finding.words.split())) for finding in findings]
    print(Blotter(settings.secret_texts())(aligned(rows)))
    faults = sum(finding.mark is Mark.WRONG for finding in findings)
    print(f"\n{_count(faults)} wrong." if faults else "\nNothing is wrong.")
    return 1 if faults else 0


async def examine(settings: Settings) -> tuple[Finding, ...]:
    """Everything that doctor finds, in a fixed order."""
    found = await asyncio.gather(
        examined("database", lambda: examine_database(settings.database_url)),
        examined("Slack", lambda: examine_slack(settings)),
        *(_backend(name, entry, settings) for name, entry in settings.providers.items()),
    )
    return (*_settings(settings), *chain.from_iterable(found))


def _backend(name: str, entry: ProviderEntry, settings: Settings) -> Awaitable[tuple[Finding, ...]]:
    from_outside = str(settings.public_url) if settings.public_url else None
    about = f"back end {name}"
    return examined(about, lambda: examine_backend(name, entry, ca_bundle=settings.ca_bundle, public_url=from_outside))


def _settings(settings: Settings) -> list[Finding]:
    many = f", default back end {settings.default_provider}" if len(settings.providers) > 1 else ""
    findings = [ok("settings", f"complete{many}")]
    if settings.clock_url:
        findings.append(note("CLOCK_URL", "the time is the playground's, not this machine's"))
    return findings


def _count(faults: int) -> str:
    return "One thing is" if faults == 1 else f"{faults} things are"
