"""How much is measured: enough for figures to be quoted, or just enough to see that everything works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """`seconds` is the length of one measurement under load, `rounds` how often each is taken, `due` and
    `waiting` how many deliveries are due at once, and wait."""

    rounds: int = 5
    seconds: float = 2.0
    starts: int = 500
    idle_s: float = 10.0
    due: int = 10_000
    waiting: tuple[int, ...] = (1_000, 100_000, 1_000_000)


QUICK = Scale(rounds=1, seconds=0.5, starts=40, idle_s=1.0, due=500, waiting=(1_000, 5_000))
