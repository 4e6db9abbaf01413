"""Every command explains itself in Indonesian, answers machines where it reports, and ends with a code that tells."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pilar.cli.root import COMMANDS, root
from pilar.core.audit import anchors

REPORTS_NOTHING = {"serve", "worker", "db migrate"}
"""Commands that go on until stopped or only do; all others report a result and must offer --json."""
ENGLISH = re.compile(
    r"(?<!--)\b(Usage|Options?|OPTIONS|Commands?|COMMAND|ARGS|Show|message|exit|default|required|the|with|Error)\b"
)


def _walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _walk(below, f"{path} {name}".strip())


ALL = dict(_walk(root, ""))


def test_the_walk_reaches_the_subcommands() -> None:
    assert len(ALL) > len(COMMANDS) + 15 and "keys rotate" in ALL


@pytest.mark.parametrize("path", ALL, ids=lambda path: path or "pilar")
def test_help_is_there_and_indonesian(path: str) -> None:
    result = CliRunner().invoke(root, [*path.split(), "--help"])
    assert result.exit_code == 0, result.output
    assert "Pemakaian: " in result.output and "Tampilkan bantuan ini" in result.output
    assert not ENGLISH.search(result.output), ENGLISH.findall(result.output)
    command = ALL[path]
    assert command.help, path
    bare = [one.name for one in command.params if isinstance(one, click.Option) and not one.help]
    assert not bare, f"{path}: {bare} say nothing about themselves"


@pytest.mark.parametrize("path", [path for path, one in ALL.items() if not isinstance(one, click.Group)])
def test_a_command_that_reports_offers_json(path: str) -> None:
    names = {name for one in ALL[path].params for name in one.opts}
    assert ("--json" in names) != (path in REPORTS_NOTHING), path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tidak-ada"], "Tidak ada perintah 'tidak-ada'."),
        (["audit", "verify", "--tidak"], "Tidak ada pilihan '--tidak'"),
        (["import"], "FILE"),
        (["import", "/tidak/ada.csv", "--profile", "x"], "tidak ada"),
    ],
)
def test_a_wrong_word_is_named_in_indonesian_with_code_2(words: list[str], said: str) -> None:
    result = CliRunner().invoke(root, words)
    assert result.exit_code == 2
    assert "Galat: " in result.output and said in result.output
    assert not ENGLISH.search(result.output), result.output


@pytest.mark.django_db
def test_exit_codes_and_json_of_the_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "anchors_path", lambda: tmp_path / "jangkar.jsonl")
    for words in (["audit", "verify", "--json"], ["db", "check", "--json"], ["audit", "anchor", "--json"]):
        result = CliRunner().invoke(root, words)
        assert result.exit_code == 0 and isinstance(json.loads(result.output), dict), (words, result.output)
