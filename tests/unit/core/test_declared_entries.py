"""Declared entries: periods, unique codes, choices; and every list of the field carries a well-formed tag."""

import importlib
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pilar.core.declared import Entry, Step, by_code, choices

LISTS = [
    "pilar.evidence.registry.ppks",
    "pilar.evidence.registry.lists",
    "pilar.evidence.registry.catalogue.dtsen",
    "pilar.evidence.pillars.lists",
    "pilar.decision.screening.lists",
    "pilar.decision.proposals.lists",
    "pilar.decision.proposals.lifecycle",
    "pilar.decision.proposals.siks_ng",
]
TAG = re.compile(r"(src:[A-Z0-9]+(,[A-Z0-9]+)* [HML]|bg [HML]|inf|local)")


def test_period_is_half_open() -> None:
    entry = Entry(code="a", name_id="a", name_en="a", valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1))
    assert [entry.valid_on(day) for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31))] == [
        False,
        True,
        True,
    ]
    assert not entry.valid_on(date(2026, 1, 1))
    assert Entry(code="a", name_id="a", name_en="a").valid_on(date(1900, 1, 1))


def test_a_code_stands_once() -> None:
    entry = Entry(code="a", name_id="Nama", name_en="Name")
    assert choices([entry]) == [("a", "Nama")]
    with pytest.raises(ValueError, match="twice"):
        by_code([entry, entry])


def test_step_is_open_to_its_kinds() -> None:
    step = Step(source="a", target="b", capability="x", verb_id="Kirim", kinds=frozenset({"k"}))
    assert step.open_to("k")
    assert not step.open_to("other")
    assert not step.open_to(None)
    assert Step(source="a", target="b", capability="x", verb_id="Kirim").open_to(None)


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_named_in_both_languages_tagged_and_unique(name: str) -> None:
    module = importlib.import_module(name)
    found = 0
    for value in vars(module).values():
        if not (isinstance(value, tuple) and value and all(isinstance(item, Entry) for item in value)):
            continue
        found += 1
        by_code(value)
        for entry in value:
            assert entry.name_id
            assert entry.name_en
            assert TAG.fullmatch(entry.tag), (entry.code, entry.tag)
    assert found


def test_lists_import_no_database_and_no_engine() -> None:
    """Words may be translated (django.utils.translation); nothing may ask a database or an engine."""
    names = [*LISTS, "pilar.evidence.registry.catalogue.bdt2015", "pilar.foundation.accounts.duties"]
    code = f"import sys, {', '.join(names)}; print(sorted(m for m in sys.modules if m.startswith("
    code += "('django.db', 'duckdb', 'numpy', 'pyarrow'))))"
    environment = {"PYTHONPATH": str(Path(__file__).parents[3] / "src"), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"
