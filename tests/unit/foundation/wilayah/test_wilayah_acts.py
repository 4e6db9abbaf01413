"""Acts: local units, bridge to BPS codes, rename, split, merge, words for levels; with history and audit."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pilar.core.audit import queries as audit
from pilar.core.audit.models import AuditEvent
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.foundation.wilayah import actions, queries
from pilar.foundation.wilayah.models import Area, AreaChange, LevelName

SYSTEM = Actor.system()
ALL = Scope.system()
BASIS = "Perda Kota Metro 3/2026"
pytestmark = pytest.mark.usefixtures("extract")


def acts(name: str) -> int:
    return AuditEvent.objects.filter(act=name).count()


def test_local_units_are_made_once(at: datetime, django_assert_max_num_queries: Any) -> None:
    codes = [f"1872011005{rw:03}{rt:03}" for rw in range(1, 11) for rt in range(1, 101)] * 10
    with django_assert_max_num_queries(11):
        report = actions.ensure_local_units([*codes, "1872011005"], by=SYSTEM, at=at)
    assert report == actions.LocalUnitsReport(1010)
    assert Area.objects.filter(level=13).count() == 10
    assert Area.objects.get(pk="1872011005001001").kind == "rt"
    assert actions.ensure_local_units(codes, by=SYSTEM, at=at).added == 0
    assert acts("wilayah.local_units.made") == 1
    assert audit.verify(ALL).broken is None


def test_local_units_refused_say_why(at: datetime, make_actor: Callable[..., Actor]) -> None:
    codes = ["", "187201", "abc", "1872011099001", "1371011001001", "1872011005001", "187201100500X"]
    report = actions.ensure_local_units(codes, by=make_actor("18.72"), at=at)
    assert report.added == 1
    assert report.malformed == ("", "187201", "187201100500X", "abc")
    assert report.unknown_village == ("1872011099001",)
    assert report.outside == ("1371011001001",)
    assert actions.ensure_local_units([], by=SYSTEM, at=at) == actions.LocalUnitsReport(0)


def bridge(text: str, at: datetime, by: Actor = SYSTEM) -> actions.BridgeReport:
    return actions.import_bps_bridge(io.StringIO(text), by=by, at=at)


BRIDGE = """kode_bps,nama_bps,kode_dagri,nama_dagri
18,LAMPUNG,18,LAMPUNG
1872,METRO,18.72,KOTA METRO
1872020,METRO PUSAT,18.72.01,METRO PUSAT
1872020005,YOSOMULYO,18.72.01.1005,YOSOMULYO
1872020001,METRO,18.72.01.1001,BANJARSARI
1872020009,X,18.72.01.9999,X
187202,PENDEK,18.72.01,METRO PUSAT
1872030001,A,18.72.01.1002,HADIMULYO TIMUR
1872030001,B,18.72.01.1003,IMOPURO
,,,
"""


def test_the_bridge_takes_what_is_certain_and_reports_the_rest(at: datetime) -> None:
    report = bridge(BRIDGE, at)
    assert (report.lines, report.updated, report.unchanged) == (9, 4 - 1, 0)
    reasons = {problem.line: problem.reason.name for problem in report.problems}
    assert reasons == {
        4: "AMBIGUOUS", 6: "OTHER_NAME", 7: "UNKNOWN", 8: "MALFORMED", 9: "AMBIGUOUS", 10: "AMBIGUOUS",
    }  # fmt: skip
    assert queries.to_bps(ALL, ["1872", "1872011005", "1872011001"]) == {"1872": "1872", "1872011005": "1872020005"}
    assert queries.from_bps(ALL, ["1872020005", "999"]) == {"1872020005": "1872011005"}
    again = bridge(BRIDGE, at)
    assert (again.updated, again.unchanged) == (0, 3)
    assert acts("wilayah.bps_bridge.imported") == 1


def test_two_areas_may_exchange_their_bps_codes(at: datetime) -> None:
    head = "kode_bps;nama_bps;kode_dagri;nama_dagri\n"
    bridge("\ufeff" + head + "1872020001;A;1872011001;Metro\n1872020002;B;1872011002;Hadimulyo Timur\n", at)
    report = bridge(head + "1872020002;A;1872011001;Metro\n1872020001;B;1872011002;Hadimulyo Timur\n", at)
    assert report.updated == 2
    assert queries.to_bps(ALL, ["1872011001", "1872011002"]) == {"1872011001": "1872020002", "1872011002": "1872020001"}


@pytest.mark.parametrize("text", ["", "\n", "a,b,c\n1,2,3\n", "kode_bps,kode_dagri\n18,18\n"])
def test_a_file_without_the_columns_is_refused(at: datetime, text: str) -> None:
    with pytest.raises(Problem, match="WIL-010"):
        bridge(text, at)


def test_the_bridge_keeps_to_the_scope(at: datetime, make_actor: Callable[..., Actor]) -> None:
    report = bridge(BRIDGE, at, make_actor("18.72"))
    assert {p.line: p.reason.name for p in report.problems}[2] == "OUTSIDE"
    with pytest.raises(Problem, match="UMUM-403"):
        bridge(BRIDGE, at, make_actor("18.72", can={"wilayah.view"}))


def test_a_rename_keeps_the_old_name(at: datetime) -> None:
    change = actions.rename_area(
        by=SYSTEM, at=at, code="1872011001", name="  Metro  Kota ", effective=date(2026, 1, 1), legal_basis=BASIS
    )
    assert change
    assert queries.get_area(ALL, "1872011001").name == "Metro Kota"
    (past,) = queries.history(ALL, "1872011001")
    assert (past.kind, past.old_name, past.new_name, past.legal_basis) == ("ganti_nama", "Metro", "Metro Kota", BASIS)
    again = actions.rename_area(
        by=SYSTEM, at=at, code="1872011001", name="Metro Kota", effective=date(2026, 1, 1), legal_basis=BASIS
    )
    assert again == 0
    assert acts("wilayah.area.renamed") == 1


def test_a_split_keeps_the_old_area_and_its_history(at: datetime) -> None:
    actions.ensure_local_units(["1872011005001001", "1872011005002001"], by=SYSTEM, at=at)
    actions.split_area(
        by=SYSTEM, at=at, code="1872011005", parts=[actions.NewArea("18.72.01.1006", "Yosomulyo Timur")],
        moved={"1872011005002": "1872011006001"}, effective=date(2026, 7, 1), legal_basis=BASIS,
    )  # fmt: skip
    assert queries.get_area(ALL, "1872011005").valid_to is None
    assert queries.get_area(ALL, "1872011006").valid_from == date(2026, 7, 1)
    old = queries.get_area(ALL, "1872011005002001")
    assert (old.valid_to, old.successor) == (date(2026, 7, 1), "1872011006001001")
    assert [child.code for child in queries.children(ALL, "1872011005")] == ["1872011005001"]
    assert [child.code for child in queries.children(ALL, "1872011006001")] == ["1872011006001001"]
    kinds = sorted((c.kind, c.old_code, c.new_code) for c in queries.changes_since(ALL, date(2026, 7, 1)))
    assert kinds == [
        ("ganti_kode", "1872011005002", "1872011006001"),
        ("ganti_kode", "1872011005002001", "1872011006001001"),
        ("pemekaran", "1872011005", "1872011006"),
    ]
    assert queries.changes_since(Scope(("13",)), date(2026, 1, 1)) == ()
    assert queries.search(ALL, "yosomulyo timur")[0].area.code == "1872011006"
    assert audit.verify(ALL).broken is None


def test_a_kecamatan_split_moves_whole_villages(at: datetime) -> None:
    actions.ensure_local_units(["1872011005001001"], by=SYSTEM, at=at)
    actions.split_area(
        by=SYSTEM, at=at, code="187201", parts=[actions.NewArea("187206", "Metro Tengah")], ends=True,
        moved={"1872011005": "1872061001"}, effective=date(2026, 7, 1), legal_basis=BASIS,
    )  # fmt: skip
    assert queries.get_area(ALL, "187201").successor == "187206"
    assert queries.name_path(ALL, "1872061001001001") == "RT 001/RW 001, Kel. Yosomulyo, Kec. Metro Tengah, Kota Metro"
    assert AreaChange.objects.filter(kind="ganti_kode").count() == 3


def test_a_merge_names_the_successor(at: datetime) -> None:
    actions.ensure_local_units(["1872011003001"], by=SYSTEM, at=at)
    actions.merge_areas(
        by=SYSTEM, at=at, codes=["1872011003"], into="1872011001", effective=date(2026, 7, 1), legal_basis=BASIS
    )
    assert queries.get_area(ALL, "1872011003").successor == "1872011001"
    assert queries.get_area(ALL, "1872011003001").valid_to == date(2026, 7, 1)
    assert "1872011003" in queries.unknown_codes(ALL, ["1872011003", "1872011001"])
    assert [c.kind for c in queries.history(ALL, "1872011001")] == ["penggabungan"]
    with pytest.raises(Problem, match="WIL-007"):
        actions.rename_area(
            by=SYSTEM, at=at, code="1872011003", name="Lagi", effective=date(2026, 7, 2), legal_basis=BASIS
        )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"parts": [actions.NewArea("1872011001", "Ada")]}, "WIL-004"),
        ({"parts": [actions.NewArea("187206", "Tingkat lain")]}, "WIL-005"),
        ({"parts": []}, "WIL-005"),
        ({"parts": [actions.NewArea("18x", "Kode")]}, "WIL-002"),
        ({"parts": [actions.NewArea("1872011006", " ")]}, "WIL-008"),
        ({"legal_basis": " "}, "WIL-009"),
        ({"effective": date(2027, 1, 1)}, "WIL-006"),
        ({"code": "1872019999"}, "UMUM-404"),
        ({"moved": {"1872011005001": "1872011001001"}}, "UMUM-404"),
        ({"by": Actor("x", "x", Scope(("13",), frozenset({"wilayah.manage"})))}, "UMUM-404"),
        ({"by": Actor("x", "x", Scope(("1872",), frozenset({"wilayah.view"})))}, "UMUM-403"),
    ],
)
def test_a_wrong_split_changes_nothing(at: datetime, changes: dict[str, Any], code: str) -> None:
    before = set(Area.objects.values_list("code", "valid_to"))
    arguments: dict[str, Any] = {
        "by": SYSTEM, "at": at, "code": "1872011005", "parts": [actions.NewArea("1872011006", "Baru")],
        "effective": date(2026, 7, 1), "legal_basis": BASIS,
    }  # fmt: skip
    with pytest.raises(Problem, match=code):
        actions.split_area(**(arguments | changes))
    assert set(Area.objects.values_list("code", "valid_to")) == before
    assert AreaChange.objects.count() == 0
    assert acts("wilayah.area.split") == 0


def test_a_word_for_a_level_begins_on_a_day_and_ends_the_one_before(at: datetime) -> None:
    word: dict[str, Any] = {
        "by": SYSTEM, "at": at, "wilayah": "1872", "level": 13, "kind": "kelurahan", "label": "Lingkungan",
        "short": "Lk.", "head_title": "Kepala Lingkungan", "legal_basis": BASIS, "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    actions.set_level_name(**word)
    assert queries.name_path(ALL, "1872011005002").startswith("Lk. 002, Kel. Yosomulyo")
    assert queries.level_word(ALL, "1371011001001").label == "RW"
    actions.set_level_name(**(word | {"label": "Rukun Warga", "short": "RW", "valid_from": date(2026, 6, 1)}))
    rows = LevelName.objects.filter(wilayah="1872").order_by("valid_from").values_list("label", "valid_to")
    assert list(rows) == [("Lingkungan", date(2026, 6, 1)), ("Rukun Warga", None)]
    for wrong, code in (
        ({"valid_from": date(2026, 5, 1)}, "WIL-011"),
        ({"valid_from": at.date() + timedelta(days=3)}, "WIL-006"),
        ({"label": ""}, "WIL-008"),
        ({"legal_basis": ""}, "WIL-009"),
        ({"by": Actor("x", "x", Scope(("13",), frozenset({"wilayah.manage"})))}, "UMUM-404"),
    ):
        with pytest.raises(Problem, match=code):
            actions.set_level_name(**(word | wrong))
    assert LevelName.objects.filter(wilayah="1872").count() == 2
    actions.load_national_areas(by=SYSTEM, at=at, within=("1872",))
    assert LevelName.objects.filter(wilayah="1872").count() == 2
