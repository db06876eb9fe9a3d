"""What was chosen is what is allowed: who may start, who may be invited, what may be called, on which back end."""

from collections.abc import Sequence

import pytest

from bot.choices import ADMINS, BACKEND, GUESTS, NUMBERS, OUTSIDERS, STARTERS, Scope, Starters, Who
from bot.errors import MayNotStart, NumberNotAllowed, SlackUnreachable
from bot.model import Conference, Person, Place
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, DESIGN, EVE, GIL, OPS, PARTNERS, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.poor import Crowded

MEMBERS = Starters(who=Who.MEMBERS)
DESIGNERS = Starters(who=Who.GROUPS, groups=(DESIGN,))
GONE = Starters(who=Who.GROUPS, groups=("S0GONE0001",))
HERE = Place(channel_id=TEAM_CHANNEL)


async def may_start(plenum: Backstage, person: str, *, place: Place = HERE) -> bool:
    try:
        await plenum.permits.start(TEAM, place, person, provider=None)
    except MayNotStart:
        return False
    return True


class TestWhoMayStart:
    """Everybody, unless somebody chose otherwise."""

    @pytest.mark.parametrize(
        ("starters", "who"),
        [
            (Starters(), [ANA, BEN, CLEO, GIL]),
            (MEMBERS, [ANA, BEN, CLEO]),
            (DESIGNERS, [ANA, BEN, CLEO]),
            (GONE, [ANA]),
        ],
    )
    async def test_those_may_who_were_chosen_and_administrators(
        self, plenum: Backstage, starters: Starters, who: Sequence[str]
    ) -> None:
        await plenum.choose(STARTERS, starters)

        assert [one for one in (ANA, BEN, CLEO, GIL) if await may_start(plenum, one)] == who

    async def test_a_channel_may_be_for_others_than_the_workspace(self, plenum: Backstage) -> None:
        await plenum.choose(STARTERS, MEMBERS)
        await plenum.choose(STARTERS, Starters(), Scope.CHANNEL, TEAM_CHANNEL)

        assert await may_start(plenum, GIL)
        assert not await may_start(plenum, GIL, place=Place(channel_id=OPS))

    async def test_the_refusal_knows_the_groups(self, plenum: Backstage) -> None:
        await plenum.choose(STARTERS, DESIGNERS)

        with pytest.raises(MayNotStart) as refused:
            await plenum.permits.start(TEAM, HERE, GIL, provider=None)

        assert refused.value.groups == (DESIGN,)

    async def test_nobody_is_let_through_while_slack_cannot_say_who_they_are(self, plenum: Backstage) -> None:
        await plenum.choose(STARTERS, DESIGNERS)
        plenum.slack.faults.set("server_error", method="usergroups.users.list")

        with pytest.raises(SlackUnreachable):
            await plenum.permits.start(TEAM, HERE, BEN, provider=None)

    async def test_a_group_is_read_once_a_minute(self, plenum: Backstage) -> None:
        await plenum.choose(STARTERS, DESIGNERS)

        for seconds in (0, 59, 1):
            plenum.clock.advance(seconds=seconds)
            await may_start(plenum, BEN)

        assert len(plenum.asked("usergroups.users.list")) == 2

    async def test_nothing_is_started_by_others(self, plenum: Backstage) -> None:
        await plenum.choose(STARTERS, MEMBERS)

        with pytest.raises(MayNotStart):
            await plenum.start(host_id=GIL)

        assert (await plenum.all(), plenum.room_ids()) == ([], [])

    async def test_nothing_is_planned_by_others(self, plenum: Backstage) -> None:
        await plenum.choose(STARTERS, MEMBERS)

        with pytest.raises(MayNotStart):
            await plenum.plan(host_id=GIL)

        assert await plenum.all() == []

    async def test_what_was_planned_before_begins_all_the_same(self, plenum: Backstage) -> None:
        conference = await plenum.plan(host_id=GIL, hours=1)
        await plenum.choose(STARTERS, MEMBERS)

        await plenum.tend(hours=1)

        assert (await plenum.known(conference)).stage == "live"


class TestWhichBackEnd:
    """The one that is named, else the one that was chosen, else everybody's."""

    @pytest.mark.parametrize(("named", "used"), [(None, "hall"), ("dial", "dial")])
    async def test_the_chosen_one_is_used_unless_one_is_named(
        self, plenum: Backstage, named: str | None, used: str
    ) -> None:
        await plenum.choose(BACKEND, "hall")

        started = await plenum.start(provider=named)
        planned = await plenum.plan(provider=named)

        assert (started.provider, planned.provider) == (used, used)

    async def test_somebodys_own_goes_before_that_of_the_channel(self, plenum: Backstage) -> None:
        await plenum.choose(BACKEND, "hall", Scope.CHANNEL, TEAM_CHANNEL)
        await plenum.choose(BACKEND, "dial", Scope.PERSON, BEN)

        assert (await plenum.start()).provider == "hall"
        assert (await plenum.start(host_id=BEN, key="2", another=True)).provider == "dial"

    async def test_one_that_is_not_set_up_any_more_counts_for_nothing(self, plenum: Backstage) -> None:
        await plenum.choose(BACKEND, "hall")
        plenum.take_out("hall")

        assert (await plenum.start()).provider == "hq"


class TestWhoMayBeInvited:
    """Guests may and strangers may not, unless somebody chose otherwise."""

    @pytest.fixture(autouse=True)
    def partners(self, plenum: Backstage) -> None:
        """Eve is known through a shared channel."""
        plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)

    async def test_guests_may_and_people_of_other_organisations_may_not(self, plenum: Backstage) -> None:
        named = await plenum.invitations.named(TEAM, people=[BEN, GIL, EVE], groups=(), by=ANA)

        assert (named.reachable, named.missed) == ((BEN, GIL), ((EVE, "external"),))

    async def test_either_can_be_chosen_otherwise(self, plenum: Backstage) -> None:
        await plenum.choose(GUESTS, False)
        await plenum.choose(OUTSIDERS, True)

        named = await plenum.invitations.named(TEAM, people=[BEN, GIL, EVE], groups=(), by=ANA)

        assert (named.reachable, named.missed) == ((BEN, EVE), ((GIL, "guest"),))


class TestWhatMayBeCalled:
    """Whatever the back end allows, unless somebody chose less."""

    async def conference(self, plenum: Backstage) -> Conference:
        return await plenum.start(provider="hall")

    async def call(self, plenum: Backstage, number: str) -> None:
        conference, host = await self.conference(plenum), Person(id=ANA, name="ana")
        await plenum.desk.control.call(conference, number, by=host, now=plenum.clock())

    @pytest.mark.parametrize("number", ["101", "+33123456789"])
    async def test_where_nothing_was_chosen_the_back_end_decides(
        self, plenum: Backstage, hall: Crowded, number: str
    ) -> None:
        await self.call(plenum, number)

        assert hall.orders == [("call", number)]

    @pytest.mark.parametrize("number", ["101", "+441494523500"])
    async def test_what_begins_as_chosen_is_called(self, plenum: Backstage, hall: Crowded, number: str) -> None:
        await plenum.choose(NUMBERS, ("+44", "10"))

        await self.call(plenum, number)

        assert hall.orders == [("call", number)]

    @pytest.mark.parametrize("number", ["201", "+33123456789", "00441494523500"])
    async def test_for_anything_else_the_back_end_is_not_asked(
        self, plenum: Backstage, hall: Crowded, number: str
    ) -> None:
        await plenum.choose(NUMBERS, ("+44", "10"))

        with pytest.raises(NumberNotAllowed) as refused:
            await self.call(plenum, number)

        assert hall.orders == []
        assert (refused.value.number, refused.value.allowed) == (number, ("+44", "10"))


class TestFurtherAdministrators:
    """Whoever was chosen counts as one, everywhere."""

    async def test_they_are_known_as_administrators(self, plenum: Backstage) -> None:
        before = (await plenum.people.person(TEAM, BEN)).admin

        await plenum.choose(ADMINS, (BEN,))

        assert (before, (await plenum.people.likely(TEAM, BEN)).admin) == (False, True)
        assert not (await plenum.people.likely(TEAM, CLEO)).admin

    async def test_nobody_of_another_organisation_becomes_one(self, plenum: Backstage) -> None:
        plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)
        await plenum.choose(ADMINS, (EVE,))

        assert not (await plenum.people.person(TEAM, EVE)).admin

    async def test_they_may_end_what_others_called(self, plenum: Backstage) -> None:
        await plenum.choose(ADMINS, (BEN,))
        conference = await plenum.start(host_id=CLEO)

        ended = await plenum.conferences.end(
            TEAM, conference.id, by=await plenum.people.person(TEAM, BEN), now=plenum.clock()
        )

        assert ended.stage == "ended"
