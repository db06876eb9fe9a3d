"""What was written down is carried out: kind by kind, each failure told to the person who asked."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.blocks import forms
from bot.errors import Outsider, UnknownConference
from bot.services import closing, hearing
from bot.services.closing import Closing
from bot.services.hearing import Listening
from bot.services.inbox import Request
from bot.services.leaving import Leaving
from bot.services.people_changes import PeopleChanges
from bot.services.replies import Replies
from handlers import actions
from handlers.commands import at_once, find
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.commands.invite import invite
from handlers.commands.wish import Wish, carry_out
from handlers.filling import Filling
from handlers.forms import FORMS
from handlers.inbound import call_of
from handlers.telling import telling

log = logging.getLogger(__name__)

TRIES = 3
"""How often something that nobody foresaw is tried before its person is told."""

_ENDS = {
    "channel_archive": closing.ARCHIVED,
    "group_archive": closing.ARCHIVED,
    "channel_deleted": closing.DELETED,
    "group_deleted": closing.DELETED,
}
"""Events after which nothing can be said in a channel, each with the reason."""
_LEFT = ("channel_left", "group_left")
"""Plenum itself is in a channel no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Called with one request; returns when it is done and its person was told."""

    desk: Desk
    replies: Replies
    filling: Filling
    leaving: Leaving
    people_changes: PeopleChanges
    closing: Closing
    listening: Listening

    async def __call__(self, request: Request) -> None:
        if request.kind == "event":
            await self._event(request)
            return
        if request.kind == hearing.KIND:
            await self._told(request)
            return
        call = call_of(
            request.body,
            workspace_id=request.workspace_id,
            key=request.key,
            received_at=request.received_at,
            repeated=request.attempt > 1,
            text=request.body.get("text") or "",
        )
        say = self.filling.say(request.body, call) if request.kind == "fill" else self._say(call)
        async with telling(say, last_try=request.attempt >= TRIES):
            await self._carry_out(request, call, say)

    async def _carry_out(self, request: Request, call: Call, say: Say) -> None:
        if request.body.get("action_id") not in actions.FOR_ALL:
            await self._members_only(call)
        do: dict[str, Callable[[dict[str, Any], Call, Say], Awaitable[None]]] = {
            "command": self._command,
            "mention": self._command,
            "press": self._press,
            "form": self._form,
            "fill": self._fill,
        }
        await do[request.kind](request.body, call, say)

    async def _members_only(self, call: Call) -> None:
        """In a shared channel, people of another organisation see the card: they may join, and that is all."""
        person = await self.desk.people.likely(call.workspace_id, call.person_id)
        if person.external:
            raise Outsider(call.person_id)

    async def _command(self, body: dict[str, Any], call: Call, say: Say) -> None:
        found, rest = find(call.text)
        if found is None:
            message = at_once(call.text, key=call.key)
            assert message is not None, "what is no command is answered at once"
            await say(Reply(message=message))
            return
        await found.run(replace(call, text=rest), self.desk, say)

    async def _press(self, body: dict[str, Any], call: Call, say: Say) -> None:
        await actions.press(body["action_id"], body["value"], call, self.desk, say)

    async def _fill(self, body: dict[str, Any], call: Call, say: Say) -> None:
        await self.filling.fill(body, call)

    async def _form(self, body: dict[str, Any], call: Call, say: Say) -> None:
        if form := FORMS.get(body["callback_id"]):
            await form.carry_out(body, call, self.desk, say)
            return
        people = tuple(body["people"])
        if body["callback_id"] == forms.INVITE:
            conference = await self.desk.conferences.known(call.workspace_id, body["conference"])
            await invite(conference, people, call, self.desk, say)
        else:
            wish = Wish(
                key=call.key,
                topic=body["topic"],
                people=people,
                provider=body["backend"],
                record=bool(body.get("record")),
            )
            await carry_out(wish, call, self.desk, say)

    async def _told(self, request: Request) -> None:
        """By a back end, of one of our conferences; one that is not there any more is of no interest."""
        try:
            conference = await self.desk.conferences.known(request.workspace_id, request.body["conference"])
        except UnknownConference:
            return
        await self.listening.follow(conference, request.body, received_at=request.received_at)

    async def _event(self, request: Request) -> None:
        event, workspace_id, now = request.body["event"], request.workspace_id, self.desk.clock()
        if event["type"] in _ENDS:
            await self.closing.channel(workspace_id, event["channel"], reason=_ENDS[event["type"]], now=now)
        elif event["type"] in _LEFT:
            await self.closing.taken_out(workspace_id, event["channel"], now=now)
        elif event["type"] == "user_change":
            await self.closing.person(workspace_id, event["user"], deactivated=event["deleted"], now=now)
            await self.people_changes.follow(workspace_id, event["user"], zone=event.get("zone"))
        elif event["type"] == "app_uninstalled" or (event["tokens"] or {}).get("bot"):
            await self.leaving.leave(workspace_id, now=now, told_at=_told_at(request.body.get("at")))

    def _say(self, call: Call) -> Say:
        async def say(reply: Reply) -> None:
            await self.replies.say(
                workspace_id=call.workspace_id,
                person_id=call.person_id,
                place=call.place,
                response_url=call.response_url,
                message=reply.message,
                public=reply.public,
                replaces=reply.replaces,
            )

        return say


def _told_at(seconds: int | None) -> datetime | None:
    """When it happened, by Slack's clock, which leaves out what is less than a second."""
    return datetime.fromtimestamp(seconds + 1, UTC) if seconds else None
