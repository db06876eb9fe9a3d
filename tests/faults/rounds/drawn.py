"""A round: what is owed, what is cancelled meanwhile and what goes wrong, all of it drawn from a seed."""

import random
from dataclasses import dataclass
from enum import StrEnum

WORKSPACES = 3
PEOPLE = tuple(f"U0ROUND{number:03}" for number in range(30))
CHANNELS = tuple(f"C0ROUND{number:03}" for number in range(15))

BEGINNING_S = 1.5
"""All of a round falls due, and all troubles begin, within so many seconds."""
SMALL_STEP_S = 1.2
"""So far a clock may jump ahead while something is being posted: a lease must not end by it before a post does."""
BIG_STEP_S = 200.0
"""So far it may be wrong at all; Slack takes nothing from whoever is wrong by five minutes."""


class What(StrEnum):
    """What goes wrong: with a process, with the database, with the way to it, with Slack, with the clock."""

    KILLED = "a process is killed"
    STOPPED = "a process is told to stop"
    FAST = "the database is restarted"
    IMMEDIATE = "the database is restarted without being shut down"
    TERMINATED = "the database ends all connections"
    CUT = "the way to the database is cut"
    HOLE = "the way to the database swallows everything"
    LIMITED = "Slack says: too often"
    FAILING = "Slack fails"
    SLOW = "Slack takes it and answers late"
    LATE = "Slack takes it late"
    DROPPED = "Slack takes it and breaks off"
    UNANSWERED = "Slack takes it and never answers"
    STEPPED = "the clock jumps"
    FROZEN = "a process is frozen"
    SET = "the clock of a process's machine is set"


USUAL = tuple(what for what in What if what not in (What.FROZEN, What.SET))
FREEZING = (What.FROZEN, What.FROZEN, What.SLOW, What.LATE, What.KILLED, What.LIMITED, What.TERMINATED)
SETTING = (What.SET, What.SET, What.KILLED, What.STOPPED, What.TERMINATED, What.CUT, What.IMMEDIATE, What.DROPPED)
"""The first of a special kind of rounds is in each of them."""

_METHODS = ("*", "chat.postMessage", "chat.postMessage", "conversations.history", "conversations.open")
_LATE_S = 0.35
"""Less than what Slack is given to show a message after a post was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`at` and `lasts` in real seconds; `whom` of the processes; `step` of the clock, which does not come back; a
    machine's is so far off from then on."""

    what: What
    at: float
    lasts: float
    whom: int
    method: str
    step: float

    def __str__(self) -> str:
        how = {What.STEPPED: f"by {self.step:+.2f} s", What.KILLED: f"number {self.whom}"}
        how[What.SET] = how[What.STEPPED]
        how |= {What.STOPPED: how[What.KILLED], What.FROZEN: how[What.KILLED]}
        detail = how.get(self.what, self.method if self.what.startswith("Slack") else "")
        return f"{self.at:.2f} s: {self.what} {detail}, for {self.lasts:.2f} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One delivery: about which of the round's conferences, to whom, when it is written down and when it is due."""

    conference: int
    target: str
    written_at: float
    due_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """`conferences` are the workspaces they are in; `cancelled` when some of them are; `off`: how wrong the clock is
    when it begins, or None: as it is."""

    seed: int
    processes: int
    off: float | None
    conferences: tuple[int, ...]
    dues: tuple[Due, ...]
    cancelled: dict[int, float]
    troubles: tuple[Trouble, ...]


def drawn(seed: int, kinds: tuple[What, ...] = USUAL) -> Round:
    """The same for the same seed."""
    dice = random.Random(seed)
    conferences = tuple(dice.randrange(WORKSPACES) for _ in range(dice.randint(2, 5)))
    return Round(
        seed=seed,
        processes=dice.choice((2, 2, 3, 4)),
        off=dice.uniform(-BIG_STEP_S, BIG_STEP_S) if kinds is USUAL and dice.random() < 0.15 else None,
        conferences=conferences,
        dues=_dues(dice, conferences),
        cancelled={dice.randrange(len(conferences)): dice.uniform(0, BEGINNING_S)} if dice.random() < 0.5 else {},
        troubles=_troubles(dice, kinds),
    )


def _dues(dice: random.Random, conferences: tuple[int, ...]) -> tuple[Due, ...]:
    places = [
        (number, target)
        for number, workspace in enumerate(conferences)
        for target in (*PEOPLE[workspace::WORKSPACES], *CHANNELS[workspace::WORKSPACES])
    ]
    chosen = dice.sample(places, dice.randint(5, 30))
    return tuple(_due(dice, number, target) for number, target in chosen)


def _due(dice: random.Random, conference: int, target: str) -> Due:
    written_at = dice.uniform(0, 1) if dice.random() < 0.25 else 0.0
    due_at = written_at + dice.uniform(0, BEGINNING_S - written_at)
    return Due(conference=conference, target=target, written_at=written_at, due_at=due_at)


def _troubles(dice: random.Random, kinds: tuple[What, ...]) -> tuple[Trouble, ...]:
    first = [] if kinds is USUAL else [kinds[0]]
    chosen = [*first, *(dice.choice(kinds) for _ in range(dice.randint(1, 3) - len(first)))]
    return tuple(sorted((_trouble(dice, what) for what in chosen), key=lambda one: one.at))


def _trouble(dice: random.Random, what: What) -> Trouble:
    step = dice.uniform(1.05, SMALL_STEP_S) if dice.random() < 0.5 else -dice.uniform(1.05, 3)
    hours = dice.choice((-1, 0, 1)) * dice.uniform(0, 1)
    lasts = dice.uniform(3.2, 5) if what is What.FROZEN else dice.uniform(0.2, 1.2)
    return Trouble(
        what=what,
        at=dice.uniform(0, BEGINNING_S),
        lasts=_LATE_S if what is What.LATE else lasts,
        whom=dice.randrange(4),
        method=dice.choice(_METHODS),
        step=hours * 3600 if what is What.SET else step,
    )
