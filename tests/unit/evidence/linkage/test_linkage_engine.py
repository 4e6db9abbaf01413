"""The engine's parts: levels alike in every engine, candidates bounded, training honest, groups without contradiction."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pilar.evidence.linkage.engine import Limits, LinkageError, Links, MapError, Model, Store, parse_map
from pilar.evidence.linkage.engine.candidates import group_pairs, pairs_within, random_pairs
from pilar.evidence.linkage.engine.clusters import cluster
from pilar.evidence.linkage.engine.explain import explain
from pilar.evidence.linkage.engine.families import link_families
from pilar.evidence.linkage.engine.index import Index, score_one
from pilar.evidence.linkage.engine.model import MATCH_CLASSES, slots_of
from pilar.evidence.linkage.engine.nik import clean_kk, clean_nik
from pilar.evidence.linkage.engine.pipeline import connect
from pilar.evidence.linkage.engine.prepare import Profile, number_column
from pilar.evidence.linkage.engine.sampling import possible_pairs
from pilar.evidence.linkage.engine.store import unpack
from pilar.evidence.linkage.engine.training import Evidence, Patterns, classes_for, train

sys.path.insert(0, str(Path(__file__).parents[4]))
from benchmarks.linkage.generator import Plan, make_persons, make_records

REGISTER_MAP = (
    "id=rec_id,national_id=nik,family_id=kk,name=name,sex=sex,birth_place=birth_place,birth_date=birth_date,"
    "mother_name=mother_name,address=address,rt=rt,rw=rw,area=kel"
)
MAP = (
    "id=id,national_id=nik,family_id=kk,given_name=g,surname=s,sex=sex,birth_place=bp,birth_date=dob,mother_name=m,"
    "address=a,area=kel,postcode=pos,phone=hp,text:job=job,exact:code=code"
)
SYLLABLES = "su har ti no wan yan dji oe sya mu ham mad ni sri kar la tjo khi ".split()


def _random_rows(rows: int, seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)

    def word(size: int) -> str:
        return "".join(rng.choice(SYLLABLES, size))

    names = [" ".join(word(int(rng.integers(1, 4))) for _ in range(int(rng.integers(1, 4)))) for _ in range(12)]
    niks = [
        f"3573{rng.integers(1, 5):02d}{rng.integers(1, 29):02d}0{rng.integers(1, 9)}90{rng.integers(1, 30):04d}"
        for _ in range(8)
    ]
    niks += [n[:6] + f"{int(n[6:8]) + 40:02d}" + n[8:] for n in niks[:3]] + [n[:15] + "9" for n in niks[:3]]
    pick = {
        "id": [str(i) for i in range(rows)],
        "national_id": rng.choice([*niks, ""], rows),
        "family_id": rng.choice([*niks[:5], ""], rows),
        "given_name": rng.choice([*names, "", "M. Ali", "Muhammad Ali"], rows),
        "surname": rng.choice([*names, ""], rows),
        "sex": rng.choice(["L", "P", "laki-laki", "?"], rows),
        "birth_place": rng.choice(["Kota Malang", "malang", "Malnag", "Surabaya", "-"], rows),
        "birth_date": rng.choice(
            ["1990-05-04", "04/05/1990", "1990-04-05", "1990-01-01", "1991-05-04", "kosong"], rows
        ),
        "mother_name": rng.choice([*names, "Siti"], rows),
        "address": rng.choice(["Jl Kawi No 3 RT 1/2", "Jalan Kawi 3", "Kawi RT 01 RW 02", "Ijen 7", ""], rows),
        "area": rng.choice(["3573011001", "3573011002", "3573021001"], rows),
        "postcode": rng.choice(["65111", "65112", "66111", ""], rows),
        "phone": rng.choice(["0812345678", "+62812345678", "0812345679", ""], rows),
        "text:job": rng.choice(["buruh tani", "tani", "petani", ""], rows),
        "exact:code": rng.choice(["A1", "a1", "B2"], rows),
    }
    return pa.table({name: pa.array([str(v) for v in values], pa.string()) for name, values in pick.items()})


@pytest.fixture()
def store() -> Iterator[Store]:
    connection = connect(Limits())
    loaded = Store(connection, parse_map(MAP))
    loaded.load([_random_rows(300, 5)])
    yield loaded
    connection.close()


def test_levels_are_the_same_in_duckdb_and_in_python(store: Store) -> None:
    from pilar.evidence.linkage.engine.comparisons import comparisons_of

    assert store.profile == Profile(nik=True, kk=True, area_code=True)
    comparisons = comparisons_of(store.schema, store.profile)
    pairs = random_pairs(store.rows, None, 6000, seed=1)
    store.compare(pairs, comparisons, "compared")
    found = store.connection.execute("select l, r, pattern from compared order by l, r").fetchnumpy()
    codes = unpack(np.asarray(found["pattern"]), comparisons)
    records = store.connection.execute("select * from rec order by rid").to_arrow_table().to_pylist()
    for column, comparison in enumerate(comparisons):
        in_python = comparison.code()
        expected = [in_python(records[a], records[b]) for a, b in zip(found["l"], found["r"], strict=True)]
        assert codes[:, column].tolist() == expected, comparison.name
        assert len(set(expected)) > 1, f"{comparison.name}: the rows exercise one level only"


def test_numbers_are_cleaned_alike_one_by_one_and_in_bulk() -> None:
    rng = np.random.default_rng(3)
    texts = ["".join(rng.choice(list("0123456789"), 16)) for _ in range(3000)]
    texts += [
        "3573014101900007",
        "3573.0141.0190.0007",
        "",
        "9999999999999999",
        "1234567890123456",
        "abc",
        "3573014101900000",
    ]
    for clean in (clean_nik, clean_kk):
        assert number_column(pa.array(texts), clean).to_pylist() == [clean(text) for text in texts]


def test_groups_over_the_cap_make_no_pairs_and_are_reported() -> None:
    column = np.array([9] * 500 + [7] * 3 + [0] * 50 + [1, 2, 3], np.uint64) << np.uint64(40)
    pairs, large = group_pairs(column, np.arange(len(column)), None, 120)
    assert len(pairs) == 3
    assert len(large) == 500


def test_pairs_of_two_lists_always_cross() -> None:
    column = np.full(20, 5 << 40, np.uint64)
    pairs, _ = group_pairs(column, np.arange(20), 8, 120)
    left, right = (pairs >> np.uint64(32)).astype(int), (pairs & np.uint64(0xFFFFFFFF)).astype(int)
    assert len(pairs) == 8 * 12
    assert (left < 8).all()
    assert (right >= 8).all()
    assert possible_pairs(20, 8) == 96


def test_pairs_within_groups_are_counted_exactly() -> None:
    column = np.array([1, 1, 1, 2, 2, 0, 0, 3], np.uint64)
    pairs, total = pairs_within(column, None, 500, 100, seed=1)
    assert total == 4
    assert len(pairs) == 4


def _simulated(rows: int, seed: int) -> tuple[Model, Evidence, np.ndarray]:
    """Patterns of a made-up list with known tables: 12 % of `rows` are matches, strangers outnumber them."""
    schema = parse_map("id=id,exact:a=a,exact:b=b,exact:c=c,sex=sex")
    comparisons_model = Model(schema, Profile(), (), {}, {}, rows, possible_pairs(rows, None))
    comparisons = comparisons_model.comparisons
    rng = np.random.default_rng(seed)
    matches, candidates = rows // 8, rows * 4
    codes = []
    for comparison, agree in zip(comparisons, (0.98, 0.9, 0.8, 0.7), strict=True):
        last = comparison.size - 1
        u = 0.5 if comparison.name == "sex" else 0.02
        match = np.where(rng.random(matches) < agree, last - 1, last)
        other = np.where(rng.random(candidates) < u, last - 1, last)
        codes.append(np.concatenate((match, other)))
    patterns, counts = np.unique(np.stack(codes, 1), axis=0, return_counts=True)
    bands = {
        c.name: (np.array([1e-9, 1e-9, 1e-9, 1e-9, 0.02]), np.array([0.0, 0, 0, 0, 1.0]))
        for c in comparisons
        if c.frequency
    }
    slots = slots_of(comparisons, Profile())
    model = Model(schema, Profile(), classes_for(slots), {}, {}, rows, float(matches + candidates))
    return model, Evidence(Patterns(patterns, counts.astype(float)), [], bands), np.array([0.98, 0.9, 0.8, 0.7])


def test_training_without_labels_recovers_the_tables_of_simulated_pairs() -> None:
    model, evidence, agree = _simulated(40_000, seed=2)
    train(model, evidence)
    matches = sum(model.counts[cls] for cls in model.classes if cls in MATCH_CLASSES)
    assert matches == pytest.approx(5_000, rel=0.08)
    for comparison, expected in zip(model.comparisons, agree, strict=True):
        table = model.tables[(comparison.name, "match")]
        assert table[1:-1].sum() == pytest.approx(expected, abs=0.03), comparison.name
    sex = model.tables[("sex", "stranger")]
    assert sex[1] == pytest.approx(0.5, abs=0.03)


def test_a_model_survives_json_with_its_version_and_a_damaged_one_is_refused() -> None:
    model, evidence, _ = _simulated(5_000, seed=4)
    train(model, evidence)
    again = Model.from_json(model.to_json())
    assert again.version == model.version
    codes = np.array([[1, 5, 5, 5], [2, 6, 6, 6], [0, 0, 0, 0]])
    assert again.weights(codes) == pytest.approx(model.weights(codes), abs=1e-6)
    with pytest.raises(LinkageError, match="Format model"):
        Model.from_json(model.to_json().replace('"format": 1', '"format": 99'))
    with pytest.raises(LinkageError, match="bukan JSON"):
        Model.from_json("bukan model")


def test_an_explanation_adds_up_and_speaks_indonesian() -> None:
    model, evidence, _ = _simulated(5_000, seed=4)
    train(model, evidence)
    told = explain(model, [1, 5, 5, 6])
    assert told.prior + sum(f.weight for f in told.fields) == pytest.approx(told.weight)
    assert told.weight == pytest.approx(float(model.weights(np.array([[1, 5, 5, 6]]))[0]))
    assert "peluang" in told.sentence
    assert "b sama; tetapi c berbeda" in told.sentence


def test_missing_values_are_no_evidence() -> None:
    model, evidence, _ = _simulated(5_000, seed=4)
    train(model, evidence)
    told = explain(model, [0, 0, 0, 0])
    assert [f.weight for f in told.fields] == [0.0] * 4


def test_groups_refuse_what_a_contradiction_keeps_apart() -> None:
    left, right, weight = np.array([0, 1]), np.array([1, 2]), np.array([9.0, 3.0])
    free = cluster(4, left, right, weight, {})
    assert free.label.tolist() == [0, 0, 2, 3] or free.label.tolist() == [0, 0, 0, 3]
    against = cluster(4, left, right, weight, {(0, 2): -20.0})
    assert against.label.tolist() == [0, 0, 2, 3]
    assert len(against.refused) == 1
    together = cluster(4, left, right, np.array([9.0, 8.0]), {(0, 2): -1.0})
    assert together.label.tolist() == [0, 0, 0, 3]


def test_two_records_need_no_further_proof() -> None:
    assert cluster(2, np.array([0]), np.array([1]), np.array([0.1])).label.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id=a,name=b,name=c", "dipetakan dua kali"),
        ("id=a,name=b,surname=b", "dipakai untuk dua bidang"),
        ("name=b", "tidak memuat id"),
        ("id=a", "Tidak ada bidang"),
        ("id=a,nama=b", "tidak dikenal"),
        ("id=a,name", "bidang=kolom"),
        ("id=a,text:x y=b,exact:x=c,text:x-y=d", "menjadi sama"),
    ],
)
def test_a_map_that_cannot_be_used_says_why(text: str, says: str) -> None:
    with pytest.raises(MapError, match=says):
        parse_map(text)


def test_the_brake_stops_a_batch_with_too_many_doubles() -> None:
    Limits(most_doubles=0.2).check_doubles(100, 20)
    with pytest.raises(LinkageError, match="Rem"):
        Limits(most_doubles=0.2).check_doubles(100, 21)


def test_importing_the_context_loads_nothing_heavy() -> None:
    import subprocess

    code = (
        "import sys; import pilar.evidence.linkage.cli; "
        "print([m for m in ('numpy', 'pyarrow', 'duckdb', 'splink') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(Path("src"))}
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def linked() -> Iterator[tuple[Links, pa.Table]]:
    """A register of 3,000 linked with itself, and the same rows as text columns by role."""
    from pilar.evidence.linkage.engine.pipeline import Clock, link_store

    plan = Plan(3_000, seed=3)
    records = make_records(make_persons(plan), plan)
    schema = parse_map(REGISTER_MAP)
    rows = {f.role: pa.array(records[f.column].astype(str).tolist(), pa.string()) for f in schema.fields}
    table = pa.table({"id": pa.array(records.rec_id.astype(str).tolist()), **rows})
    connection = connect(Limits())
    store = Store(connection, schema)
    store.load([table])
    limits = Limits(least_pairs=60_000, random_pairs=60_000)
    links = link_store(store, model=None, limits=limits, clock=Clock())
    links.truth = records.person.to_numpy()  # type: ignore[attr-defined]
    links.cards = records.card.to_numpy()  # type: ignore[attr-defined]
    yield links, table
    connection.close()


def test_one_by_one_and_in_bulk_new_records_get_the_same_weights(linked: tuple[Links, pa.Table]) -> None:
    links, table = linked
    index = Index.of_store(links.store, links.model)
    asked = table.slice(0, 60)
    bulk = {(f.question, f.id): f.weight for f in index.find(asked)}
    single = {(i, f.id): f.weight for i in range(60) for f in index.find(asked.slice(i, 1))}
    assert len(bulk) > 60
    assert single == pytest.approx(bulk)
    assert min(bulk[(i, str(i))] for i in range(60)) > 0, "every record finds itself"


def test_a_record_added_to_the_index_is_found(linked: tuple[Links, pa.Table]) -> None:
    links, _ = linked
    index = Index.of_store(links.store, links.model)
    new = dict.fromkeys(links.model.schema.roles, "") | {
        "national_id": "7371015204770009", "name": "Zuleha Batarangka", "birth_date": "1977-04-12", "sex": "P",
        "area": "3501011001", "birth_place": "Makassar",
    }  # fmt: skip
    row = pa.table({"id": ["baru-1"], **{k: pa.array([v], pa.string()) for k, v in new.items()}})
    assert not index.find(row, least=0.0)
    index.add(row)
    typed_badly = row.set_column(row.schema.get_field_index("name"), "name", pa.array(["Hj. Soeleha Batarangka"]))
    assert [f.id for f in index.find(typed_badly, least=0.0)] == ["baru-1"]
    weight, _ = score_one(
        links.model, {k: v[0].as_py() for k, v in zip(row.column_names, row.columns, strict=True)},
        {k: v[0].as_py() for k, v in zip(typed_badly.column_names, typed_badly.columns, strict=True)}, index.size,
    )  # fmt: skip
    assert weight > 0


def test_families_that_share_persons_are_found_with_their_kind(linked: tuple[Links, pa.Table]) -> None:
    links, _ = linked
    cards, truth = links.cards, links.truth  # type: ignore[attr-defined]
    said = link_families(links.store, cards, links.clustering.label)
    true = link_families(links.store, cards, truth)

    def pairs(table: pa.Table) -> set[tuple[int, int]]:
        return set(zip(table["card_a"].to_pylist(), table["card_b"].to_pylist(), strict=True))

    found = pairs(said) & pairs(true)
    assert len(found) / len(pairs(said)) >= 0.98
    assert len(found) / len(pairs(true)) >= 0.9
    assert set(said["kind"].to_pylist()) <= {"ganda", "pecah", "gabung"}


def test_family_kinds_of_a_small_example() -> None:
    connection = connect(Limits())
    rows = pa.table({"id": [str(i) for i in range(9)], "name": ["Budi"] * 9, "family_id": ["3573010101200001"] * 9})
    store = Store(connection, parse_map("id=id,name=name,family_id=kk"))
    store.load([rows])
    cards = np.array([1, 1, 1, 2, 2, 3, 4, 4, 4])
    persons = np.array([10, 11, 12, 10, 11, 12, 20, 21, 12])
    kinds = {(r["card_a"], r["card_b"]): r["kind"] for r in link_families(store, cards, persons).to_pylist()}
    assert kinds == {(1, 2): "ganda", (1, 3): "ganda", (1, 4): "pecah", (3, 4): "ganda"}
    connection.close()


@pytest.mark.slow()
@pytest.mark.timeout(900)
def test_spark_finds_the_same_pairs_as_duckdb(linked: tuple[Links, pa.Table], tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    import pyarrow.parquet as pq

    from pilar.evidence.linkage.engine.spark.dialect import start_session
    from pilar.evidence.linkage.engine.spark.run import link_parquet

    links, table = linked
    named = table.rename_columns(["rec_id", *[f.column for f in links.model.schema.fields]])
    pq.write_table(named, tmp_path / "register.parquet")
    session = start_session(partitions=2)
    try:
        counts = link_parquet(session, tmp_path / "register.parquet", tmp_path / "out", links.model)
        pairs = session.read.parquet(str(tmp_path / "out" / "pairs")).where("decision = 'match'").toArrow()
    finally:
        session.stop()
    spark = {
        tuple(sorted((int(a), int(b))))
        for a, b in zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
    }
    duck = set(zip(links.left[links.is_match].tolist(), links.right[links.is_match].tolist(), strict=True))
    assert counts["records"] == links.store.rows
    assert len(spark ^ duck) <= 0.001 * len(duck)
