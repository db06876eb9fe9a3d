"""`providers` shows what each configured back end can do."""

from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.model import Feature
from bot.verbs.providers import ABILITIES, matrix, titled


def test_every_ability_has_words() -> None:
    assert set(ABILITIES) == set(Feature)


@pytest.mark.usefixtures("complete")
def test_it_shows_the_configured_back_ends(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["providers"])

    first, second, *_ = capsys.readouterr().out.splitlines()
    assert status == 0
    assert first.split() == ["hq"]
    assert second.split() == ["kind", "TrueConf", "Server"]


def test_each_back_end_is_a_column_the_default_first() -> None:
    table = matrix(
        {"a": "Acme", "hq": "TrueConf Server"},
        {"a": frozenset({Feature.END}), "hq": frozenset({Feature.END, Feature.REMOVE})},
        default="hq",
    )

    lines = [line.split("  ") for line in table.splitlines()]
    cells = {words[0]: [cell.strip() for cell in words[1:] if cell.strip()] for words in lines}
    assert cells[""] == ["hq (default)", "a"]
    assert cells[ABILITIES[Feature.REMOVE]] == ["yes", "–"]
    assert cells[ABILITIES[Feature.END]] == ["yes", "yes"]


def test_one_that_its_maker_closed_says_so_beside_its_kind() -> None:
    assert titled("Acme", None) == "Acme"
    assert titled("Acme", date(2025, 6, 30)) == "Acme (closed 2025-06-30)"


def test_a_table_ends_no_line_in_space(complete: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["providers"])

    assert not [line for line in capsys.readouterr().out.splitlines() if line != line.rstrip()]
