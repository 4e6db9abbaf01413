"""Findings in words: facts of a finding filled into the sentence of its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from pilar.core.scope import Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.screening.desk_check.rules import RULES_BY_CODE
from pilar.evidence.registry.lists import DUKCAPIL_BY_CODE
from pilar.foundation.wilayah.queries import resolve

_AREAS = ("known_village", "elsewhere")
_DATES = ("birth_date", "known_birth")
_EVIDENCE = {"birth_date": "Tanggal lahir pada usulan: {}", "known_birth": "Tanggal lahir dalam data: {}"}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as people read it. `since` is when it was first seen, `resolved_at` when it went away."""

    case_id: int
    code: str
    severity: str
    sentence: str
    evidence: tuple[str, ...]
    next_action: str
    since: datetime
    resolved_at: datetime | None


def in_words(scope: Scope, rows: Iterable[Any]) -> list[FindingLine]:
    """Lines for rows of Finding; names of areas come from one query."""
    kept = [row for row in rows if row.code in RULES_BY_CODE]
    codes = {code for row in kept for key in _AREAS for code in str(row.facts.get(key) or "").split(", ") if code}
    names = {code: name.title for code, name in resolve(scope, codes).items()} if codes else {}
    return [_line(row, names) for row in kept]


def _line(row: Any, names: Mapping[str, str]) -> FindingLine:
    rule = RULES_BY_CODE[row.code]
    facts = {key: _word(key, value, names) for key, value in row.facts.items()}
    evidence = tuple(gettext(_EVIDENCE[key]).format(facts[key]) for key in _DATES if facts.get(key))
    sentence = gettext(rule.sentence).format(**{key: facts.get(key, "–") for key in rule.facts})
    return FindingLine(
        row.case_id,
        row.code,
        row.severity,
        sentence,
        evidence,
        gettext(rule.next_action),
        row.first_seen_at,
        row.resolved_at,
    )


def _word(key: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if key in _AREAS:
        return ", ".join(names.get(code, code) for code in str(value).split(", "))
    if key in _DATES:
        return str(tanggal(date.fromisoformat(str(value))))
    if key == "dukcapil" and value in DUKCAPIL_BY_CODE:
        return DUKCAPIL_BY_CODE[value].name
    return str(value)
