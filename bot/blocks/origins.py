"""Where that comes from which holds, in words."""

from bot.choices import Scope

CAME_FROM: dict[Scope | None, str] = {
    None: "by default",
    Scope.WORKSPACE: "from the workspace",
    Scope.CHANNEL: "from this channel",
    Scope.PERSON: "your own choice",
}
