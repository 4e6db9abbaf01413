"""The drawn life-cycle in docs is the table the program runs on."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pilar.decision.proposals.lifecycle import STATES, STEPS


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = Path(__file__).resolve().parents[4] / "tools" / "lifecycle.py"
    spec = importlib.util.spec_from_file_location("lifecycle_page", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_drawn_life_cycle_is_not_stale(tool: ModuleType) -> None:
    assert tool.PAGE.read_text("utf-8") == tool.page(), "run .venv/bin/python tools/lifecycle.py"


def test_every_state_and_step_stands_in_the_page(tool: ModuleType) -> None:
    text = tool.page()
    assert all(f"| {state.name_id} |" in text for state in STATES)
    steps = text.split("## Langkah\n")[1].split("## Sidang")[0]
    assert steps.count("\n| ") == len(STEPS) + 2  # head and rule


def test_every_step_has_somebody_who_may_take_it(tool: ModuleType) -> None:
    assert [step for step in STEPS if not tool.holders(step.capability)] == []


def test_a_changed_table_makes_the_page_stale(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "STEPS", tool.STEPS[1:])
    assert tool.PAGE.read_text("utf-8") != tool.page()
