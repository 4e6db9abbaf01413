"""Open a list: CSV in any usual separator and encoding, or Parquet, as text columns named by role."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pilar.evidence.linkage.engine.schema import ID, LinkageError, Schema

if TYPE_CHECKING:
    import duckdb

BLOCK_BYTES = 1 << 24


class ReadError(LinkageError):
    """The list cannot be read; the message says why in Indonesian."""


@dataclass(frozen=True)
class Source:
    """A readable relation: `sql` selects the role columns as VARCHAR in file order."""

    path: Path
    sql: str
    notes: tuple[str, ...] = ()


def open_source(connection: duckdb.DuckDBPyConnection, path: Path, schema: Schema) -> Source:
    """Check that the mapped columns exist and return the query over them.

    Raises `ReadError` if the file is missing, empty, unreadable, or a mapped column is not in it.
    """
    import duckdb

    if not path.is_file():
        raise ReadError(f"Berkas {path} tidak ada.")
    if path.stat().st_size == 0:
        raise ReadError(f"Berkas {path} kosong.")
    notes: list[str] = []
    if path.suffix.lower() in {".parquet", ".pq"}:
        scan, types = _parquet(path)
    else:
        readable, note = _as_utf8(path)
        notes += [note] if note else []
        scan, types = _csv(readable)
    try:
        described = connection.execute(f"describe select * from {scan}").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise ReadError(f"Berkas {path.name} tidak dapat dibaca: {str(error).splitlines()[0]}") from error
    columns = {row[0]: row[1] for row in described}
    wanted = [(ID, schema.id_column), *((field.role, field.column) for field in schema.fields)]
    selected = [_select(role, column, columns, types, path) for role, column in wanted]
    return Source(path, f"select {', '.join(selected)} from {scan}", tuple(notes))


def _select(role: str, column: str, columns: dict[str, str], typed: bool, path: Path) -> str:
    name = column if column in columns else next((c for c in columns if c.strip().lower() == column.lower()), None)
    if name is None:
        known = ", ".join(list(columns)[:30])
        raise ReadError(f"Kolom “{column}” ({role}) tidak ada di {path.name}. Kolom yang ada: {known}.")
    quoted = _quote(name)
    kind = columns[name]
    if typed and kind in {"DOUBLE", "FLOAT"}:
        whole = f"{quoted} = floor({quoted}) and abs({quoted}) < 1e18"
        value = f"case when {whole} then ({quoted}::bigint)::varchar else {quoted}::varchar end"
    else:
        value = f"{quoted}::varchar"
    return f"{value} as {_quote(role)}"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _parquet(path: Path) -> tuple[str, bool]:
    return f"read_parquet({_literal(path)})", True


def _csv(path: Path) -> tuple[str, bool]:
    options = "all_varchar=true, header=true, null_padding=true, strict_mode=false, ignore_errors=true"
    return f"read_csv({_literal(path)}, {options}, sample_size=20000, max_line_size=4194304)", False


def _as_utf8(path: Path) -> tuple[Path, str]:
    """The file itself if it is UTF-8, else a copy decoded line by line (UTF-16 by its mark, else Windows-1252)."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _copied(path, "utf-16"), f"{path.name}: dibaca sebagai UTF-16."
    if _is_utf8(path):
        return path, ""
    return _copied(
        path, None
    ), f"{path.name}: sandi aksara campuran; baris yang bukan UTF-8 dibaca sebagai Windows-1252."


def _is_utf8(path: Path) -> bool:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False
    return True


def _copied(path: Path, encoding: str | None) -> Path:
    target = Path(tempfile.mkdtemp(prefix="pilar-link-")) / f"{path.stem}.utf8.csv"
    with path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        if encoding:
            out.write(source.read().decode(encoding, "replace"))
            return target
        for line in source:
            try:
                out.write(line.decode("utf-8"))
            except UnicodeDecodeError:
                out.write(line.decode("cp1252", "replace"))
    return target
