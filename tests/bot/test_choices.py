"""What can be chosen about reminders: how it is written down and read again, and what is none."""

from typing import Any

import pytest

from bot.choices import AGENDA, CHANNEL_LEADS, LEADS, QUIET, Choice, Held, Scope, chosen, known
from bot.leads import USUAL, Daily, Quiet

NIGHT: dict[str, Any] = {"begins": 22 * 60, "ends": 7 * 60, "zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("choice", "value", "written"),
    [
        (LEADS, (30, 10), [30, 10]),
        (LEADS, (), []),
        (CHANNEL_LEADS, (0,), [0]),
        (QUIET, Quiet(**NIGHT), NIGHT),
        (AGENDA, Daily(at=480, zone="Asia/Kolkata"), {"at": 480, "zone": "Asia/Kolkata"}),
    ],
)
def test_what_was_chosen_is_read_as_it_was_written(choice: Choice[Any], value: Any, written: Any) -> None:
    assert choice.write(value) == written
    assert known(choice.name).read(written) == value


def test_leads_are_read_once_each_the_longest_first() -> None:
    assert LEADS.read([10, 30, 10]) == (30, 10)


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        (LEADS, None),
        (LEADS, 10),
        (LEADS, "10"),
        (LEADS, ["10"]),
        (LEADS, [True]),
        (LEADS, [1.5]),
        (LEADS, [-1]),
        (LEADS, [7 * 24 * 60 + 1]),
        (CHANNEL_LEADS, [1, 2, 3, 4, 5, 6]),
        (QUIET, None),
        (QUIET, NIGHT | {"ends": 22 * 60}),
        (QUIET, NIGHT | {"begins": 24 * 60}),
        (QUIET, NIGHT | {"begins": True}),
        (QUIET, NIGHT | {"zone": "Atlantis"}),
        (QUIET, NIGHT | {"zone": "../etc"}),
        (QUIET, NIGHT | {"zone": ""}),
        (QUIET, {"begins": 0, "ends": 60}),
        (AGENDA, {"at": -1, "zone": "UTC"}),
        (AGENDA, {"at": 480}),
        (AGENDA, [480, "UTC"]),
    ],
)
def test_what_is_none_is_refused(choice: Choice[Any], written: Any) -> None:
    with pytest.raises(ValueError, match=r"^is|^says|ZoneInfo"):
        choice.read(written)


@pytest.mark.parametrize(
    ("everywhere", "here", "mine", "held"),
    [
        ({}, {}, {}, Held(value=USUAL)),
        ({"leads": [30]}, {}, {}, Held(value=(30,), scope=Scope.WORKSPACE)),
        ({"leads": [30]}, {"leads": []}, {}, Held(value=(), scope=Scope.CHANNEL)),
        ({"leads": [30]}, {"leads": []}, {"leads": [5, 0]}, Held(value=(5, 0), scope=Scope.PERSON)),
        ({"leads": [30]}, {}, {"leads": "soon"}, Held(value=(30,), scope=Scope.WORKSPACE)),
    ],
)
def test_the_narrowest_leads_hold(
    everywhere: dict[str, Any], here: dict[str, Any], mine: dict[str, Any], held: Held[tuple[int, ...]]
) -> None:
    layers = [(Scope.WORKSPACE, everywhere), (Scope.CHANNEL, here), (Scope.PERSON, mine)]

    assert chosen(layers, backends=["hq"]).leads == held


def test_quiet_hours_and_the_agenda_are_ones_own_alone() -> None:
    agenda = {"at": 480, "zone": "UTC"}
    layers = [(Scope.WORKSPACE, {"quiet": NIGHT, "agenda": agenda, "channel_leads": [10]})]

    found = chosen(layers, backends=["hq"])

    assert (found.quiet, found.agenda) == (Held(value=None), Held(value=None))
    assert found.channel_leads == Held(value=(10,), scope=Scope.WORKSPACE)
