"""`python -m pilar.demo.write CITY PERSONS SEED FOLDER`: the files of a month in a process of its own.

A city of a million holds 700 MB while its files are written; a process that ends gives all of it back before the import begins.
"""

import sys
from pathlib import Path


def write_files(city_code: str, persons: int, seed: int, folder: Path) -> None:
    """The files and their list `isi.json`. Raises ValueError as `generate_city` does."""
    from pilar.demo.city import generate_city
    from pilar.demo.month import write_month
    from pilar.foundation.wilayah.edition import read_table

    write_month(generate_city(read_table().rows, city=city_code, persons=persons, seed=seed), folder, seed)


if __name__ == "__main__":
    write_files(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
