"""Plenum's services without their loops, between an emulated Slack and an emulated TrueConf: the test says when."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet
from sqlalchemy import ColumnElement, Row, Table, select

from bot.alarms import Alarms
from bot.choices import Change, Choice, Scope
from bot.messenger import Messenger
from bot.model import Conference, DeliveryKind, Person, Place, Plan, RoomStage, Stage, Workspace
from bot.providers.base import ConferenceProvider
from bot.providers.http import Patience
from bot.providers.trueconf import TrueConf
from bot.services.accounts import Accounts
from bot.services.addresses import Addresses
from bot.services.agendas import Agendas
from bot.services.ahead import RoomsAhead
from bot.services.backends import Backends
from bot.services.beginning import Beginning
from bot.services.calendars import Calendars
from bot.services.calls import Calls
from bot.services.choices import Choices
from bot.services.closing import Closing
from bot.services.conferences import Conferences
from bot.services.control import Control
from bot.services.crowd import Crowd
from bot.services.deliveries import Deliveries
from bot.services.ending import Ending
from bot.services.feeds import Feeds
from bot.services.guest_lists import GuestLists
from bot.services.guests import Guests
from bot.services.hearing import Listening
from bot.services.hosting import Hosting
from bot.services.intents import Intents, StartWish
from bot.services.invitations import Invitations
from bot.services.leaving import Leaving
from bot.services.nudging import Nudging
from bot.services.opening import Opening
from bot.services.people import People
from bot.services.people_changes import PeopleChanges
from bot.services.permits import Permits
from bot.services.places import Places
from bot.services.planning import Planning, PlanWish
from bot.services.recalls import Recalls
from bot.services.reminder_sayings import ReminderSayings
from bot.services.reminding import Reminding
from bot.services.replies import Replies
from bot.services.rooms import Rooms
from bot.services.sayings import Sayings
from bot.services.screens import Screens
from bot.services.starting import Starting
from bot.services.watching import Watching
from bot.services.wishes import Wishes
from bot.slack import SlackDoor
from bot.store.care import RoomCare
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.tables import conferences, deliveries, metadata
from bot.store.vault import Vault
from bot.store.workspaces import Workspaces
from handlers.commands.call import Call, Desk
from handlers.filling import Filling
from handlers.work import Work
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf import create_app as create_trueconf
from playground.backends.trueconf.config import OWNER, PLENUM
from playground.running import running
from playground.slack import SlackConfig
from playground.slack import create_app as create_slack
from playground.slack.config import Manifest
from playground.slack.people import Group
from playground.slack.seed import ANA, BEN, BOT, BOT_USER, TEAM, TEAM_CHANNEL
from playground.slack.slack import Slack
from tests.conftest import FrozenClock
from tests.poor import Poor

MANIFEST = Path(__file__).parent.parent / "app-manifest.yml"
CROWD = "S0CROWD001"
TOKEN = "xoxb-playground-bot-token"
KEY = Fernet.generate_key().decode()
BURST = 1000
"""How fast Slack may be written to is no matter here."""

Shown = dict[str, Any]


@cache
def manifest() -> Manifest:
    return Manifest.read(MANIFEST)


@dataclass(kw_only=True)
class Backstage:
    """One workspace, Acme, with two back ends: `hq`, an emulated TrueConf Server, and `dial`, which can do nothing."""

    clock: FrozenClock
    slack: Slack
    slack_url: str
    door: SlackDoor
    trueconf: Any
    poor: Poor
    database: Database
    rows: ConferenceStore
    workspaces: Workspaces
    backends: Backends
    people: People
    choices: Choices
    permits: Permits
    accounts: Accounts
    conferences: Conferences
    intents: Intents
    starting: Starting
    planning: Planning
    ahead: RoomsAhead
    beginning: Beginning
    opening: Opening
    invitations: Invitations
    guests: Guests
    guest_lists: GuestLists
    hosting: Hosting
    places: Places
    calls: Calls
    replies: Replies
    wishes: Wishes
    addresses: Addresses
    watching: Watching
    rooms_of: Callable[[str], Rooms]
    rooms: Rooms
    leaving: Leaving
    closing: Closing
    sayings: Sayings
    deliveries: Deliveries
    reminding: Reminding
    desk: Desk
    work: Work

    def wish(self, **changes: Any) -> StartWish:
        """Ana wants one in #team, and pressed once."""
        usual: dict[str, Any] = {
            "workspace_id": TEAM,
            "key": "command:1",
            "by": changes.get("key", "command:1"),
            "host_id": ANA,
            "place": Place(channel_id=TEAM_CHANNEL),
            "topic": "Weekly sync",
            "asked_at": self.clock(),
        }
        return StartWish(**(usual | changes))

    def call(self, text: str = "", **changes: Any) -> Call:
        """Ana typed something in #team."""
        usual: dict[str, Any] = {
            "workspace_id": TEAM,
            "key": "command:1",
            "person_id": ANA,
            "place": Place(channel_id=TEAM_CHANNEL),
            "text": text,
            "asked_at": self.clock(),
        }
        return Call(**(usual | changes))

    async def start(self, **changes: Any) -> Conference:
        """Carry a wish out."""
        return (await self.starting.start(self.wish(**changes), now=self.clock())).conference

    async def plan(
        self, *, hours: float = 3, topic: str = "Weekly sync", record: bool = False, **changes: Any
    ) -> Conference:
        """Ana plans one in #team, so many hours from now."""
        plan = Plan(topic=topic, starts_at=self.clock() + timedelta(hours=hours), record=record)
        usual: dict[str, Any] = {
            "workspace_id": TEAM,
            "key": "command:plan",
            "host_id": ANA,
            "place": Place(channel_id=TEAM_CHANNEL),
            "plan": plan,
        }
        return await self.desk.planning.plan(PlanWish(**(usual | changes)), now=self.clock())

    async def choose(
        self, choice: Choice[Any], value: Any, scope: Scope = Scope.WORKSPACE, scope_id: str = TEAM
    ) -> None:
        """An administrator chooses something in the settings."""
        changes = [Change(scope=scope, scope_id=scope_id, choice=choice, value=value)]
        await self.choices.choose(TEAM, changes, by=Person(id=ANA, name="ana", admin=True))

    async def again(self, conference: Conference, *, provider: str | None = None, by: str = "press:1") -> Conference:
        """Try again, or elsewhere."""
        started = await self.starting.start_again(
            conference.workspace_id, conference.id, provider=provider, by=by, asked_at=self.clock(), now=self.clock()
        )
        return started.conference

    async def known(self, conference: Conference) -> Conference:
        """How it stands by now."""
        return await self.conferences.known(conference.workspace_id, conference.id)

    async def standing(self, conference: Conference) -> tuple[Stage, RoomStage]:
        now = await self.known(conference)
        return now.stage, now.room_stage

    async def tend(self, **later: float) -> int:
        """Let time pass, then look after every room that is due; how many were."""
        self.clock.advance(**later)
        claimed = await self.rooms.claim(now=self.clock())
        for conference, attempt in claimed:
            await self.rooms.tend(conference, attempt, now=self.clock())
        return len(claimed)

    async def tell_of_guests(self, **later: float) -> int:
        """Let time pass, then tell every back end that must hear of guests; of how many conferences."""
        self.clock.advance(**later)
        claimed = await self.guest_lists.claim(now=self.clock())
        for conference, attempt in claimed:
            await self.guest_lists.tend(conference, attempt, now=self.clock())
        return len(claimed)

    async def deliver(self, **later: float) -> None:
        """Let time pass, then send all that is due, whatever the pace."""
        self.clock.advance(**later)
        await self.deliveries.idle()
        for _ in range(30):
            while await self.deliveries.round():
                await self.deliveries.idle()
            if not await self.rows_of(deliveries, deliveries.c.state == "due", deliveries.c.due_at <= self.clock()):
                return
            self.clock.advance(seconds=1)

    async def remind(self, **later: float) -> None:
        """What is owed as reminders follows what was changed; let time pass, and send what is due."""
        await self.reminding.round()
        await self.deliver(**later)

    async def rows_of(self, table: Table, *where: ColumnElement[bool]) -> list[Row[Any]]:
        """What a table holds."""
        async with self.database.read() as connection:
            return list((await connection.execute(select(table).where(*where))).all())

    async def execute(self, statement: str) -> None:
        """Somebody else changes the database."""
        async with self.database.write() as connection:
            await connection.exec_driver_sql(statement)

    async def rename(self, table: str, name: str) -> None:
        """A table that is not there is a database that fails."""
        await self.execute(f"ALTER TABLE {table} RENAME TO {name}")

    def tables(self) -> list[Table]:
        return metadata.sorted_tables

    async def all(self) -> list[Conference]:
        """Every conference there is a row of, oldest first."""
        rows = await self.rows_of(conferences)
        return [await self.conferences.known(row.workspace_id, row.id) for row in sorted(rows, key=_by_age)]

    async def owed(self, *kinds: DeliveryKind) -> list[Row[Any]]:
        """Deliveries of these kinds, in the order they were owed."""
        found = await self.rows_of(deliveries, deliveries.c.kind.in_(kinds))
        return sorted(found, key=lambda row: str(row.id))

    async def claims(self) -> int:
        """How many rooms somebody holds."""
        return len(await self.rows_of(conferences, conferences.c.care_until.is_not(None)))

    def crowd(self, count: int) -> str:
        """A user group of so many people."""
        people = self.slack.workspace.people
        fresh = [replace(people[BEN], id=f"U0CROWD{number:03}", name=f"c{number}") for number in range(count)]
        people.update({person.id: person for person in fresh})
        users = tuple(person.id for person in fresh)
        self.slack.workspace.groups[CROWD] = Group(id=CROWD, team_id=TEAM, handle="crowd", name="Crowd", users=users)
        return CROWD

    def take_out(self, name: str) -> ConferenceProvider:
        """An administrator takes a back end out of the settings, and Plenum is started anew."""
        return self.backends._providers.pop(name)

    def put_back(self, provider: ConferenceProvider) -> None:
        """It was a mistake."""
        self.backends._providers[provider.name] = provider

    def standing_in(self, channel: str) -> list[str]:
        """What the messages of Plenum say that stand in a channel."""
        return [one.text for one in self.slack.board.all(channel) if one.bot_id]

    def direct(self, person: str) -> list[Shown]:
        """What Plenum wrote to somebody alone, oldest first."""
        place = self.slack.workspace.app_direct(person)
        return [one.shown() for one in self.slack.board.all(place.id) if one.bot_id]

    def posts(self, text: str) -> list[Shown]:
        """Every message that carried `text` when it was posted, private ones too."""
        return [entry.args for entry in self.slack.record.of("shown", "message") if text in str(entry.args)]

    def asked(self, method: str) -> list[Shown]:
        """What Slack was asked by this method, whatever it answered."""
        return [entry.args for entry in self.slack.record.of("asked", method)]

    def room_ids(self) -> list[str]:
        """What stands on the conference server."""
        return list(self.trueconf.server.conferences)

    def room_states(self) -> list[str]:
        return [room.state for room in self.trueconf.server.conferences.values()]


@asynccontextmanager
async def backstage(
    database_url: str,
    *,
    clock: FrozenClock,
    scopes: frozenset[str] | None = None,
    patience: timedelta = timedelta(seconds=5),
    providers: Mapping[str, ConferenceProvider] | None = None,
) -> AsyncIterator[Backstage]:
    """Everything built, nothing running. `providers` are further back ends, by name."""
    database = await Database.open(database_url, sole=False)
    slack_app = create_slack(SlackConfig(manifest=manifest(), scopes=scopes, burst=BURST), clock)
    trueconf_app = create_trueconf(TrueConfConfig(), clock)
    line = httpx.AsyncClient(transport=httpx.ASGITransport(trueconf_app))
    hq = TrueConf("hq", _settings(), http=line, clock=clock, patience=Patience(sleep=_no_time))
    poor = Poor("dial", clock=clock)
    backends = Backends({"hq": hq, "dial": poor, **(providers or {})}, default="hq", patience=patience)
    async with running(slack_app) as slack_url:
        slack_app.state.slack.seen_at = slack_url
        workspaces = Workspaces(database, Vault([KEY]))
        await workspaces.save(_acme(slack_app.state.slack.installation.scopes), clock())
        door = SlackDoor(workspaces, api_url=f"{slack_url}/api/", timeout=timedelta(seconds=5))
        built = _built(database, clock, door, workspaces, backends)
        emulators = {"slack": slack_app.state.slack, "slack_url": slack_url, "trueconf": trueconf_app.state}
        yield Backstage(poor=poor, **emulators, **built)
        await built["deliveries"].stop(within=timedelta(seconds=1))
        await door.close()
    await hq.aclose()
    await poor.aclose()
    await database.close()


def _settings() -> TrueConf.Settings:
    settings = {
        "base_url": "https://hq.acme.example",
        "client_id": PLENUM.client_id,
        "client_secret": PLENUM.client_secret or "",
        "owner": OWNER.login,
    }
    return TrueConf.Settings.model_validate(settings)


def _acme(scopes: frozenset[str]) -> Workspace:
    return Workspace(id=TEAM, name="Acme", bot_user_id=BOT_USER, bot_id=BOT, scopes=scopes, token=TOKEN)


def _built(
    database: Database, clock: FrozenClock, door: SlackDoor, workspaces: Workspaces, backends: Backends
) -> dict[str, Any]:
    """As `bot.house` does it; nobody is woken, for nobody sleeps."""
    choices = Choices(database=database, backends=backends, clock=clock)
    rows, messenger, people, hosting = (
        ConferenceStore(Vault([KEY])),
        Messenger(door),
        People(door, clock=clock, admins=choices.admins),
        Hosting(backends),
    )
    accounts = Accounts(people=people, choices=choices)
    permits = Permits(choices=choices, people=people, clock=clock)
    known = Conferences(database=database, rows=rows, backends=backends, wake=_nobody)
    crowd = Crowd(backends=backends, accounts=accounts)
    watching = Watching(database=database, rows=rows, conferences=known, crowd=crowd)
    ending = Ending(database=database, rows=rows, conferences=known, crowd=crowd)
    addresses = Addresses("https://plenum.acme.example", Vault([KEY]))
    wishes = Wishes(accounts=accounts, backends=backends, addresses=addresses)
    intents = Intents(database=database, rows=rows, wake=_nobody)
    calls = Calls(door, workspaces=workspaces, database=database, rows=rows)
    leaving = Leaving(database=database, workspaces=workspaces, rows=rows, wake=_nobody)
    replies = Replies(slack=door, messenger=messenger)
    reminders = ReminderSayings(database=database, rows=rows, conferences=known)
    agendas = Agendas(database=database, rows=rows, conferences=known)
    sayings = Sayings(
        conferences=known, hosting=hosting, people=people, calls=calls, reminders=reminders, agendas=agendas
    )
    invitations = Invitations(database=database, conferences=known, people=people, choices=choices, pause=_at_once)
    guest_lists = GuestLists(database=database, rows=rows, conferences=known)

    async def tell_of_guests() -> None:
        """What goes on while somebody waits to hear what became of their guests."""
        for conference, attempt in await guest_lists.claim(now=clock()):
            await guest_lists.tend(conference, attempt, now=clock())

    guests = Guests(database=database, conferences=known, choices=choices, pause=tell_of_guests)
    starting = Starting(intents=intents, conferences=known, wishes=wishes, permits=permits)
    ahead = RoomsAhead(database=database, rows=rows, conferences=known, wishes=wishes, wake=_nobody)
    planning = Planning(database=database, rows=rows, conferences=known, ahead=ahead, permits=permits, wake=_nobody)
    beginning = Beginning(database=database, rows=rows, conferences=known, ahead=ahead, wake=_nobody)
    opening = Opening(
        beginning=beginning, ahead=ahead, intents=intents, starting=starting, conferences=known, clock=clock
    )
    places = Places(door, clock=clock)
    closing = Closing(database=database, places=places, people=people, wake=_nobody)
    feeds = Feeds("https://plenum.acme.example", Vault([KEY]), database)
    calendars = Calendars(
        database=database, rows=rows, workspaces=workspaces, feeds=feeds, people=people, places=places
    )
    desk = Desk(
        conferences=known,
        starting=starting,
        planning=planning,
        opening=opening,
        invitations=invitations,
        guests=guests,
        hosting=hosting,
        control=Control(database=database, rows=rows, conferences=known, permits=permits),
        recalls=Recalls(database=database, rows=rows, conferences=known, sayings=reminders, wake=_nobody),
        nudging=Nudging(database=database, conferences=known, accounts=accounts),
        watching=watching,
        people=people,
        places=places,
        choices=choices,
        backends=backends,
        feeds=feeds,
        calendars=calendars,
        clock=clock,
    )
    store = DeliveryStore(database, by="me")

    def rooms_of(process: str) -> Rooms:
        return Rooms(
            database=database,
            rows=rows,
            care=RoomCare(rows),
            conferences=known,
            watching=watching,
            ending=ending,
            opening=opening,
            wishes=wishes,
            process=process,
        )

    return {
        "clock": clock,
        "door": door,
        "database": database,
        "rows": rows,
        "workspaces": workspaces,
        "backends": backends,
        "people": people,
        "choices": choices,
        "permits": permits,
        "accounts": accounts,
        "conferences": known,
        "intents": intents,
        "starting": starting,
        "planning": planning,
        "ahead": ahead,
        "beginning": beginning,
        "opening": opening,
        "invitations": invitations,
        "guests": guests,
        "guest_lists": guest_lists,
        "hosting": hosting,
        "places": places,
        "calls": calls,
        "replies": replies,
        "wishes": wishes,
        "addresses": addresses,
        "watching": watching,
        "rooms_of": rooms_of,
        "rooms": rooms_of("me"),
        "leaving": leaving,
        "sayings": sayings,
        "reminding": Reminding(database=database, conferences=rows, alarms=Alarms(clock), clock=clock, wake=_nobody),
        "closing": closing,
        "deliveries": Deliveries(
            store, messenger, sayings, clock, Alarms(clock), jitter=lambda: 1.0, leave=leaving.leave
        ),
        "desk": desk,
        "work": Work(
            desk=desk,
            replies=replies,
            filling=Filling(desk, Screens(door)),
            leaving=leaving,
            people_changes=PeopleChanges(choices=choices),
            closing=closing,
            listening=Listening(backends=backends, watching=watching),
        ),
    }


def _by_age(row: Row[Any]) -> Any:
    return row.created_at


def _nobody() -> None:
    """Nobody has to be woken."""


async def _no_time(seconds: float) -> None:
    """Waiting for the emulated server to settle takes no time."""


async def _at_once() -> None:
    """Nobody waits for the messages to go out: a test sends them when it likes."""
