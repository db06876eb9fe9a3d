"""The workspace that everybody starts with: Acme, its people and its channels."""

from playground.slack.conversations import Conversation, Kind
from playground.slack.people import Group, Person
from playground.slack.workspace import Workspace

TEAM = "T0ACME0001"
PARTNER_TEAM = "T0GLOBEX01"
APP = "A0PLENUM01"
BOT = "B0PLENUM01"
BOT_USER = "U0PLENUM01"

ANA, BEN, CLEO = "U0ANA00001", "U0BEN00001", "U0CLEO0001"
DAN, EVE, GIL = "U0DAN00001", "U0EVE00001", "U0GIL00001"
DESIGN = "S0DESIGN01"

GENERAL, TEAM_CHANNEL, OLD, PARTNERS = "C0GENERAL1", "C0TEAM0001", "C0OLD00001", "C0PARTNER1"
OPS, SECRET = "C0OPS00001", "C0SECRET01"
ANA_BEN, GROUP = "D0ANABEN01", "C0GROUPDM1"


def acme(*, app_name: str) -> Workspace:
    """Ana administrates, Dan is deactivated, Eve belongs to a partner, Gil is a guest.

    The app is a member of #team, #ops (private) and #old (archived); not of #general, #partners and #secret (private).
    """
    workspace = Workspace(team_id=TEAM, name="Acme", domain="acme", app=_bot(app_name))
    workspace.people = {person.id: person for person in [*_people(), workspace.app]}
    workspace.groups = {
        DESIGN: Group(id=DESIGN, team_id=TEAM, handle="design", name="Design", users=(BEN, CLEO)),
    }
    workspace.conversations = {place.id: place for place in [*_channels(), *_private()]}
    return workspace


def _bot(name: str) -> Person:
    return Person(
        id=BOT_USER,
        team_id=TEAM,
        name=name.lower().replace(" ", ""),
        real_name=name,
        tz="America/Los_Angeles",
        locale="en-US",
        color="5b3fd6",
        bot_id=BOT,
        app_id=APP,
    )


def _people() -> list[Person]:
    return [
        _person(ANA, "ana", "Ana Ortega", title="Head of product", tz="Europe/Berlin", color="9f69e7", is_admin=True),
        _person(BEN, "ben", "Ben Okafor", title="Designer", tz="America/New_York", color="4bbe2e", locale="en-US"),
        _person(CLEO, "cleo", "Cleo Rao", title="Engineer", tz="Asia/Kolkata", color="e7392d", locale="en-IN"),
        _person(DAN, "dan", "Dan Novak", title="Left in spring", tz="Europe/Prague", color="757575", deleted=True),
        Person(
            id=EVE,
            team_id=PARTNER_TEAM,
            name="eve",
            real_name="Eve Lindqvist",
            title="Globex",
            email="eve@globex.example",
            tz="Europe/Stockholm",
            color="2b8fd6",
            is_external=True,
        ),
        _person(GIL, "gil", "Gil Moreau", title="Guest", tz="Europe/Paris", color="d58247", is_restricted=True),
    ]


def _person(
    person_id: str,
    name: str,
    real_name: str,
    *,
    title: str,
    tz: str,
    color: str,
    locale: str = "en-GB",
    is_admin: bool = False,
    is_restricted: bool = False,
    deleted: bool = False,
) -> Person:
    return Person(
        id=person_id,
        team_id=TEAM,
        name=name,
        real_name=real_name,
        title=title,
        email=f"{name}@acme.example",
        tz=tz,
        color=color,
        locale=locale,
        is_admin=is_admin,
        is_restricted=is_restricted,
        deleted=deleted,
    )


def _channels() -> list[Conversation]:
    return [
        Conversation(id=GENERAL, kind=Kind.CHANNEL, name="general", topic="Acme-wide news", members=[ANA, BEN, CLEO]),
        Conversation(
            id=TEAM_CHANNEL,
            kind=Kind.CHANNEL,
            name="team",
            topic="What we are up to",
            members=[ANA, BEN, CLEO, GIL, BOT_USER],
        ),
        Conversation(id=OLD, kind=Kind.CHANNEL, name="old", members=[ANA, BEN, BOT_USER], archived=True),
        Conversation(
            id=PARTNERS,
            kind=Kind.CHANNEL,
            name="partners",
            topic="Shared with Globex",
            members=[ANA, BEN, EVE],
            shared_with=(PARTNER_TEAM,),
        ),
    ]


def _private() -> list[Conversation]:
    return [
        Conversation(id=OPS, kind=Kind.PRIVATE, name="ops", members=[ANA, BEN, BOT_USER]),
        Conversation(id=SECRET, kind=Kind.PRIVATE, name="secret", members=[ANA, CLEO]),
        Conversation(id=ANA_BEN, kind=Kind.IM, members=[ANA, BEN]),
        Conversation(id=GROUP, kind=Kind.MPIM, name="mpdm-ana--ben--cleo-1", members=[ANA, BEN, CLEO]),
    ]
