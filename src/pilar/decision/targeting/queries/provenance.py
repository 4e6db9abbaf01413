"""Where a fact of a family comes from: value in words, as of when, from which source."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from pilar.core.scope import Scope
from pilar.core.ui.formats import angka, tanggal
from pilar.decision.targeting.queries.fields import field_label
from pilar.decision.targeting.rules_engine.catalogue import Catalogue
from pilar.decision.targeting.snapshot import Wanted
from pilar.decision.targeting.snapshot.stated import told_facts
from pilar.decision.targeting.told import EVERYBODY, Told, as_day
from pilar.evidence.registry import queries as registry
from pilar.evidence.registry.catalogue import VARIABLES
from pilar.evidence.registry.queries.answers import answer_text, may_see

_OBSERVED_AS = {"umur": "birth_date", "tanggal_lahir": "birth_date", "jenis_kelamin": "sex"}
Cell = bool | int | float | str | date | None


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: whose ("" the family's), what, its value in words ("" unknown), as of, source. `hidden`: not for this reader."""

    who: str
    field: str
    label: str
    value: str
    as_of: date | None
    source: str
    missing: bool
    hidden: bool = False


class Provenance:
    """Sources of all facts of one family, read once."""

    def __init__(
        self,
        scope: Scope,
        family_id: int,
        wilayah: str,
        persons: Sequence[tuple[int, str]],
        wanted: Wanted,
        catalogue: Catalogue,
        *,
        day: date,
        known_at: datetime,
    ) -> None:
        self._scope, self._family, self._wilayah = scope, family_id, wilayah
        self._names = dict(persons)
        self._catalogue = catalogue
        self._seen = _observations([family_id, *self._names], day, known_at)
        steps = [step for step in registry.desil_history(scope, family_id) if step.desil and step.as_of <= day]
        self._desil = (steps[0].as_of, _("DTSEN %(label)s") % {"label": steps[0].version}) if steps else None
        names = [one.name for one in (*wanted.all_family, *wanted.all_member)]
        self._told = told_facts(scope, names, day=day, known_at=known_at, family=family_id)
        self._day = day

    def line(self, person: int | None, field: str, value: Cell) -> FactLine:
        """The fact with its source; a sensitive one is hidden from who may not see it."""
        as_of, source = self._origin(person, field)
        variable = VARIABLES.get(field)
        hidden = variable is not None and not may_see(self._scope, variable)
        words = _("hanya untuk petugas yang berwenang") if hidden else value_words(field, value)
        return FactLine(
            who=self._names.get(person, "") if person is not None else "",
            field=field,
            label=field_label(field, self._catalogue),
            value=words,
            as_of=as_of,
            source=source,
            missing=value is None,
            hidden=hidden,
        )

    def _origin(self, person: int | None, field: str) -> tuple[date | None, str]:
        if field == "desil" and self._desil is not None:
            return self._desil
        if field == "jumlah_anggota_keluarga":
            return self._day, _("dihitung dari anggota hidup dalam data")
        subject = self._family if person is None else person
        seen = self._seen.get((subject, _OBSERVED_AS.get(field, field)))
        if seen is not None:
            return seen
        told = [one for one in self._told if one.field == field and self._concerns(one, person)]
        return (told[-1].as_of, _(told[-1].source)) if told else (None, "")

    def _concerns(self, fact: Told, person: int | None) -> bool:
        if fact.family == EVERYBODY:
            return self._wilayah.startswith(fact.place)
        return fact.person == person


def _observations(subjects: Sequence[int], day: date, known_at: datetime) -> Mapping[tuple[int, str], tuple[date, str]]:
    """(subject, key) -> as-of date and source of the observation that counts."""
    marks = ", ".join(["%s"] * len(subjects))
    facts = "o.facts::text" if connection.vendor == "postgresql" else "o.facts"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.subject_id, o.as_of, s.label, {facts} FROM registry_observation o "
            f"JOIN registry_source s ON s.id = o.source_id WHERE o.subject_id IN ({marks}) AND o.as_of <= %s "
            "AND s.recorded_at <= %s ORDER BY o.as_of, o.id",
            [*subjects, day, known_at],
        )
        rows = cursor.fetchall()
    found: dict[tuple[int, str], tuple[date, str]] = {}
    for subject, as_of, label, raw in rows:
        for key, value in json.loads(raw).items():
            if value is None:
                found.pop((subject, key), None)
            else:
                found[(subject, key)] = (as_day(as_of), label)
    return found


def value_words(field: str, value: Cell) -> str:
    """A value as people read it; "" when unknown."""
    if value is None:
        return ""
    variable = VARIABLES.get(field)
    if variable is not None:
        return answer_text(variable, value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, date):
        return str(tanggal(value))
    return str(angka(value)) if isinstance(value, int | float) else str(value)
