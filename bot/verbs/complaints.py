"""What is wrong with a back end, in an administrator's words."""

from bot.errors import (
    Busy,
    Denied,
    Gone,
    ProviderError,
    Refused,
    ServiceClosed,
    Unanswered,
    Unreachable,
    Unsupported,
)
from bot.model import Feature
from bot.verbs.providers import ABILITIES

_SAY: dict[type[ProviderError], str] = {
    Unreachable: "cannot be reached; check BASE_URL, CA_BUNDLE, HTTPS_PROXY and NO_PROXY",
    Unanswered: "does not answer in time",
    Busy: "is there, but asks to come back later",
    Denied: "rejects our credentials, or they lack a right",
    Refused: "refuses",
    Gone: "does not have what was asked for",
    ServiceClosed: "is closed, as its maker announced; take this back end out of the settings",
    ProviderError: "answers something unexpected",
}


def complaint(title: str, error: ProviderError | Unsupported) -> str:
    """One line about a back end of the kind `title`; behind it, in brackets, what the log would say of the reason."""
    if isinstance(error, Unsupported):
        return f"{title} cannot {ABILITIES[Feature(error.what)]}"
    say = next(_SAY[ancestor] for ancestor in type(error).__mro__ if ancestor in _SAY)
    return f"{title} {say} ({error.detail})" if error.detail else f"{title} {say}"
