"""The promises that every kind of back end keeps. A kind is enrolled by being registered, see `stand`."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from pydantic import SecretStr, ValidationError

from bot.errors import (
    Busy,
    Denied,
    Garbled,
    ProviderError,
    Refusal,
    Refused,
    Unanswered,
    Unreachable,
    Unsupported,
)
from bot.model import Account, Feature, Plan, Room, RoomState, RoomWish
from bot.providers import PROVIDERS, make
from bot.providers.base import OPTIONAL, ConferenceProvider
from bot.providers.http import Patience
from bot.settings.backends import ProviderEntry
from tests.bot.providers.stand import Stand, Trouble, TroubledLine, stand_for
from tests.conftest import NOON, FrozenClock

REFERENCE = "k7f3k7f3k7f3"
MOST_STEPS = 30
Kind = type[ConferenceProvider]
CALLED = {
    Trouble.DOWN: (Unreachable, Unreachable),
    Trouble.HANGS: (Unreachable, Unanswered),
    Trouble.LOST: (Unreachable, Unanswered),
    Trouble.LATE: (Unreachable, Unanswered),
    Trouble.HTML: (Garbled, Garbled),
    Trouble.EMPTY: (Garbled, Garbled),
    Trouble.TRUNCATED: (Garbled, Garbled),
    Trouble.OTHER_SHAPE: (Garbled, Garbled),
    Trouble.HUGE: (Garbled, Garbled),
    Trouble.REDIRECT: (Garbled, Garbled),
    Trouble.ERROR: (Garbled, Garbled),
    Trouble.BUSY: (Busy, Busy),
    Trouble.LIMITED: (Busy, Busy),
}
"""What each trouble is called when it befalls a read, and the request that makes a room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A back end as the bot has it, and what stands behind it."""

    provider: ConferenceProvider
    stand: Stand
    line: TroubledLine

    def wish(self, reference: str = REFERENCE) -> RoomWish:
        return RoomWish(reference=reference, plan=Plan(topic="Weekly sync", starts_at=NOON), host=self.stand.host)

    def secrets(self) -> set[str]:
        """What must never be told."""
        values = vars(self.provider.settings).values()
        return self.line.tokens() | {value.get_secret_value() for value in values if isinstance(value, SecretStr)}

    @property
    def can(self) -> frozenset[Feature]:
        return self.provider.features


@pytest.fixture(params=PROVIDERS.values(), ids=PROVIDERS.keys())
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def connect(kind: Kind, clock: FrozenClock, short_patience: Patience) -> Callable[[], Connected]:
    """Makes a back end of the kind, each in a world of its own."""

    def connected() -> Connected:
        stand = stand_for(kind.kind, clock)
        line = TroubledLine(app=stand.app)
        entry = ProviderEntry(kind=kind.kind, settings=kind.Settings.model_validate(stand.settings))
        provider = make("hq", entry, clock=clock, transport=line, patience=short_patience)
        return Connected(provider=provider, stand=stand, line=line)

    return connected


@pytest.fixture
def there(connect: Callable[[], Connected]) -> Connected:
    return connect()


def needs(there: Connected, feature: Feature) -> None:
    if feature not in there.can:
        pytest.skip(f"a {there.provider.title} cannot {feature}")


@pytest.mark.parametrize(("feature", "method"), OPTIONAL.items())
def test_declares_exactly_what_it_implements(kind: Kind, feature: Feature, method: str) -> None:
    implemented = getattr(kind, method) is not getattr(ConferenceProvider, method)

    assert implemented == (feature in kind.features)


def test_every_feature_stands_for_a_method() -> None:
    assert set(OPTIONAL) == set(Feature)


async def test_what_it_cannot_it_says_it_cannot(there: Connected) -> None:
    account, room = Account(id="a", name="a"), Room(id="a", join_url="https://server.test/a")
    asked = {
        Feature.FIND: lambda: ConferenceProvider.find(there.provider, "a"),
        Feature.REMOVE: lambda: ConferenceProvider.remove(there.provider, "a"),
        Feature.END: lambda: ConferenceProvider.end(there.provider, "a"),
        Feature.STATE: lambda: ConferenceProvider.state(there.provider, "a"),
        Feature.ACCOUNTS: lambda: ConferenceProvider.account(there.provider, "a"),
        Feature.RING: lambda: ConferenceProvider.ring(there.provider, "a", account),
        Feature.HOST_ACCESS: lambda: ConferenceProvider.host_access(there.provider, room, account),
    }

    for feature, ask in asked.items():
        with pytest.raises(Unsupported) as caught:
            await ask()
        assert (caught.value.what, caught.value.provider) == (feature, "hq")


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
    assert there.stand.rooms() == {room.id}


async def test_a_new_room_is_found_by_our_reference(there: Connected) -> None:
    needs(there, Feature.FIND)

    room = await there.provider.create(there.wish())

    assert await there.provider.find(REFERENCE) == room


async def test_a_room_that_nobody_asked_for_is_not_found(there: Connected) -> None:
    needs(there, Feature.FIND)

    assert await there.provider.find(REFERENCE) is None


async def test_the_same_reference_twice_is_one_room(there: Connected) -> None:
    needs(there, Feature.FIND)

    first = await there.provider.create(there.wish())
    second = await there.provider.create(there.wish())

    assert first == second
    assert there.stand.rooms() == {first.id}


async def test_another_reference_is_another_room(there: Connected) -> None:
    first = await there.provider.create(there.wish())
    second = await there.provider.create(there.wish("b2b2b2b2b2b2"))

    assert first.id != second.id


async def test_a_state_is_told_and_follows_the_room(there: Connected) -> None:
    needs(there, Feature.STATE)
    room = await there.provider.create(there.wish())

    assert await there.provider.state(room.id) in (RoomState.LIVE, RoomState.IDLE)
    if Feature.END in there.can:
        await there.provider.end(room.id)
        assert await there.provider.state(room.id) is not RoomState.LIVE
    if Feature.REMOVE in there.can:
        await there.provider.remove(room.id)
        assert await there.provider.state(room.id) is RoomState.GONE


async def test_ending_twice_is_fine(there: Connected) -> None:
    needs(there, Feature.END)
    room = await there.provider.create(there.wish())

    await there.provider.end(room.id)
    await there.provider.end(room.id)


async def test_a_room_is_removed_even_while_people_may_be_in_it(there: Connected) -> None:
    needs(there, Feature.REMOVE)
    room = await there.provider.create(there.wish())

    await there.provider.remove(room.id)

    assert there.stand.rooms() == set()


async def test_removing_twice_is_fine(there: Connected) -> None:
    needs(there, Feature.REMOVE)
    room = await there.provider.create(there.wish())
    await there.provider.remove(room.id)

    await there.provider.remove(room.id)
    if Feature.END in there.can:
        await there.provider.end(room.id)

    assert there.stand.rooms() == set()


async def test_an_ended_room_is_opened_again_by_its_reference(there: Connected) -> None:
    needs(there, Feature.END)
    needs(there, Feature.FIND)
    room = await there.provider.create(there.wish())
    await there.provider.end(room.id)

    assert await there.provider.create(there.wish()) == room


async def test_an_account_is_found_by_its_address_in_any_case(there: Connected) -> None:
    needs(there, Feature.ACCOUNTS)
    email = there.stand.host.email or ""

    account = await there.provider.account(email.upper())

    assert account
    assert account == await there.provider.account(email)


@pytest.mark.parametrize("change", [lambda email: f"x{email}", lambda email: email[1:], lambda email: f"{email}x"])
async def test_an_address_that_is_nearly_the_same_is_nobodys(change: Callable[[str], str], there: Connected) -> None:
    needs(there, Feature.ACCOUNTS)

    assert await there.provider.account(change(there.stand.host.email or "")) is None


async def test_somebody_can_be_rung_or_is_said_to_be_unavailable(there: Connected) -> None:
    needs(there, Feature.RING)
    room = await there.provider.create(there.wish())
    account = await there.provider.account(there.stand.host.email or "")
    assert account

    try:
        await there.provider.ring(room.id, account)
    except Refused as refused:
        assert refused.why is Refusal.PERSON_UNAVAILABLE


async def test_a_host_learns_how_to_host_without_it_being_shown(there: Connected) -> None:
    needs(there, Feature.HOST_ACCESS)
    room = await there.provider.create(there.wish())
    account = await there.provider.account(there.stand.host.email or "") if Feature.ACCOUNTS in there.can else None

    access = await there.provider.host_access(room, account)

    assert access.url or access.pin or access.account
    assert not [secret for secret in (access.url, access.pin) if secret and secret in f"{access!r} {access}"]


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name.lower())
async def test_trouble_with_a_read_is_called_by_its_name(trouble: Trouble, there: Connected) -> None:
    await there.provider.check()

    there.line.trouble = trouble
    with pytest.raises(ProviderError) as caught:
        await there.provider.check()

    assert type(caught.value) is CALLED[trouble][0]


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name.lower())
async def test_trouble_at_any_step_of_a_new_room_is_called_by_what_it_did(
    trouble: Trouble, connect: Callable[[], Connected]
) -> None:
    """A room that may exist is never denied, and one that does not is never promised."""
    called = set()
    for step in range(MOST_STEPS):
        there = connect()
        there.line.trouble, there.line.befalls = trouble, lambda number, step=step: number >= step
        try:
            await there.provider.create(there.wish())
        except ProviderError as error:
            called.add(type(error))
            if there.stand.rooms():
                assert isinstance(error, Unanswered | Garbled), f"step {step}: a room exists, and it is {error!r}"
        else:
            break
    assert CALLED[trouble][1] in called
    assert called <= {CALLED[trouble][1], Unreachable, Unanswered, Busy}


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name.lower())
async def test_after_trouble_at_any_step_there_is_one_room(trouble: Trouble, connect: Callable[[], Connected]) -> None:
    """Looking by the reference tells the truth, and asking again gives the room that is there."""
    needs(connect(), Feature.FIND)
    for step in range(MOST_STEPS):
        there = connect()
        there.line.trouble, there.line.befalls = trouble, lambda number, step=step: number >= step
        try:
            await there.provider.create(there.wish())
        except ProviderError:
            there.line.calm()
        else:
            break
        found = await there.provider.find(REFERENCE)
        assert {found.id} if found else set() == there.stand.rooms()
        room = await there.provider.create(there.wish())
        assert there.stand.rooms() == {room.id}
    assert step > 0


async def test_a_token_that_ran_out_is_renewed_without_anybody_noticing(there: Connected) -> None:
    await there.provider.check()
    if there.stand.expire is None:
        pytest.skip(f"a {there.provider.title} has no tokens that run out")

    there.stand.expire()

    assert await there.provider.create(there.wish())


async def test_rejected_credentials_are_denied(there: Connected) -> None:
    if there.stand.refuse is None:
        pytest.skip(f"a {there.provider.title} takes no credentials")
    there.stand.refuse()

    with pytest.raises(Denied):
        await there.provider.create(there.wish())

    assert there.stand.rooms() == set()


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name.lower())
async def test_nothing_that_is_raised_or_logged_tells_a_secret(
    trouble: Trouble, there: Connected, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await there.provider.create(there.wish())
    there.line.trouble = trouble

    with pytest.raises(ProviderError) as caught:
        await there.provider.create(replace(there.wish("b2b2b2b2b2b2")))

    told = f"{caught.value!r} {caught.value} {''.join(traceback.format_exception(caught.value))} {caplog.text}"
    assert there.secrets()
    assert not [secret for secret in there.secrets() if secret in told]


async def test_lets_go_of_its_connections(there: Connected) -> None:
    await there.provider.aclose()

    assert there.provider.http.is_closed
