"""One chore carried out at a back end, and what came of it as a table or as a line that says why nothing did."""

import sys
from collections.abc import Sequence
from contextlib import aclosing

from bot.clock import utc_now
from bot.errors import Garbled, ProviderError, Unanswered, Unsupported
from bot.logs import Blotter, set_up_logs
from bot.providers import PROVIDERS, make
from bot.providers.chores import Chore, MisuseError, Report
from bot.settings import ProviderEntry, Settings
from bot.verbs.admin.choosing import chosen, meant
from bot.verbs.complaints import complaint
from bot.verbs.loop import run as run_loop
from bot.verbs.table import aligned, plain

MAYBE = "; if it was to change something, it may have: look before you say it again"


def carry_out(settings: Settings, name: str, said: Sequence[str]) -> int:
    """Print what came of it; the exit status."""
    set_up_logs(level="error", form="console", secrets=settings.secret_texts())
    blot = Blotter(settings.secret_texts())
    try:
        print(blot(_done(settings, name, said)))
    except MisuseError as error:
        print(plain(blot(str(error))), file=sys.stderr)
        return 2
    except _NotDoneError as error:
        print(plain(blot(str(error))), file=sys.stderr)
        return 1
    return 0


class _NotDoneError(Exception):
    """The back end did not do it; the text says why."""


def _done(settings: Settings, name: str, said: Sequence[str]) -> str:
    entry = chosen(settings, name)
    kind = PROVIDERS[entry.kind]
    chore, arguments = meant(kind.chores, said, name=name)
    try:
        report = run_loop(_run(name.lower(), entry, chore, arguments, ca_bundle=settings.ca_bundle))
    except MisuseError as error:
        raise MisuseError(f"{chore.words}: {error}") from error
    except (ProviderError, Unsupported) as error:
        maybe = MAYBE if isinstance(error, Unanswered | Garbled) else ""
        raise _NotDoneError(f"{complaint(kind.title, error)}{maybe}") from error
    return _told(report)


async def _run(
    name: str, entry: ProviderEntry, chore: Chore, arguments: tuple[str, ...], *, ca_bundle: str | None
) -> Report:
    async with aclosing(make(name, entry, clock=utc_now, ca_bundle=ca_bundle)) as provider:
        return await chore.run(provider, arguments)


def _told(report: Report) -> str:
    head = (report.head,) if report.head else ()
    table = [aligned([*head, *report.rows])] if report.rows else []
    return "\n".join([*table, *map(plain, report.said.splitlines())])
