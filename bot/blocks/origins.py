"""Where that comes from which holds, in words; and how the fields are called in which it is chosen."""

from bot.choices import Scope

CAME_FROM: dict[Scope | None, str] = {
    None: "by default",
    Scope.WORKSPACE: "from the workspace",
    Scope.CHANNEL: "from this channel",
    Scope.PERSON: "your own choice",
}


def name(scope: Scope, field: str) -> str:
    """Of a block in the settings, and of the element in it."""
    return f"{scope}.{field}"
