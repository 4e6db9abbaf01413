"""The program: every named command loads and explains itself."""

import importlib

import click
import pytest
from click.testing import CliRunner

from pilar.cli.root import COMMANDS, root


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_named_command_is_there(name: str) -> None:
    module, _, attribute = COMMANDS[name].partition(":")
    assert isinstance(getattr(importlib.import_module(module), attribute), click.Command)


def test_the_help_of_the_program_lists_them() -> None:
    result = CliRunner().invoke(root, ["--help"])
    assert result.exit_code == 0
    assert all(name in result.output for name in COMMANDS)


@pytest.mark.django_db
def test_a_user_error_is_a_numbered_sentence_not_a_traceback() -> None:
    result = CliRunner().invoke(root, ["import", __file__, "--profile", "tidak-ada"])
    assert result.exit_code == 2
    assert "BRK-020" in result.output and "Traceback" not in result.output
