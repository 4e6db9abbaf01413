"""Turn the npm package `idn-area-data` into the compact file that the wheel carries, with its licence texts.

Run by `./run` after `npm ci`, or by hand: `python -m pilar.foundation.wilayah.build`. The data are under the
ODbL 1.0, the package under MIT; both texts stand beside the file. Islands are not carried.
"""

import csv
import json
from collections import Counter
from pathlib import Path

from pilar.foundation.wilayah.edition import DATA, FILE_NAME, Edition, NationalTable, write_table
from pilar.foundation.wilayah.rules import is_code, kind_of, parent_code

PACKAGE = "idn-area-data"
FILES = ("provinces.csv", "regencies.csv", "districts.csv", "villages.csv")
LICENCES = {"LICENSE": "LICENSE-idn-area-data-MIT.txt", "data/LICENSE.md": "LICENSE-data-ODbL.md"}


class AreaDataInvalid(RuntimeError):
    """The package is missing, or its tables are not a tree of areas."""


def build_areas(node_modules: Path, target: Path = DATA) -> Edition:
    """Write `areas.tsv.gz` and the licence texts into `target`; returns the facts of the edition.

    Raises AreaDataInvalid when the package is missing, a code or name is malformed or doubled, or a parent is missing.
    """
    package = node_modules / PACKAGE
    try:
        facts = json.loads((package / "package.json").read_text(encoding="utf-8"))
        rows = sorted(row for file in FILES for row in _read(package / "data" / file))
        licences = {name: (package / source).read_bytes() for source, name in LICENCES.items()}
    except FileNotFoundError as error:
        raise AreaDataInvalid(f"{error.filename} is missing; run `npm ci` first") from error
    _check_tree(rows)
    counts = Counter(str(len(code)) for code, _ in rows)
    edition = Edition(PACKAGE, str(facts["version"]), "ODbL-1.0", dict(sorted(counts.items(), key=lambda c: int(c[0]))))
    target.mkdir(parents=True, exist_ok=True)
    for name, text in licences.items():
        (target / name).write_bytes(text)
    write_table(NationalTable(edition, rows), target / FILE_NAME)
    return edition


def _read(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["code"].replace(".", ""), " ".join(row["name"].split())) for row in csv.DictReader(file)]


def _check_tree(rows: list[tuple[str, str]]) -> None:
    known = {code for code, _ in rows}
    if len(known) != len(rows):
        raise AreaDataInvalid("a code stands twice")
    for code, name in rows:
        if not is_code(code) or not name or "\t" in name:
            raise AreaDataInvalid(f"malformed row: {code!r}, {name!r}")
        kind_of(code)
    for code, name in rows:
        if parent_code(code) and parent_code(code) not in known:
            raise AreaDataInvalid(f"{code} {name} has no parent in the table")


if __name__ == "__main__":
    build_areas(Path(__file__).resolve().parents[4] / "node_modules")
