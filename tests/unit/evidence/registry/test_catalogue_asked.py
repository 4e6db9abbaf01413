"""Skip rules: Python, SQL (SQLite and DuckDB) and the XLSForm expression give the same answer."""

import re
import sqlite3
from collections.abc import Sequence

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilar.evidence.registry.catalogue import AGE, ALL_VARIABLES, SEX, VARIABLES, AskedIf, asked_sentence
from pilar.evidence.registry.catalogue.asked import any_of, at_least, at_most, between, one_of

Row = dict[str, int | None]

KEYS = ("a", "b", "c")
numbers = st.integers(-2, 6)
single_rules = st.one_of(
    st.builds(lambda key, codes: one_of(key, *codes), st.sampled_from(KEYS), st.lists(numbers, min_size=1, max_size=3)),
    st.builds(at_least, st.sampled_from(KEYS), numbers),
    st.builds(at_most, st.sampled_from(KEYS), numbers),
    st.builds(between, st.sampled_from(KEYS), numbers, numbers),
)
rules = st.recursive(
    single_rules,
    lambda inner: st.one_of(
        st.builds(lambda left, right: left & right, inner, inner),
        st.builds(any_of, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)
rows = st.lists(st.fixed_dictionaries({key: st.none() | numbers for key in KEYS}), min_size=1, max_size=12)

DECLARED = list({v.asked_if: v.key for v in ALL_VARIABLES if not v.asked_if.always}.items())
READ_KEYS = sorted({key for rule, _ in DECLARED for key in rule.keys()})  # noqa: SIM118 - a method, not a dict
declared_rows = st.lists(
    st.fixed_dictionaries({key: st.none() | st.integers(0, 70 if key == AGE else 6) for key in READ_KEYS}),
    min_size=1,
    max_size=10,
)


def _table(rows: Sequence[Row], keys: Sequence[str]) -> str:
    lines = [
        "(" + ", ".join("NULL" if row[key] is None else str(row[key]) for key in keys) + f", {number})"
        for number, row in enumerate(rows)
    ]
    columns = ", ".join(f'"{key}"' for key in keys)
    return f"(WITH t({columns}, n) AS (VALUES {', '.join(lines)}) SELECT * FROM t)"


def _truth(value: object) -> bool | None:
    return None if value is None else bool(value)


def _sql_answers(
    expressions: Sequence[str], rows: Sequence[Row], keys: Sequence[str], engine: str
) -> list[list[bool | None]]:
    # A typed first row of NULLs would be untyped in DuckDB; the cast keeps both engines on whole numbers.
    source = _table(rows, keys)
    columns = ", ".join(f'CAST("{key}" AS INTEGER) AS "{key}"' for key in keys)
    query = f"SELECT {', '.join(expressions)} FROM (SELECT {columns}, n FROM {source} AS s) AS q ORDER BY n"
    if engine == "sqlite":
        connection = sqlite3.connect(":memory:")
        try:
            found = connection.execute(query).fetchall()
        finally:
            connection.close()
    else:
        found = duckdb.sql(query).fetchall()
    return [[_truth(value) for value in line] for line in found]


def _relevant(expression: str, row: Row) -> bool:
    """Reads the small part of XPath that the rules use: text equality, order, and/or; blank is false."""
    if not expression:
        return True

    def compare(match: re.Match[str]) -> str:
        value = row[match.group(1)]
        if value is None:
            return "False"
        operator, literal = match.group(2), match.group(3)
        if operator == "=":
            return str(f"'{value}'" == literal)
        bound = int(literal)
        return str(value >= bound if operator == ">=" else value <= bound)

    text = re.sub(r"\$\{(\w+)\} (=|>=|<=) ('-?\d+'|-?\d+)", compare, expression)
    assert re.fullmatch(r"(True|False|and|or|[() ])+", text), text
    return bool(eval(text))


@settings(max_examples=60, deadline=None)
@given(rule=rules, rows=rows)
@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_any_rule_answers_alike_in_python_and_sql(engine: str, rule: AskedIf, rows: list[Row]) -> None:
    answers = _sql_answers([rule.sql()], rows, KEYS, engine)
    assert [line[0] for line in answers] == [rule.evaluate(row) for row in rows]


@settings(max_examples=40, deadline=None)
@given(rows=declared_rows)
@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_declared_rules_answer_alike_in_python_and_sql(engine: str, rows: list[Row]) -> None:
    answers = _sql_answers([rule.sql() for rule, _ in DECLARED], rows, READ_KEYS, engine)
    for row, line in zip(rows, answers, strict=True):
        assert line == [rule.evaluate(row) for rule, _ in DECLARED]


@settings(max_examples=150, deadline=None)
@given(rule=rules, rows=rows)
def test_xlsform_expression_is_true_exactly_where_the_rule_is(rule: AskedIf, rows: list[Row]) -> None:
    for row in rows:
        assert _relevant(rule.relevant(), row) is (rule.evaluate(row) is True)


@settings(max_examples=60, deadline=None)
@given(rows=declared_rows)
def test_declared_xlsform_expressions(rows: list[Row]) -> None:
    for row in rows:
        for rule, key in DECLARED:
            assert _relevant(rule.relevant(), row) is (rule.evaluate(row) is True), key


def test_sql_takes_column_expressions() -> None:
    rule = VARIABLES["sedang_hamil"].asked_if
    sql = rule.sql(lambda key: "usia(p.lahir)" if key == AGE else f"p.{key}")
    assert sql == "(p.jenis_kelamin IN (2) AND usia(p.lahir) BETWEEN 10 AND 54 AND p.status_kawin IN (2, 3, 4))"


def test_rule_without_terms_is_always_asked() -> None:
    rule = AskedIf()
    assert rule.evaluate({}) is True
    assert rule.sql() == "TRUE"
    assert rule.relevant() == ""
    assert rule.sentence(VARIABLES) == "Ditanyakan kepada semua."


@pytest.mark.parametrize(
    ("key", "values", "asked"),
    [
        ("sedang_hamil", {SEX: 2, AGE: 10, "status_kawin": 2}, True),
        ("sedang_hamil", {SEX: 2, AGE: 54, "status_kawin": 4}, True),
        ("sedang_hamil", {SEX: 2, AGE: 9, "status_kawin": 2}, False),
        ("sedang_hamil", {SEX: 2, AGE: 55, "status_kawin": 2}, False),
        ("sedang_hamil", {SEX: 2, AGE: 30, "status_kawin": 1}, False),
        ("sedang_hamil", {SEX: 1, AGE: None, "status_kawin": None}, False),
        ("sedang_hamil", {SEX: 2, AGE: 30}, None),
        ("kondisi_gizi", {AGE: 4}, True),
        ("kondisi_gizi", {AGE: 5}, False),
        ("penglihatan", {AGE: 2}, True),
        ("penglihatan", {AGE: 1}, False),
        ("berbicara_komunikasi", {AGE: 4}, False),
        ("kesedihan_depresi", {AGE: 5}, True),
        ("ijazah_tertinggi_yang_dimiliki", {AGE: 3}, False),
        ("ijazah_tertinggi_yang_dimiliki", {AGE: 9, "partisipasi_sekolah": 1}, False),
        ("ijazah_tertinggi_yang_dimiliki", {AGE: 9, "partisipasi_sekolah": 2}, True),
        ("jam_kerja_seminggu", {AGE: 40, "status_bekerja": 2}, False),
        ("jumlah_usaha", {AGE: 40, "kepemilikan_usaha": 1}, True),
        ("bukti_kepemilikan_lahan", {"status_kepemilikan_rumah": 1}, True),
        ("bukti_kepemilikan_lahan", {"status_kepemilikan_rumah": 2}, False),
        ("jarak_sumber_air_ke_limbah", {"sumber_air_minum_utama": 3}, False),
        ("jarak_sumber_air_ke_limbah", {"sumber_air_minum_utama": 8}, True),
        ("jarak_sumber_air_ke_limbah", {"sumber_air_minum_utama": 9}, False),
        ("daya_terpasang_meteran_3", {"sumber_penerangan_utama": 2}, False),
        ("jenis_kloset", {"fasilitas_bab": 3}, True),
        ("jenis_kloset", {"fasilitas_bab": 4}, False),
        ("ada_yang_merawat", {AGE: 60}, True),
        ("ada_yang_merawat", {AGE: 59}, None),
        ("ada_yang_merawat", {AGE: 10, "mengurus_diri": 2}, True),
        ("ada_yang_merawat", {AGE: 1}, False),
        ("menerima_pkh_tahun", {"menerima_pkh": 2}, False),
    ],
)
def test_declared_rule_at_its_boundaries(key: str, values: Row, asked: bool | None) -> None:
    assert VARIABLES[key].asked_if.evaluate(values) is asked


def test_toddler_without_severe_difficulty_needs_no_carer_question() -> None:
    functions = ["penglihatan", "pendengaran", "berjalan_atau_naik_tangga", "menggunakan_tangan_jari"]
    functions += ["belajar_kemampuan_intelektual", "pengendalian_perilaku"]
    values: Row = {AGE: 3, **dict.fromkeys(functions, 4)}
    # The questions for those aged five and over are unanswered because they were not asked, not unknown.
    assert VARIABLES["ada_yang_merawat"].asked_if.evaluate(values) is False


def test_rules_read_only_declared_variables_of_the_same_subject() -> None:
    for variable in ALL_VARIABLES:
        for key in variable.asked_if.keys():  # noqa: SIM118 - a method, not a dict
            assert VARIABLES[key].subject == variable.subject, variable.key


def test_every_rule_has_an_indonesian_sentence() -> None:
    sentence = asked_sentence(VARIABLES["sedang_hamil"])
    assert sentence == (
        "Ditanyakan jika jenis kelamin adalah “Perempuan”, umur 10 sampai 54 tahun dan status perkawinan adalah "
        "“Kawin”, “Cerai hidup” atau “Cerai mati”."
    )
    assert "428a sampai 428j" in asked_sentence(VARIABLES["ada_yang_merawat"])
    for variable in ALL_VARIABLES:
        assert asked_sentence(variable).startswith("Ditanyakan ")


def test_text_and_truth_values_count_as_unknown() -> None:
    rule = one_of("a", 1)
    assert rule.evaluate({"a": "1"}) is None
    assert rule.evaluate({"a": True}) is None


def test_malformed_comparison_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="count of numbers"):
        one_of("a")
