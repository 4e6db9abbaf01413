"""The build step: from the npm package to the file in the wheel."""

import json
from pathlib import Path

import pytest

from pilar.core.problems import Problem
from pilar.foundation.wilayah.build import AreaDataInvalid, build_areas
from pilar.foundation.wilayah.edition import FILE_NAME, read_table

HEADS = {
    "provinces.csv": "code,name",
    "regencies.csv": "code,province_code,name",
    "districts.csv": "code,regency_code,name",
    "villages.csv": "code,district_code,name",
}
GOOD = {
    "provinces.csv": ["18,Lampung"],
    "regencies.csv": ["18.72,18,Kota Metro"],
    "districts.csv": ["18.72.01,18.72,Metro  Pusat"],
    "villages.csv": ["18.72.01.1004,18.72.01,Hadimulyo Barat"],
}


def package(folder: Path, **changes: list[str]) -> Path:
    root = folder / "node_modules" / "idn-area-data"
    (root / "data").mkdir(parents=True)
    (root / "package.json").write_text(json.dumps({"version": "9.9.9"}))
    (root / "LICENSE").write_text("MIT")
    (root / "data" / "LICENSE.md").write_text("ODbL")
    for file, head in HEADS.items():
        rows = changes.get(file.split(".")[0], GOOD[file])
        (root / "data" / file).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return root.parent


def test_a_package_becomes_one_file_with_its_licences(tmp_path: Path) -> None:
    target = tmp_path / "data"
    edition = build_areas(package(tmp_path), target)
    assert edition.counts == {"2": 1, "4": 1, "6": 1, "10": 1}
    table = read_table(target / FILE_NAME)
    assert table.edition == edition
    assert ("187201", "Metro Pusat") in table.rows
    assert sorted(path.name for path in target.iterdir()) == [
        "LICENSE-data-ODbL.md",
        "LICENSE-idn-area-data-MIT.txt",
        FILE_NAME,
    ]
    first = (target / FILE_NAME).read_bytes()
    build_areas(tmp_path / "node_modules", target)
    assert (target / FILE_NAME).read_bytes() == first


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"villages": ["18.72.09.1004,18.72.09,Yatim"]}, "no parent"),
        ({"provinces": ["18,Lampung", "18,Lampung"]}, "twice"),
        ({"districts": ["18.72.1,18.72,Pendek"]}, "malformed"),
        ({"provinces": ["18,"]}, "malformed"),
    ],
)
def test_a_broken_package_is_refused(tmp_path: Path, changes: dict[str, list[str]], sentence: str) -> None:
    with pytest.raises(AreaDataInvalid, match=sentence):
        build_areas(package(tmp_path, **changes), tmp_path / "data")
    assert not (tmp_path / "data" / FILE_NAME).exists()


def test_a_missing_package_and_a_missing_file_say_so(tmp_path: Path) -> None:
    with pytest.raises(AreaDataInvalid, match="npm ci"):
        build_areas(tmp_path, tmp_path / "data")
    with pytest.raises(Problem, match="WIL-001"):
        read_table(tmp_path / FILE_NAME)
