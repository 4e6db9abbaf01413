"""Which sheet, which heading row, which column for which field."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from pilar.core.bulk.readers import RawRow, TableSource, open_tables
from pilar.core.bulk.readers.layout import Heading, find_heading, heading_key, rows_ahead
from pilar.core.problems import problem
from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.kinds import Kind
from pilar.evidence.intake.profiles import Profile

NO_HEADINGS = problem(
    "BRK-010",
    "Tidak ada kepala kolom yang dikenali untuk profil “{profile}” di berkas “{name}”.",
    "Pilih profil yang sesuai, atau cocokkan kolomnya sendiri di layar pencocokan kolom.",
)
MISSING_COLUMNS = problem(
    "BRK-011",
    "Kolom wajib tidak ada di berkas “{name}”: {columns}.",
    "Periksa apakah profilnya tepat, atau cocokkan kolomnya di layar pencocokan kolom.",
)
DOUBLE_HEADING = problem(
    "BRK-012",
    "Kepala kolom “{column}” muncul dua kali di berkas “{name}”, sehingga tidak jelas mana yang dipakai.",
    "Ganti nama salah satunya, atau pilih kolomnya di layar pencocokan kolom.",
)
_PEEK = 60


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A field read from the column at `index`, headed `heading` in the file."""

    field: Field
    index: int
    heading: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How one sheet is read."""

    table: TableSource
    heading: Heading
    columns: tuple[PlannedColumn, ...]

    @property
    def required(self) -> tuple[int, ...]:
        """Columns that make a row a data row: the required ones and every identifier or name."""
        kinds = {"nik", "kk", "name"}
        return tuple(column.index for column in self.columns if column.field.required or column.field.type in kinds)


def make_plans(
    open_stream: Callable[[], BinaryIO], name: str, profile: Profile, kind: Kind, mapping: dict[str, str]
) -> list[Plan]:
    """Plans for all sheets with known headings. `mapping` (field → heading) overrides the profile.

    Raises BRK-003..005 for what is no table, BRK-010..012 for headings.
    """
    tables = open_tables(
        open_stream, name, delimiter=profile.delimiter, encoding=profile.encoding, quoting=profile.quoting
    )
    wanted = wanted_headings(profile, kind, mapping)
    plans = []
    for table in tables:
        heading = find_heading(peek(table), {key for keys in wanted.values() for key in keys})
        if heading is None:
            continue
        columns = _columns(heading, kind, wanted, name)
        if columns and not _missing(kind, columns):
            plans.append(Plan(table, heading, columns))
        elif columns and len(tables) == 1:
            raise MISSING_COLUMNS(name=name, columns=", ".join(_missing(kind, columns)))
    if not plans:
        raise NO_HEADINGS(profile=profile.name, name=name)
    return plans


def peek(table: TableSource) -> list[RawRow]:
    """The first rows of a table."""
    return rows_ahead(list(itertools.islice(table.rows(), _PEEK)))


def wanted_headings(profile: Profile, kind: Kind, mapping: dict[str, str]) -> dict[str, list[str]]:
    """Field key → heading keys that mean it, the most trusted first."""
    wanted = {}
    for field in kind.fields:
        if field.key in mapping:
            wanted[field.key] = [_mapped_key(mapping[field.key])] if mapping[field.key] else []
        elif profile.strict:
            wanted[field.key] = [heading_key(text) for text in profile.headings.get(field.key, ())]
        else:
            texts = (*profile.headings.get(field.key, ()), *field.synonyms)
            wanted[field.key] = list(dict.fromkeys(heading_key(text) for text in texts))
    return wanted


def _mapped_key(text: str) -> str:
    """The key of a chosen heading; of a doubled heading the choice names its place: "NAMA@5" is the column at index 5."""
    heading, sign, place = text.rpartition("@")
    return f"{heading_key(heading)}@{place}" if sign and place.isdigit() else heading_key(text)


def _columns(heading: Heading, kind: Kind, wanted: dict[str, list[str]], name: str) -> tuple[PlannedColumn, ...]:
    keys, taken, columns = heading.keys, set(), []
    for field in kind.fields:
        for key in wanted[field.key]:
            places = [
                index for index, other in enumerate(keys) if key in (other, f"{other}@{index}") and index not in taken
            ]
            if len(places) > 1:
                raise DOUBLE_HEADING(column=heading.columns[places[0]], name=name)
            if places:
                taken.add(places[0])
                columns.append(PlannedColumn(field, places[0], heading.columns[places[0]]))
                break
    return tuple(columns)


def _missing(kind: Kind, columns: tuple[PlannedColumn, ...]) -> list[str]:
    present = {column.field.key for column in columns}
    return [field.name for field in kind.fields if field.required and field.key not in present]
