"""The operator's pages name commands, options and settings that exist, and all settings that there are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pilar.cli.root import root
from pilar.config import Config

PAGES = sorted((Path(__file__).parents[3] / "docs" / "operator").glob("*.md"))
COMMAND = re.compile(r"(?:^|&& |PILAR_HOME=\S+ |\* )pilar ([a-z][^&`#\n]*)", re.MULTILINE)
OUTSIDE = {"PILAR_VAULT_FILE"}
"""Read by the vault itself, before there are settings."""
TOLD_ELSEWHERE = {"PILAR_DEBUG", "PILAR_SYNTHETIC"}
"""Not for an office in service."""


def _commands() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        code = re.findall(r"```sh\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
        yield from ((page.name, line.strip()) for part in code for line in COMMAND.findall(part))


COMMANDS = sorted(set(_commands()))


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS) > 12 and ("kunci.md", "keys rotate") in COMMANDS


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_of_the_pages_exists_with_its_options(page: str, line: str) -> None:
    words = shlex.split(line)
    command: click.Command = root
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, (page, line)
        command = found
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= known, (page, line)


def test_settings_on_the_pages_are_those_of_the_program() -> None:
    told = {name for page in PAGES for name in re.findall(r"PILAR_[A-Z_]+", page.read_text(encoding="utf-8"))}
    real = {f"PILAR_{name.upper()}" for name in Config.model_fields}
    assert told <= real | OUTSIDE, told - real
    assert real - TOLD_ELSEWHERE <= told, real - told
