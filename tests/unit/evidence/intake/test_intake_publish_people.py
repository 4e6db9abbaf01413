"""What a delivery does to the register: new ones enter, known ones follow, older deliveries overwrite nothing."""

from datetime import date, timedelta

import pytest
from intake_door import born, bring, csv_of, family, faults_of, kk, nik, person
from tests.crash.registry_state import exact_state

from pilar.core import vault
from pilar.core.audit import queries as audit
from pilar.core.ids import decode_id
from pilar.core.scope import Scope
from pilar.evidence.intake.models import Batch
from pilar.evidence.registry.models import (
    DtsenEntry,
    DtsenVersion,
    Family,
    FormerIdentifier,
    Membership,
    Observation,
    Person,
    PersonFacts,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("metro")]
MARCH, JUNE, SEPTEMBER = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)
HEAD = "nomor_kartu_keluarga|nama_kepala_keluarga|desil_nasional|kode_kabupaten_kota|kabupaten_kota|kecamatan|kelurahan_desa"


def desil_file(*families: tuple[int, int, str]) -> str:
    """A DTSEN family delivery: (family number, desil, village)."""
    lines = [
        f"{kk(number)}|KEPALA {chr(65 + number)}|{desil}|1872|METRO||{village}" for number, desil, village in families
    ]
    return "\n".join([HEAD, *lines]) + "\n"


def of_card(number: int) -> Family:
    return Family.objects.get(kk_index__in=vault.index_candidates("registry.family.kk", kk(number)))


def test_a_first_delivery_makes_families_persons_memberships_facts_and_observations() -> None:
    rows = [*family(1, "BUDI SANTOSO", "SITI SANTOSO"), *family(2, "JOKO WIDODO")]
    result = bring(csv_of(rows), as_of=JUNE)
    assert result["published"] == {"rows": 3, "new_families": 2, "new_persons": 3, "entries": 0}
    one = of_card(1)
    assert (one.head_name, one.member_count, one.address, one.wilayah) == (
        "BUDI SANTOSO",
        2,
        "JL MAWAR 3",
        "1872011001002001",
    )
    assert (one.status, one.desil, one.as_of, one.revision) == ("aktif", None, JUNE, 1)
    assert vault.unseal("registry.family.kk", one.kk_sealed) == kk(1)
    head = Person.objects.get(name="BUDI SANTOSO")
    assert (head.family_id, head.relation, head.sex, head.birth_date, head.as_of) == (one.pk, 1, 1, born(10), JUNE)
    assert vault.unseal("registry.person.nik", head.nik_sealed) == nik(10, born(10))
    assert head.search_text.startswith("bud snts w1872 w187201 w1872011001 y"), head.search_text
    assert Membership.objects.filter(active_to=None, active_from=JUNE).count() == 3
    assert Observation.objects.filter(subject_kind=2, subject_id=head.pk).get().facts["name"] == "BUDI SANTOSO"
    assert Observation.objects.filter(subject_kind=1).count() == 2
    assert audit.verify(Scope.system()).broken is None


def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    text = csv_of(family(1, "BUDI SANTOSO", "SITI SANTOSO"))
    first = bring(text, as_of=JUNE)
    before = exact_state()
    again = bring(text, as_of=JUNE, name="nama lain.csv")
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["batch"] == first["batch"] and exact_state() == before and Batch.objects.count() == 1


def test_the_same_rows_in_another_file_change_no_fact() -> None:
    rows = family(1, "BUDI SANTOSO", "SITI SANTOSO")
    bring(csv_of(rows), as_of=JUNE)
    bring(csv_of(rows[::-1]), as_of=JUNE)
    assert (Person.objects.count(), Family.objects.count(), Membership.objects.count()) == (2, 1, 2)
    assert set(Person.objects.values_list("name", "family_id")) == {
        ("BUDI SANTOSO", of_card(1).pk), ("SITI SANTOSO", of_card(1).pk)
    }  # fmt: skip
    assert of_card(1).member_count == 2 and not FormerIdentifier.objects.exists()


def test_an_older_delivery_does_not_overwrite_newer_facts() -> None:
    bring(csv_of(family(1, "BUDI SANTOSO", address="JL BARU 1")), as_of=JUNE)
    result = bring(csv_of(family(1, "BUDY SANTOSO", address="JL LAMA 9")), as_of=MARCH)
    assert (of_card(1).address, of_card(1).as_of) == ("JL BARU 1", JUNE)
    person = Person.objects.get()
    assert (person.name, person.as_of, person.revision) == ("BUDI SANTOSO", JUNE, 1)
    assert result["published"]["renewed_persons"] == 0 and Observation.objects.filter(as_of=MARCH).count() == 2
    bring(csv_of(family(1, "BUDI SANTOSA", address="JL TERBARU 5")), as_of=SEPTEMBER)
    assert (of_card(1).address, Person.objects.get().name) == ("JL TERBARU 5", "BUDI SANTOSA")


def test_a_family_that_moves_and_its_members_carry_the_new_area() -> None:
    bring(csv_of(family(1, "BUDI", "SITI")), as_of=MARCH)
    bring(csv_of(family(1, "BUDI", "SITI", place=("METRO UTARA", "BANJARSARI"), rt="004", rw="")), as_of=JUNE)
    assert of_card(1).wilayah == "1872021001000004"
    assert {p.wilayah for p in Person.objects.all()} == {"1872021001000004"}
    assert all("w1872021001" in p.search_text for p in Person.objects.all())


def test_a_known_family_with_a_new_card_keeps_its_id_and_the_old_number_can_be_found() -> None:
    bring(csv_of(family(1, "BUDI", "SITI")), as_of=MARCH)
    before = of_card(1).pk
    rows = [{**row, "nomor_kartu_keluarga": kk(9)} for row in family(1, "BUDI", "SITI")]
    result = bring(csv_of(rows), as_of=JUNE)
    assert Family.objects.get().pk == before == of_card(9).pk
    former = FormerIdentifier.objects.get()
    assert (former.kind, former.subject_id, former.active_to) == ("kk", before, JUNE)
    assert vault.unseal("registry.family.kk", former.value_sealed) == kk(1)
    assert bytes(former.value_index) == vault.blind_index("registry.family.kk", kk(1))
    assert result["published"].get("moved_persons", 0) == 0 and Membership.objects.count() == 2


def test_a_member_on_another_card_leaves_one_family_and_joins_the_other() -> None:
    bring(csv_of([*family(1, "BUDI", "SITI", "ANI"), *family(2, "JOKO")]), as_of=MARCH)
    moved = {**family(1, "BUDI", "SITI", "ANI")[2], "nomor_kartu_keluarga": kk(2), "status_hubungan_keluarga": "4"}
    result = bring(csv_of([*family(2, "JOKO"), moved]), as_of=JUNE)
    ani = Person.objects.get(name="ANI")
    assert (ani.family_id, ani.relation) == (of_card(2).pk, 4)
    held = list(
        Membership.objects.filter(person=ani)
        .order_by("active_from")
        .values_list("family_id", "active_from", "active_to", "reason")
    )
    assert held == [(of_card(1).pk, MARCH, JUNE, "pindah KK"), (of_card(2).pk, JUNE, None, "pindah KK")]
    assert (of_card(1).member_count, of_card(2).member_count) == (2, 2)
    assert result["published"]["moved_persons"] == 1


def test_people_without_nik_are_known_by_name_within_their_family_only() -> None:
    bring(csv_of([*family(1, "BUDI", nik=""), *family(2, "SITI RAHAYU", nik="")]), as_of=MARCH)
    again = [
        *family(1, "BUDI", nik=""),
        *family(2, "SITI RAHAYUU", nik="", birth=""),
        person(1, 17, "SITI RAHAYU", nik=""),
    ]
    result = bring(csv_of(again), as_of=JUNE)
    assert result["published"]["new_persons"] == 1 and Person.objects.count() == 3
    assert Person.objects.filter(family=of_card(2)).get().name == "SITI RAHAYUU"
    number = nik(10, born(10))
    bring(csv_of([person(1, 10, "BUDI", relation=1)]), as_of=SEPTEMBER)
    assert Person.objects.count() == 3
    assert vault.unseal("registry.person.nik", Person.objects.get(name="BUDI").nik_sealed) == number


def test_desil_of_a_known_family_follows_the_newer_version_never_an_older_one() -> None:
    bring(csv_of([*family(1, "KEPALA B"), *family(2, "KEPALA C")]), as_of=MARCH)
    first = bring(
        desil_file((1, 3, "METRO"), (2, 4, "METRO"), (3, 9, "METRO")), profile="dtsen-family", as_of=JUNE, version="v2"
    )
    assert [of_card(n).desil for n in (1, 2, 3)] == [3, 4, 9]
    assert first["published"]["renewed_desil"] == 2 and of_card(1).member_count == 1
    june = DtsenVersion.objects.get()
    assert (june.family_count, of_card(1).desil_version, of_card(3).desil_version) == (3, june.pk, june.pk)
    assert set(DtsenEntry.objects.values_list("family_id", "desil")) == {
        (of_card(1).pk, 3),
        (of_card(2).pk, 4),
        (of_card(3).pk, 9),
    }
    bring(desil_file((1, 8, "METRO"), (4, 1, "METRO")), profile="dtsen-family", as_of=MARCH, version="v1")
    assert [of_card(n).desil for n in (1, 2, 3, 4)] == [3, 4, 9, 1]
    bring(desil_file((1, 5, "METRO"), (3, 10, "IMOPURO")), profile="dtsen-family", as_of=SEPTEMBER, version="v3")
    assert [of_card(n).desil for n in (1, 2, 3)] == [5, 4, 10]
    assert of_card(3).wilayah == "1872011003"
    history = DtsenEntry.objects.filter(family=of_card(1)).order_by("version__as_of").values_list("desil", flat=True)
    assert list(history) == [8, 3, 5]
    assert DtsenVersion.objects.exclude(published_at=None).count() == 3


def test_desil_is_renewed_in_slices_that_a_later_run_goes_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    from pilar.evidence.intake.publish import desil
    from pilar.evidence.registry import sources

    monkeypatch.setattr(desil, "SLICE_ENTRIES", 2)
    bring(csv_of([row for number in range(1, 8) for row in family(number, f"KEPALA {chr(65 + number)}")]), as_of=MARCH)
    original, calls = sources.renew_desil, []

    def stumbling(version: int, entries: tuple[int, int] | None = None) -> int:
        calls.append(entries)
        if len(calls) == 3:
            raise OSError("power cut")
        return original(version, entries)

    monkeypatch.setattr(sources, "renew_desil", stumbling)
    text = desil_file(*((number, number, "METRO") for number in range(1, 8)))
    monkeypatch.setattr("pilar.core.jobs.worker.retry_delay", lambda failures: timedelta(0))
    done = bring(text, profile="dtsen-family", as_of=JUNE, version="v2")
    assert done["state"] == "terbit" and [of_card(n).desil for n in range(1, 8)] == list(range(1, 8))
    assert done["published"] == {"rows": 7, "new_families": 0, "new_persons": 0, "entries": 7, "renewed_families": 7,
                                 "renewed_persons": 7, "moved_persons": 0, "renewed_desil": 7}  # fmt: skip
    assert (
        calls[2] == calls[3] and len(calls) == 6 and calls[-1] is None
    )  # four slices, the third twice, and the last look


def test_a_nik_registered_to_somebody_clearly_else_waits_for_a_person() -> None:
    bring(csv_of(family(1, "BUDI SANTOSO", "SITI AMINAH")), as_of=MARCH)
    number = nik(10, born(10))
    other = person(5, 55, "WAHYU PRATAMA", relation=1, nik=number)
    spelled = person(1, 10, "BUDY SANTOSA", relation=1, birth="07-08-1977")
    same_day = person(1, 11, "SITI ROHMAH, S.Pd")
    result = bring(csv_of([spelled, same_day, other]), as_of=JUNE)
    assert (4, "nomor_induk_kependudukan", "BRK-701") in faults_of(result)
    result = bring(csv_of([same_day, other]), as_of=JUNE)
    assert (3, "nomor_induk_kependudukan", "BRK-703") in faults_of(result) and result["faults"]["BRK-703"] == 1
    assert (result["accepted"], result["quarantined"]) == (1, 1)
    assert (
        Person.objects.filter(nik_index=vault.blind_index("registry.person.nik", number)).get().name == "BUDY SANTOSA"
    )
    assert not Person.objects.filter(name="WAHYU PRATAMA").exists()


def test_nothing_of_a_batch_is_seen_before_all_of_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from pilar.evidence.intake import jobs
    from pilar.evidence.intake.publish import run

    monkeypatch.setattr(run, "SLICE_ROWS", 2)
    rows = [
        row
        for number in range(1, 6)
        for row in family(number, f"KEPALA {chr(65 + number)}", f"ANAK {chr(65 + number)}")
    ]
    finish, seen = jobs._finish, []

    def look_first(*args: object) -> None:
        scope = Scope(("1872",))
        seen.append(
            (Person.objects.count(), Person.objects.within(scope).count(), Family.objects.within(scope).count())
        )
        finish(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "_finish", look_first)
    result = bring(csv_of(rows), as_of=JUNE)
    assert seen == [(10, 0, 0)] and Person.objects.within(Scope(("1872",))).count() == 10
    assert Batch.objects.get(pk=decode_id(result["batch"])).cursor == 5


def test_facts_of_a_person_are_kept_and_a_later_gap_erases_nothing() -> None:
    from pilar.evidence.intake.fields import person_fact_fields

    coded = next(f for f in person_fact_fields() if f.variable and f.variable.kind == "single")
    assert coded.variable is not None
    first, second = sorted(coded.variable.codes)[:2]
    rows = family(1, "BUDI")
    bring(csv_of([{**rows[0], coded.key: str(first)}]), as_of=MARCH)
    bring(csv_of(rows), as_of=JUNE)
    assert getattr(PersonFacts.objects.get(), coded.key) == first
    bring(csv_of([{**rows[0], coded.key: str(second)}]), as_of=SEPTEMBER)
    bring(csv_of([{**rows[0], coded.key: str(first)}]), as_of=JUNE)
    facts = PersonFacts.objects.get()
    assert (getattr(facts, coded.key), facts.as_of) == (second, SEPTEMBER)


def test_one_card_in_two_kelurahan_is_one_family() -> None:
    """The rows of a card stay together wherever they say they live: in one slice they used to become two families."""
    rows = family(1, "BUDI SANTOSO", "SITI SANTOSO")
    rows[1]["kelurahan_desa_ktp"] = "IMOPURO"
    result = bring(csv_of(rows), as_of=JUNE)
    assert result["accepted"] == 2 and result["published"]["new_families"] == 1
    assert of_card(1).member_count == 2
