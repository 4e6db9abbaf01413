"""A consistent copy of the database while it serves, and putting it back, on either engine."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

SQLITE_NAME = "pilar.db"
POSTGRESQL_NAME = "database.pgdump"
HEAD_SQL = "SELECT seq, digest FROM audit_audithead WHERE id = 1"


class NoTool(RuntimeError):
    """A program of PostgreSQL is missing or failed; the message says which, in Indonesian."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where the copy lies, its name in the archive, and the head of the audit chain inside it (seq, hex)."""

    path: Path
    name: str
    head: tuple[int, str]


def take(folder: Path) -> Snapshot:
    """Copy the database into the folder. Raises NoTool."""
    from django.db import connection

    return _sqlite(folder) if connection.vendor == "sqlite" else _postgresql(folder)


def _head(row: Any) -> tuple[int, str]:
    return (int(row[0]), bytes(row[1]).hex()) if row else (0, "")


def _sqlite(folder: Path) -> Snapshot:
    """`VACUUM INTO`: one read transaction, encrypted with the key of the database, compact."""
    from django.conf import settings
    from django.db import connection

    from pilar.core.db.sqlite.base import keyed_connection

    target = folder / SQLITE_NAME
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    copy = keyed_connection(settings.DATABASES["default"]["OPTIONS"]["key_file"])(str(target))
    try:
        head = _head(copy.execute(HEAD_SQL).fetchone())
    finally:
        copy.close()
    return Snapshot(target, SQLITE_NAME, head)


def _postgresql(folder: Path) -> Snapshot:
    """`pg_dump -Fc` of one exported snapshot, sealed by the vault on its way to the disk."""
    from django.db import connection, transaction

    from pilar.core import vault

    target = folder / POSTGRESQL_NAME
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        cursor.execute(HEAD_SQL)
        head = _head(cursor.fetchone())
        with _running(
            "pg_dump", "-Fc", "--no-owner", "--no-acl", f"--snapshot={snapshot}", stdout=subprocess.PIPE
        ) as dump:
            vault.seal_file(cast(BinaryIO, dump.stdout), target)
    return Snapshot(target, POSTGRESQL_NAME, head)


def put_back(home: Path) -> None:
    """Load the dump of the home folder into the (empty) PostgreSQL database; SQLite's copy is already in its place.

    Raises NoTool.
    """
    from django.db import connection

    from pilar.core import vault

    dump = home / POSTGRESQL_NAME
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
        if cursor.fetchone()[0]:
            raise NoTool("basis data PostgreSQL tujuan tidak kosong; buat basis data baru")
    with _running(
        "pg_restore", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error", stdin=subprocess.PIPE
    ) as load:
        pipe = cast(BinaryIO, load.stdin)
        for chunk in vault.open_sealed(dump):
            pipe.write(chunk)
        pipe.close()
    dump.unlink()


@contextmanager
def _running(program: str, *words: str, **pipes: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of PostgreSQL on the database of the settings; its password goes by the environment. Raises NoTool."""
    from django.conf import settings

    place = settings.DATABASES["default"]
    environ = os.environ | {
        "PGHOST": place["HOST"], "PGPORT": place["PORT"] or "5432", "PGUSER": place["USER"], "PGPASSWORD": place["PASSWORD"],
    }  # fmt: skip
    command = [_binary(program), *words, "--dbname", place["NAME"]]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, **pipes)  # noqa: S603  our own words only
    try:
        yield process
    except BrokenPipeError:
        pass  # the program ended early: its exit status says why
    finally:
        errors = process.stderr.read() if process.stderr is not None else b""
        status = process.wait()
    if status:
        raise NoTool(f"{program}: {errors.decode(errors='replace').strip()[-400:]}")


def _binary(program: str) -> str:
    """The newest installed version of a program of PostgreSQL: an older one refuses a newer server."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(program)
    if found is None:
        raise NoTool(f"program {program} tidak ada; pasang postgresql-client")
    return found
