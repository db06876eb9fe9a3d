"""What back ends tell by themselves: kept once, doubted, and followed in whatever order it comes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.live import EventKind, Participant, ProviderEvent
from bot.model import Conference, Feature, RoomState, Stage
from bot.services.addresses import Addresses
from bot.services.backends import Backends
from bot.services.hearing import KIND, Heard, Hearing, Listening
from bot.services.inbox import Inbox
from bot.store.requests import RequestStore
from bot.store.tables import requests
from bot.store.vault import Vault
from playground.slack.seed import ANA, TEAM
from tests.backstage import KEY, Backstage
from tests.poor import Crowded

KELLY = Participant(id="p1", name="Kelly")


@pytest.fixture
async def live(plenum: Backstage, hall: Crowded) -> Conference:
    conference = await plenum.start(provider="hall")
    await plenum.deliver()
    hall.complete = False  # only what is told counts here
    return conference


@pytest.fixture
def hearing(plenum: Backstage) -> Hearing:
    inbox = Inbox(RequestStore(plenum.database, Vault([KEY]), by="me"), plenum.clock)
    return Hearing(
        database=plenum.database,
        rows=plenum.rows,
        addresses=plenum.addresses,
        backends=plenum.backends,
        inbox=inbox,
    )


def key_of(plenum: Backstage, conference: Conference) -> str:
    url = plenum.addresses.events_of(conference)
    assert url is not None
    assert url.startswith("https://plenum.acme.example/webhooks/hall/")
    return url.rpartition("/")[2]


def event(conference: Conference, kind: EventKind, **changes: Any) -> ProviderEvent:
    assert conference.room is not None
    usual = {"key": "1", "said": kind.value, "room_id": conference.room.id, "session_id": "s1"}
    return ProviderEvent(kind=kind, **(usual | changes))


async def follow(plenum: Backstage, conference: Conference, *told: ProviderEvent) -> Conference:
    for one in told:
        await plenum.watching.heard(await plenum.known(conference), one, now=plenum.clock())
    return await plenum.known(conference)


class TestKeeping:
    async def test_what_comes_to_a_conferences_address_is_kept(
        self, plenum: Backstage, hearing: Hearing, live: Conference
    ) -> None:
        heard = await hearing.keep("hall", key_of(plenum, live), b"{}", {"content-type": "application/json"})

        (row,) = await plenum.rows_of(requests)
        assert (heard, row.kind, row.workspace_id) == (Heard.KEPT, KIND, TEAM)

    async def test_the_same_again_is_kept_once(self, plenum: Backstage, hearing: Hearing, live: Conference) -> None:
        for _ in range(3):
            assert await hearing.keep("hall", key_of(plenum, live), b"{}", {}) is Heard.KEPT

        assert len(await plenum.rows_of(requests)) == 1

    async def test_what_was_kept_lies_sealed_and_without_foreign_headers(
        self, plenum: Backstage, hearing: Hearing, live: Conference
    ) -> None:
        await hearing.keep("hall", key_of(plenum, live), b"very private", {"cookie": "c", "authorization": "Bearer t"})

        (row,) = await plenum.rows_of(requests)
        assert b"very private" not in row.body_sealed
        assert "cookie" not in Vault([KEY]).open(row.body_sealed)

    @pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: f"{key}x", str.upper, str.title])
    async def test_an_address_that_nobody_was_given_is_unknown(
        self, plenum: Backstage, hearing: Hearing, live: Conference, change: Any
    ) -> None:
        assert await hearing.keep("hall", change(key_of(plenum, live)), b"{}", {}) is Heard.UNKNOWN
        assert not await plenum.rows_of(requests)

    @pytest.mark.parametrize("name", ["eye", "hq", "nobody"])
    async def test_a_key_fits_only_its_own_back_end(
        self, plenum: Backstage, hearing: Hearing, live: Conference, name: str
    ) -> None:
        assert await hearing.keep(name, key_of(plenum, live), b"{}", {}) is Heard.UNKNOWN

    async def test_a_key_outlives_the_exchange_of_secret_keys(self, plenum: Backstage, live: Conference) -> None:
        fresh = Addresses("https://plenum.acme.example", Vault([Fernet.generate_key().decode(), KEY]))

        assert fresh.told_of("hall", key_of(plenum, live)) == live.reference

    async def test_where_nobody_can_reach_us_no_back_end_is_expected_to_tell(self, hall: Crowded) -> None:
        untold = Backends({"hall": hall}, default="hall", patience=timedelta(seconds=1), reachable=False)

        assert Feature.EVENTS not in untold.features("hall")
        assert untold.able(Feature.EVENTS) == frozenset()

    async def test_without_a_public_address_there_is_none_to_tell(self, plenum: Backstage, live: Conference) -> None:
        assert Addresses(None, Vault([KEY])).events_of(live) is None

    async def test_the_back_end_is_given_the_address(self, plenum: Backstage, hall: Crowded, live: Conference) -> None:
        assert hall.asked[0].events_url == plenum.addresses.events_of(live)
        assert "webhooks" not in repr(hall.asked[0])


class TestFollowing:
    async def test_who_came_and_left_is_seen(self, plenum: Backstage, live: Conference) -> None:
        at = plenum.clock() + timedelta(seconds=30)

        joined = await follow(plenum, live, event(live, EventKind.JOINED, participant=KELLY, at=plenum.clock()))
        left = await follow(plenum, live, event(live, EventKind.LEFT, participant=KELLY, at=at))

        assert [one.name for one in joined.inside] == ["Kelly"]
        assert [one.left_at for one in left.seen] == [at]

    async def test_twice_and_out_of_order_comes_to_the_same(self, plenum: Backstage, live: Conference) -> None:
        joined = event(live, EventKind.JOINED, participant=KELLY, at=plenum.clock())
        left = event(live, EventKind.LEFT, participant=KELLY, at=plenum.clock() + timedelta(seconds=9))

        seen = (await follow(plenum, live, left, joined, left, joined)).seen

        assert [(one.name, one.inside) for one in seen] == [("Kelly", False)]

    @pytest.mark.parametrize("kind", [EventKind.EMPTIED, EventKind.ROOM_CLOSED])
    async def test_an_end_is_asked_for_before_it_is_believed(
        self, plenum: Backstage, hall: Crowded, live: Conference, kind: EventKind
    ) -> None:
        joined = event(live, EventKind.JOINED, participant=KELLY)

        told = await follow(plenum, live, joined, event(live, kind))
        looked = hall.looked
        await plenum.tend(seconds=1)

        assert told.stage is Stage.LIVE
        assert hall.looked == looked + 1
        assert (await plenum.known(live)).stage is Stage.LIVE

    async def test_an_end_that_is_true_ends_it(self, plenum: Backstage, hall: Crowded, live: Conference) -> None:
        hall.now = RoomState.GONE

        await follow(plenum, live, event(live, EventKind.ROOM_CLOSED))
        await plenum.tend(seconds=1)

        assert (await plenum.known(live)).stage is Stage.ENDED

    async def test_a_recording_is_shown_for_the_session_that_is_known(
        self, plenum: Backstage, live: Conference
    ) -> None:
        began = event(live, EventKind.STARTED)
        recorded = event(live, EventKind.RECORDING_STARTED, room_id=None)

        early = await follow(plenum, live, recorded)
        known = await follow(plenum, live, began, recorded)
        stopped = await follow(plenum, live, event(live, EventKind.RECORDING_STOPPED, room_id=None))

        assert (early.recording, known.recording, stopped.recording) == (None, True, False)
        assert known.session_id == "s1"

    @pytest.mark.parametrize("stranger", [{"room_id": "another"}, {"room_id": None, "session_id": "another"}])
    async def test_ids_that_are_not_its_own_change_nothing(
        self, plenum: Backstage, live: Conference, stranger: dict[str, str | None]
    ) -> None:
        told = await follow(plenum, live, event(live, EventKind.JOINED, participant=KELLY, **stranger))

        assert told == await plenum.known(live)
        assert not told.seen

    async def test_what_is_over_stays_as_it_was(self, plenum: Backstage, live: Conference) -> None:
        await plenum.conferences.close(live, by=ANA, now=plenum.clock())

        told = await follow(plenum, live, event(live, EventKind.JOINED, participant=KELLY))

        assert (told.stage, told.seen) == (Stage.ENDED, ())

    async def test_garbage_and_the_unknown_are_left_aside(
        self, plenum: Backstage, hall: Crowded, live: Conference
    ) -> None:
        listening = Listening(backends=plenum.backends, watching=plenum.watching)
        hall.told = (event(live, EventKind.UNKNOWN), replace(event(live, EventKind.JOINED), participant=None))

        for body in ("garbage", "{}"):
            told: dict[str, Any] = {"provider": "hall", "body": body, "headers": {}}
            await listening.follow(live, told, received_at=plenum.clock())
        await listening.follow(live, {"provider": "nobody", "body": "", "headers": {}}, received_at=plenum.clock())

        assert not (await plenum.known(live)).seen
