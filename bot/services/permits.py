"""What was chosen about who may do what, held against somebody who wants to: who may start, what may be called."""

from datetime import timedelta

from bot.choices import Starters, Who
from bot.clock import Clock
from bot.errors import MayNotStart, NumberNotAllowed, SlackRefused
from bot.model import Person, Place
from bot.services.choices import Choices
from bot.services.people import People
from bot.store.memory import Memory

REMEMBERED = timedelta(minutes=1)
"""How long the members of a group are remembered."""


class Permits:
    def __init__(self, *, choices: Choices, people: People, clock: Clock) -> None:
        self._choices = choices
        self._people = people
        self._members: Memory[tuple[str, str], frozenset[str]] = Memory(
            span_s=REMEMBERED.total_seconds(), monotonic=lambda: clock().timestamp()
        )

    async def start(self, workspace_id: str, place: Place, person_id: str, *, provider: str | None) -> str | None:
        """Whether they may start and schedule there, and on which back end: the named one, else the one that was chosen
        if it is configured, else None. Raises `MayNotStart`, and `SlackError` where Slack must be asked and cannot."""
        chosen = await self._choices.of(workspace_id, place.channel_id, person_id)
        starters = chosen.starters.value
        if starters.who is not Who.EVERYONE:
            person = await self._people.person(workspace_id, person_id)
            if not person.admin and not await self._among(workspace_id, starters, person):
                raise MayNotStart(groups=starters.groups if starters.who is Who.GROUPS else ())
        return provider or chosen.backend.value

    async def dial(self, workspace_id: str, number: str) -> None:
        """Raises `NumberNotAllowed`. Where nothing was chosen, the back end decides alone."""
        numbers = (await self._choices.of(workspace_id)).numbers.value
        if numbers and not number.startswith(numbers):
            raise NumberNotAllowed(number, allowed=numbers)

    async def _among(self, workspace_id: str, starters: Starters, person: Person) -> bool:
        if starters.who is Who.MEMBERS:
            return not (person.guest or person.external)
        return any([person.id in await self._in(workspace_id, group) for group in starters.groups])

    async def _in(self, workspace_id: str, group: str) -> frozenset[str]:
        """Nobody is in a group that Slack does not know any more."""

        async def look_up() -> frozenset[str]:
            try:
                return frozenset(await self._people.group(workspace_id, group))
            except SlackRefused:
                return frozenset()

        return await self._members.recall((workspace_id, group), look_up) or frozenset()
