"""Names, tree, scope and tile map, with the number of queries each read takes."""

from datetime import datetime
from typing import Any

import pytest

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.foundation.wilayah import actions, queries
from pilar.foundation.wilayah.models import Area

SYSTEM = Actor.system()
RT = "1872011005002003"


@pytest.fixture(autouse=True)
def _loaded(extract: actions.LoadReport, at: datetime) -> None:
    actions.ensure_local_units([RT, "1371011001001001", "1101012001001", "1309012007000004"], by=SYSTEM, at=at)


def test_the_path_of_an_rt(metro: Scope) -> None:
    assert queries.name_path(metro, RT) == "RT 003/RW 002, Kel. Yosomulyo, Kec. Metro Pusat, Kota Metro"
    assert queries.name_path(metro, "1872") == "Kota Metro"
    assert queries.name_path(metro, "18") == "Prov. Lampung"


def test_levels_are_called_as_in_their_region(metro: Scope) -> None:
    names = queries.resolve(metro, ["1101012001001", "1309012007000004", "910301", "9103012001"])
    assert names["1101012001001"].path.startswith("Dusun 001, Gampong ")
    assert names["1309012007000004"].path.startswith("RT 004, Desa ")
    assert names["910301"].title.startswith("Distrik ")
    assert queries.level_word(metro, "1302012001", 10, "desa").head_title == "Wali Nagari"
    assert queries.level_word(metro, "1371011001").head_title == "Lurah"
    assert queries.level_word(metro, "1101012001").head_title == "Keuchik"


def test_what_is_no_area_says_so_and_is_not_dropped(metro: Scope) -> None:
    names = queries.resolve(metro, ["9999", "", "abc", "1872019999", "1872011005099"])
    assert [name.known for name in names.values()] == [False] * 5
    assert names["1872019999"].title == "18.72.01.9999"
    assert names["1872011005099"].path == "RW 099, Kel. Yosomulyo, Kec. Metro Pusat, Kota Metro"
    assert names["abc"].path == "abc"
    assert queries.resolve(metro, []) == {}


def test_names_of_a_whole_table_take_one_query(metro: Scope, django_assert_num_queries: Any) -> None:
    few = list(Area.objects.filter(code__startswith="187201").values_list("code", flat=True))
    many = list(Area.objects.values_list("code", flat=True))
    queries.resolve(metro, ["1872"])
    for codes in (few, many, [*few, "1872019999"], few * 1000):
        with django_assert_num_queries(1):
            assert len(queries.resolve(metro, codes)) == len(set(codes))


def test_a_renamed_area_is_seen_at_once(metro: Scope, at: datetime) -> None:
    assert queries.resolve(metro, ["1872011001"])["1872011001"].title == "Kel. Metro"
    actions.rename_area(
        by=SYSTEM, at=at, code="1872011001", name="Metro Lama", effective=at.date(), legal_basis="Perda 1/2026"
    )
    assert queries.resolve(metro, ["1872011001"])["1872011001"].title == "Kel. Metro Lama"
    assert queries.search(metro, "metro lama")[0].area.code == "1872011001"


def test_the_cascade_opens_step_by_step(metro: Scope, django_assert_num_queries: Any) -> None:
    steps = queries.picker(metro, "187201")
    assert [(step.level, step.chosen) for step in steps] == [(2, "18"), (4, "1872"), (6, "187201"), (10, "")]
    assert [step.label for step in steps] == ["Provinsi", "Kabupaten/Kota", "Kecamatan", "Kelurahan"]
    assert [len(step.options) for step in steps][2:] == [5, 5]
    assert [step.level for step in queries.picker(metro, "", root="1872", deepest=6)] == [6]
    assert [step.chosen for step in queries.picker(metro, "9999")] == [""]
    assert [step.chosen for step in queries.picker(metro, "1371", root="1872")] == [""]


def test_rw_and_rt_are_seen_only_in_the_own_area(metro: Scope) -> None:
    assert [child.title for child in queries.children(metro, "1872011005")] == ["RW 002"]
    assert queries.children(metro, "1371011001") == ()
    assert [child.title for child in queries.children(Scope(("13",)), "1309012007")] == ["RT 004"]
    with pytest.raises(Problem, match="UMUM-404"):
        queries.get_area(metro, "1371011001001")
    assert queries.get_area(metro, "1371011001").kind == "kelurahan"


def test_no_area_no_answer() -> None:
    nobody = Scope(())
    assert queries.children(nobody) == ()
    assert queries.search(nobody, "metro") == []
    assert queries.tile_map(nobody, "1872") == ()
    assert queries.match_names(nobody, "1872", [("Metro Pusat", "Yosomulyo")])[("Metro Pusat", "Yosomulyo")].code == ""
    assert not queries.resolve(nobody, ["1872"])["1872"].known
    assert queries.to_bps(nobody, ["1872"]) == {}
    assert queries.history(nobody, "1872") == ()
    with pytest.raises(Problem, match="UMUM-404"):
        queries.get_area(nobody, "18")


@pytest.mark.parametrize("code", ["", "1", "99", "x" * 16, "1872 01", "18720110050020031"])
def test_an_unknown_area_has_no_page(metro: Scope, code: str) -> None:
    with pytest.raises(Problem, match="UMUM-404"):
        queries.get_area(metro, code)


def test_the_page_of_a_city_counts_what_lies_below(metro: Scope, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        page = queries.get_area(metro, "1872")
    assert dict(page.counts) == {"kecamatan": 5, "kelurahan": 22, "rw": 1, "rt": 1}
    assert (page.head_title, page.dotted) == ("Wali Kota", "18.72")
    assert [above.title for above in page.above] == ["Prov. Lampung"]


def test_unknown_codes_are_found_in_bulk(metro: Scope, django_assert_num_queries: Any) -> None:
    codes = ["1872011005", RT, "1872019999", "1371011001", "", "abc"] * 2000
    with django_assert_num_queries(1):
        assert queries.unknown_codes(metro, codes) == {"1872019999", "1371011001", "", "abc"}


def test_the_tile_map_has_every_village_once(metro: Scope, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        tiles = queries.tile_map(metro, "1872")
    assert len({tile.code for tile in tiles}) == len({(tile.column, tile.row) for tile in tiles}) == 22
    assert {tile.group for tile in tiles} == {"187201", "187202", "187203", "187204", "187205"}
    assert {tile.code[:6] for tile in tiles if tile.group == "187203"} == {"187203"}
    assert tiles == queries.tile_map(metro, "1872")
    assert [tile.group for tile in queries.tile_map(Scope(("18",)), "18", level=6)] == ["1872"] * 5
    with pytest.raises(ValueError, match="wider area"):
        queries.tile_map(metro, "1872011005")
