"""Forms that stand open are filled in; where that fails, they say why."""

import logging
from typing import Any

from bot.blocks import forms
from bot.errors import SlackError
from bot.services.screens import Screens
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.forms import FORMS
from handlers.forms.form import Asked

log = logging.getLogger(__name__)


class Filling:
    def __init__(self, desk: Desk, screens: Screens) -> None:
        self._desk = desk
        self._screens = screens

    async def fill(self, body: dict[str, Any], call: Call) -> None:
        """Put the form that was asked for in place of what stands. Raises what `bot.blocks.problem` explains."""
        asked = Asked(call=call, value=body["value"], action_id=body.get("action_id", ""), view=body.get("view"))
        view = await FORMS[body["form"]].fill(asked, self._desk)
        await self._screens.put(call.workspace_id, body["view_id"], view, seen=body["hash"])

    def say(self, body: dict[str, Any], call: Call) -> Say:
        """Says it where the form would stand; what somebody has filled in already is left alone."""

        async def say(reply: Reply) -> None:
            if body.get("view") is not None:
                log.warning("a form did not follow", extra={"action": "form_not_changed", "form": body["form"]})
                return
            view = forms.instead(body["form"], FORMS[body["form"]].title, reply.message)
            try:
                await self._screens.put(call.workspace_id, body["view_id"], view, seen=body["hash"])
            except SlackError as error:
                log.warning("a form stays empty", extra={"action": "form_not_filled", "error": repr(error)})

        return say
