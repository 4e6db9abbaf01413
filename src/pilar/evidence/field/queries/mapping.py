"""Answers of a record as facts of the registry, by the declared mapping; proposals for a review, never entered from here."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.field.ingest.parse import Node, parse_record
from pilar.evidence.field.queries.submissions import get_submission, xml_of
from pilar.evidence.registry.catalogue import VARIABLES, Variable


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is no value of its variable; it is shown and not taken."""

    path: str
    key: str
    text: str
    why: str


@dataclass(slots=True)
class Facts:
    """`family`: catalogue key to value (int, str or ISO date); `members`: one dict per repeat, with `_path`; `faults`."""

    family: dict[str, Any] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def mapped_facts(scope: Scope, submission_id: int) -> Facts:
    """Facts of the current version. Blank answers give no fact (unknown is not false). Raises UMUM-404."""
    row = get_submission(scope, submission_id)
    version = row.current
    if version is None:
        raise NOT_FOUND()
    facts = Facts()
    _collect(parse_record(xml_of(version)).root, "", row.form.form_id, facts, None)
    return facts


def _collect(node: Node, above: str, form_id: str, facts: Facts, member: dict[str, Any] | None) -> None:
    rules = _mapping().get(form_id, {})
    path = f"{above}/{node.name}"
    for one in node.children:
        if one.name == "meta":
            continue
        if one.children:
            inner = member
            if one.name == "anggota":
                inner = {"_path": f"{path}/anggota[{len(facts.members) + 1}]"}
                facts.members.append(inner)
            _collect(one, path, form_id, facts, inner)
            continue
        key, text = rules.get("rename", {}).get(one.name, one.name), one.text.strip()
        variable = VARIABLES.get(key)
        if variable is None or not text or one.name in rules.get("leave_out", ()):
            continue
        _take(variable, f"{path}/{one.name}", text, facts, member)


def _take(variable: Variable, path: str, text: str, facts: Facts, member: dict[str, Any] | None) -> None:
    try:
        value = value_of(variable, text)
    except ValueError as error:
        facts.faults.append(Fault(path, variable.key, text, str(error)))
        return
    if variable.subject == "person" and member is None:
        member = {"_path": path.rsplit("/", 1)[0]}  # a form about one person has no repeat
        if facts.members:
            member = facts.members[0]
        else:
            facts.members.append(member)
    target = facts.family if variable.subject == "family" else member
    if target is not None:
        target[variable.key] = value


def value_of(variable: Variable, text: str) -> int | str:
    """The answer as the registry keeps it. Raises ValueError with an Indonesian sentence."""
    if variable.kind == "sum":
        codes = [int(part) for part in text.split() if part.isdigit()]
        if len(codes) != len(text.split()) or not set(codes) <= variable.codes:
            raise ValueError("bukan kode jawaban pertanyaan ini")
        if len(codes) > 1 and not set(codes) <= set(variable.bits):
            raise ValueError("jawaban yang tidak dapat digabung")
        return sum(set(codes))
    if variable.kind in ("single", "number"):
        if not text.lstrip("-").isdigit():
            raise ValueError("bukan angka")
        number = int(text)
        if variable.kind == "single" and number not in variable.codes:
            raise ValueError("bukan kode jawaban pertanyaan ini")
        if variable.kind == "number" and not (variable.minimum or 0) <= number <= (variable.maximum or 0):
            raise ValueError("di luar batas pertanyaan ini")
        return number
    return text


@cache
def _mapping() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("pilar.evidence.field.forms") / "mapping.toml").read_text(encoding="utf-8"))
