"""How far a city is, and whether asking again builds anything."""

from pathlib import Path

import click
import pytest

from pilar import synthetic
from pilar.demo import cli, load


def mark(through: str, persons: int = 3000) -> synthetic.Mark:
    return synthetic.Mark("1872", persons, 1, through)


def test_both_lists_of_stages_are_the_same() -> None:
    assert cli.STAGES == load.STAGES


@pytest.mark.parametrize(
    ("there", "wanted", "ready"),
    [
        ("sent", "sent", True), ("sent", "desk", True), ("desk", "endorsed", False), ("checked", "desk", True),
        ("checked", "sessions", False), ("begun", "desk", False),
    ],
)  # fmt: skip
def test_a_city_that_went_further_is_ready(tmp_path: Path, there: str, wanted: str, ready: bool) -> None:
    synthetic.write(tmp_path, mark(there))
    assert cli._claim_home(tmp_path, mark(wanted), fresh=False) is ready
    assert synthetic.read(tmp_path) == mark(there)


def test_another_city_and_real_data_are_refused(tmp_path: Path) -> None:
    synthetic.write(tmp_path, mark("desk"))
    with pytest.raises(click.ClickException, match="kota contoh lain"):
        cli._claim_home(tmp_path, mark("desk", persons=4000), fresh=False)
    (tmp_path / synthetic.FILE_NAME).unlink()
    (tmp_path / "pilar.db").touch()
    with pytest.raises(click.ClickException, match="sungguhan"):
        cli._claim_home(tmp_path, mark("desk"), fresh=False)
