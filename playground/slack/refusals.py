"""How Slack says no: an error in the answer, or a 429."""

from typing import Any


class Refused(Exception):  # noqa: N818  # an answer of Slack, not a mistake of ours
    """The call is answered with `{"ok": false, "error": …}` and what else is said about it."""

    def __init__(self, error: str, *, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more
        self.messages = messages or []

    def answer(self) -> dict[str, Any]:
        said: dict[str, Any] = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            said["response_metadata"] = {"messages": self.messages}
        return said


class Limited(Exception):  # noqa: N818  # the same
    """Too many calls: answered with 429 and the whole seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after
