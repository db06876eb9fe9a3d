"""Doctor on the back ends: whether each answers and lets us in, and an address to try on a phone."""

from bot.clock import utc_now
from bot.errors import Busy, ConfigError, Denied, ProviderError, ServiceClosed, Unanswered, Unreachable
from bot.providers import make
from bot.providers.base import ConferenceProvider
from bot.settings import ProviderEntry
from bot.verbs.doctor.finding import Finding, note, ok, wrong

_SAY: dict[type[ProviderError], str] = {
    Unreachable: "cannot be reached; check BASE_URL, CA_BUNDLE, HTTPS_PROXY and NO_PROXY",
    Unanswered: "does not answer in time",
    Busy: "is there, but asks to come back later",
    Denied: "rejects our credentials, or they lack a right",
    ServiceClosed: "is closed, as its maker announced; take this back end out of the settings",
    ProviderError: "answers something unexpected",
}


async def examine_backend(name: str, entry: ProviderEntry, *, ca_bundle: str | None) -> list[Finding]:
    """Sign in and make one harmless call."""
    about = f"back end {name}"
    try:
        provider = make(name, entry, clock=utc_now, ca_bundle=ca_bundle)
    except ConfigError as error:
        return [wrong(about, problem) for problem in error.problems]
    try:
        return [ok(about, await provider.check()), *(_sunset(about, provider) or _link(name, entry))]
    except ProviderError as error:
        say = next(_SAY[ancestor] for ancestor in type(error).__mro__ if ancestor in _SAY)
        return [wrong(about, f"{provider.title} {say} ({error.detail})")]
    finally:
        await provider.aclose()


def _sunset(about: str, provider: ConferenceProvider) -> list[Finding]:
    """It answers, which may be a server that stands in for the real one."""
    words = f"{provider.title} was closed by its maker on {provider.sunset}; use another back end"
    return [note(about, words)] if provider.sunset else []


def _link(name: str, entry: ProviderEntry) -> list[Finding]:
    """People join from phones outside: only a look from there shows that they can."""
    address = entry.settings.join_base_url or getattr(entry.settings, "base_url", None)
    words = f"open this on a phone outside your network, as those who join will: {address}"
    return [note(f"link of {name}", words)] if address else []
