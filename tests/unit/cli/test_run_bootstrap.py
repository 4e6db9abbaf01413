"""`./run` finds a way to install into an environment that has neither pip nor uv (one that uv made)."""

import importlib.machinery
import importlib.util
import sys
import venv
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).parents[3] / "run"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program as a module, with an environment without pip and a list of the commands it calls."""
    loader = importlib.machinery.SourceFileLoader("pilar_run", str(RUN))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_loader("pilar_run", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    venv.create(tmp_path / "lingkungan", with_pip=False, symlinks=True)
    module.BIN = tmp_path / "lingkungan" / "bin"
    module.PYTHON = module.BIN / "python"
    module.called = []
    module.call = lambda *words, **_: module.called.append([str(word) for word in words])
    monkeypatch.setenv("PATH", str(tmp_path))
    return module


def _program(path: Path, code: int) -> None:
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)


def test_a_uv_on_the_path_is_taken_when_it_works(run: ModuleType, tmp_path: Path) -> None:
    _program(tmp_path / "uv", 0)
    assert run.uv_program() == tmp_path / "uv" and run.called == []


def test_without_one_pip_is_put_in_first(run: ModuleType, tmp_path: Path) -> None:
    _program(tmp_path / "uv", 127)
    assert run.uv_program() == run.BIN / "uv"
    assert [words[1:3] for words in run.called] == [["-m", "ensurepip"], ["-m", "pip"]]


def test_the_environments_own_uv_comes_first(run: ModuleType, tmp_path: Path) -> None:
    _program(run.BIN / "uv", 0)
    assert run.uv_program() == run.BIN / "uv" and run.called == []
