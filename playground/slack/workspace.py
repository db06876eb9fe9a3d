"""The workspace: its team, people, groups, conversations and calls, and who sees what."""

from dataclasses import dataclass, field, replace
from typing import Any

from playground.slack.calls import Call
from playground.slack.conversations import Conversation, Kind
from playground.slack.people import Group, Person
from playground.slack.refusals import Refused


@dataclass(slots=True, kw_only=True)
class Workspace:
    """One team. `app` is the app's bot, a person like the others."""

    team_id: str
    name: str
    domain: str
    app: Person
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)

    def person(self, person_id: str) -> Person:
        """Raises `user_not_found`."""
        if person_id not in self.people:
            raise Refused("user_not_found")
        return self.people[person_id]

    def named(self, name: str) -> Person | None:
        """Who carries this name, whether written as a name or as a real name without spaces."""
        wanted = name.lower()
        spoken = ((person, {person.name.lower(), person.real_name.lower()}) for person in self.people.values())
        return next((person for person, names in spoken if wanted in names), None)

    def change(self, person_id: str, **changes: Any) -> Person:
        """Change what is known of somebody, such as `tz` or `deleted`."""
        self.people[person_id] = replace(self.person(person_id), **changes)
        return self.people[person_id]

    def conversation(self, channel_id: str, *, viewer: str) -> Conversation:
        """Raises `channel_not_found` for what does not exist and for what `viewer` may not know of."""
        found = self.conversations.get(channel_id)
        if found is None or not self.sees(viewer, found):
            raise Refused("channel_not_found")
        return found

    def sees(self, person_id: str, conversation: Conversation) -> bool:
        """Members see a conversation; full members of the team see every public channel."""
        if person_id in conversation.members:
            return True
        person = self.people[person_id]
        return conversation.kind is Kind.CHANNEL and not (person.is_restricted or person.is_external)

    def shares(self, one: str, other: str) -> bool:
        """Both are members of some conversation."""
        return any(one in place.members and other in place.members for place in self.conversations.values())

    def knows(self, viewer: str, person: Person) -> bool:
        """Outsiders are known to those who share a conversation with them."""
        return not person.is_external or self.shares(viewer, person.id)

    def direct(self, one: str, other: str) -> Conversation | None:
        """The direct message of two people, if it was ever opened."""
        ims = (place for place in self.conversations.values() if place.kind is Kind.IM)
        return next((place for place in ims if set(place.members) == {one, other}), None)

    def app_direct(self, person_id: str) -> Conversation:
        """The direct message of the app with somebody, opened now if it never was."""
        found = self.direct(self.app.id, person_id)
        if found is None:
            found = Conversation(id=f"D{person_id[1:]}APP", kind=Kind.IM, members=[self.app.id, person_id])
            self.conversations[found.id] = found
        return found

    def group_direct(self, people: list[str]) -> Conversation:
        """The group message of these people, opened now if it never was."""
        groups = (place for place in self.conversations.values() if place.kind is Kind.MPIM)
        found = next((place for place in groups if set(place.members) == set(people)), None)
        if found is None:
            names = "--".join(self.people[person].name for person in people)
            number = len(self.conversations) + 1
            found = Conversation(id=f"C0MPIM{number:05d}", kind=Kind.MPIM, name=f"mpdm-{names}-1", members=list(people))
            self.conversations[found.id] = found
        return found
