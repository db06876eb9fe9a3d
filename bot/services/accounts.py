"""Who somebody is on a back end: by the e-mail address that Slack knows, or the one that they chose for it."""

from collections.abc import Iterable
from dataclasses import replace

from bot.model import Person
from bot.services.choices import Choices
from bot.services.people import People


class Accounts:
    def __init__(self, *, people: People, choices: Choices) -> None:
        self._people = people
        self._choices = choices

    async def likely(self, workspace_id: str, person_id: str, *, backend: str) -> Person:
        """The person as `People.likely` knows them, with the address that leads to their account there."""
        person = await self._people.likely(workspace_id, person_id)
        email = (await self._choices.of(workspace_id, person_id=person_id)).accounts.get(backend)
        return replace(person, email=email) if email else person

    async def whose(self, workspace_id: str, backend: str, email: str, *, likely: Iterable[str] = ()) -> str | None:
        """Who has the account with that address there: whose address it is in Slack comes first, and where several
        chose it, it is nobody's."""
        if found := await self._people.by_email(workspace_id, email, likely=likely):
            return found
        chosen_by = await self._choices.with_account(workspace_id, backend, email)
        return chosen_by[0] if len(chosen_by) == 1 else None
