"""A conference on every kind of back end: started, joined, watched, steered and ended; or why not, in words."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.model import Feature
from playground.slack.seed import BEN
from tests.entrances import way_on
from tests.kinds import PLAYED
from tests.stories.tale import CALL, KICK, LOCK, MUTE, RECORD, Room, Tale, tale_of


@pytest.fixture(scope="module", params=PLAYED)
def tale(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tale:
    """Of each kind, told once."""
    return asyncio.run(tale_of(request.param, tmp_path_factory.mktemp("tale")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is needed for it, what is read when it was done or cannot be, and how that is seen in the room."""

    needs: Feature
    done: str
    cannot: str
    seen: Callable[[Room], bool]


ORDERS = {
    RECORD: Order(
        needs=Feature.RECORD,
        done="is being recorded now",
        cannot="cannot be told to record from here",
        seen=lambda room: bool(room.get("recording")),
    ),
    LOCK: Order(
        needs=Feature.LOCK,
        done="is locked: nobody else gets in",
        cannot="cannot lock or unlock a conference from here",
        seen=lambda room: bool(room.get("locked")),
    ),
    MUTE: Order(
        needs=Feature.MUTE_ALL,
        done="is muted",
        cannot="cannot mute everybody from here",
        seen=lambda room: bool(room.get("muted")),
    ),
    CALL: Order(
        needs=Feature.CALL,
        done="101 is being called into",
        cannot="cannot call telephones",
        seen=lambda room: "101" in room.get("ringing", ()),
    ),
    KICK: Order(
        needs=Feature.KICK,
        done="was sent out",
        cannot="cannot send people out from here",
        seen=lambda room: len(room["inside"]) == 1,
    ),
}


def test_card_and_invitation_show_the_way_in_or_a_join_that_asks_for_ones_own(tale: Tale) -> None:
    ways = {way_on(tale.beginning.card), way_on(tale.beginning.invitation)}

    (way,) = ways
    assert way.link.startswith(f"{tale.url}/") is not tale.can(Feature.PERSONAL_LINK)
    assert bool(way.link or way.number) is not tale.can(Feature.PERSONAL_LINK)


def test_a_link_of_ones_own_is_anothers_not_and_nobody_else_sees_it(tale: Tale) -> None:
    links = [way_on(message).link for message in tale.beginning.own]

    assert len(set(links)) == (2 if tale.can(Feature.PERSONAL_LINK) else 0)
    assert not [link for link in links if link in tale.shown]


def test_slacks_own_call_is_on_the_card_only_where_its_link_lets_people_in(tale: Tale) -> None:
    assert tale.calls == (0 if tale.can(Feature.PERSONAL_LINK) else 1)


def test_whoever_was_named_is_asked(tale: Tale) -> None:
    assert f"with <@{BEN}>" in str(tale.beginning.card)
    assert tale.beginning.invitation["channel"].startswith("D")


def test_by_that_way_people_come_in(tale: Tale) -> None:
    assert len(tale.beginning.room["inside"]) == 2


def test_the_card_says_who_is_in_where_the_server_tells(tale: Tale) -> None:
    assert ("2 in: " in tale.middle.card) is tale.tells
    assert all(name in tale.middle.card for name in tale.pair) is tale.tells


def test_the_card_says_live_only_where_the_server_tells_that(tale: Tale) -> None:
    assert (":red_circle: Live since" in tale.middle.card) is tale.can(Feature.STATE)
    assert ("Started <!date" in tale.middle.card) is not tale.can(Feature.STATE)


def test_people_shows_who_is_in_or_says_that_the_server_does_not_tell(tale: Tale) -> None:
    assert all(name in tale.middle.people for name in tale.pair) is tale.tells
    assert (f"*{tale.name}* does not tell who is in" in tale.middle.people) is not tale.tells


def test_the_list_shows_it_with_its_way_in(tale: Tale) -> None:
    join = "conference.join_privately" if tale.can(Feature.PERSONAL_LINK) else tale.url

    assert "*Weekly sync*" in tale.middle.listed
    assert join in tale.middle.listed


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_is_carried_out_or_answered_with_why_not(tale: Tale, order: str) -> None:
    wanted, answer = ORDERS[order], tale.middle.answers[order]

    can = tale.can(wanted.needs)

    assert (wanted.done in answer) is can
    assert (f"The conference server *{tale.name}* {wanted.cannot}" in answer) is not can


@pytest.mark.parametrize("order", ORDERS)
def test_what_was_ordered_is_seen_in_the_room(tale: Tale, order: str) -> None:
    wanted = ORDERS[order]

    assert wanted.seen(tale.middle.rooms[order]) is tale.can(wanted.needs)
    assert not wanted.seen(tale.beginning.room)


def test_the_host_hears_how_to_host_or_that_there_is_nothing_for_it(tale: Tale) -> None:
    secret = "Join as host" in tale.middle.host or "Host PIN" in tale.middle.host

    can = tale.can(Feature.HOST_ACCESS, Feature.PERSONAL_LINK)

    assert secret is can
    assert ("there is no link or PIN for it" in tale.middle.host) is not can


def test_who_is_out_again_is_not_on_the_card_any_more(tale: Tale) -> None:
    ben, cleo = tale.pair

    assert (f"1 in: {ben}" in tale.middle.card_later) is tale.tells
    assert cleo not in tale.middle.card_later


def test_the_end_sends_everybody_out_or_says_that_people_stay(tale: Tale) -> None:
    stays = "People inside stay until they leave" in tale.end.answer

    assert stays is not tale.can(Feature.END)
    assert len(tale.end.room.get("inside", ())) == (1 if stays else 0)


def test_nobody_new_gets_in_after_the_end_where_the_server_can_see_to_that(tale: Tale) -> None:
    assert not (tale.can(Feature.CLOSE) and tale.end.admits)


def test_the_card_says_that_it_ended_and_how_many_came_where_that_is_known(tale: Tale) -> None:
    assert "Weekly sync has ended" in tale.end.card
    assert "conference.join" not in tale.end.card
    assert (" · 2 people" in tale.end.card) is tale.tells
    assert all(name in tale.end.card for name in tale.pair) is tale.tells
