"""Fills the empty installation of this process (PILAR_HOME, PILAR_DATABASE_URL) with a synthetic city: `fill.py PERSONS SEED`.

The people are those of `pilar demo`, but they go straight into the tables in pieces (executemany or COPY), without files and their
faults, so that a million are there in minutes: families, persons, memberships, facts, two observations for each family and one for
each person, two DTSEN versions, aid, and the people of the office. Search documents, seals and blind indexes are made by the same functions as in
an import. What an import leaves behind besides (kept files, staging, findings, usulan) is not there.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from pilar.cli.database import prepare  # noqa: E402
from pilar.core import vault  # noqa: E402
from pilar.core.ids import new_ids  # noqa: E402
from pilar.core.scope import Actor  # noqa: E402
from pilar.demo.city import City, generate_city  # noqa: E402
from pilar.demo.staff import make_staff  # noqa: E402
from pilar.evidence.registry import sources  # noqa: E402
from pilar.evidence.registry.models import FamilyFacts, PersonFacts  # noqa: E402
from pilar.evidence.registry.names import search_document  # noqa: E402
from pilar.evidence.registry.rules import KK_FIELD, MOTHER_FIELD, NIK_FIELD  # noqa: E402
from pilar.foundation.wilayah.actions import load_national_areas  # noqa: E402
from pilar.foundation.wilayah.edition import read_table  # noqa: E402

OFFICE = "1872"
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
AS_OF = date(2026, 11, 1)
PIECE = 50_000


def load(table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """One piece of rows into a table, in one statement each."""
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        marks = ", ".join("?" * len(columns))
        connection.connection.cursor().executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        return
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class Filler:
    """Writes one city; ids of families and persons are two blocks in the order of the city's tables."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.family_ids = new_ids(city.families.num_rows)
        self.person_ids = new_ids(city.persons.num_rows)
        by = Actor.system()
        self.source = sources.for_batch(1, label="isian langsung (pengukuran)", as_of=AS_OF, by=by, at=AT)
        self.versions = [
            sources.open_version(label=f"DTSEN {label}", as_of=as_of, batch_id=number, wilayah=OFFICE)
            for number, (label, as_of) in enumerate((("versi 2", date(2026, 8, 1)), ("versi 3", AS_OF)), 2)
        ]

    def families(self, start: int, piece: Any) -> None:
        rows = piece.to_pylist()
        ids = self.family_ids[start : start + len(rows)]
        numbers = [row["kk"] for row in rows]
        seals, indexes = vault.seal_many(KK_FIELD, numbers), vault.blind_index_many(KK_FIELD, numbers)
        heads = self.city.persons["name"].take([row["head_person_id"] - 1 for row in rows]).to_pylist()
        newest = self.versions[1]
        load(
            "registry_family",
            ("id", "wilayah", "kk_sealed", "kk_index", "address", "head_name", "member_count", "status", "desil", "desil_version", "as_of",
             "revision"),
            ((key, row["wilayah"], seal, index, row["address"], head, row["members"], "aktif", row["desil"], newest, AS_OF.isoformat(), 1)
             for key, row, seal, index, head in zip(ids, rows, seals, indexes, heads, strict=True)),
        )  # fmt: skip
        self._facts("registry_familyfacts", FamilyFacts, "family_id", ids, rows)
        for desil, present, version in (("desil_v2", "in_v2", self.versions[0]), ("desil", "in_v3", newest)):
            entries = new_ids(len(rows))
            load(
                "registry_dtsenentry", ("id", "version_id", "family_id", "wilayah", "desil", "row"),
                ((entry, version, key, row["kelurahan_code"], row[desil], start + at)
                 for at, (entry, key, row) in enumerate(zip(entries, ids, rows, strict=True), 2) if row[present]),
            )  # fmt: skip
        self._observations(1, [*ids, *ids], [({"desil": row[key]} if key == "desil_v2" else
                           {"head_name": head, "wilayah": row["wilayah"], "address": row["address"], "desil": row["desil"]})
                           for key in ("desil_v2", "desil") for row, head in zip(rows, heads, strict=True)])  # fmt: skip

    def persons(self, start: int, piece: Any) -> None:
        rows = piece.to_pylist()
        homes = (
            self.city.families.select(["wilayah", "address"]).take([row["family_id"] - 1 for row in rows]).to_pylist()
        )
        ids = self.person_ids[start : start + len(rows)]
        niks = [row["nik"] for row in rows]
        seals, indexes = vault.seal_many(NIK_FIELD, niks), vault.blind_index_many(NIK_FIELD, niks)
        mothers = vault.seal_many(MOTHER_FIELD, [row["mother_name"] for row in rows])
        family_ids = [self.family_ids[row["family_id"] - 1] for row in rows]
        load(
            "registry_person",
            ("id", "wilayah", "family_id", "relation", "name", "search_text", "nik_sealed", "nik_index", "sex", "birth_date", "birth_place",
             "mother_sealed", "status", "as_of", "revision"),
            ((key, home["wilayah"], family, row["status_hubungan_keluarga"], row["name"],
              search_document(row["name"], home["wilayah"], row["birth_date"].year, home["address"]), seal, index, row["jenis_kelamin"],
              row["birth_date"].isoformat(), row["birth_place"], mother, "meninggal" if row["keberadaan"] == 2 else "hidup", AS_OF.isoformat(), 1)
             for key, row, home, family, seal, index, mother in zip(ids, rows, homes, family_ids, seals, indexes, mothers, strict=True)),
        )  # fmt: skip
        load(
            "registry_membership", ("id", "family_id", "person_id", "relation", "active_from", "source_id", "reason"),
            ((key, family, person, row["status_hubungan_keluarga"], AS_OF.isoformat(), self.source, "terdaftar")
             for key, family, person, row in zip(new_ids(len(rows)), family_ids, ids, rows, strict=True)),
        )  # fmt: skip
        self._facts("registry_personfacts", PersonFacts, "person_id", ids, rows)
        self._observations(2, ids, [
            {"name": row["name"], "birth_date": row["birth_date"].isoformat(), "wilayah": home["wilayah"],
             "status_kawin": row["status_kawin"]}
            for row, home in zip(rows, homes, strict=True)])  # fmt: skip

    def aid(self) -> None:
        rows = self.city.programmes.select(["family_id", "person_id", "programme"]).to_pylist()
        places = self.city.families["kelurahan_code"].to_pylist()
        load(
            "registry_receivedaid",
            ("id", "person_id", "family_id", "wilayah", "programme", "name", "participant_no", "status", "as_of", "source_id", "row"),
            ((key, self.person_ids[row["person_id"] - 1], self.family_ids[row["family_id"] - 1], places[row["family_id"] - 1],
              row["programme"].lower(), "", "", "", AS_OF.isoformat(), self.source, at)
             for at, (key, row) in enumerate(zip(new_ids(len(rows)), rows, strict=True), 2)),
        )  # fmt: skip

    def _facts(self, table: str, model: Any, key: str, ids: Sequence[int], rows: list[dict[str, Any]]) -> None:
        """Every fact of the catalogue that the city knows; texts that it does not know are empty."""
        columns = [
            field for field in model._meta.fields if field.name not in ("person", "family", "as_of", "source_id")
        ]
        known = [field.name for field in columns if field.name in rows[0] and field.get_internal_type() != "CharField"]
        texts = [field.name for field in columns if field.get_internal_type() == "CharField"]
        load(
            table, (key, "as_of", "source_id", *known, *texts),
            ((subject, AS_OF.isoformat(), self.source, *(row[name] or None for name in known), *("" for _ in texts))
             for subject, row in zip(ids, rows, strict=True)),
        )  # fmt: skip

    def _observations(self, kind: int, ids: Sequence[int], facts: list[dict[str, Any]]) -> None:
        load(
            "registry_observation", ("id", "subject_kind", "subject_id", "as_of", "source_id", "row", "facts"),
            ((key, kind, subject, AS_OF.isoformat(), self.source, at, json.dumps(said))
             for at, (key, subject, said) in enumerate(zip(new_ids(len(ids)), ids, facts, strict=True), 2)),
        )  # fmt: skip


def fill(persons: int, seed: int) -> None:
    """Areas, people of the office, the city; statistics of the planner at the end."""
    prepare()
    load_national_areas(by=Actor.system(), at=AT)
    make_staff(OFFICE, village="")
    city = generate_city(read_table().rows, city=OFFICE, persons=persons, seed=seed)
    filler = Filler(city)
    for table, write in ((city.families, filler.families), (city.persons, filler.persons)):
        for start in range(0, table.num_rows, PIECE):
            with transaction.atomic():
                write(start, table.slice(start, PIECE))
            print(f"{write.__name__}: {min(start + PIECE, table.num_rows)}", file=sys.stderr, flush=True)
    with transaction.atomic():
        filler.aid()
        for version in filler.versions:
            sources.publish_version(version, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


fill(int(sys.argv[1]), int(sys.argv[2]))
