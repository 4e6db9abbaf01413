"""The projection made anew: equal after imports and acts, mended after damage; search words made anew."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db.models import Count

from pilar.core.scope import Actor, Scope
from pilar.evidence.intake.cli import import_file
from pilar.evidence.registry import actions, queries
from pilar.evidence.registry.actions.rebuild import check_projection, reindex, write_projection
from pilar.evidence.registry.cli import registry
from pilar.evidence.registry.models import DtsenEntry, Family, FamilyFacts, Person, PersonFacts

HEAD = "nomor_kartu_keluarga|nama_kepala_keluarga|desil_nasional|kode_kabupaten_kota|kabupaten_kota|kecamatan|kelurahan_desa|is_gc_kemensos|is_pbi_se|is_siks_ng"
MEMBERS = "nomor_kartu_keluarga|nomor_induk_kependudukan|nama|jenis_kelamin|tanggal_lahir|status_hubungan_keluarga|kode_kelurahan_desa_ktp|status_kawin"


def card(number: int) -> str:
    return f"187201150319{number:04d}"


def dtsen(*rows: tuple[int, str, int]) -> str:
    return (
        "\n".join([HEAD, *(f"{card(n)}|{name}|{desil}|1872|METRO|METRO PUSAT|METRO|0|0|1" for n, name, desil in rows)])
        + "\n"
    )


def members(*rows: tuple[int, str, str, int]) -> str:
    line = "{kk}|{nik}|{name}|1|1980-02-03|{relation}|1872011001|2"
    return (
        "\n".join([MEMBERS, *(line.format(kk=card(n), nik=nik, name=name, relation=rel) for n, nik, name, rel in rows)])
        + "\n"
    )


@pytest.fixture
def load(metro: None, tmp_path: Path) -> Callable[..., dict[str, object]]:
    def bring(text: str, profile: str, as_of: str, **options: str) -> dict[str, object]:
        file = tmp_path / f"{profile}-{as_of}.csv"
        file.write_text(text)
        pairs = [part for key, value in options.items() for part in ("--option", f"{key}={value}")]
        result = CliRunner().invoke(import_file, [str(file), "--profile", profile, "--as-of", as_of, "--json", *pairs])
        assert result.exit_code == 0, result.output
        return dict(json.loads(result.output[result.output.index("{\n") :]))

    return bring


@pytest.mark.django_db(transaction=True)
def test_imports_and_acts_leave_the_projection_equal_to_the_fold(
    load: Callable[..., dict[str, object]], at: datetime
) -> None:
    load(dtsen((1, "BUDI", 3), (2, "TONO", 4), (3, "ADI", 9)), "dtsen-family", "2026-02-01", version="v2")
    load(
        members(
            (1, "1872010302800001", "BUDI", 1), (1, "1872010302800002", "ALI", 3), (2, "1872010302800003", "TONNO", 1)
        ),
        "dtsen-member-detail",
        "2026-03-01",
    )
    load(dtsen((1, "BUDI SANTOSO", 5), (2, "TONO", 4), (4, "BARU", 1)), "dtsen-family", "2026-08-01", version="v3")
    assert Family.objects.count() == 4 and check_projection().differences == {}
    budi = Family.objects.get(kk_index=Person.objects.get(name="ALI").family.kk_index)  # type: ignore[union-attr]
    assert budi.desil == 5 and DtsenEntry.objects.filter(family=budi).count() == 2
    assert [step.change for step in queries.desil_history(Scope.system(), budi.pk)] == ["Naik", ""]
    movement = {
        flaw: queries.list_families(Scope.system(), queries.FamilyFilter(flaws=frozenset({flaw}))).count
        for flaw in ("berubah", "baru", "hilang")
    }
    assert movement == {"berubah": 1, "baru": 1, "hilang": 1}
    ali, by = Person.objects.get(name="ALI"), Actor.system()
    actions.mark_deceased(person_id=ali.pk, revision=ali.revision, died_date=None, evidence="akta", by=by, at=at)
    actions.correct_family(
        family_id=budi.pk, revision=budi.revision, changed={"luas_lantai": 40}, reason="kunjungan", by=by, at=at
    )
    assert check_projection().differences == {}


@pytest.mark.django_db
def test_damage_is_found_and_mended(family: Callable[..., int], officer: Actor, at: datetime) -> None:
    number = family("BUDI", "SITI", kk="1872011503190001")
    actions.correct_family(
        family_id=number,
        revision=1,
        changed={"luas_lantai": 40, "id_pelanggan_pln": "12345678901"},
        reason="x",
        by=officer,
        at=at,
    )
    siti = Person.objects.get(name="SITI")
    actions.correct_person(person_id=siti.pk, revision=1, changed={"status_kawin": 2}, reason="x", by=officer, at=at)
    good = [list(m.objects.order_by("pk").values()) for m in (Family, Person, FamilyFacts, PersonFacts)]
    other = Person.objects.get(name="BUDI")
    Person.objects.filter(pk=siti.pk).update(
        name="RUSAK", nik_sealed=other.nik_sealed, nik_index=other.nik_index, sex=None, status="meninggal"
    )
    Family.objects.update(member_count=9, address="RUSAK")
    FamilyFacts.objects.update(luas_lantai=1, id_pelanggan_pln="")
    PersonFacts.objects.all().delete()
    found = check_projection().differences
    assert (
        found["registry_person.name"] == 1
        and found["registry_person.nik_sealed"] == 1
        and found["registry_family.member_count"] == 1
    )
    assert CliRunner().invoke(registry, ["rebuild", "--check", "--json"]).exit_code == 1
    assert write_projection(by=officer, at=at).written > 5
    assert check_projection().differences == {}
    assert [list(m.objects.order_by("pk").values()) for m in (Family, Person, FamilyFacts, PersonFacts)] == good
    assert json.loads(CliRunner().invoke(registry, ["rebuild", "--json"]).output)["differences"] == 0


@pytest.mark.django_db
def test_search_words_are_made_anew(family: Callable[..., int], officer: Actor, at: datetime) -> None:
    family("BUDI", "SITI")
    before = list(Person.objects.order_by("pk").values_list("search_text", flat=True))
    Person.objects.update(search_text="lama")
    assert reindex(by=officer, at=at) == 2 and reindex(by=officer, at=at) == 0
    assert list(Person.objects.order_by("pk").values_list("search_text", flat=True)) == before
    assert Person.objects.values("search_text").annotate(n=Count("pk")).count() == 2
