"""What a session changed: sums, kelurahan that held none, small counts hidden from the public."""

from collections.abc import Callable
from datetime import datetime

import pytest
from desk_door import CITY
from django.test import Client
from test_deliberation_papers import closed
from test_deliberation_session import LURAH

from pilar.decision.deliberation.actions import calendar
from pilar.decision.deliberation.queries.report import report_of

pytestmark = pytest.mark.django_db


def test_the_report_counts_what_was_decided_and_who_did_not_meet(metro: None, at: datetime) -> None:
    closed(at)
    report = report_of(CITY.scope, "1872", "2026-11", at)
    assert dict(report.decisions) == {"Layak": 1, "Tidak layak": 1, "Perbaikan data": 0, "Tunda": 1}
    assert report.discussed == 3 and report.objections == 1
    assert report.reasons == [("Sudah mampu", 1)]
    assert len(report.without) == len(report.villages) - 1 > 15
    (held,) = [one for one in report.villages if one.held]
    assert (held.present, held.discussed) == (5, 3)
    assert report_of(LURAH.scope, "1872", "2026-10", at).discussed == 0


def test_small_counts_are_hidden_from_the_public(metro: None, at: datetime) -> None:
    closed(at)
    hidden = report_of(CITY.scope, "1872", "2026-11", at, public=True)
    assert dict(hidden.decisions) == {"Layak": None, "Tidak layak": None, "Perbaikan data": 0, "Tunda": None}
    calendar.set_setting(area="1872", key="hidden_below", value=1, valid_from=at.date(), basis="Uji", by=CITY, at=at)
    shown = report_of(CITY.scope, "1872", "2026-11", at, public=True)
    assert dict(shown.decisions)["Layak"] == 1


def test_pages_of_the_report(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    closed(at)
    anybody = Client().get("/laporan-musyawarah/1872/?periode=2026-11")
    assert anybody.status_code == 200 and "disamarkan" in anybody.text and "SITI" not in anybody.text
    assert Client().get("/laporan-musyawarah/18/").status_code == 404
    mayor = browser("wali", "kepala_daerah", "1872").get("/musyawarah/laporan/?periode=2026-11")
    assert mayor.status_code == 200 and "disamarkan" in mayor.text and "Menurut kelurahan" not in mayor.text
    head = browser("kabid_a", "kepala_bidang", "1872").get("/musyawarah/laporan/?periode=2026-11")
    assert "Menurut kelurahan/desa" in head.text and "membahas paling banyak" in head.text
