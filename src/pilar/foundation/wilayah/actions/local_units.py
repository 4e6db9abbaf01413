"""RW and RT: rows made when an import or a form first meets their code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.foundation.wilayah.rules import Kind, Level, Origin, is_code
from pilar.foundation.wilayah.staging import codes_parameter, codes_select


@dataclass(frozen=True, slots=True)
class LocalUnitsReport:
    """Rows made, and codes refused: malformed, of a village that is unknown or ended, outside the actor's areas."""

    added: int
    malformed: tuple[str, ...] = ()
    unknown_village: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def ensure_local_units(codes: Iterable[str], *, by: Actor, at: datetime) -> LocalUnitsReport:
    """Make the rows of RW (13 digits) and RT (16 digits) that are not there yet, an RT together with its RW.

    One statement for all codes; codes of villages (10 digits) and units already there change nothing. Refused codes
    are reported, never half-made. One audit event when rows were made.
    """
    wanted = set(codes)
    malformed = {code for code in wanted if not is_code(code) or len(code) < Level.DESA}
    outside = {code for code in wanted - malformed if not by.scope.covers(code)}
    allowed = wanted - malformed - outside
    with transaction.atomic():
        missing = allowed and _villages_missing({code[: Level.DESA] for code in allowed})
        refused = {code for code in allowed if code[: Level.DESA] in missing} if missing else set()
        units = {code for code in allowed - refused if len(code) > Level.DESA}
        units |= {code[: Level.RW] for code in units}
        added = _insert(units) if units else 0
        if added:
            audit.record("wilayah.local_units.made", by=by, at=at, wilayah=_common_prefix(units), rows=added)
    return LocalUnitsReport(added, tuple(sorted(malformed)), tuple(sorted(refused)), tuple(sorted(outside)))


def _villages_missing(villages: set[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT wanted.code FROM ({codes_select()}) AS wanted WHERE NOT EXISTS (SELECT 1 FROM wilayah_area"
            " AS area WHERE area.code = wanted.code AND area.valid_to IS NULL)",
            [codes_parameter(sorted(villages))],
        )
        return {row[0] for row in cursor.fetchall()}


def _insert(units: set[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wilayah_area (code, name, level, kind, search_key, successor, origin)"
            f" SELECT code, '', length(code), CASE length(code) WHEN {int(Level.RW)} THEN '{Kind.RW}'"
            f" ELSE '{Kind.RT}' END, '', '', '{Origin.LOCAL}' FROM ({codes_select()}) AS wanted"
            " WHERE true ON CONFLICT (code) DO NOTHING",
            [codes_parameter(sorted(units))],
        )
        return int(cursor.rowcount)


def _common_prefix(codes: set[str]) -> str:
    """Deepest area above all codes: the place of the audit event."""
    low, high = min(codes), max(codes)
    return next((low[:level] for level in (10, 6, 4, 2) if low[:level] == high[:level]), "")
