"""Forms that stand on somebody's screen: another view is put in place of what they see."""

import logging

from bot.errors import SlackRefused
from bot.model import Block
from bot.services.people import Slack

log = logging.getLogger(__name__)

NOT_THERE = frozenset({"not_found", "view_not_found", "hash_conflict"})
"""It was closed meanwhile, or changed: whoever looks at it sees something newer."""


class Screens:
    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def put(self, workspace_id: str, view_id: str, view: Block, *, seen: str | None) -> None:
        """Show `view` there, unless what stands is another than the one that was `seen` (its hash), or is closed.

        Raises `SlackError`.
        """
        try:
            await self._slack.call(workspace_id, "views.update", view_id=view_id, view=view, hash=seen)
        except SlackRefused as error:
            if error.code not in NOT_THERE:
                raise
            log.info("a form is not there any more", extra={"action": "form_gone", "error": error.code})
