"""Numbers in free text: Python and DuckDB hide the same ones."""

from types import SimpleNamespace

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pilar.core.vault import mask_numbers, masked_sql
from pilar.core.vault.words import WordsField

NIK = "1872034107900001"


def _by_duckdb(texts: list[str]) -> list[str]:
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE t (n INTEGER, x VARCHAR)")
        engine.executemany("INSERT INTO t VALUES (?, ?)", list(enumerate(texts)))
        return [row[0] for row in engine.execute(f"SELECT {masked_sql('x')} FROM t ORDER BY n").fetchall()]


def test_sixteen_digits_in_a_row_are_masked_and_nothing_else() -> None:
    assert mask_numbers(f"ibu {NIK}") == "ibu 1872••••••••0001"
    assert mask_numbers(f"{NIK} {NIK}").count("•") == 16
    for text in ("", "JL MAWAR 3", NIK + "9", NIK[:-1], "NIP 198001012006041001"):
        assert mask_numbers(text) == text


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text("18 •a,", max_size=40) | st.sampled_from([NIK, f"{NIK} {NIK}", f"a{NIK}b{NIK}"]),
        min_size=1,
        max_size=20,
    )
)
def test_the_expression_for_duckdb_agrees(texts: list[str]) -> None:
    assert _by_duckdb(texts) == [mask_numbers(text) for text in texts]


def test_a_column_of_words_masks_on_every_way_into_the_database() -> None:
    """Saved, updated in bulk and compared: the same masked text; in migrations it is a plain column."""
    field = WordsField(max_length=80)
    field.set_attributes_from_name("words")
    told = SimpleNamespace(words=f"ibu {NIK}")
    assert field.pre_save(told, True) == told.words == "ibu 1872••••••••0001"
    assert field.get_prep_value(f"ibu {NIK}") == told.words and field.get_prep_value(None) is None
    assert field.deconstruct()[1] == "django.db.models.CharField"
