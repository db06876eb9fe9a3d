"""What must hold of a round that was played, whatever went wrong in it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.faults.rounds.lane import Lane, Seen
from tests.faults.rounds.played import Debt, Played

ON_ITS_WAY = timedelta(seconds=3)
"""So long what was made before a cancellation may be on its way to Slack: two calls, each of which may take its time,
and a machine that is busy."""
UNSURE = "unsure"


def complaints(played: Played, lane: Lane, known: set[str]) -> list[str]:
    """What does not hold; `known` are the deliveries of earlier rounds, of which nothing may be seen any more."""
    rows = {row["id"]: row for row in played.rows}
    return [
        *lane.crew.complaints,
        *(["not settled"] if played.unsettled else []),
        *(
            f"{debt.id} for {debt.target}: {what}"
            for debt in played.debts
            for what in _wrong(debt, rows[debt.id], played, lane)
        ),
        *(f"seen, though nobody owed it: {one}" for one in lane.seen if one not in rows and one not in known),
    ]


def _wrong(debt: Debt, row: Mapping[str, Any], played: Played, lane: Lane) -> Iterator[str]:
    seen = lane.seen.get(debt.id, [])
    yield from _too_many(debt, row, seen, played, lane)
    yield from _too_few(debt, row, seen, played, lane)
    if any(one.channel != lane.conversation(debt.target) for one in seen):
        yield "seen by others"
    if any(lane.clock.latest(one.at, since=played.began_at) < _earliest(one, played) for one in seen):
        yield f"before its time, which is {debt.due_at:%T.%f}"
    if debt.conference in played.cancelled:
        yield from _cancelled(debt, seen, played, lane)


def _earliest(seen: Seen, played: Played) -> datetime:
    """Of what comes in one message the first says when."""
    return min(debt.due_at for debt in played.debts if debt.id in seen.ids)


def _too_many(debt: Debt, row: Mapping[str, Any], seen: list[Seen], played: Played, lane: Lane) -> Iterator[str]:
    """Doubled only where nobody could look, or by a process that was frozen while it held it."""
    in_doubt = not lane.history and not debt.target.startswith("C")
    most = row["attempts"] if in_doubt else 2 if debt.id in played.held else 1
    if len(seen) > most:
        yield f"seen {len(seen)} times"


def _too_few(debt: Debt, row: Mapping[str, Any], seen: list[Seen], played: Played, lane: Lane) -> Iterator[str]:
    if seen or debt.conference in played.cancelled:
        return
    in_doubt = not lane.history and debt.target.startswith("C")
    if not (in_doubt and (row["state"], row["reason"]) == ("closed", UNSURE)):
        yield "never seen"


def _cancelled(debt: Debt, seen: list[Seen], played: Played, lane: Lane) -> Iterator[str]:
    """What was being sent when its conference was cancelled may arrive, and nothing that was to be sent later."""
    at = played.cancelled[debt.conference]
    for one in seen:
        if one.at > at + ON_ITS_WAY:
            yield f"seen at {one.at:%T.%f}, and cancelled at {at:%T.%f}"
        elif (due_at := _earliest(one, played)) > lane.clock.latest(at, since=played.began_at) and one.at > at:
            yield f"seen at {one.at:%T.%f}, fell due at {due_at:%T.%f}, and was cancelled at {at:%T.%f}"


def told(played: Played, lane: Lane, wrong: list[str]) -> str:
    """All that is known of a round in which something does not hold."""
    entries = [one for one in lane.slack.record.entries if one.at >= played.began_at]
    heard = [f"{one.at:%T.%f} {one.kind} {one.name} {one.outcome} {_short(one.args)}" for one in entries]
    drawn = played.round
    return "\n".join(
        [
            f"=== seed {drawn.seed}; to play it again:",
            f"PLENUM_FAULT_SEED={drawn.seed} PLENUM_FAULT_ROUNDS=1 make test-rounds",
            *wrong,
            f"--- began at {played.began_at:%T.%f}, {drawn.processes} processes, clock off by {lane.clock.off}",
            *(f"cancelled: {number} at {at:%T.%f}" for number, at in played.cancelled.items()),
            *map(str, drawn.troubles),
            "--- rows",
            *(str(row) for row in played.rows),
            "--- Slack",
            *heard,
            lane.crew.told(),
        ]
    )


def _short(args: Mapping[str, Any]) -> str:
    return f"{args.get('channel', args.get('users', ''))} {args.get('metadata', '')} {args.get('oldest', '')}"
