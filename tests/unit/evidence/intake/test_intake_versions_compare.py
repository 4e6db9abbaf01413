"""Two deliveries side by side: every family is counted once, under the label of its change, inside the scope."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from intake_sheets import family_file, line, work
from openpyxl import load_workbook

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.evidence.intake.models import Batch
from pilar.evidence.intake.versions.compare import CHANGES, WORDS, _folded, compare, total
from pilar.evidence.intake.versions.families import list_families, list_versions
from pilar.evidence.registry.catalogue.dtsen import desil_change

BEFORE = family_file(
    line(1, 1), line(2, 5), line(3, 9, 1), line(4, 10, 2), line(5, 4, 1), line(6, 3, 0, name="=BUDI"), line(7, 2)
)
AFTER = family_file(
    line(1, 1), line(2, 2), line(3, 10, 1), line(4, 1, 2), line(5, 8, 0), line(6, 10, 0, name="=BUDI"), line(8, 6, 2)
)
METRO = Scope(("1872",), frozenset({"registry.family.view"}))
VILLAGE = Scope(("1872011001",), frozenset({"registry.family.view"}))


@pytest.fixture
def versions(officer: Client, verifier: Client, send: Callable[..., Any]) -> tuple[int, int]:
    """Two published deliveries of seven families each: (id of the earlier, id of the later)."""
    for content, label, day in ((BEFORE, "v2", "31-03-2026"), (AFTER, "v3", "30-06-2026")):
        assert send(officer, content, name=f"{label}.csv", opsi_version=label, per_tanggal=day).status_code == 302
        work()
        batch = Batch.objects.order_by("-id")[0]
        assert verifier.post(f"/kiriman/{encode_id(batch.pk)}/terbitkan/").status_code == 302
        work()
    later, earlier = list_versions(METRO)
    assert (earlier.label, later.label, earlier.families, later.families) == ("v2", "v3", 7, 7)
    return earlier.pk, later.pk


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.django_db(transaction=True)
def test_every_family_is_counted_once_under_its_label(versions: tuple[int, int]) -> None:
    tallies = compare(METRO, *versions, level=10)
    whole = total(tallies)
    assert (whole.new, whole.gone, whole.moved, whole.unknown) == (1, 1, 1, 0)
    expected = {"tetap": 1, "turun": 1, "naik": 1, "turun_ekstrem": 1, "naik_signifikan": 1, "naik_ekstrem": 1}
    assert {code: count for code, count in whole.changes.items() if count} == expected
    assert (whole.before, whole.after) == (7, 7)
    for level in (2, 4, 6, 13, 16):
        again = total(compare(METRO, *versions, level=level))
        assert (again.new, again.gone, again.changes) == (whole.new, whole.gone, whole.changes)


@pytest.mark.django_db(transaction=True)
def test_the_list_behind_each_number_has_that_many_families(versions: tuple[int, int]) -> None:
    for scope in (METRO, VILLAGE):
        for tally in compare(scope, *versions, level=10):
            for what in WORDS:
                rows, _ = list_families(scope, *versions, what=what, area=tally.area)
                assert len(rows) == tally.number(what), (tally.area, what)
                assert all(row.area.startswith(tally.area) for row in rows)


@pytest.mark.django_db(transaction=True)
def test_nothing_outside_the_scope_is_read(versions: tuple[int, int]) -> None:
    whole = total(compare(VILLAGE, *versions, level=10))
    assert (whole.new, whole.gone, whole.moved) == (1, 1, 0)  # the one that moved in is new here
    assert compare(Scope(()), *versions, level=10) == []
    rows, _ = list_families(VILLAGE, *versions, what="baru")
    assert [(row.area_before, row.desil_before) for row in rows] == [("", None)]
    assert list_families(VILLAGE, *versions, what="hilang", area="1872022001")[0] == []
    assert [version.families for version in list_versions(VILLAGE)] == [4, 4]
    assert list_versions(Scope(("3573",))) == []


@pytest.mark.django_db(transaction=True)
def test_pages_of_a_list_meet_without_gap(versions: tuple[int, int]) -> None:
    seen, after = [], ""
    while True:
        rows, after = list_families(METRO, *versions, what="tetap", after=after, limit=1)
        seen += rows
        if not after:
            break
    assert len(seen) == 1
    with pytest.raises(Problem, match="UMUM-404"):
        list_families(METRO, *versions, what="lain")


@pytest.mark.django_db(transaction=True)
def test_the_page_says_what_stands_out_and_numbers_are_links(verifier: Client, versions: tuple[int, int]) -> None:
    earlier, later = map(encode_id, versions)
    assert f"/versi/{earlier}/{later}/" in verifier.get("/versi/").content.decode()
    answer = verifier.get(f"/versi/{earlier}/{later}/?tingkat=10")
    shown = words(answer)
    assert "7 keluarga menjadi 7. 6 ada di kedua versi; 5 di antaranya berganti desil." in shown
    assert "Perubahan desil paling banyak di" in shown
    assert f"/versi/{earlier}/{later}/turun_ekstrem/?wilayah=1872" in answer.content.decode()
    listed = words(verifier.get(f"/versi/{earlier}/{later}/pindah/"))
    assert "dari Kel. Imopuro" in listed
    for bad in ("?wilayah=3573", "?wilayah=x", "lain/"):
        assert verifier.get(f"/versi/{earlier}/{later}/{bad}").status_code == 404
    assert verifier.get(f"/versi/bandingkan/?dari={earlier}&ke={later}").url == f"/versi/{earlier}/{later}/"
    assert verifier.get("/versi/bandingkan/?dari=x&ke=y").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_sheet_is_audited_and_holds_no_formula(officer: Client, versions: tuple[int, int]) -> None:
    earlier, later = map(encode_id, versions)
    answer = officer.get(f"/versi/{earlier}/{later}/naik_ekstrem/unduh/")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cell = sheet.cell(4, 2)
    assert (cell.value, cell.data_type, sheet.cell(4, 8).value) == ("=BUDI", "s", "Naik Ekstrem")
    event = AuditEvent.objects.get(act="intake.comparison.downloaded")
    assert (event.rows, event.data["after"]["what"]) == (1, "naik_ekstrem")


@pytest.mark.django_db(transaction=True)
def test_without_export_no_sheet_and_without_view_no_page(
    browser: Callable[..., Client], verifier: Client, versions: tuple[int, int]
) -> None:
    earlier, later = map(encode_id, versions)
    assert verifier.get(f"/versi/{earlier}/{later}/baru/unduh/").status_code == 403
    assert "Unduh daftar" not in words(verifier.get(f"/versi/{earlier}/{later}/baru/"))
    assert browser("orang", "warga", "1872").get("/versi/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_comparison_costs_the_same_queries_at_every_level(verifier: Client, versions: tuple[int, int]) -> None:
    earlier, later = map(encode_id, versions)

    def count(rest: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert verifier.get(f"/versi/{earlier}/{later}/{rest}").status_code == 200
        return len(seen)

    count("")
    assert len({count(rest) for rest in ("", "?tingkat=6", "?tingkat=10", "?wilayah=187201&tingkat=16")}) == 1
    assert count("naik/") <= count("")


@pytest.mark.django_db
def test_an_office_without_deliveries_is_told_what_to_do(verifier: Client) -> None:
    assert "Belum ada versi DTSEN" in words(verifier.get("/versi/"))


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10))))
def test_folding_agrees_with_the_label_of_each_family(pairs: list[tuple[int, int]]) -> None:
    tallies = _folded([("18", 0, 0, 0, after - before, 1) for before, after in pairs])
    whole = total(tallies)
    expected = dict.fromkeys(CHANGES, 0)
    for before, after in pairs:
        expected[desil_change(before, after).code] += 1
    assert whole.changes == expected
    assert whole.stayed == len(pairs)
