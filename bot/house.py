"""The composition root: the only module that names every concrete part and puts them together."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.alarms import Alarms
from bot.clock import Clock, FollowedClock, SharedClock, utc_now
from bot.errors import ConfigError
from bot.messenger import Messenger
from bot.providers import make
from bot.providers.http import Patience
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
from bot.services.hearing import Hearing, Listening
from bot.services.hosting import Hosting
from bot.services.housekeeping import Housekeeping
from bot.services.inbox import Inbox
from bot.services.intents import Intents
from bot.services.invitations import Invitations
from bot.services.leaving import Leaving
from bot.services.nudging import Nudging
from bot.services.opening import Opening
from bot.services.people import People
from bot.services.people_changes import PeopleChanges
from bot.services.permits import Permits
from bot.services.places import Places
from bot.services.planning import Planning
from bot.services.recalls import Recalls
from bot.services.reminder_sayings import ReminderSayings
from bot.services.reminding import Reminding
from bot.services.replies import Replies
from bot.services.rooms import Rooms
from bot.services.rounds import Rounds
from bot.services.runner import Runner
from bot.services.sayings import Sayings
from bot.services.screens import Screens
from bot.services.sending import Timing
from bot.services.starting import Starting
from bot.services.watching import Watching
from bot.services.wishes import Wishes
from bot.settings import Settings
from bot.slack import SlackDoor
from bot.store import schema
from bot.store.care import RoomCare
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.ids import claimant
from bot.store.install_states import InstallStates
from bot.store.outlook import Outlook
from bot.store.requests import RequestStore
from bot.store.vault import Vault
from bot.store.workspaces import Workspaces
from bot.timings import Timings
from bot.web.bolt import make_client
from bot.web.meters import Meters
from handlers.commands.call import Desk
from handlers.filling import Filling
from handlers.work import Work

if TYPE_CHECKING:
    from bot.store.neighbours import Neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What everything else stands on."""

    settings: Settings
    timings: Timings
    clock: Clock
    database: Database
    vault: Vault
    workspaces: Workspaces
    slack: SlackDoor
    client: AsyncWebClient
    session: aiohttp.ClientSession
    backends: Backends
    alarms: Alarms
    neighbours: "Neighbours | None"
    meters: Meters
    process: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts that run."""

    ground: Ground
    deliveries: Deliveries
    reminding: Reminding
    rounds: Rounds
    guest_rounds: Rounds
    runner: Runner
    inbox: Inbox
    hearing: Hearing
    calendars: Calendars
    housekeeping: Housekeeping
    rooms: Rooms


@asynccontextmanager
async def standing(settings: Settings, timings: Timings) -> AsyncIterator[Ground]:
    async with AsyncExitStack() as stack:
        database = await Database.open(settings.database_url)
        stack.push_async_callback(database.close)
        await _fit(database)
        clock, process = _clock(settings, database), claimant()
        look, neighbours = Outlook(database, clock), _neighbours(database, process)
        await look()  # from now on a shared clock tells the database's time
        vault = Vault(settings.secret_keys)
        lone = settings.slack_bot_token
        workspaces = Workspaces(database, vault, lone_token=lone.get_secret_value() if lone else None)
        slack = SlackDoor(
            workspaces,
            api_url=settings.slack_api_url,
            timeout=timings.slack_call,
            ca_bundle=settings.ca_bundle,
        )
        stack.push_async_callback(slack.close)
        trust = ssl.create_default_context(cafile=settings.ca_bundle) if settings.ca_bundle else True
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust))
        stack.push_async_callback(session.close)
        patience = Patience(call=timings.patience * 0.9)  # a call says what it knows before nobody waits any more
        providers = {
            name: make(name, entry, clock=clock, ca_bundle=settings.ca_bundle, patience=patience)
            for name, entry in settings.providers.items()
        }
        for provider in providers.values():
            stack.push_async_callback(provider.aclose)
        yield Ground(
            settings=settings,
            timings=timings,
            clock=clock,
            database=database,
            vault=vault,
            workspaces=workspaces,
            slack=slack,
            client=make_client(settings.slack_api_url, session),
            session=session,
            backends=Backends(
                providers,
                default=settings.default_provider,
                patience=timings.patience,
                reachable=bool(settings.public_url),
            ),
            alarms=Alarms(clock, pulse=timings.pulse, look=look, tell=neighbours.tell if neighbours else None),
            neighbours=neighbours,
            meters=Meters(),
            process=process,
        )


def _clock(settings: Settings, database: Database) -> Clock:
    """The playground's, where it is followed; on a database that may be shared, its own: all tell one time."""
    if settings.clock_url:
        return FollowedClock()
    return SharedClock() if database.kind == "postgresql" else utc_now


def _neighbours(database: Database, process: str) -> "Neighbours | None":
    if database.kind == "sqlite":
        return None
    from bot.store.neighbours import Neighbours  # it brings psycopg, which SQLite does without

    return Neighbours(database, by=process)


async def _fit(database: Database) -> None:
    """A SQLite file is brought up to date by itself; a shared database only by `migrate`. Raises `ConfigError`."""
    found = await (schema.upgrade(database) if database.kind == "sqlite" else schema.state(database))
    if found.schema is schema.Schema.NEWER:
        what = f"was made by a newer Plenum (schema {found.found}, this one knows {found.wanted}); install that one"
        raise ConfigError((f"DATABASE_URL: the database {what}",))
    if database.kind != "sqlite" and found.schema is not schema.Schema.CURRENT:
        what = f"has schema {found.found or 'none'} and {found.wanted} is needed; run `python -m bot migrate` first"
        raise ConfigError((f"DATABASE_URL: the database {what}",))


def built(ground: Ground) -> House:
    database, clock, slack, alarms = ground.database, ground.clock, ground.slack, ground.alarms
    rows, messenger = ConferenceStore(ground.vault), Messenger(slack)
    choices = Choices(database=database, backends=ground.backends, clock=clock)
    people, hosting = People(slack, clock=clock, admins=choices.admins), Hosting(ground.backends)
    accounts = Accounts(people=people, choices=choices)
    permits = Permits(choices=choices, people=people, clock=clock)
    conferences = Conferences(database=database, rows=rows, backends=ground.backends, wake=alarms.nudge)
    crowd = Crowd(backends=ground.backends, accounts=accounts)
    watching = Watching(database=database, rows=rows, conferences=conferences, crowd=crowd)
    ending = Ending(database=database, rows=rows, conferences=conferences, crowd=crowd)
    addresses = Addresses(ground.settings.public_url, ground.vault)
    wishes = Wishes(accounts=accounts, backends=ground.backends, addresses=addresses)
    calls = Calls(slack, workspaces=ground.workspaces, database=database, rows=rows)
    reminders = ReminderSayings(database=database, rows=rows, conferences=conferences)
    agendas = Agendas(database=database, rows=rows, conferences=conferences)
    sayings = Sayings(
        conferences=conferences, hosting=hosting, people=people, calls=calls, reminders=reminders, agendas=agendas
    )
    leaving = Leaving(
        database=database,
        workspaces=ground.workspaces,
        rows=rows,
        wake=alarms.nudge,
        kept_for=timedelta(days=ground.settings.keep_removed_days),
    )
    intents = Intents(database=database, rows=rows, wake=alarms.nudge)
    starting = Starting(intents=intents, conferences=conferences, wishes=wishes, permits=permits)
    ahead = RoomsAhead(database=database, rows=rows, conferences=conferences, wishes=wishes, wake=alarms.nudge)
    planning = Planning(
        database=database, rows=rows, conferences=conferences, ahead=ahead, permits=permits, wake=alarms.nudge
    )
    beginning = Beginning(database=database, rows=rows, conferences=conferences, ahead=ahead, wake=alarms.nudge)
    opening = Opening(
        beginning=beginning, ahead=ahead, intents=intents, starting=starting, conferences=conferences, clock=clock
    )
    places = Places(slack, clock=clock)
    feeds = Feeds(ground.settings.public_url, ground.vault, database)
    calendars = Calendars(
        database=database, rows=rows, workspaces=ground.workspaces, feeds=feeds, people=people, places=places
    )
    desk = Desk(
        conferences=conferences,
        starting=starting,
        planning=planning,
        opening=opening,
        invitations=Invitations(database=database, conferences=conferences, people=people, choices=choices),
        guests=Guests(database=database, conferences=conferences, choices=choices),
        hosting=hosting,
        control=Control(database=database, rows=rows, conferences=conferences, permits=permits),
        recalls=Recalls(database=database, rows=rows, conferences=conferences, sayings=reminders, wake=alarms.nudge),
        nudging=Nudging(database=database, conferences=conferences, accounts=accounts),
        watching=watching,
        people=people,
        places=places,
        choices=choices,
        backends=ground.backends,
        feeds=feeds,
        calendars=calendars,
        clock=clock,
    )
    work = Work(
        desk=desk,
        replies=Replies(slack=slack, messenger=messenger),
        filling=Filling(desk, Screens(slack)),
        leaving=leaving,
        people_changes=PeopleChanges(choices=choices),
        closing=Closing(database=database, places=places, people=people, wake=alarms.nudge),
        listening=Listening(backends=ground.backends, watching=watching),
    )
    requests = RequestStore(database, ground.vault, by=ground.process)
    runner = Runner(requests, work, clock, alarms, lease=ground.timings.lease, count=ground.meters.request)
    rooms = Rooms(
        database=database,
        rows=rows,
        care=RoomCare(rows),
        conferences=conferences,
        watching=watching,
        ending=ending,
        opening=opening,
        wishes=wishes,
        process=ground.process,
        lease=ground.timings.lease,
    )
    guest_lists = GuestLists(database=database, rows=rows, conferences=conferences, lease=ground.timings.lease)
    grace_s = ground.timings.grace.total_seconds()
    owed = DeliveryStore(database, by=ground.process)
    inbox = Inbox(requests, clock, runner=runner)
    return House(
        ground=ground,
        deliveries=Deliveries(
            owed,
            messenger,
            sayings,
            clock,
            alarms,
            timing=_timing(ground.timings),
            count=ground.meters.delivery,
            leave=leaving.leave,
        ),
        reminding=Reminding(database=database, conferences=rows, alarms=alarms, clock=clock, wake=alarms.nudge),
        rounds=Rounds(rooms, alarms=alarms, clock=clock, grace_s=grace_s),
        guest_rounds=Rounds(guest_lists, alarms=alarms, clock=clock, name="guests", grace_s=grace_s),
        runner=runner,
        inbox=inbox,
        hearing=Hearing(database=database, rows=rows, addresses=addresses, backends=ground.backends, inbox=inbox),
        calendars=calendars,
        housekeeping=_housekeeping(ground, leaving),
        rooms=rooms,
    )


def _housekeeping(ground: Ground, leaving: Leaving) -> Housekeeping:
    return Housekeeping(
        database=ground.database,
        leaving=leaving,
        states=InstallStates(ground.database),
        clock=ground.clock,
        alarms=ground.alarms,
        kept_for=timedelta(days=ground.settings.keep_days),
    )


def _timing(timings: Timings) -> Timing:
    return Timing(
        lease=timings.lease, call=timings.slack_call, settle=timings.settle, longest_pause=timings.longest_pause
    )
