"""The reason sheet: for one family and programme the facts, each condition in a sentence, who decided, what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilar.core.bulk.engine import analysis
from pilar.core.scope import Scope
from pilar.decision.targeting import problems
from pilar.decision.targeting.book import checked_book
from pilar.decision.targeting.choices import RuleGroup, rule_groups
from pilar.decision.targeting.models import FamilyScore, RuleVersion
from pilar.decision.targeting.queries import versions
from pilar.decision.targeting.queries.fields import field_label
from pilar.decision.targeting.queries.provenance import FactLine, Provenance
from pilar.decision.targeting.queries.rank import run_over
from pilar.decision.targeting.queries.table import text_of
from pilar.decision.targeting.rules_engine.expression import Comparison, Constant, Expression, FieldRef, walk
from pilar.decision.targeting.rules_engine.reference import Facts, Outcome, evaluate_programme, facts_of
from pilar.decision.targeting.rules_engine.resolution import ResolvedProgramme
from pilar.decision.targeting.rules_engine.rulebook import Source
from pilar.decision.targeting.rules_engine.why import Why, why
from pilar.decision.targeting.snapshot import load_snapshot, wanted_by
from pilar.evidence.registry import queries as registry
from pilar.foundation.accounts.queries import today

MOST_FACTS = 14
"""Facts shown for one condition; a family of twenty would fill pages otherwise."""


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition's outcome: "met", "not_met" or "unknown", its sentence, the facts that decide it, and its basis."""

    key: str
    outcome: str
    sentence: str
    facts: tuple[FactLine, ...]
    more_facts: int
    nobody: bool
    source: Source
    remedy: str


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A component: words, units, rupiah."""

    label: str
    units: int
    amount: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a reason sheet says. `local_rank`: tenth of the office's own score with its band (low, high), never a desil."""

    family_id: int
    head_name: str
    place: str
    wilayah: str
    programme: str
    programme_name: str
    day: date
    outcome: str
    conditions: tuple[ConditionLine, ...]
    amounts: tuple[AmountLine, ...]
    amount: int
    amount_missing: tuple[str, ...]
    would_be: int | None
    desil: int | None
    desil_limit: int | None
    local_rank: tuple[int, int, int] | None
    version: RuleVersion
    meaning: str
    basis: Source
    note: str

    @property
    def decided_by(self) -> str:
        return _("%(author)s menyusun, %(publisher)s menerbitkan") % {
            "author": self.version.author,
            "publisher": self.version.publisher,
        }


@dataclass(frozen=True, slots=True)
class Brief:
    """One programme in the list of a family."""

    programme: str
    name: str
    outcome: str
    amount: int
    not_met: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """A family as the rules of a day see it."""

    page: registry.FamilyPage
    version: RuleVersion
    group: RuleGroup
    facts: Facts
    family_row: dict[str, Any]
    member_rows: list[dict[str, Any]]
    provenance: Provenance


def family_outcomes(scope: Scope, family_id: int, day: date, at: datetime) -> tuple[registry.FamilyPage, list[Brief]]:
    """All programmes of a day for one family. Raises UMUM-403, UMUM-404, KET-010, KET-012."""
    read = _read(scope, family_id, day, at)
    return read.page, [_brief(read, programme) for programme in read.group.rules.programmes]


def _brief(read: _Read, programme: ResolvedProgramme) -> Brief:
    outcome = evaluate_programme(programme, read.facts)
    keys = [
        (
            read.group.rules.sentence(
                item.condition.not_met if truth is False else item.condition.unknown, _language()
            ),
            truth,
        )
        for item, truth in zip(programme.conditions, outcome.truths, strict=True)
    ]
    return Brief(
        programme.key,
        text_of(programme.programme.name),
        outcome.outcome,
        outcome.amount,
        tuple(words for words, truth in keys if truth is False),
        tuple(words for words, truth in keys if truth is None),
    )


def reason_sheet(scope: Scope, family_id: int, programme: str, day: date, at: datetime) -> Sheet:
    """The sheet. `day` today or a past day, whose facts come from the observations.

    Raises UMUM-403, UMUM-404, KET-010 (no rules), KET-011 (no such programme), KET-012 (a day that cannot be).
    """
    read = _read(scope, family_id, day, at)
    found = next((one for one in read.group.rules.programmes if one.key == programme), None)
    if found is None:
        raise problems.NO_PROGRAMME(key=programme[:60], day=day.strftime("%d-%m-%Y"))
    outcome = evaluate_programme(found, read.facts)
    limit = desil_limit(found)
    return Sheet(
        family_id=family_id,
        head_name=read.page.head_name,
        place=read.page.place,
        wilayah=read.page.wilayah,
        programme=found.key,
        programme_name=text_of(found.programme.name),
        day=day,
        outcome=outcome.outcome,
        conditions=_conditions(read, found, outcome),
        amounts=_amounts(found, outcome),
        amount=outcome.amount,
        amount_missing=_amount_missing(read, found, outcome),
        would_be=_would_be(read, found, outcome),
        desil=read.family_row.get("desil") if limit is not None else None,
        desil_limit=limit,
        local_rank=_local_rank(scope, family_id) if day == today(at) else None,
        version=read.version,
        meaning=read.group.rules.version,
        basis=found.programme.source,
        note=found.programme.note,
    )


def _read(scope: Scope, family_id: int, day: date, at: datetime) -> _Read:
    scope.require("registry.family.view")
    if not date(2000, 1, 1) <= day <= today(at):
        raise problems.BAD_DAY(day=day.strftime("%d-%m-%Y"))
    page = registry.get_family(scope, family_id, day)
    version = versions.required_on(day)
    groups = rule_groups(checked_book(version.files), versions.all_choices(), page.wilayah[:4], day)
    group = max((one for one in groups if page.wilayah.startswith(one.wilayah)), key=lambda one: len(one.wilayah))
    wanted = wanted_by([group.rules])
    with analysis(threads=1) as engine:
        load_snapshot(engine, scope, "", wanted, day=day, known_at=at, past=day < today(at), family=family_id)
        families = engine.execute("SELECT * FROM families").to_arrow_table().to_pylist()
        members = engine.execute("SELECT * FROM members ORDER BY person").to_arrow_table().to_pylist()
    if not families:
        raise problems.NOT_ACTIVE(day=day.strftime("%d-%m-%Y"))
    names = {member.id: member.name for member in page.members}
    persons = [(row["person"], names.get(row["person"], _("anggota"))) for row in members]
    provenance = Provenance(
        scope, family_id, page.wilayah, persons, wanted, group.rules.catalogue, day=day, known_at=at
    )
    facts = facts_of(group.rules, families[0], members)
    return _Read(page, version, group, facts, families[0], members, provenance)


def _local_rank(scope: Scope, family_id: int) -> tuple[int, int, int] | None:
    """(tenth, low, high) of the newest local score, None before there is one."""
    run = run_over(scope)
    if run is None:
        return None
    score = FamilyScore.objects.within(scope).filter(run=run, family_id=family_id).first()
    return (score.tenth, score.low, score.high) if score else None


def _language() -> str:
    return "en" if get_language() == "en" else "id"


def _conditions(read: _Read, programme: ResolvedProgramme, outcome: Outcome) -> tuple[ConditionLine, ...]:
    lines = []
    for item, value in zip(programme.conditions, outcome.truths, strict=True):
        state = "unknown" if value is None else "met" if value else "not_met"
        text = {"met": item.condition.met, "not_met": item.condition.not_met, "unknown": item.condition.unknown}[state]
        reason = why(item.tree, read.facts, only_open=state == "unknown")
        facts = _facts(read, reason)
        if state != "unknown":  # what is not known does not decide; "x IS NULL" has its say in the sentence
            facts = tuple(one for one in facts if not one.missing)
        lines.append(
            ConditionLine(
                key=item.condition.key,
                outcome=state,
                sentence=read.group.rules.sentence(text, _language()),
                facts=facts[:MOST_FACTS],
                more_facts=max(len(facts) - MOST_FACTS, 0),
                nobody=reason.nobody,
                source=item.condition.source,
                remedy=_remedy(state, facts),
            )
        )
    return tuple(lines)


def _facts(read: _Read, reason: Why) -> tuple[FactLine, ...]:
    found = []
    for one in reason.fields:
        row = read.family_row if one.member is None else read.member_rows[one.member]
        person = None if one.member is None else int(row["person"])
        found.append(read.provenance.line(person, one.field, row.get(one.field)))
    return tuple(found)


def _remedy(state: str, facts: Sequence[FactLine]) -> str:
    """What would change a condition that is not met or open."""
    if state == "met":
        return ""
    if any(one.field == "desil" for one in facts):
        return _(
            "Desil dihitung BPS. Bila keadaan keluarga sudah berbeda, ajukan pemutakhiran data lewat kelurahan/desa; desil baru "
            "datang bersama kiriman DTSEN berikutnya."
        )
    if state == "unknown":
        labels = ", ".join(dict.fromkeys(one.label for one in facts if one.missing))
        return (
            _("Lengkapi data ini: %(fields)s.") % {"fields": labels}
            if labels
            else _("Lengkapi data keluarga dan anggotanya.")
        )
    labels = ", ".join(dict.fromkeys(one.label for one in facts))
    if not labels:
        return _("Bila ada anggota yang belum tercatat atau datanya keliru, minta perbaikan dengan bukti.")
    return _("Bila data ini keliru atau sudah berubah, minta perbaikan dengan bukti: %(fields)s.") % {"fields": labels}


def _amounts(programme: ResolvedProgramme, outcome: Outcome) -> tuple[AmountLine, ...]:
    labels = {item.component.key: text_of(item.component.label) for item in programme.components}
    return tuple(AmountLine(labels[one.key], one.units, one.amount) for one in outcome.components if one.amount)


def _amount_missing(read: _Read, programme: ResolvedProgramme, outcome: Outcome) -> tuple[str, ...]:
    """Labels of the facts without which the amount cannot be computed."""
    if not outcome.unknown & (1 << len(programme.conditions)):
        return ()
    trees: list[Expression] = [tree for part in programme.components for tree in (part.units, part.each)]
    facts = [fact for tree in trees for fact in _facts(read, why(tree, read.facts, only_open=True))]
    return tuple(dict.fromkeys(field_label(one.field, read.group.rules.catalogue) for one in facts if one.missing))


def _would_be(read: _Read, programme: ResolvedProgramme, outcome: Outcome) -> int | None:
    """The amount if every condition not yet met were met; None when it is met, or the amount stays unknown."""
    if outcome.outcome == "met" or not programme.components:
        return None
    free = evaluate_programme(replace(programme, conditions=()), read.facts)
    return free.amount if free.outcome == "met" else None


def desil_limit(programme: ResolvedProgramme) -> int | None:
    """The highest desil of a programme, where one of its conditions compares the desil with a number."""
    for item in programme.conditions:
        for node in walk(item.tree):
            if not isinstance(node, Comparison) or node.operator not in ("<=", "<"):
                continue
            if isinstance(node.left, FieldRef) and node.left.name == "desil" and isinstance(node.right, Constant):
                return int(node.right.value) - (node.operator == "<")
    return None
