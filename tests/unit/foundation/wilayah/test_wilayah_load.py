"""The loader: all of Indonesia, again without change, and later editions that leave history."""

import time
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db.models import Count

from pilar.core.audit.models import AuditEvent
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.foundation.wilayah import actions, queries
from pilar.foundation.wilayah.actions import national as loader
from pilar.foundation.wilayah.edition import NationalTable, read_table
from pilar.foundation.wilayah.models import Area, AreaChange, LevelName

SYSTEM = Actor.system()
ALL = Scope.system()


@pytest.mark.django_db
def test_all_of_indonesia_is_loaded_and_a_second_load_changes_nothing(at: datetime) -> None:
    started = time.process_time()
    report = actions.load_national_areas(by=SYSTEM, at=at)
    assert time.process_time() - started < 5
    assert (report.rows, report.added, report.renamed, report.ended) == (91_599, 91_599, 0, 0)
    levels = dict(Area.objects.values_list("level").annotate(n=Count("code")).order_by())
    assert levels == {2: 38, 4: 514, 6: 7_285, 10: 83_762}
    kinds = dict(Area.objects.values_list("kind").annotate(n=Count("code")).order_by())
    assert (kinds["kelurahan"], kinds["desa"], kinds["desa_adat"]) == (8_496, 75_252, 14)
    assert (kinds["kota"], kinds["kabupaten"]) == (98, 416)
    words = LevelName.objects.count()

    again = actions.load_national_areas(by=SYSTEM, at=at)
    assert (again.added, again.renamed, again.ended, again.unchanged) == (0, 0, 0, 91_599)
    assert Area.objects.count() == 91_599
    assert LevelName.objects.count() == words
    assert AreaChange.objects.count() == 0
    assert AuditEvent.objects.filter(act="wilayah.areas.loaded").count() == 1


@pytest.mark.parametrize(
    ("code", "kecamatan", "villages"),
    [("3573", 5, 57), ("1371", 11, 104), ("1872", 5, 22), ("6408", 18, 141), ("3671", 13, 104)],
)
def test_the_five_places_have_their_numbers(code: str, kecamatan: int, villages: int) -> None:
    rows = [code_ for code_, _ in read_table().within([code]) if code_.startswith(code)]
    assert [len(row) for row in rows].count(6) == kecamatan
    assert [len(row) for row in rows].count(10) == villages


def test_an_extract_holds_its_areas_and_those_above(extract: actions.LoadReport) -> None:
    assert Area.objects.filter(code__startswith="18").count() == 1 + 1 + 5 + 22
    assert extract.ended == 0
    assert queries.get_area(ALL, "9103").name == "Kabupaten Jayapura"
    assert Area.objects.filter(kind="desa_adat").count() == 14


def test_a_later_edition_renames_and_ends_with_history(
    extract: actions.LoadReport, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.rename_area(
        by=SYSTEM, at=at, code="1872011003", name="Imopuro Baru", effective=at.date(), legal_basis="Perda 1/2026"
    )
    old = read_table()
    present = set(Area.objects.values_list("code", flat=True)) - {"1872011005"}
    kept = [row for row in old.rows if row[0] in present]
    later = [(code, "Metro Raya" if code == "1872011001" else name) for code, name in kept]
    monkeypatch.setattr(loader, "read_table", lambda: NationalTable(old.edition, later))
    report = actions.load_national_areas(by=SYSTEM, at=at)
    assert (report.added, report.renamed, report.ended) == (0, 1, 1)
    names = queries.resolve(ALL, ["1872011001", "1872011003", "1872011005"])
    assert [names[code].name for code in names] == ["Metro Raya", "Imopuro Baru", "Yosomulyo"]
    assert queries.get_area(ALL, "1872011005").valid_to == at.date()
    assert [change.old_name for change in queries.history(ALL, "1872011001")] == ["Metro"]

    monkeypatch.setattr(loader, "read_table", lambda: old)
    actions.load_national_areas(by=SYSTEM, at=at, within=("1872",))
    assert queries.get_area(ALL, "1872011005").valid_to is None


def test_loading_needs_the_capability(db: None, at: datetime, make_actor: Callable[..., Actor]) -> None:
    with pytest.raises(Problem, match="UMUM-403"):
        actions.load_national_areas(by=make_actor("18", can={"wilayah.view"}), at=at)
    assert Area.objects.count() == 0
