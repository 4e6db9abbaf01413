"""The list of families on screen: filters in the address, paging, the sheet; the desil on a family's page."""

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from two_cities import GANJAR, MALANG, YOSO, add_desil, add_families, add_family, enter, kk_of, load_areas

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.core.scope import Scope
from pilar.evidence.registry import queries
from pilar.evidence.registry.views import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    load_areas()
    return enter("operator", "operator_kelurahan", YOSO)


def shown(client: Client, **asked: str) -> list[str]:
    return [row.head_name for row in client.get("/keluarga/", asked).context["page"].rows]


def test_the_filters_of_the_address_narrow_the_list(client: Client) -> None:
    add_families(YOSO, 10)
    assert len(shown(client)) == 10
    assert shown(client, desil="3") == ["NAMA KEPALA 3"]
    assert len(shown(client, desil="1-4")) == 4
    assert sorted(shown(client, anggota="2-3")) == [f"NAMA KEPALA {n}" for n in (2, 3, 7, 8)]
    assert shown(client, anggota="6-99") == []
    assert sorted(shown(client, nama="kepala 1")) == ["NAMA KEPALA 1", "NAMA KEPALA 10"]
    assert shown(client, nama="100%") == [] and shown(client, nama="_") == []
    assert shown(client, wilayah=YOSO, desil="3", nama="nama") == ["NAMA KEPALA 3"]


def test_a_number_of_a_card_does_not_stay_in_the_address(client: Client) -> None:
    answer = client.get("/keluarga/", {"nama": kk_of(1), "desil": "3"})
    assert answer.status_code == 302 and answer.url == "/keluarga/?desil=3"
    assert "tidak boleh ada dalam alamat" in client.get(answer.url).text


def test_no_filter_leads_out_of_the_own_area(client: Client) -> None:
    add_families(YOSO, 2)
    add_families(GANJAR, 2, first=20)
    add_families(MALANG, 2, first=40)
    assert sorted(shown(client)) == ["NAMA KEPALA 1", "NAMA KEPALA 2"]
    for area in (GANJAR, MALANG, "1872", "", "18720110050"):
        assert set(shown(client, wilayah=area)) <= {"NAMA KEPALA 1", "NAMA KEPALA 2"}, area


def test_pages_hold_every_family_once_by_name_of_head_with_a_steady_number_of_queries(client: Client) -> None:
    add_families(YOSO, 5)
    client.get("/keluarga/")
    with CaptureQueriesContext(connection) as few:
        client.get("/keluarga/")
    add_families(YOSO, 115, first=6)
    seen, after, counts = [], "", []
    while True:
        with CaptureQueriesContext(connection) as caught:
            page = client.get("/keluarga/", {"after": after, "desil": ""})
        counts.append(len(caught))
        seen += [row.head_name for row in page.context["page"].rows]
        after = page.context["page"].after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen)
    # one more to count what does not fit on the first page, one more to find the place of a further page
    assert counts == [len(few) + 1, len(few) + 2, len(few) + 2]


def test_the_page_before_is_the_page_that_was_left(client: Client) -> None:
    add_families(YOSO, 120)
    first = client.get("/keluarga/").context["page"]
    second = client.get("/keluarga/", {"after": first.after}).context["page"]
    back = client.get("/keluarga/", {"before": second.before}).context["page"]
    assert [row.id for row in back.rows] == [row.id for row in first.rows]
    assert (first.before, back.before, first.count, second.count) == ("", "", 120, 120)
    assert client.get("/keluarga/", {"after": "bukan tanda"}).context["page"].rows == first.rows


def test_a_filter_that_looks_at_each_family_counts_less_far_in_a_wide_area(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilar.evidence.registry.queries.families.COUNTED_TO_WIDELY", 60)
    load_areas()
    add_families(YOSO, 70)
    wide = queries.list_families(Scope.system(), queries.FamilyFilter(head="kepala"))
    assert (wide.count, wide.more) == (60, True)
    narrow = queries.list_families(Scope.system(), queries.FamilyFilter(head="kepala", wilayah=YOSO))
    assert (narrow.count, narrow.more) == (70, False)
    assert queries.list_families(Scope.system(), queries.FamilyFilter()).count == 70


def test_the_sheet_holds_what_the_filter_shows_and_is_recorded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    add_families(YOSO, 10)
    add_families(GANJAR, 3, first=50)
    monkeypatch.setattr("pilar.foundation.accounts.doors.proved_recently", lambda request: True)
    answer = client.get("/keluarga/unduh/", {"desil": "1-4", "nama": "kepala"})
    assert answer.status_code == 200
    lines = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    cells = [[cell for cell in row if cell is not None] for row in lines]
    rows = [row for row in cells if row and str(row[0]).startswith("NAMA KEPALA")]
    assert [row[0] for row in rows] == [f"NAMA KEPALA {n}" for n in (1, 2, 3, 4)]
    assert rows[0][1] == "1872••••••••0001" and kk_of(1) not in str(cells)
    event = AuditEvent.objects.get(act="registry.families.downloaded")
    assert event.rows == 4 and event.data["after"] == {"filters": ["desil", "nama"]}


def test_the_sheet_needs_the_duty_a_proof_and_a_narrow_filter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    add_families(YOSO, 3)
    assert client.get("/keluarga/unduh/").status_code == 302
    lurah = enter("lurah", "lurah", YOSO)
    assert lurah.get("/keluarga/unduh/").status_code == 403 and "/keluarga/unduh/" not in lurah.get("/keluarga/").text
    assert "/keluarga/unduh/" in client.get("/keluarga/").text
    monkeypatch.setattr("pilar.foundation.accounts.doors.proved_recently", lambda request: True)
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    refused = client.get("/keluarga/unduh/")
    assert refused.status_code == 422 and "REG-130" in refused.text
    assert not AuditEvent.objects.filter(act="registry.families.downloaded").exists()


STEPS = [("v1", date(2026, 2, 1), 2), ("v2", date(2026, 5, 1), 2), ("v3", date(2026, 8, 1), 4)]


@pytest.mark.parametrize(("steps", "title"), [
    (STEPS, "Desil berubah dari 2 menjadi 4"), (STEPS[:2], "Desil tetap 2"), (STEPS[:1], ""),
])  # fmt: skip
def test_the_desil_over_the_versions_is_a_chart_with_its_table(client: Client, steps: Any, title: str) -> None:
    made = add_family(YOSO, ["SITI AMINAH"], 1)
    add_desil([made.id], steps)
    page = client.get(f"/keluarga/{encode_id(made.id)}/")
    assert (title in page.text) if title else (page.context["desil_chart"] is None)
    assert "Desil ditetapkan BPS dan tidak dapat diubah di sini." in page.text
    assert [
        step.desil
        for step in queries.get_family(page.wsgi_request.actor.scope, made.id, date(2026, 11, 24)).desil_steps
    ] == [desil for _label, _day, desil in reversed(steps)]


def test_pages_of_people_stand_in_the_section_of_families(client: Client) -> None:
    made = add_family(YOSO, ["SITI AMINAH"], 1)
    for path in ("/keluarga/", f"/keluarga/{encode_id(made.id)}/", f"/orang/{encode_id(made.people[0])}/", "/cari/"):
        assert [item.url for item in client.get(path).context["nav"] if item.active] == ["/keluarga/"], path
    assert [item.url for item in client.get("/loket/").context["nav"] if item.active] == ["/loket/"]
