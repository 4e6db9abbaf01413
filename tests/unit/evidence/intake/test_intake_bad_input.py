"""What offices send by accident and strangers on purpose: a numbered sentence, no half import, nothing lost."""

import errno
import io
import os
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from intake_door import MEMBER_HEAD, adds_up, born, bring, csv_of, family, faults_of, kk, nik, workbook_of
from tests.crash.registry_state import exact_state

from pilar.config import config
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import Problem
from pilar.evidence.intake.models import Batch, QuarantineRow
from pilar.evidence.registry.models import Family, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("metro")]
GOOD = csv_of(family(1, "BUDI SANTOSO", "SITI AMINAH"))


def refused(content: str | bytes, code: str, **more: Any) -> dict[str, Any]:
    """The import ends with this problem, and the register is as it was."""
    before = exact_state()
    try:
        result = bring(content, **more)
    except Problem as problem:
        assert problem.code == code, problem
        result = {}
    else:
        assert result["state"] == "gagal" and result["problem"], result
        from pilar.core.jobs.models import Job

        assert Job.objects.order_by("-id")[0].problem_code == code
    assert exact_state() == before
    return result


def test_nothing_at_all_and_only_blank_lines() -> None:
    refused(b"", "BRK-001")
    assert not StoredFile.objects.exists()
    refused(b"\n\n  \n", "BRK-010")
    refused(b"\xef\xbb\xbf", "BRK-010")


def test_headings_without_rows_say_that_nothing_came_in() -> None:
    result = bring(GOOD.splitlines()[0] + "\n")
    assert (result["state"], result["rows"], result["accepted"]) == ("siap", 1, 0)
    again = bring(GOOD.splitlines()[0] + "\n")
    assert again["state"] == "siap" and not Family.objects.exists()


def test_another_profile_another_kind_of_file_and_no_table() -> None:
    refused(GOOD, "BRK-011", profile="dtsen-family")
    refused("ini,bukan,apa apa\n1,2,3\n", "BRK-010")
    for head in (b"%PDF-1.7\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n" + bytes(200), b"<html><body>", bytes(range(256)) * 20):
        refused(head, "BRK-003")
    refused(b"PK\x03\x04 rusak" + bytes(300), "BRK-005")
    refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "BRK-005")
    refused(zipped({"dokumen.txt": b"bukan lembar kerja"}), "BRK-003")
    with pytest.raises(Problem, match="BRK-020"):
        bring(GOOD, profile="tidak-ada")


def test_the_same_heading_twice_is_not_guessed() -> None:
    head, *rows = GOOD.splitlines()
    text = "\n".join([head + "|NAMA", *(row + "|X" for row in rows)])
    assert "NAMA" in refused(text, "BRK-012")["problem"].upper()


def zipped(members: dict[str, bytes], forged: int | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    content = out.getvalue()
    if forged is not None:  # the size in the last directory entry and its local header becomes a lie
        real = len(data).to_bytes(4, "little")
        content = content.replace(real, forged.to_bytes(4, "little"))
    return content


def sheet_with(xml: bytes) -> dict[str, bytes]:
    """A workbook's members with another first sheet."""
    with zipfile.ZipFile(io.BytesIO(workbook_of([["a"]]))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members.pop("xl/worksheets/sheet1.xml")
    return {**members, "xl/worksheets/sheet1.xml": xml}


SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
CORNERS = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "%s">%s]>' % (
    b"ha" * 50,
    b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 50) for n in range(9)),
)
BOMBS: dict[str, Callable[[], bytes]] = {
    "hundreds of megabytes of blanks": lambda: zipped(sheet_with(SHEET % (b" " * (300 << 20)))),
    "the same, with a lie about its size": lambda: zipped(sheet_with(SHEET % (b" " * (200 << 20))), forged=4_000),
    "two cells at the corners": lambda: zipped(sheet_with(SHEET % CORNERS)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_within_five_seconds_and_512_megabytes(bomb: str) -> None:
    content = BOMBS[bomb]()
    assert len(content) < 2 << 20
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    refused(content, "BRK-004", name="bom.xlsx")
    assert time.process_time() - begun < 5
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 512


def test_entities_are_not_expanded() -> None:
    xml = SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a8;</t></is></c></row>'
    begun = time.process_time()
    try:
        result = bring(zipped(sheet_with(ENTITIES + xml)), name="entitas.xlsx")
        assert result["state"] == "gagal"
    finally:
        assert time.process_time() - begun < 5


def test_formulas_count_as_their_stored_values_and_links_are_not_followed() -> None:
    first = [kk(1), nik(10, born(10)), "BUDI", "L", born(10), 1, "METRO PUSAT", "METRO", "1", "2", "JL MAWAR"]
    linked = [
        kk(2),
        nik(20, born(20)),
        "='[http://jahat.example/x.xlsx]S'!A1",
        "L",
        born(20),
        1,
        "METRO PUSAT",
        "METRO",
        "1",
        "2",
        "=1+1",
    ]
    result = bring(workbook_of([MEMBER_HEAD, first, linked]), name="rumus.xlsx")
    assert adds_up(result) and (result["accepted"], result["quarantined"]) == (1, 1)
    assert {(3, "nama", "BRK-101")} == faults_of(result)  # no value was stored with the formula


def test_a_line_of_ten_megabytes_is_one_row_in_quarantine() -> None:
    head, first, second = GOOD.splitlines()
    for coding in ("utf-8", "utf-16"):
        begun = time.process_time()
        result = bring(f"{head}\n{first}\n{'A' * (10 << 20)}\n{second}\n".encode(coding))
        assert adds_up(result) and (result["rows"], result["accepted"], result["quarantined"]) == (4, 2, 1)
        assert faults_of(result) == {(3, "", "BRK-602")} and time.process_time() - begun < 10
    refused("A" * (10 << 20), "BRK-010")


def test_a_stray_carriage_return_in_a_quoted_line_breaks_that_line_only() -> None:
    head, first, second = GOOD.splitlines()
    result = bring(f'{head}\n{first}\n"{second[:40]}"\r{second}\n{second}\n')
    assert adds_up(result) and (result["accepted"], result["quarantined"]) == (2, 1)
    assert faults_of(result) == {(3, "", "BRK-603")}


def test_a_wrong_encoding_is_named_where_letters_are_lost() -> None:
    text = GOOD.replace("BUDI SANTOSO", "RENÉ")
    data = text.encode().replace("É".encode(), "�".encode())
    assert (2, "nama", "BRK-604") in faults_of(bring(data))


def test_a_hundred_thousand_malformed_rows_are_all_reported_within_a_minute() -> None:
    head, first, _ = GOOD.splitlines()
    bad = "\n".join(f"{first}|lebih {number}" if number % 2 else f"rusak|{number}" for number in range(100_000))
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    result = bring(f"{head}\n{first}\n{bad}\n")
    assert adds_up(result) and (result["rows"], result["accepted"], result["quarantined"]) == (100_002, 1, 100_000)
    assert result["faults"]["BRK-601"] == 100_000 and QuarantineRow.objects.count() == 100_000
    assert time.process_time() - begun < 60
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 512


def test_a_cell_that_begins_like_a_formula_stays_text() -> None:
    rows = family(1, "=HYPERLINK(0)", "+SITI", "@BUDI", "-ANI")
    result = bring(csv_of(rows))
    assert result["accepted"] == 4
    assert set(Person.objects.values_list("name", flat=True)) == {"=HYPERLINK(0)", "+SITI", "@BUDI", "-ANI"}


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "..\\..\\windows\\x.csv",
        "a/b/../../c.csv",
        "x\x00y.csv",
        "…" * 500,
        "",
        "CON",
        "$(rm -rf).csv",
    ],
)
def test_names_with_tricks_lead_nowhere(name: str) -> None:
    from pilar.core.bulk.files import path_of

    bring(GOOD, name=name)
    file, batch = StoredFile.objects.get(), Batch.objects.get()
    for shown in (file.name, batch.file_name):
        assert shown and not set(shown) & set('/\\\x00$|<>"') and ".." not in shown.split("/") and len(shown) <= 200
    assert path_of(file.sha256).resolve().is_relative_to(config().files_dir.resolve())
    assert path_of(file.sha256).exists()


class FullDisk:
    """Lets so many calls pass; after that the disk is full."""

    def __init__(self, original: Callable[..., Any], passing: int) -> None:
        self.original, self.passing = original, passing

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.passing -= 1
        if self.passing < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.original(*args, **kwargs)


def _leftovers() -> list[Path]:
    home = config().home
    return [path for folder in ("files/masuk", "staged", "tmp") for path in (home / folder).glob("*")]


@pytest.mark.parametrize("passing", [0, 1])
def test_a_disk_that_is_full_when_the_file_or_its_rows_are_kept(passing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    left = set(_leftovers())
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", FullDisk(real, passing))
        refused(GOOD, "BRK-006")
        assert set(_leftovers()) == left
    result = bring(GOOD)
    assert result["state"] == "terbit" and result["accepted"] == 2 and adds_up(result)


@pytest.mark.parametrize("passing", [0, 2, 4])
def test_a_disk_that_is_full_while_publishing(passing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilar.evidence.intake.publish import people

    before = exact_state()
    with monkeypatch.context() as patched:
        patched.setattr(people, "insert_query", FullDisk(people.insert_query, passing))
        result = bring(GOOD)
        assert result["state"] == "diterbitkan" and result["problem"].startswith("BRK-006")
    assert Person.objects.count() == 0 and exact_state()["registry_observation"] == before["registry_observation"]
    done = bring(GOOD)
    assert done["state"] == "terbit" and Person.objects.count() == 2 and done["published"]["new_persons"] == 2
