"""The national table of areas as one compact file in the wheel: gzip, a line of facts, then code TAB name."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pilar.foundation.wilayah.rules import AREAS_MISSING

DATA = Path(__file__).parent / "data"
FILE_NAME = "areas.tsv.gz"


@dataclass(frozen=True, slots=True)
class Edition:
    """Facts of one edition: the package and version it was built from, its licences, counts by code length."""

    source: str
    version: str
    data_licence: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class NationalTable:
    """All areas of an edition as (code, name), in code order."""

    edition: Edition
    rows: list[tuple[str, str]]

    def within(self, prefixes: Sequence[str]) -> list[tuple[str, str]]:
        """The rows inside these areas, with the areas above them."""
        wanted = tuple(prefixes)
        above = {prefix[:cut] for prefix in wanted for cut in (2, 4, 6)}
        return [row for row in self.rows if row[0].startswith(wanted) or row[0] in above]


def write_table(table: NationalTable, path: Path) -> None:
    """Write the file; the same table always gives the same bytes."""
    lines = [json.dumps(asdict(table.edition), sort_keys=True), *("\t".join(row) for row in table.rows)]
    path.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


def read_table(path: Path | None = None) -> NationalTable:
    """The table carried in the wheel. Raises WIL-001 when the file is missing."""
    try:
        text = gzip.decompress((path or DATA / FILE_NAME).read_bytes()).decode()
    except FileNotFoundError as error:
        raise AREAS_MISSING() from error
    head, _, body = text.partition("\n")
    rows = []
    for line in body.splitlines():
        code, _, name = line.partition("\t")
        rows.append((code, name))
    return NationalTable(Edition(**json.loads(head)), rows)
