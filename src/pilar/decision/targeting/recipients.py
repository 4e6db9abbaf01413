"""What the office itself can tell: answers 501a-g from recipient lists, residence, and desa or kelurahan.

Who stands on a list of the last half year receives; in a kelurahan where the list names somebody, the others do not.
This only fills what the register's own answer leaves open.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from pilar.config import config
from pilar.core.scope import Scope
from pilar.decision.targeting.told import EVERYBODY, Told, as_day
from pilar.foundation.wilayah.rules import Kind, kind_of

CURRENT_FOR = timedelta(days=183)
"""A list counts as the present state for half a year [inf: two payment rounds], as in the desk check."""
YES, NO = 1, 2
FIELDS = {
    "PKH": "menerima_pkh",
    "SEMBAKO": "menerima_bpnt",
    "BPNT": "menerima_bpnt",
    "BLT-DD": "menerima_blt_desa",
    "PERMAKANAN-LANSIA": "menerima_bantuan_pemda",
    "BANTUAN-DISABILITAS": "menerima_bantuan_pemda",
}
_RECEIVING = ("", "penerima", "aktif", "salur", "sudah salur")


class RecipientLists:
    """The lists in `registry_receivedaid`, and that a kelurahan has no village fund (UU 6/2014: BLT Dana Desa is for desa)."""

    fields = frozenset(FIELDS.values())
    tables: tuple[str, ...] = ("registry_receivedaid",)

    def facts(self, scope: Scope, day: date, known_at: datetime, family: int | None) -> list[Told]:
        rows = self._rows(scope, day, known_at)
        covered: dict[tuple[str, str], date] = {}
        received: dict[tuple[int, str], Told] = {}
        for owner, wilayah, programme, status, as_of in rows:
            field, on = FIELDS[programme], as_day(as_of)
            place = (field, wilayah[:10])
            covered[place] = max(covered.get(place, on), on)
            value = YES if status.lower() in _RECEIVING else None
            if family in (None, owner):
                received[(owner, field)] = Told(owner, None, field, value, on, f"Daftar penerima {programme}")
        found = [
            Told(EVERYBODY, None, field, NO, on, "Tidak ada dalam daftar penerima kelurahan/desa ini", place)
            for (field, place), on in covered.items()
        ]
        return [*found, *_kelurahan_without_fund(scope, day), *received.values()]

    def _rows(self, scope: Scope, day: date, known_at: datetime) -> list[tuple[Any, ...]]:
        where, values = scope.sql("f.wilayah")
        marks = ", ".join(["%s"] * len(FIELDS))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT f.id, f.wilayah, a.programme, a.status, a.as_of FROM registry_receivedaid a "
                "LEFT JOIN registry_person p ON p.id = a.person_id "
                "JOIN registry_family f ON f.id = coalesce(p.family_id, a.family_id) "
                "JOIN registry_source s ON s.id = a.source_id "
                f"WHERE a.programme IN ({marks}) AND a.as_of BETWEEN %s AND %s AND s.recorded_at <= %s AND {where} "
                "ORDER BY a.as_of, a.id",
                [*FIELDS, day - CURRENT_FOR, day, known_at, *values],
            )
            return list(cursor.fetchall())


def _kelurahan_without_fund(scope: Scope, day: date) -> list[Told]:
    return [
        Told(EVERYBODY, None, "menerima_blt_desa", NO, day, "Kelurahan tidak menerima Dana Desa", code)
        for code in _village_codes(scope)
        if kind_of(code) is Kind.KELURAHAN
    ]


def _village_codes(scope: Scope) -> list[str]:
    """Desa and kelurahan where families of the scope live; a code that tells no kind is left out."""
    where, values = scope.sql("wilayah")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT substr(wilayah, 1, 10) FROM registry_family WHERE {where}", values)
        return sorted(code for (code,) in cursor.fetchall() if len(code) == 10 and code[6] in "123")


class VillageKinds:
    """Whether a family lives in a desa, told by its area code (1 kelurahan, 2 desa, 3 desa adat)."""

    fields = frozenset({"di_desa"})
    tables: tuple[str, ...] = ()

    def facts(self, scope: Scope, day: date, known_at: datetime, family: int | None) -> list[Told]:
        return [
            Told(EVERYBODY, None, "di_desa", kind_of(code) is not Kind.KELURAHAN, day, "Kode wilayah Kemendagri", code)
            for code in _village_codes(scope)
        ]


class OfficeResidents:
    """A family with an address inside the office's area is a resident of the region, until somebody states otherwise."""

    fields = frozenset({"penduduk_setempat"})
    tables: tuple[str, ...] = ()

    def facts(self, scope: Scope, day: date, known_at: datetime, family: int | None) -> list[Told]:
        office = config().office
        if not office:
            return []
        return [
            Told(EVERYBODY, None, "penduduk_setempat", True, day, "Alamat keluarga dalam wilayah kantor ini", office)
        ]
