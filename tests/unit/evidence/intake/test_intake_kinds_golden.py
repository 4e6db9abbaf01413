"""The synthetic check lists know exactly whom they hold and whom they only resemble: flags must say the same."""

from pathlib import Path
from typing import Any

import pytest
from intake_door import bring

from pilar.core import vault
from pilar.decision.screening.models import Flag
from pilar.demo.city import City, generate_city
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.profiles import PROFILES
from pilar.demo.sheets.bdt2015 import write_bdt2015
from pilar.demo.sheets.checklists import CHECK_LISTS, write_check_list
from pilar.demo.sheets.dtsen_detail import write_dtsen_member_detail
from pilar.demo.sheets.dukcapil import write_dukcapil_results
from pilar.demo.sheets.opensid import write_opensid_recipients
from pilar.evidence.registry.models import DukcapilResult, Person, ReceivedAid
from pilar.foundation.wilayah.edition import read_table

pytestmark = pytest.mark.django_db
SEED = 11


@pytest.fixture(scope="module")
def city() -> City:
    return generate_city(read_table().rows, persons=2_000, seed=SEED)


@pytest.fixture
def registered(metro: None, city: City, tmp_path: Path) -> dict[int, int]:
    """Everybody of the city in the register, without damage; person id of the truth by id of the register."""
    file = write_dtsen_member_detail(city, tmp_path / "anggota.csv", errors=ErrorProfile.none(), seed=SEED)
    result = bring(file.path.read_bytes(), name="anggota.csv", profile=PROFILES[file.profile][0])
    assert result["state"] == "terbit" and result["quarantined"] == 0
    niks, ids = city.persons["nik"].to_pylist(), city.persons["person_id"].to_pylist()
    truth = {
        index: number
        for index, number in zip(vault.blind_index_many("registry.person.nik", niks), ids, strict=True)
        if index
    }
    rows = Person.objects.filter(nik_index__isnull=False).values_list("pk", "nik_index")
    return {pk: truth[bytes(index)] for pk, index in rows if bytes(index) in truth}


def send(file: Any, **options: str) -> dict[str, Any]:
    profile, fixed = PROFILES[file.profile]
    result = bring(file.path.read_bytes(), name=file.path.name, profile=profile, **fixed, **options)
    assert result["rows"] == result["accepted"] + result["quarantined"] + sum(result["other"].values())
    return result


@pytest.mark.parametrize("code", [spec.code for spec in CHECK_LISTS])
def test_flags_are_exactly_those_the_list_calls_for(
    registered: dict[int, int], city: City, tmp_path: Path, code: str
) -> None:
    spec = next(spec for spec in CHECK_LISTS if spec.code == code)
    file = write_check_list(
        city, tmp_path / spec.file_name.format(city="metro"), errors=ErrorProfile.none(), seed=SEED, code=code
    )
    result = send(file)
    assert result["quarantined"] == 0 and result["accepted"] == file.rows.num_rows
    rows = file.rows.to_pylist()
    false_nik = {row["row"] for row in file.damages.to_pylist() if row["kind"] == "false_nik"}
    residents = {row["true_id"] for row in rows if row["true_id"]} & set(registered.values())
    victims = {row["resembles"] for row in rows if row["row"] in false_nik}
    flagged = {
        registered[pk]: (basis, likely)
        for pk, basis, likely in Flag.objects.values_list("person_id", "basis", "likely_false")
        if pk in registered
    }
    assert false_nik and set(flagged) == residents | victims
    assert all(flagged[victim] == ("nik", True) for victim in victims - residents)
    assert all(flagged[person] == ("nik", False) for person in residents - victims)


def test_damaged_numbers_wait_and_no_row_is_lost(registered: dict[int, int], city: City, tmp_path: Path) -> None:
    file = write_check_list(
        city, tmp_path / "data_asn_metro.xlsx", errors=ErrorProfile().scaled(3), seed=SEED, code="asn"
    )
    result = send(file)
    spoilt = {row["row"] for row in file.damages.to_pylist() if row["kind"] in ("nik_scientific", "nik_number")}
    assert spoilt
    assert result["faults"].get("BRK-102", 0) == len(spoilt)


def test_answers_and_recipients_are_counted_as_written(registered: dict[int, int], city: City, tmp_path: Path) -> None:
    answers = write_dukcapil_results(city, tmp_path / "padan.csv", errors=ErrorProfile.none(), seed=SEED)
    assert send(answers)["accepted"] == answers.rows.num_rows == DukcapilResult.objects.count()
    assert not DukcapilResult.objects.filter(result="padan", name_similarity__lt=100).exists()
    recipients = write_opensid_recipients(
        city, tmp_path / "pkh.xlsx", errors=ErrorProfile.none(), seed=SEED, programme="PKH"
    )
    result = send(recipients, programme="PKH")
    assert result["accepted"] == recipients.rows.num_rows == ReceivedAid.objects.count()
    known = [row["true_id"] for row in recipients.rows.to_pylist()]
    found = [registered.get(pk or 0) for pk in ReceivedAid.objects.order_by("row").values_list("person_id", flat=True)]
    assert [one for one in found if one] == [one for one, seen in zip(known, found, strict=True) if seen]
    assert sum(1 for one in found if one) == sum(1 for one in known if one in set(registered.values()))


def test_bdt_members_find_themselves(registered: dict[int, int], city: City, tmp_path: Path) -> None:
    before = Person.objects.count()
    file = write_bdt2015(
        city, tmp_path / "bdt.xlsx", errors=ErrorProfile.none(), seed=SEED, kelurahan=str(city.areas.codes[0])
    )
    result = send(file)
    assert result["accepted"] == file.rows.num_rows
    unknown = [row for row in file.rows.to_pylist() if row["true_id"] not in set(registered.values())]
    assert Person.objects.count() - before == len(unknown)
