"""Names in sheets to codes: words for the kind, spelling, doubles, and what must not be guessed."""

from datetime import datetime
from typing import Any

import pytest

from pilar.core.scope import Actor, Scope
from pilar.foundation.wilayah import actions, queries
from pilar.foundation.wilayah.models import Area
from pilar.foundation.wilayah.queries import MatchStatus

YOSOMULYO = "1872011005"
pytestmark = pytest.mark.usefixtures("extract")


def one(scope: Scope, kecamatan: str, kelurahan: str) -> queries.NameMatch:
    return queries.match_names(scope, "1872", [(kecamatan, kelurahan)])[(kecamatan, kelurahan)]


@pytest.mark.parametrize(
    ("kecamatan", "kelurahan", "status"),
    [
        ("Metro Pusat", "Yosomulyo", MatchStatus.EXACT),
        ("METRO PUSAT", "KEL. YOSO MULYO", MatchStatus.EXACT),
        ("Kec. Metro Pusat", "KELURAHAN  Josomoeljo", MatchStatus.EXACT),
        ("", "Yosomulyo", MatchStatus.EXACT),
        ("metropusat", "Yosomuyo", MatchStatus.SPELLING),
        ("Metro Pusst", "Yosomulyo", MatchStatus.EXACT),
    ],
)
def test_ways_to_write_yosomulyo(metro: Scope, kecamatan: str, kelurahan: str, status: MatchStatus) -> None:
    assert one(metro, kecamatan, kelurahan) == queries.NameMatch(YOSOMULYO, status)


def test_what_is_not_certain_has_no_code(metro: Scope) -> None:
    elsewhere = one(metro, "Metro Timur", "Yosomulyo")
    assert (elsewhere.code, elsewhere.status, elsewhere.candidates) == ("", MatchStatus.UNKNOWN, (YOSOMULYO,))
    half = one(metro, "Metro Pusat", "Hadimulyo")
    assert half.code == ""
    assert {"1872011002", "1872011004"} <= set(half.candidates)
    assert one(metro, "Metro Pusat", "").status is MatchStatus.EMPTY
    assert one(metro, "", " - ").status is MatchStatus.EMPTY
    assert one(metro, "x", "y") == queries.NameMatch("", MatchStatus.UNKNOWN, ())
    assert one(metro, "Kecamatan Antah", "Yosomulyo").code == ""


def test_numbers_in_names_must_agree(metro: Scope, at: datetime) -> None:
    by = Actor.system()
    for digit, name in (("8", "Purwosari I"), ("9", "Purwosari II")):
        actions.split_area(
            by=by, at=at, code=YOSOMULYO, parts=[actions.NewArea(f"187201100{digit}", name)],
            effective=at.date(), legal_basis="Perda 2/2026",
        )  # fmt: skip
    assert one(metro, "Metro Pusat", "Purwosari 2").code == "1872011009"
    assert one(metro, "Metro Pusat", "Purwasari 1").code == "1872011008"
    assert one(metro, "Metro Pusat", "Purwosari 3").code == ""
    assert one(metro, "Metro Pusat", "Purwosari").code == ""


def test_same_name_as_desa_and_kelurahan_needs_the_word(metro: Scope, at: datetime) -> None:
    Area.objects.create(
        code="1872012001", name="Yosomulyo", level=10, kind="desa", search_key="iosomulio", origin="tindakan"
    )
    assert one(metro, "Metro Pusat", "Yosomulyo").status is MatchStatus.AMBIGUOUS
    assert set(one(metro, "Metro Pusat", "Yosomulyo").candidates) == {YOSOMULYO, "1872012001"}
    assert one(metro, "Metro Pusat", "Kel. Yosomulyo").code == YOSOMULYO
    assert one(metro, "Metro Pusat", "Desa Yosomulyo").code == "1872012001"


def test_ten_thousand_rows_are_one_judgement(metro: Scope, django_assert_num_queries: Any) -> None:
    pairs = [("Metro Pusat", "Yosomulyo"), ("METRO PUSAT", "KEL YOSOMULYO")] * 10_000
    with django_assert_num_queries(2):
        found = queries.match_names(metro, "1872", pairs)
    assert {match.code for match in found.values()} == {YOSOMULYO}
    assert len(found) == 2
    assert queries.match_names(metro, "1872", []) == {}


def test_every_village_finds_itself(metro: Scope) -> None:
    rows = list(Area.objects.filter(code__startswith="1371", level=10).values_list("code", "name"))
    above = dict(Area.objects.filter(code__startswith="1371", level=6).values_list("code", "name"))
    found = queries.match_names(
        Scope(("13",)), "1371", [(above[code[:6]].upper(), name.upper()) for code, name in rows]
    )
    assert len(rows) == 104
    assert sorted(match.code for match in found.values()) == sorted(code for code, _ in rows)


def test_only_inside_the_scope(metro: Scope) -> None:
    pair = ("Padang Utara", "Lolong Belanti")
    assert queries.match_names(metro, "1371", [pair])[pair].code == ""
    assert queries.match_names(Scope(("13",)), "1371", [pair])[pair].status is MatchStatus.EXACT
    for area in ("", "18", "1872011005", "abc"):
        with pytest.raises(ValueError, match="kab/kota"):
            queries.match_names(metro, area, [pair])
