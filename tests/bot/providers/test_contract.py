"""The promises that every kind of back end keeps. A kind is enrolled by being registered, see `stand`."""

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest
from pydantic import ValidationError

from bot.errors import (
    Refusal,
    Refused,
    Unsupported,
)
from bot.model import Feature, First, Options, Person, RoomState, RoomWish
from bot.providers.base import OPTIONAL, PROMISES, WISHES, ConferenceProvider
from tests.bot.providers.conftest import Kind
from tests.bot.providers.stand import REFERENCE, Connected, stand_for
from tests.conftest import FrozenClock


@pytest.mark.parametrize(("feature", "method"), OPTIONAL.items())
def test_declares_exactly_what_it_implements(kind: Kind, feature: Feature, method: str) -> None:
    implemented = getattr(kind, method) is not getattr(ConferenceProvider, method)

    assert implemented == (feature in kind.features)


def test_every_feature_stands_for_a_method_a_wish_or_a_promise() -> None:
    assert {*OPTIONAL, *WISHES, *PROMISES} == set(Feature)
    assert len(OPTIONAL) + len(WISHES) + len(PROMISES) == len(Feature)


@pytest.mark.parametrize(("feature", "field"), WISHES.items())
def test_a_feature_that_is_a_wish_is_a_field_of_what_is_asked_for(feature: Feature, field: str) -> None:
    kind: Any = RoomWish

    for name in field.split("."):
        kind = get_type_hints(kind)[name]

    assert kind is not None


def test_every_option_of_a_plan_stands_for_one_feature() -> None:
    everything: dict[str, Any] = {
        "pin": "4821",
        "waiting_room": True,
        "first": First.HOST,
        "capacity": 25,
        "template": "t1",
    }
    alone = [Options(**{name: value}).needs() for name, value in everything.items()]

    assert {len(needs) for needs in alone} == {1}
    assert Options(**everything).needs() == frozenset.union(*alone)
    assert len(Options(**everything).needs()) == len(everything)


async def test_limits_leave_room_for_what_it_lets_in_by_itself(there: Connected) -> None:
    limits = there.provider.limits

    assert limits.pin[0] <= limits.pin[1]
    assert limits.admits is None or limits.most is None or limits.admits <= limits.most


@pytest.mark.parametrize(("feature", "method"), OPTIONAL.items())
async def test_what_it_cannot_it_says_it_cannot(feature: Feature, method: str, there: Connected) -> None:
    asked = getattr(ConferenceProvider, method)
    arguments = dict.fromkeys(list(inspect.signature(asked).parameters)[1:])

    with pytest.raises(Unsupported) as caught:
        await _answer(asked, there.provider, arguments)

    assert (caught.value.what, caught.value.provider) == (feature, "hq")


async def _answer(asked: Callable[..., Any], provider: ConferenceProvider, arguments: dict[str, Any]) -> None:
    answer = asked(provider, **arguments)
    if inspect.isawaitable(answer):
        await answer


def test_refuses_settings_it_does_not_know(kind: Kind, clock: FrozenClock) -> None:
    settings = dict(stand_for(kind.kind, clock).settings) | {"colour": "red"}

    with pytest.raises(ValidationError, match="colour"):
        kind.Settings.model_validate(settings)


def test_its_settings_do_not_show_their_secrets(there: Connected) -> None:
    said = f"{there.provider.settings!r} {there.provider.settings}"

    assert not [secret for secret in there.secrets() if secret in said]


async def test_a_check_says_what_was_reached(there: Connected) -> None:
    said = await there.provider.check()

    assert there.provider.title in said
    assert not [secret for secret in there.secrets() if secret in said]


async def test_a_new_room_has_a_way_in(there: Connected) -> None:
    room = await there.provider.create(there.wish())

    assert room.join_url is None or room.join_url.startswith("https://")
    assert there.stand.rooms() == ({room.id} if there.stand.asks else set())


async def test_a_new_room_is_found_by_our_reference(there: Connected) -> None:
    there.needs(Feature.FIND)

    room = await there.provider.create(there.wish())

    assert await there.provider.find(REFERENCE) == room


async def test_a_room_that_nobody_asked_for_is_not_found(there: Connected) -> None:
    there.needs(Feature.FIND)

    assert await there.provider.find(REFERENCE) is None


async def test_the_same_reference_twice_is_one_room(there: Connected) -> None:
    there.needs(Feature.FIND)

    first = await there.provider.create(there.wish())
    second = await there.provider.create(there.wish())

    assert first == second
    assert there.stand.rooms() == {first.id}


async def test_another_reference_is_another_room(there: Connected) -> None:
    first = await there.provider.create(there.wish())
    second = await there.provider.create(there.wish("b2b2b2b2b2b2"))

    assert first.id != second.id


async def test_a_state_is_told_and_follows_the_room(there: Connected) -> None:
    there.needs(Feature.STATE)
    room = await there.provider.create(there.wish())

    assert (await there.provider.status(room.id)).state in (RoomState.LIVE, RoomState.IDLE, RoomState.EMPTY)
    if Feature.END in there.provider.features:
        await there.provider.end(room.id)
        assert (await there.provider.status(room.id)).state is not RoomState.LIVE
    if Feature.REMOVE in there.provider.features:
        await there.provider.remove(room.id)
        assert (await there.provider.status(room.id)).state is RoomState.GONE


async def test_ending_twice_is_fine(there: Connected) -> None:
    there.needs(Feature.END)
    room = await there.provider.create(there.wish())

    await there.provider.end(room.id)
    await there.provider.end(room.id)


async def test_closing_twice_is_fine(there: Connected) -> None:
    there.needs(Feature.CLOSE)
    room = await there.provider.create(there.wish())

    await there.provider.close(room.id)
    await there.provider.close(room.id)


async def test_a_personal_link_is_one_persons_own_and_tells_no_secret_of_ours(there: Connected) -> None:
    there.needs(Feature.PERSONAL_LINK)
    room = await there.provider.create(there.wish())
    ben = Person(id="U2", name="Ben")

    links = [await there.provider.personal_link(room, person, host=False) for person in (there.stand.host, ben)]

    assert len({room.join_url, *links}) == 3
    assert not [secret for secret in there.secrets() for link in links if secret in link]


async def test_a_room_is_removed_even_while_people_may_be_in_it(there: Connected) -> None:
    there.needs(Feature.REMOVE)
    room = await there.provider.create(there.wish())

    await there.provider.remove(room.id)

    assert there.stand.rooms() == set()


async def test_removing_twice_is_fine(there: Connected) -> None:
    there.needs(Feature.REMOVE)
    room = await there.provider.create(there.wish())
    await there.provider.remove(room.id)

    await there.provider.remove(room.id)
    if Feature.END in there.provider.features:
        await there.provider.end(room.id)

    assert there.stand.rooms() == set()


async def test_an_ended_room_is_opened_again_by_its_reference(there: Connected) -> None:
    there.needs(Feature.END)
    there.needs(Feature.FIND)
    room = await there.provider.create(there.wish())
    await there.provider.end(room.id)

    assert await there.provider.create(there.wish()) == room


async def test_an_account_is_found_by_its_address_in_any_case(there: Connected) -> None:
    there.needs(Feature.ACCOUNTS)
    email = there.stand.host.email or ""

    account = await there.provider.account(email.upper())

    assert account
    assert account == await there.provider.account(email)


@pytest.mark.parametrize("change", [lambda email: f"x{email}", lambda email: email[1:], lambda email: f"{email}x"])
async def test_an_address_that_is_nearly_the_same_is_nobodys(change: Callable[[str], str], there: Connected) -> None:
    there.needs(Feature.ACCOUNTS)

    assert await there.provider.account(change(there.stand.host.email or "")) is None


async def test_somebody_can_be_rung_or_is_said_to_be_unavailable(there: Connected) -> None:
    there.needs(Feature.RING)
    room = await there.provider.create(there.wish())
    account = await there.provider.account(there.stand.host.email or "")
    assert account

    why = None
    try:
        await there.provider.ring(room.id, account)
    except Refused as refused:
        why = refused.why

    assert why in (None, Refusal.PERSON_UNAVAILABLE)


async def test_a_host_learns_how_to_host_without_it_being_shown(there: Connected) -> None:
    there.needs(Feature.HOST_ACCESS)
    room = await there.provider.create(there.wish())
    account = (
        await there.provider.account(there.stand.host.email or "")
        if Feature.ACCOUNTS in there.provider.features
        else None
    )

    access = await there.provider.host_access(room, account)

    assert access.url or access.pin or access.account
    assert not [secret for secret in (access.url, access.pin) if secret and secret in f"{access!r} {access}"]


async def test_lets_go_of_its_connections(there: Connected) -> None:
    await there.provider.aclose()

    assert there.provider.http.is_closed
