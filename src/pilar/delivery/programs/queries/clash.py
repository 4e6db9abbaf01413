"""Who takes part in two programmes that exclude each other: memberships here, and the newest list of aid received from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pilar.core.scope import Scope
from pilar.delivery.programs import setwise
from pilar.delivery.programs.catalogue import ClashRule, lists_of, programme_kinds, rules_against
from pilar.delivery.programs.models import Stage


@dataclass(frozen=True, slots=True)
class Clash:
    """One member of a stage who also takes part elsewhere. `source`: "kepesertaan" or the day of the list."""

    membership_id: int
    name: str
    wilayah: str
    rule: ClashRule
    other: str
    source: str


def clashes(scope: Scope, stage: Stage, *, size: int = 200) -> list[Clash]:
    """Clashes inside the scope, refusing ones first. Needs programs.view."""
    scope.require("programs.view")
    rules = {one.code: one for one in rules_against(stage.programme.code, stage.active_from)}
    if not rules:
        return []
    sql, parameters = _all(stage, list(rules.values()))
    inside, bounds = scope.sql("c.wilayah")
    order = ", ".join(f"'{code}'" for code, rule in rules.items() if rule.refuses) or "''"
    found = setwise.rows(
        f"SELECT DISTINCT c.membership_id, p.name, c.wilayah, c.rule, c.other, c.source, CASE WHEN c.rule IN ({order}) THEN 0 ELSE 1 END "
        f"FROM ({sql}) c JOIN registry_person p ON p.id = c.person_id WHERE {inside} ORDER BY 7, 2, 1 LIMIT %s",
        [*parameters, *bounds, size],
    )
    return [Clash(row[0], row[1], row[2], rules[row[3]], row[4], row[5]) for row in found]


def refusing(stage: Stage) -> int:
    """How many members of the stage's programme stand in a clash that refuses a decree; the whole stage, whatever the scope."""
    rules = [one for one in rules_against(stage.programme.code, stage.active_from) if one.refuses]
    if not rules:
        return 0
    sql, parameters = _all(stage, rules)
    return setwise.number(f"SELECT count(DISTINCT c.membership_id) FROM ({sql}) c", parameters)


def _all(stage: Stage, rules: Sequence[ClashRule]) -> tuple[str, list[Any]]:
    parts, parameters = [], []
    for rule in rules:
        others = sorted(rule.excluded_by(stage.programme.code))
        for sql, values in (_members(stage, rule, others), _received(stage, rule, others)):
            parts.append(sql)
            parameters += values
    return " UNION ALL ".join(parts), parameters


def _members(stage: Stage, rule: ClashRule, others: Sequence[str]) -> tuple[str, list[Any]]:
    same = "o.family_id = m.family_id" if rule.same_family else "o.person_id = m.person_id"
    marks = ", ".join(["%s"] * len(others))
    return (
        f"SELECT m.id AS membership_id, m.person_id, m.wilayah, '{rule.code}' AS rule, g.name AS other, 'kepesertaan' AS source "
        f"FROM programs_membership m JOIN programs_membership o ON {same} AND o.state = 'aktif' "
        f"JOIN programs_programme g ON g.id = o.programme_id AND g.code IN ({marks}) WHERE m.programme_id = %s AND m.state = 'aktif'",
        [*others, stage.programme_id],
    )


def _received(stage: Stage, rule: ClashRule, others: Sequence[str]) -> tuple[str, list[Any]]:
    """The newest list of each code only: who is not on it any more does not receive any more."""
    codes = sorted({code for other in others for code in lists_of(other)})
    marks = ", ".join(["%s"] * len(codes))
    same = "coalesce(a.family_id, ap.family_id) = m.family_id" if rule.same_family else "a.person_id = m.person_id"
    names = {code: kind.name for other in others for code in lists_of(other) if (kind := programme_kinds().get(other))}
    words = " ".join("WHEN %s THEN %s" for _ in names)
    word_values = [value for pair in names.items() for value in pair]
    return (
        f"SELECT m.id, m.person_id, m.wilayah, '{rule.code}', CASE a.programme {words} ELSE a.programme END, CAST(a.as_of AS varchar(10)) "
        "FROM programs_membership m JOIN registry_receivedaid a "
        f"ON a.programme IN ({marks}) AND a.as_of = (SELECT max(n.as_of) FROM registry_receivedaid n WHERE n.programme = a.programme) "
        f"LEFT JOIN registry_person ap ON ap.id = a.person_id WHERE {same} AND m.programme_id = %s AND m.state = 'aktif'",
        [*word_values, *codes, stage.programme_id],
    )
