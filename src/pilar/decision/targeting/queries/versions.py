"""Reads of rule versions and choices. Rules are public inside the office: the scope only decides who may read at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.targeting import problems
from pilar.decision.targeting.book import read_book
from pilar.decision.targeting.choices import Choice
from pilar.decision.targeting.models import RuleChoice, RuleEvent, RuleVersion
from pilar.decision.targeting.rules_engine.problems import RulesRefused

READ = ("targeting.view", "targeting.manage", "targeting.publish")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A dated alternative that an office can choose: key, its alternatives, the one the file takes."""

    key: str
    names: tuple[str, ...]
    default: str


def _require(scope: Scope) -> None:
    if not any(scope.can(one) for one in READ):
        scope.require(READ[0])


def list_versions(scope: Scope, limit: int = 60) -> list[RuleVersion]:
    """All versions, newest first."""
    _require(scope)
    return list(RuleVersion.objects.order_by("-number").defer("files")[:limit])


def get_version(scope: Scope, version_id: int) -> RuleVersion:
    """One version with its texts. Raises UMUM-403, UMUM-404."""
    _require(scope)
    row = RuleVersion.objects.filter(pk=version_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def events_of(version: RuleVersion) -> list[RuleEvent]:
    """Steps of a version, newest first."""
    return list(version.events.order_by("-at", "-id"))


def published_on(day: date) -> RuleVersion | None:
    """The version in force on a day, None when there was none. Needs no capability: it decides, it is not shown."""
    running = RuleVersion.objects.filter(published_at__isnull=False, valid_from__lte=day)
    running = running.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return running.order_by("-valid_from", "-published_at").first()


def required_on(day: date) -> RuleVersion:
    """The version in force. Raises KET-010 when there is none: nobody is evaluated by rules nobody published."""
    found = published_on(day)
    if found is None:
        raise problems.NO_RULES(day=day.strftime("%d-%m-%Y"))
    return found


def all_choices() -> list[Choice]:
    """Every choice of an area among alternatives."""
    rows = RuleChoice.objects.order_by("valid_from", "id")
    return [Choice(one.wilayah, one.key, one.alternative, one.valid_from) for one in rows]


def list_choices(scope: Scope) -> list[RuleChoice]:
    """Choices that touch the scope's areas, newest first: those above it, and those inside."""
    _require(scope)
    condition = scope.filter()
    for prefix in scope.prefixes:
        condition |= Q(wilayah__in=[prefix[:length] for length in range(len(prefix) + 1)])
    return list(RuleChoice.objects.filter(condition).order_by("-valid_from", "-id"))


def alternatives_of(version: RuleVersion) -> tuple[Alternative, ...]:
    """What can be chosen in a version; nothing in one that does not read."""
    try:
        book = read_book(version.files)
    except RulesRefused:
        return ()
    return tuple(Alternative(key, names, book.choices.get(key, "")) for key, names in book.alternatives().items())
