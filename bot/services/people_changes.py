"""Somebody goes to another zone: the hours that they chose go with them."""

import logging
from dataclasses import replace

from bot.choices import AGENDA, QUIET, Change, Chosen, Scope
from bot.model import Person
from bot.services.choices import Choices

log = logging.getLogger(__name__)


class PeopleChanges:
    def __init__(self, *, choices: Choices) -> None:
        self._choices = choices

    async def follow(self, workspace_id: str, person_id: str, *, zone: str | None) -> None:
        """`zone`: where they are now, as Slack says; it says none of those who are gone. Twice is once."""
        if not zone:
            return
        chosen = await self._choices.of(workspace_id, person_id=person_id)
        if changes := _elsewhere(chosen, person_id, zone):
            await self._choose(workspace_id, changes, by=Person(id=person_id, name=person_id))

    async def _choose(self, workspace_id: str, changes: list[Change], *, by: Person) -> None:
        try:
            await self._choices.choose(workspace_id, changes, by=by)
        except ValueError as error:  # a zone that is newer than our list of them: the hours stay where they were
            log.warning("somebody is in an unknown zone", extra={"action": "zone_unknown", "error": repr(error)})


def _elsewhere(chosen: Chosen, person_id: str, zone: str) -> list[Change]:
    """What they chose by the clock, at the same hours where they are now."""
    hours = ((QUIET, chosen.quiet.value), (AGENDA, chosen.agenda.value))
    return [
        Change(scope=Scope.PERSON, scope_id=person_id, choice=choice, value=replace(value, zone=zone))
        for choice, value in hours
        if value is not None and value.zone != zone
    ]
