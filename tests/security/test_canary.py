"""A thousand canary numbers go through the whole path of a file; none of them lies anywhere in the clear (goal S3)."""

import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crash.import_file import FIRST, HEAD, LAST
from tests.crash.import_office import Office, office

CANARIES = 1_000
DUMP = """
import django, sys; django.setup()
from django.apps import apps
from django.db import connection
tables = connection.introspection.table_names()
with connection.cursor() as cursor:
    for table in tables:
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in cursor:
            for value in row:
                if isinstance(value, (bytes, memoryview)):
                    sys.stdout.write(bytes(value).decode("latin-1").encode("unicode_escape").decode() + "\\n")
                else:
                    sys.stdout.write(f"{value}\\n")
"""


def canary(number: int, kind: int) -> str:
    """NIK (kind 0) or KK (kind 1): well-formed, and no other number of the test looks like it."""
    return f"187203{number % 27 + 1:02d}{number % 12 + 1:02d}{50 + number % 40:02d}{(number * 7 + kind * 3500) % 9000 + 1000:04d}"


def canary_file(path: Path) -> list[str]:
    """Member detail with every fault that keeps a row back among good ones. Returns all canaries as they stand in the file."""
    rows, numbers = [HEAD], []
    for number in range(CANARIES):
        nik, card = canary(number, 0), canary(number // 3, 1)
        numbers += [nik, card]
        name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
        born = f"{nik[6:8]}-{nik[8:10]}-19{nik[10:12]}"
        cells = [
            card,
            nik,
            name,
            "L",
            born,
            "1" if number % 3 == 0 else "3",
            "METRO PUSAT",
            "METRO",
            "001",
            "002",
            "JL MAWAR 3",
        ]
        match number % 20:
            case 3:
                cells[3] = "X"  # quarantined for its sex
            case 5:
                cells[7] = nik  # in a column that is shown in the report
            case 7:
                cells = [*cells, "lebih"]  # malformed
            case 9:
                cells[1] = "'" + nik  # a note
            case 11:
                cells[4] = nik  # an identifier where a date should stand
            case 13:
                cells[2] = nik  # ... or a name
        rows.append("|".join(cells))
    path.write_text("\n".join(rows) + "\n")
    return numbers


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, list[str], str]]:
    """(office, canaries, everything that was printed): checked, published, published again, backed up, keys changed."""
    folder = tmp_path_factory.mktemp("kenari")
    numbers = canary_file(folder / "anggota.csv")
    printed = ""
    with office(folder / "kantor") as made:
        made.environ["PILAR_LOG_LEVEL"] = "DEBUG"
        words = [
            "import",
            str(folder / "anggota.csv"),
            "--profile",
            "dtsen-member-detail",
            "--option",
            "regency=1872",
            "--json",
        ]
        for more in (["--check-only"], [], []):
            process = made.start(*words, *more)
            out, errors = process.communicate(timeout=240)
            assert process.returncode == 0, errors[-2000:]
            printed += out + errors
        yield made, numbers, printed


def forms(number: str) -> list[bytes]:
    """The number as text, UTF-16, digits packed into half bytes, and as a number of eight bytes both ways round."""
    value = int(number)
    return [
        number.encode(), number.encode("utf-16-le"), number.encode("utf-16-be"), bytes.fromhex(number),
        value.to_bytes(8, "big"), value.to_bytes(8, "little"), number.encode().hex().encode(),
    ]  # fmt: skip


def hits(content: bytes, numbers: list[str]) -> list[tuple[str, int]]:
    """Numbers found in any form, except eight-byte forms in content that is random anyway (they are as unlikely as the rest)."""
    text = set(re.findall(rb"(?<!\d)\d{16}(?!\d)", content))
    found = [(number, 0) for number in numbers if number.encode() in text]
    for number in numbers:
        found += [(number, which) for which, form in enumerate(forms(number)) if form in content]
    return found


def test_the_scanner_finds_every_form() -> None:
    number = canary(17, 0)
    for which, form in enumerate(forms(number)):
        assert (number, which) in hits(b"\x00\xffxx" + form + b"yy", [number])


@pytest.mark.timeout(600)
def test_no_number_in_any_file_of_the_installation(passed: tuple[Office, list[str], str]) -> None:
    made, numbers, _ = passed
    seen = 0
    for path in made.home.rglob("*"):
        if path.is_file():
            seen += 1
            assert not hits(path.read_bytes(), numbers), path
    assert seen > 4
    if not made.url:
        assert {path.name for path in made.home.glob("pilar.db*")} >= {"pilar.db"}
        assert b"SQLite format" not in (made.home / "pilar.db").read_bytes()[:64]


@pytest.mark.timeout(600)
def test_no_number_in_what_was_printed_or_logged(passed: tuple[Office, list[str], str]) -> None:
    _, numbers, printed = passed
    assert len(printed) > 500 and not hits(printed.encode(), numbers)


@pytest.mark.timeout(600)
def test_no_number_in_any_row_of_any_table(passed: tuple[Office, list[str], str]) -> None:
    """Behind the encryption of the file: jobs, audit, faults, quarantine, observations, and all others."""
    made, numbers, _ = passed
    text = made.python(DUMP)
    assert "intake.batch.published" in text and "BRK-301" in text and len(text) > 100_000
    assert not hits(text.encode(), numbers)


@pytest.mark.timeout(600)
def test_no_number_in_a_backup_nor_after_a_change_of_keys(
    passed: tuple[Office, list[str], str], tmp_path: Path
) -> None:
    made, numbers, _ = passed
    made.pilar("backup", str(tmp_path / "p.tar"), "--json")
    assert not hits((tmp_path / "p.tar").read_bytes(), numbers)
    with tarfile.open(tmp_path / "p.tar") as tar:
        assert len(tar.getnames()) >= 3
    made.pilar("keys", "rotate", "--json")
    for path in made.home.rglob("*"):
        if path.is_file():
            assert not hits(path.read_bytes(), numbers), path
    assert not list((made.home / "tmp").glob("*")) and os.environ.get("PILAR_HOME") != str(made.home)
