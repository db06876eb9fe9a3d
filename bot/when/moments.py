"""Which instant a day and an hour are to somebody, and why they are none that a conference can begin at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import BadTime, TimeChoice, TimeTrouble
from bot.when.days import AnyDay, Day, Offset
from bot.when.zones import Place

FARTHEST = timedelta(days=2 * 366)
"""Nobody plans farther ahead: it is a slip of the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wrote, when (in UTC) and where: `own` is their zone, `locale` as Slack names it."""

    said: str
    now: datetime
    own: ZoneInfo
    locale: str | None

    def ahead(self, moments: Iterable[datetime]) -> tuple[datetime, ...]:
        return tuple(at for at in moments if at.astimezone(UTC) > self.now)

    def too_far(self, at: datetime) -> bool:
        return at.astimezone(UTC) - self.now > FARTHEST

    def trouble(
        self,
        why: TimeTrouble,
        *,
        part: str = "",
        understood: datetime | None = None,
        day: date | None = None,
        choices: Iterable[datetime] = (),
    ) -> BadTime:
        """`choices` in any order; those that have passed, or are too far, are none."""
        moments = {at.astimezone(UTC): at for at in self.ahead(choices) if not self.too_far(at)}
        offered = tuple(TimeChoice(at=at, written=written(at, self.own)) for _, at in sorted(moments.items()))
        return BadTime(why, said=self.said, part=part, understood=understood, day=day, choices=offered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to take a phrase: so far `into` a day, or so far as `later` says where that has passed today.

    `called`: the abbreviation that `place` was named by. `likely`: nobody would take an unlikely way, but a clock
    change on it is worth a question.
    """

    day: Day
    into: timedelta
    place: Place
    called: str = ""
    later: timedelta | None = None
    weekday: int | None = None
    likely: bool = True


def moment(way: Way, asked: Asked) -> datetime:
    """The first that is ahead, in the zone it was read in. Raises `BadTime`."""
    days = tuple(way.day.dates(_today(way, asked)))
    if not days:
        raise asked.trouble(TimeTrouble.NO_SUCH_DATE)
    if way.later is not None and (evening := _evening(way, way.later, days, asked)):
        return evening
    passed: datetime | None = None
    for day in days:
        at = _at(way, day, way.into, asked)
        if asked.ahead([at]):
            return _meant(way, day, at, passed, asked)
        passed = at
    raise asked.trouble(TimeTrouble.PAST, understood=passed)


def _today(way: Way, asked: Asked) -> date:
    """The asker's, where a day was named; a bare hour is the next one where that clock hangs."""
    if isinstance(way.day, AnyDay):
        return way.place.today(asked.now, asked.own)
    return asked.now.astimezone(asked.own).date()


def _at(way: Way, day: date, into: timedelta, asked: Asked) -> datetime:
    """The one moment at which the clock says so; where there is none or two, that is trouble, unless it has passed."""
    wall = datetime.combine(day, time()) + into
    moments, on_the_wall = way.place.readings(wall, asked.own), way.place.on_the_wall(wall, asked.own)
    ahead = asked.ahead(moments or [on_the_wall])
    if not ahead:
        return moments[-1] if moments else on_the_wall
    if not moments:
        after_the_gap = on_the_wall.astimezone(UTC).astimezone(on_the_wall.tzinfo)
        raise asked.trouble(TimeTrouble.SKIPPED, understood=on_the_wall, choices=[after_the_gap])
    if len(ahead) > 1:
        raise asked.trouble(_why(ahead), part=way.called, understood=on_the_wall, choices=ahead)
    return ahead[0]


def _why(moments: tuple[datetime, ...]) -> TimeTrouble:
    on_one_wall = len({(at.replace(tzinfo=None, fold=0), str(at.tzinfo)) for at in moments}) == 1
    return TimeTrouble.REPEATED if on_one_wall else TimeTrouble.AMBIGUOUS_ZONE


def _evening(way: Way, later: timedelta, days: tuple[date, ...], asked: Asked) -> datetime | None:
    """Said at 14:00, "9" may be tonight's or tomorrow's: asked about, unless today was named."""
    if asked.ahead([_at(way, days[0], way.into, asked)]):
        return None
    evening = _at(way, days[0], later, asked)
    if not asked.ahead([evening]):
        return None
    if way.day == Offset(0):
        return evening
    others = [_at(way, day, way.into, asked) for day in days[1:2]]
    raise asked.trouble(TimeTrouble.AMBIGUOUS_HOUR, choices=[evening, *others])


def _meant(way: Way, day: date, at: datetime, passed: datetime | None, asked: Asked) -> datetime:
    if passed and asked.now - passed.astimezone(UTC) < way.day.slip:
        raise asked.trouble(TimeTrouble.PAST, understood=passed, choices=[at])
    if way.weekday not in (None, day.weekday()):
        raise asked.trouble(TimeTrouble.WRONG_WEEKDAY, understood=at, choices=[at])
    return near(at, asked)


def near(at: datetime, asked: Asked) -> datetime:
    """The same, unless it is too far ahead."""
    if asked.too_far(at):
        raise asked.trouble(TimeTrouble.TOO_FAR, understood=at)
    return at


def written(at: datetime, own: ZoneInfo) -> str:
    """How the asker can write that moment so that it is read as no other."""
    wall = f"{at:%Y-%m-%d %H:%M}"
    if not isinstance(at.tzinfo, ZoneInfo) or at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset():
        return f"{wall} UTC{_distance(at.utcoffset() or timedelta())}"
    return wall if at.tzinfo is own else f"{wall} {at.tzinfo.key}"


def _distance(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{hours}:{minutes:02}" if minutes else f"{sign}{hours}"
