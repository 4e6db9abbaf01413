"""A version's texts as a rule book: the shipped ones, reading with the register's catalogue, problems by file and line."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from pilar.decision.targeting.rules_engine.catalogue import Subject
from pilar.decision.targeting.rules_engine.checking import check
from pilar.decision.targeting.rules_engine.expression import FieldRef, walk
from pilar.decision.targeting.rules_engine.loading import load_files
from pilar.decision.targeting.rules_engine.problems import RuleProblem, RulesRefused
from pilar.decision.targeting.rules_engine.registry_fields import registry_catalogue
from pilar.decision.targeting.rules_engine.resolution import ResolvedRules
from pilar.decision.targeting.rules_engine.rulebook import RuleBook
from pilar.decision.targeting.rules_engine.toml_lines import TomlLines

SHIPPED = Path(__file__).parent / "ketentuan"
MOST_FILES = 40


def shipped_files() -> dict[str, str]:
    """The rule files that Pilar brings, by name."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(SHIPPED.glob("*.toml"))}


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 over names and texts as they stand, comments and layout included."""
    return hashlib.sha256(json.dumps(sorted(files.items()), ensure_ascii=False).encode()).hexdigest()


def read_book(files: Mapping[str, str]) -> RuleBook:
    """The rule book of these texts; shape checked, meaning not.

    Raises:
        RulesRefused: with every problem of shape.
    """
    return _read(tuple(sorted(files.items())))


def checked_book(files: Mapping[str, str]) -> RuleBook:
    """The rule book after everything that is checked before publishing, on every day on which something changes.

    Raises:
        RulesRefused: every problem by file and line.
    """
    return _checked(tuple(sorted(files.items())))


@lru_cache(maxsize=16)
def _read(files: tuple[tuple[str, str], ...]) -> RuleBook:
    return load_files(dict(files), registry_catalogue())


@lru_cache(maxsize=16)
def _checked(files: tuple[tuple[str, str], ...]) -> RuleBook:
    book = _read(files)
    clashes = list(_clashes(files))
    try:
        check(book)
    except RulesRefused as refused:
        clashes += refused.problems
    if clashes:
        raise RulesRefused(clashes)
    return book


def _clashes(files: tuple[tuple[str, str], ...]) -> Iterator[RuleProblem]:
    """Fields of the register that a file declares as another kind than the register keeps."""
    asked = registry_catalogue()
    for name, text in files:
        tables = tomllib.loads(text)
        for table, subject in (("fields", Subject.FAMILY), ("member_fields", Subject.MEMBER)):
            for field, content in tables.get(table, {}).items():
                known = asked.of(subject).get(field)
                kind = content.get("type") if isinstance(content, dict) else content
                if known is not None and kind not in (known.kind, "number" if known.kind.numeric else known.kind):
                    line = TomlLines(text).line((table, field), "")
                    line = line if isinstance(content, dict) and line > 1 else TomlLines(text).line((table,), field)
                    yield RuleProblem(name, line, f"isian '{field}' dalam register berjenis {known.kind}, bukan {kind}")


def problems_of(files: Mapping[str, str]) -> tuple[RuleProblem, ...]:
    """What stands against publishing; empty when nothing does."""
    try:
        checked_book(files)
    except RulesRefused as refused:
        return tuple(refused.problems)
    return ()


def used_fields(rules: Sequence[ResolvedRules]) -> dict[Subject, tuple[str, ...]]:
    """Names of the fields that these rules look at, by subject, in alphabetical order."""
    found: dict[Subject, set[str]] = {Subject.FAMILY: set(), Subject.MEMBER: set()}
    for resolved in rules:
        for programme in resolved.programmes:
            trees = [condition.tree for condition in programme.conditions]
            trees += [tree for part in programme.components for tree in (part.units, part.each)]
            for tree in trees:
                for node in walk(tree):
                    if isinstance(node, FieldRef):
                        found[node.subject].add(node.name)
    return {subject: tuple(sorted(names)) for subject, names in found.items()}


def as_number(day: date) -> int:
    """yyyymmdd, the form in which rules compare dates."""
    return day.year * 10_000 + day.month * 100 + day.day
