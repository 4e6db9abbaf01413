"""Bridge to BPS codes from the published table (kode_bps, nama_bps, kode_dagri, nama_dagri)."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.foundation.wilayah.models import Area
from pilar.foundation.wilayah.queries.match import same_name
from pilar.foundation.wilayah.rules import BRIDGE_HEADER, is_code
from pilar.foundation.wilayah.staging import staged

COLUMNS = ("kode_bps", "nama_bps", "kode_dagri", "nama_dagri")
_BPS_LENGTH = {2: 2, 4: 4, 6: 7, 10: 10}


class Reason(StrEnum):
    """Why a line of the bridge was not taken, in words for the office."""

    MALFORMED = "kode_dagri atau kode_bps tidak berbentuk kode wilayah pada tingkat yang sama"
    UNKNOWN = "kode_dagri tidak dikenal atau sudah tidak berlaku"
    OTHER_NAME = "nama_dagri berbeda dari nama wilayah dengan kode itu"
    AMBIGUOUS = "kode_dagri atau kode_bps muncul lebih dari sekali dengan pasangan berbeda"
    OUTSIDE = "di luar wilayah kerja Anda"


@dataclass(frozen=True, slots=True)
class BridgeProblem:
    """One line (the header is line 1) that was not taken."""

    line: int
    kode_bps: str
    kode_dagri: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class BridgeReport:
    """Lines read, codes set or changed, codes that were right already, lines not taken."""

    lines: int
    updated: int
    unchanged: int
    problems: tuple[BridgeProblem, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    bps: str
    dagri: str
    name: str


def import_bps_bridge(file: IO[str], *, by: Actor, at: datetime) -> BridgeReport:
    """Set `bps_code` from a CSV (comma or semicolon); repeatable. Set-based; one audit event when something changed.

    A line is taken only when its Kemendagri code is an area in force, its name is the name we know, and neither code
    stands in the file with another partner. Raises WIL-010 for a missing column, UMUM-403.
    """
    by.scope.require("wilayah.manage")
    lines = _read(file)
    problems: list[BridgeProblem] = []
    good = _well_formed(lines, by, problems)
    names = dict(Area.objects.filter(valid_to__isnull=True, level__lte=10).values_list("code", "name"))
    taken: dict[str, str] = {}
    for line in good:
        reason = None
        if line.dagri not in names:
            reason = Reason.UNKNOWN
        elif line.name and not same_name(line.name, names[line.dagri]):
            reason = Reason.OTHER_NAME
        if reason:
            problems.append(BridgeProblem(line.number, line.bps, line.dagri, reason))
        else:
            taken[line.dagri] = line.bps
    with transaction.atomic():
        updated = _update(taken) if taken else 0
        if updated:
            audit.record("wilayah.bps_bridge.imported", by=by, at=at, rows=updated)
    ordered = tuple(sorted(problems, key=lambda problem: problem.line))
    return BridgeReport(len(lines), updated, len(taken) - updated, ordered)


def _read(file: IO[str]) -> list[_Line]:
    head = file.readline().lstrip("\ufeff")
    delimiter = ";" if head.count(";") > head.count(",") else ","
    columns = [column.strip().lower() for column in next(csv.reader([head], delimiter=delimiter), [])]
    missing = [column for column in COLUMNS if column not in columns]
    if missing:
        raise BRIDGE_HEADER(missing=", ".join(missing))
    lines = []
    for number, row in enumerate(csv.reader(file, delimiter=delimiter), start=2):
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        if any(cells.values()):
            bps, dagri = (cells.get(name, "").replace(".", "") for name in ("kode_bps", "kode_dagri"))
            lines.append(_Line(number, bps, dagri, cells.get("nama_dagri", "")))
    return lines


def _well_formed(lines: Iterable[_Line], by: Actor, problems: list[BridgeProblem]) -> list[_Line]:
    pairs = {(line.bps, line.dagri) for line in lines}
    bps_partners = Counter(bps for bps, _ in pairs)
    dagri_partners = Counter(dagri for _, dagri in pairs)
    good = []
    for line in lines:
        reason = None
        if not is_code(line.dagri) or not line.bps.isdigit() or _BPS_LENGTH.get(len(line.dagri)) != len(line.bps):
            reason = Reason.MALFORMED
        elif not by.scope.covers(line.dagri):
            reason = Reason.OUTSIDE
        elif bps_partners[line.bps] > 1 or dagri_partners[line.dagri] > 1:
            reason = Reason.AMBIGUOUS
        if reason:
            problems.append(BridgeProblem(line.number, line.bps, line.dagri, reason))
        else:
            good.append(line)
    return good


def _update(taken: dict[str, str]) -> int:
    """Free the BPS codes first, so that two areas may exchange theirs, then set them. Returns rows that changed."""
    with staged("wilayah_bridge", ("code", "bps"), taken.items()), connection.cursor() as cursor:
        cursor.execute(
            "SELECT area.code FROM wilayah_area AS area JOIN wilayah_bridge AS new ON new.code = area.code"
            " WHERE area.bps_code IS NULL OR area.bps_code <> new.bps"
        )
        changed = len(cursor.fetchall())
        cursor.execute(
            "UPDATE wilayah_area SET bps_code = NULL WHERE valid_to IS NULL AND"
            " bps_code IN (SELECT bps FROM wilayah_bridge)"
        )
        cursor.execute(
            "UPDATE wilayah_area AS area SET bps_code = new.bps FROM wilayah_bridge AS new WHERE new.code = area.code"
        )
    return changed
