"""docs/GLOSARIUM.md: sorted, complete for PPKS and PSKS, and every name in code exists."""

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).parents[3] / "docs" / "GLOSARIUM.md"


def _rows() -> list[list[str]]:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


ROWS = _rows()


def _names(module_name: str) -> Iterator[str]:
    """Constants of a module, the codes and keys of their entries, the keys of their mappings."""
    for name, value in vars(importlib.import_module(f"pilar.{module_name}")).items():
        yield name
        if isinstance(value, Mapping):
            yield from (key for key in value if isinstance(key, str))
        if isinstance(value, tuple):
            for item in value:
                for attribute in ("code", "key", "name"):
                    found = getattr(item, attribute, None)
                    if isinstance(found, str):
                        yield found


def test_terms_are_sorted_and_stand_once() -> None:
    terms = [row[0].casefold() for row in ROWS]
    assert terms == sorted(terms)
    assert len(set(terms)) == len(terms)
    assert all(len(row) == 4 and all(row) for row in ROWS)


@pytest.mark.parametrize("identifier", [row[1].strip("`") for row in ROWS])
def test_identifier_exists(identifier: str) -> None:
    module, name = identifier.split(":")
    assert name in set(_names(module))


def test_every_ppks_and_psks_is_explained() -> None:
    named = {row[1].strip("`").split(":")[1] for row in ROWS}
    assert named >= {f"PPKS-{number:02d}" for number in range(1, 27)}
    assert named >= {f"PSKS-{number:02d}" for number in range(1, 13)}
