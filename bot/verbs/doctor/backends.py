"""Doctor on the back ends: whether each answers and lets us in, and an address to try on a phone."""

import re

from bot.clock import utc_now
from bot.errors import ConfigError, ProviderError
from bot.model import Feature
from bot.providers import make
from bot.providers.base import ConferenceProvider, ProviderSettings, moved
from bot.settings import ProviderEntry
from bot.verbs.complaints import complaint
from bot.verbs.doctor.finding import Finding, note, ok, wrong

SAMPLE = "sample"
"""Stands where a conference's own id would."""
_BLANK = re.compile(r"\{\w+\}")


async def examine_backend(
    name: str, entry: ProviderEntry, *, ca_bundle: str | None, public_url: str | None
) -> list[Finding]:
    """Sign in and make one harmless call."""
    about = f"back end {name}"
    try:
        provider = make(name, entry, clock=utc_now, ca_bundle=ca_bundle)
    except ConfigError as error:
        return [wrong(about, problem) for problem in error.problems]
    try:
        said = ok(about, await provider.check())
        return [said, *(_sunset(about, provider) or _link(name, entry)), *_telling(name, provider, public_url)]
    except ProviderError as error:
        return [wrong(about, complaint(provider.title, error))]
    finally:
        await provider.aclose()


def _sunset(about: str, provider: ConferenceProvider) -> list[Finding]:
    """It answers, which may be a server that stands in for the real one."""
    words = f"{provider.title} was closed by its maker on {provider.sunset}; use another back end"
    return [note(about, words)] if provider.sunset else []


def _telling(name: str, provider: ConferenceProvider, public_url: str | None) -> list[Finding]:
    """A server that tells by itself who comes must know where; it asks nobody whether it may."""
    if Feature.EVENTS not in provider.features:
        return []
    about = f"webhooks of {name}"
    if public_url is None:
        return [note(about, "set PUBLIC_URL to where this server reaches Plenum, or no card can show who is in")]
    return [
        note(about, f"this server must reach {public_url.rstrip('/')}/webhooks/{name}/…, or no card shows who is in")
    ]


def _link(name: str, entry: ProviderEntry) -> list[Finding]:
    """People join from phones outside: only a look from there shows that they can."""
    address = _way_in(entry.settings)
    words = "open this on a phone outside your network, as those who join will; the page must come, whatever it says"
    return [note(f"link of {name}", f"{words}: {address}")] if address else []


def _way_in(settings: ProviderSettings) -> str | None:
    """Where people join: pages that are somebody else's than the server's have a setting that says where they are."""
    base, pages = settings.join_base_url, getattr(settings, "join_url", None)
    if pages is None:
        address = base or getattr(settings, "base_url", None)
        return str(address) if address else None
    link = _BLANK.sub(SAMPLE, pages)
    return moved(link, to=str(base)) if base else link
