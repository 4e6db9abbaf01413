"""Reads of scenarios: one's own and those that colleagues of the area share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.targeting.book import read_book, shipped_files
from pilar.decision.targeting.models import RuleVersion, Scenario, ScenarioChange
from pilar.decision.targeting.queries.versions import published_on
from pilar.decision.targeting.rules_engine.resolution import resolve as resolved
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

PAGE = 50


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A family that would enter or leave."""

    family_id: int
    head: str
    place: str
    enters: bool
    why: str
    amount: int


def _visible(scope: Scope, username: str) -> QuerySet[Scenario]:
    scope.require("targeting.view")
    return Scenario.objects.within(scope).filter(Q(by=username) | Q(shared=True)).select_related("version")


def list_scenarios(scope: Scope, *, username: str) -> list[Scenario]:
    """Own and shared scenarios, newest first. Raises UMUM-403."""
    return list(_visible(scope, username).order_by("-updated_at")[:100])


def get_scenario(scope: Scope, scenario_id: int, *, username: str) -> Scenario:
    """One scenario. Raises UMUM-403, UMUM-404."""
    row = _visible(scope, username).filter(pk=scenario_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def changes_of(scope: Scope, scenario: Scenario, *, enters: bool, after: int = 0, most: int = PAGE) -> list[ChangeLine]:
    """Families of the scope that would enter (or leave), by place; one more than asked when there are more. Raises UMUM-403."""
    scope.require("registry.family.view")
    rows = list(
        ScenarioChange.objects.within(scope)
        .filter(scenario=scenario, enters=enters)
        .select_related("family")
        .order_by("wilayah", "family_id")[after : after + most + 1]
    )
    names = resolve(scope, {row.wilayah for row in rows})
    return [
        ChangeLine(row.family_id, row.family.head_name, names[row.wilayah].path, row.enters, row.why, row.amount)
        for row in rows
    ]


def programmes_today(at: datetime) -> list[tuple[str, str]]:
    """(key, Indonesian name) of the programmes in force today by the published rules, else by the shipped ones."""
    version = published_on(today(at))
    book = read_book(version.files if version is not None else shipped_files())
    return [(one.key, one.programme.name.id) for one in resolved(book, today(at)).programmes]


def usable_versions(scope: Scope) -> list[RuleVersion]:
    """Drafts, proposed and published rule versions a scenario may stand on, newest first."""
    scope.require("targeting.view")
    return list(
        RuleVersion.objects.filter(state__in=("draft", "proposed", "published")).order_by("-number").defer("files")[:30]
    )
