"""Somebody goes to another zone: the hours that they chose go with them."""

from bot.choices import AGENDA, QUIET, Scope
from bot.leads import Daily, Quiet
from bot.services.people_changes import PeopleChanges
from playground.slack.seed import ANA, BEN, TEAM
from tests.backstage import Backstage

NEW_YORK, TOKYO = "America/New_York", "Asia/Tokyo"
NIGHT = Quiet(begins=22 * 60, ends=7 * 60, zone=NEW_YORK)
MORNING = Daily(at=8 * 60, zone=NEW_YORK)


def changes(plenum: Backstage) -> PeopleChanges:
    return PeopleChanges(choices=plenum.choices)


async def hours(plenum: Backstage, who: str = BEN) -> tuple[Quiet | None, Daily | None]:
    chosen = await plenum.choices.of(TEAM, person_id=who)
    return chosen.quiet.value, chosen.agenda.value


async def chose(plenum: Backstage, who: str = BEN) -> None:
    await plenum.choose(QUIET, NIGHT, Scope.PERSON, who)
    await plenum.choose(AGENDA, MORNING, Scope.PERSON, who)


async def test_their_hours_are_the_same_where_they_are_now(plenum: Backstage) -> None:
    await chose(plenum)
    await chose(plenum, ANA)

    for _ in range(2):
        await changes(plenum).follow(TEAM, BEN, zone=TOKYO)

    assert await hours(plenum) == (Quiet(begins=22 * 60, ends=7 * 60, zone=TOKYO), Daily(at=8 * 60, zone=TOKYO))
    assert await hours(plenum, ANA) == (NIGHT, MORNING)


async def test_whoever_chose_no_hours_has_none_then(plenum: Backstage) -> None:
    await changes(plenum).follow(TEAM, BEN, zone=TOKYO)

    assert await hours(plenum) == (None, None)


async def test_whoever_is_gone_is_nowhere(plenum: Backstage) -> None:
    await chose(plenum)

    await changes(plenum).follow(TEAM, BEN, zone=None)

    assert await hours(plenum) == (NIGHT, MORNING)


async def test_in_a_zone_that_nobody_knows_the_hours_stay(plenum: Backstage) -> None:
    await chose(plenum)

    await changes(plenum).follow(TEAM, BEN, zone="Mars/Olympus")

    assert await hours(plenum) == (NIGHT, MORNING)
