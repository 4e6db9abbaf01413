"""What the benchmark runs in processes of its own inside one installation: `office_child.py COMMAND …`, answering in JSON.

prepare · write PERSONS FILE · waits SECONDS FILE · take FOLDER · bulk FOLDER · orm ROWS FOLDER · desk PERSONS FILE
"""

import csv
import json
import pickle
import resource
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

TABLES = ("registry_source", "registry_family", "registry_person", "registry_membership", "registry_familyfacts",
          "registry_personfacts", "registry_observation")  # fmt: skip
SLICE = 10_000


def prepare() -> dict[str, Any]:
    """Tables and the areas of Kota Metro."""
    from django.core.management import call_command

    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.wilayah.actions import load_national_areas

    call_command("migrate", verbosity=0)
    load_national_areas(by=Actor.system(), at=now(), within=("1872",))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_write (id integer PRIMARY KEY, value integer)")
        cursor.execute("INSERT INTO bench_write VALUES (1, 0)")
    return {}


def write(persons: int, file: Path) -> dict[str, Any]:
    """A DTSEN member delivery of a synthetic city, with the usual faults."""
    from pilar.demo.city import generate_city
    from pilar.demo.errors.profile import ErrorProfile
    from pilar.demo.sheets.dtsen_detail import write_dtsen_member_detail
    from pilar.foundation.wilayah.edition import read_table

    city = generate_city(read_table().rows, city="1872", persons=persons, seed=1)
    write_dtsen_member_detail(city, file, errors=ErrorProfile(), seed=1)
    return {"bytes": file.stat().st_size}


def waits(seconds: float, file: Path) -> dict[str, Any]:
    """A small write each 50 ms, as a page would; until the file appears. The longest wait and the 99th percentile, seconds."""
    found, end = [], time.monotonic() + seconds
    while time.monotonic() < end and not file.exists():
        begun = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bench_write SET value = value + 1 WHERE id = 1")
        found.append(time.monotonic() - begun)
        time.sleep(0.05)
    found.sort()
    return {"writes": len(found), "longest": found[-1], "p99": found[int(len(found) * 0.99)]}


def take(folder: Path) -> dict[str, Any]:
    """The resulting rows of each table, in pieces, for the rivals."""
    counts = {}
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            columns = [entry[0] for entry in cursor.description]
            number, counts[table] = 0, 0
            while rows := cursor.fetchmany(SLICE):
                plain = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]
                (folder / f"{table}-{number:04d}").write_bytes(pickle.dumps((columns, plain)))
                number, counts[table] = number + 1, counts[table] + len(rows)
    return counts


def _pieces(folder: Path, table: str) -> Any:
    for path in sorted(folder.glob(f"{table}-*")):
        yield pickle.loads(path.read_bytes())


def bulk(folder: Path) -> dict[str, Any]:
    """The database's own bulk load of exactly these rows into the same empty tables, indexes and triggers in place."""
    spent, rows_in = 0.0, 0
    for table in TABLES:
        for columns, rows in _pieces(folder, table):
            begun = time.process_time()
            with transaction.atomic():
                _load(table, columns, rows)
            spent += time.process_time() - begun
            rows_in += len(rows)
    return {"cpu": spent, "rows": rows_in}


def _load(table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        marks = ", ".join("?" * len(columns))
        connection.connection.cursor().executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        return
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([json.dumps(value) if isinstance(value, dict) else value for value in row])


def orm(wanted: int, folder: Path) -> dict[str, Any]:
    """A loop of Model.save() over the same rows of the first persons: person, membership, facts, observation, and their families."""
    from django.apps import apps

    models = {model._meta.db_table: model for model in apps.get_app_config("registry").get_models()}
    objects, persons, families = [], set(), set()
    for table in (
        "registry_person",
        "registry_family",
        "registry_membership",
        "registry_personfacts",
        "registry_observation",
    ):
        for columns, rows in _pieces(folder, table):
            for row in rows:
                cells = dict(zip(columns, row, strict=True))
                if not _belongs(table, cells, persons, families, wanted):
                    continue
                facts = cells.get("facts")
                if isinstance(facts, str):
                    cells["facts"] = json.loads(facts)
                objects.append(models[table](**cells))
    begun = time.process_time()
    for one in objects:
        one.save(force_insert=True)
    return {"cpu": time.process_time() - begun, "persons": len(persons), "objects": len(objects)}


def _belongs(table: str, cells: dict[str, Any], persons: set[int], families: set[int], wanted: int) -> bool:
    if table == "registry_person":
        if len(persons) >= wanted:
            return False
        persons.add(cells["id"])
        families.add(cells["family_id"])
        return True
    subject = cells.get("person_id") or cells.get("subject_id") or cells["id"]
    return subject in persons or subject in families


def desk(wanted: int, file: Path) -> dict[str, Any]:
    """The same duties person by person: families of the file through the act of the registration desk, which checks, seals, keeps
    the observation and writes the audit line with Model.save(). Rows that it refuses are passed over, their time counts."""
    from pilar.core.clock import now
    from pilar.core.problems import Problem
    from pilar.core.scope import Actor
    from pilar.evidence.registry.actions.register import register_family

    families = defaultdict(list)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if len(families) * 3 > wanted:
                break
            families[row["nomor_kartu_keluarga"]].append(row)
    begun, persons, refused = time.process_time(), 0, 0
    for kk, rows in families.items():
        try:
            register_family(
                members=[_new_person(row) for row in rows], wilayah=rows[0]["kode_kelurahan_desa_ktp"], address=rows[0]["alamat_ktp"],
                kk=kk, kk_seen=True, by=Actor.system(), at=now(),
            )  # fmt: skip
            persons += len(rows)
        except (Problem, ValueError):
            refused += len(rows)
    return {"cpu": time.process_time() - begun, "persons": persons, "refused": refused}


def _new_person(row: dict[str, str]) -> Any:
    from pilar.evidence.registry.actions.register import NewPerson

    return NewPerson(
        name=row["nama"], nik=row["nomor_induk_kependudukan"], relation=int(row["status_hubungan_keluarga"]), sex=int(row["jenis_kelamin"]),
        birth_date=date.fromisoformat(row["tanggal_lahir"]), seen=True,
    )  # fmt: skip


def main() -> None:
    command, *words = sys.argv[1:]
    works = {
        "prepare": prepare, "write": lambda n, f: write(int(n), Path(f)), "waits": lambda s, f: waits(float(s), Path(f)),
        "take": lambda f: take(Path(f)), "bulk": lambda f: bulk(Path(f)), "orm": lambda n, f: orm(int(n), Path(f)), "desk": lambda n, f: desk(int(n), Path(f)),
    }  # fmt: skip
    begun = resource.getrusage(resource.RUSAGE_SELF)
    answer = works[command](*words)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(answer | {"process_cpu": ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime}))


main()
