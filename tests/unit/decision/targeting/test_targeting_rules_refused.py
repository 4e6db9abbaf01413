"""Rule books that must not be published: refused with file, line and reason, and evaluated for nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.decision.targeting.rules_engine.checking import check
from pilar.decision.targeting.rules_engine.loading import load, load_text
from pilar.decision.targeting.rules_engine.problems import RuleProblem, RulesRefused
from pilar.decision.targeting.rules_engine.resolution import resolve

BOOK = """title = "uji"
[fields]
desil = "integer"
upah = { type = "integer", min = 0, max = 100000000 }
luas = "number"
kota = "text"
asn = "boolean"
lahir = "date"
[member_fields]
umur = "integer"
[[parameter]]
key = "batas"
from = 2025-01-01
value = 4
[[condition]]
key = "syarat"
from = 2025-01-01
when = "WHEN"
[[programme]]
key = "program"
from = 2025-01-01
conditions = ["syarat"]
"""
WHEN_LINE = 18


def problems_of(text: str) -> list[RuleProblem]:
    with pytest.raises(RulesRefused) as refused:
        check(load_text(text))
    return refused.value.problems


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("desill <= 4", "isian 'desill' tidak dikenal"),
        ("desil <= 'empat'", "jenis tidak cocok"),
        ("desil", "syarat harus berupa ya/tidak"),
        ("desil AND asn", "AND membutuhkan ya/tidak"),
        ("NOT desil", "NOT membutuhkan ya/tidak"),
        ("kota < 'B'", "hanya dapat dibandingkan"),
        ("asn = 1", "jenis tidak cocok"),
        ("lahir > '2020-01-01'", "jenis tidak cocok"),
        ("lahir > DATE '2020-13-01'", "tanggal tidak sah"),
        ("umur > 3", "isian anggota"),
        ("ANY_MEMBER(desil > 3)", "isian keluarga"),
        ("ANY_MEMBER(umur)", "membutuhkan ya/tidak"),
        ("ANY_MEMBER(ANY_MEMBER(umur > 1))", "di dalam syarat anggota"),
        ("ANY_MEMBER(umur > 1, umur < 3)", "tepat satu isi"),
        ("desil = NULL", "NULL hanya boleh"),
        ("asn IS TRUE", "setelah IS hanya boleh NULL"),
        ("desil IN (SELECT 1)", "tidak diizinkan"),
        ("desil IN (desil, 2)", "nilai tetap"),
        ("EXISTS (SELECT 1 FROM pg_user)", "tidak diizinkan"),
        ("(SELECT count(*) FROM families) > 0", "tidak diizinkan"),
        ("CAST(desil AS TEXT) = '4'", "CAST tidak diizinkan"),
        ("desil::text = '4'", "CAST tidak diizinkan"),
        ("pg_sleep(10) IS NULL", "fungsi PG_SLEEP tidak diizinkan"),
        ("COALESCE(desil, 1) <= 4", "tidak diizinkan"),
        ("CASE WHEN asn THEN TRUE END", "tidak diizinkan"),
        ("kota LIKE '%a'", "tidak diizinkan"),
        ("kota || 'x' = 'yx'", "tidak diizinkan"),
        ("desil <= 4; DROP TABLE registry_family", "titik koma"),
        ("desil <= 4 -- komentar", "komentar"),
        ("desil <= /* x */ 4", "komentar"),
        ("desil <= 4 OR 1 = 1 UNION SELECT 1", "tidak diizinkan"),
        ("families.desil <= 4", "tidak diizinkan"),
        ("desil <= :batas", "tidak diizinkan"),
        ("desil <= ?", "tidak diizinkan"),
        ("desil <= $1", "nama tidak sah"),
        ("desil BETWEEN SYMMETRIC 4 AND 1", "bentuk Between ini"),
        ("desil", "ya/tidak"),
        ("", "ungkapan kosong"),
        ("desil <=", "tidak dapat dibaca"),
        ("desil <= 99999999999999999999", "tidak sah"),
        ("upah * upah * upah > 1", "meluap"),
        ("(desil + luas) * TRUE > 1", "membutuhkan bilangan"),
        ("YEARS_SINCE(desil) > 1", "membutuhkan tanggal"),
        ("(" * 50 + "asn" + ")" * 50, "terlalu panjang"),
        ("NOT " * 450 + "asn", ""),
        (" OR ".join(["asn"] * 250), "unsur"),
    ],
)
def test_refused_expression_names_line_and_reason(when: str, reason: str) -> None:
    found = problems_of(BOOK.replace('"WHEN"', f'"{when}"'))
    assert [problem.line for problem in found] == [WHEN_LINE]
    assert found[0].file == "ketentuan.toml"
    assert reason in found[0].reason


def test_quoted_names_are_refused() -> None:
    found = problems_of(BOOK.replace('"WHEN"', "'\"desil\" <= 4'"))
    assert "nama tidak sah" in found[0].reason


GOOD = BOOK.replace("WHEN", "desil <= batas")


def test_the_good_book_is_accepted() -> None:
    check(load_text(GOOD))


def with_more(text: str) -> list[RuleProblem]:
    return problems_of(GOOD + text)


def test_circular_reference() -> None:
    circle = '[[condition]]\nkey = "a"\nfrom = 2025-01-01\nwhen = "b OR asn"\n[[condition]]\nkey = "b"\nfrom = 2025-01-01\nwhen = "NOT a"\n'
    found = with_more(circle)
    assert len(found) == 1
    assert found[0].line == 30
    assert "melingkar a -> b -> a" in found[0].reason


def test_overlapping_dates_name_both_lines() -> None:
    found = with_more('[[parameter]]\nkey = "batas"\nfrom = 2026-01-01\nvalue = 5\n')
    assert found[0].line == 23
    assert "bertumpuk dengan ketentuan.toml:11" in found[0].reason


def test_adjoining_dates_are_half_open() -> None:
    text = GOOD.replace("value = 4", "until = 2026-01-01\nvalue = 4")
    book = load_text(text + '[[parameter]]\nkey = "batas"\nfrom = 2026-01-01\nvalue = 5\n')
    check(book)
    assert resolve(book, date(2025, 12, 31)).parameters["batas"] == 4
    assert resolve(book, date(2026, 1, 1)).parameters["batas"] == 5


def test_missing_parameter_for_a_date() -> None:
    found = problems_of(GOOD.replace("value = 4", "until = 2026-01-01\nvalue = 4"))
    assert found[0].reason == "syarat 'syarat': 'batas' tidak punya nilai pada 2026-01-01"
    assert found[0].line == WHEN_LINE + 1


def test_programme_with_a_condition_that_ended() -> None:
    found = problems_of(GOOD.replace('key = "syarat"\n', 'key = "syarat"\nuntil = 2027-01-01\n'))
    assert "syarat 'syarat' tidak berlaku pada 2027-01-01" in found[0].reason


def test_amount_that_overflows_or_is_negative() -> None:
    component = '[[programme.component]]\nkey = "uang"\neach = "EACH"\n'
    assert "meluap" in with_more(component.replace("EACH", "upah * 100000000000"))[0].reason
    assert "meluap" in with_more(component.replace("EACH", "upah * upah"))[0].reason
    assert "negatif" in with_more(component.replace("EACH", "desil * 1000"))[0].reason
    assert "bilangan bulat" in with_more(component.replace("EACH", "luas * 1000"))[0].reason


def test_alternatives_need_a_known_choice() -> None:
    text = '[[parameter]]\nkey = "modal"\nalternative = "A"\nfrom = 2025-01-01\nvalue = 1\n'
    assert "tulis satu di [choices]" in with_more(text)[0].reason
    book = load_text(GOOD + text)
    check(book.choosing({"modal": "A"}))
    with pytest.raises(RulesRefused, match="pilihan 'B' untuk 'modal' tidak dikenal"):
        check(book.choosing({"modal": "B"}))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("x = [", 1, "bukan TOML"),
        ("judul = 1\n", 1, "bagian 'judul' tidak dikenal"),
        ('[[condition]]\nkey = "a"\nfrom = 2025-01-01\nwhen = "TRUE"\nvalu = 1\n', 5, "kunci 'valu' tidak dikenal"),
        ('[[condition]]\nkey = "a"\nwhen = "TRUE"\n', 2, "from harus tanggal"),
        ('[[condition]]\nkey = "A B"\nfrom = 2025-01-01\nwhen = "TRUE"\n', 2, "huruf kecil"),
        ('[[condition]]\nkey = "a"\nfrom = 2025-01-01\nuntil = 2025-01-01\nwhen = "TRUE"\n', 2, "sesudah from"),
        ('[fields]\na = "uang"\n', 2, "jenis isian 'a'"),
        ('[fields]\na = { type = "text", min = 1 }\n', 2, "harus bilangan"),
        ('[[programme]]\nkey = "p"\nfrom = 2025-01-01\nconditions = []\n', 2, "sedikitnya satu syarat"),
        ('include = ["../rahasia.toml"]\n', 1, "folder yang sama"),
        (
            '[[parameter]]\nkey = "p"\nfrom = 2025-01-01\nvalue = nan\n'
            '[[programme]]\nkey="q"\nfrom=2025-01-01\nconditions=["x"]\n',
            1,
            "di luar jangkauan",
        ),
    ],
)
def test_shape_of_the_file(text: str, line: int, reason: str) -> None:
    found = problems_of(text)
    assert any(problem.line == line and reason in problem.reason for problem in found), found


def test_missing_file_and_broken_encoding(tmp_path: Path) -> None:
    with pytest.raises(RulesRefused, match="tidak dapat dibaca"):
        load(tmp_path / "tiada.toml")
    (tmp_path / "rusak.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(RulesRefused, match="tidak dapat dibaca"):
        load(tmp_path / "rusak.toml")


@given(st.text(max_size=60))
def test_no_text_gets_through_without_a_meaning(text: str) -> None:
    """Whatever is written as an expression is either refused with a line or resolves to a checked tree."""
    escaped = text.encode("unicode_escape").decode().replace('"', '\\"')
    try:
        book = load_text(BOOK.replace("WHEN", escaped))
        check(book)
    except RulesRefused as refused:
        assert refused.problems
    else:
        assert resolve(book, date(2025, 6, 1)).programmes[0].conditions


def test_version_ignores_layout_and_follows_meaning() -> None:
    same = load_text("# catatan\n" + GOOD.replace("value = 4", "value   =   4"), name="lain.toml")
    assert same.version() == load_text(GOOD).version()
    assert load_text(GOOD.replace("value = 4", "value = 5")).version() != same.version()
