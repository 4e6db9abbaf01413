"""`python -m pilar.demo.write CITY PERSONS SEED FOLDER`: the files of a month in a process of its own, and who sits at the tables.

A city of a million holds 700 MB while its files are written; a process that ends gives all of it back before the import begins.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

TABLES = "unsur.json"
"""People of every kelurahan's table (elements.py), by its code."""


def write_files(city_code: str, persons: int, seed: int, folder: Path) -> None:
    """The files, their list `isi.json`, and `unsur.json`. Raises ValueError as `generate_city` does."""
    from pilar.demo.city import generate_city
    from pilar.demo.elements import elements_of
    from pilar.demo.month import write_month
    from pilar.foundation.wilayah.edition import read_table

    city = generate_city(read_table().rows, city=city_code, persons=persons, seed=seed)
    write_month(city, folder, seed)
    seated = {code: [asdict(one) for one in people] for code, people in elements_of(city, seed).items()}
    (folder / TABLES).write_text(json.dumps(seated, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    write_files(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
