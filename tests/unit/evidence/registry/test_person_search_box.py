"""The search page among many people: damaged names, joined names, former numbers, why somebody is found, hostile words."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from two_cities import AT, GANJAR, MALANG, YOSO, Made, add_families, add_family, add_many, enter, load_areas

from pilar.core.audit.models import AuditEvent
from pilar.core.scope import Actor, Scope
from pilar.demo.errors import texts
from pilar.demo.names.catalogue import CULTURE_NAMES
from pilar.demo.names.compose import as_text, compose
from pilar.evidence.registry import actions, queries
from pilar.evidence.registry.models import Person
from pilar.evidence.registry.queries.likeness import rank_names

TODAY = date(2026, 11, 24)
METRO = Scope(("1872",), frozenset({"*"}))
pytestmark = pytest.mark.django_db


@pytest.fixture
def siti(db: None) -> Made:
    load_areas()
    return add_family(YOSO, ["SITI AMINAH", "MUHAMMAD JUMADI"], 1)


def ids(text: str, scope: Scope = METRO) -> list[int]:
    return [row.id for row in queries.search_people(scope, text, TODAY).rows]


def test_a_card_number_finds_the_members_of_the_family(siti: Made) -> None:
    answer = queries.search_people(METRO, siti.kk, TODAY)
    assert {row.id for row in answer.rows} == set(siti.people) and {row.how for row in answer.rows} == {"kk"}


def test_a_number_that_was_corrected_still_finds_its_person(siti: Made) -> None:
    new = siti.niks[0][:-4] + "0777"
    person = Person.objects.get(pk=siti.people[0])
    by = Actor("uji", "uji", METRO)
    actions.correct_nik(
        person_id=person.pk, revision=person.revision, nik=new, seen=False, reason="salah ketik", by=by, at=AT
    )
    assert [row.how for row in queries.search_people(METRO, siti.niks[0], TODAY).rows] == ["bekas"]
    assert [row.how for row in queries.search_people(METRO, new, TODAY).rows] == ["nik"]
    assert ids(siti.niks[0], Scope((GANJAR,))) == []


@pytest.mark.parametrize("text", [
    "siti aminah", "SITTI AMINA", "Sity Aminah", "aminah siti", "Hj. Siti Aminah, S.Pd", "siti aminah 1979", "siti aminah kel. yosomulyo",
    "siti aminah yosomulyo 1979", "siti aminah kel yosomulio", "siti aminah jl mawar", "siti aminah mawar 3", "s. aminah", "sitiaminah",
    "sit iaminah", "siti am", "siti aminak", "siti aminsh", "siti aminah lahir 17-05-1979", "siti aminah tgl 17 mei 1979",
    "sitti amina yosomulio 1979", "sitti amina kel yosomuljo 17/05/1979",
])  # fmt: skip
def test_a_name_with_slips_area_year_and_address_finds_its_person_first(siti: Made, text: str) -> None:
    add_many([GANJAR], ["SULASTRI", "SITI ROHMAH", "AMINUDIN", "BUDI SANTOSO"], [1979, 1980, 1990, 1979])
    assert ids(text)[:1] == [siti.people[0]]


def test_a_name_that_is_written_as_one_word_is_found_by_its_parts(siti: Made) -> None:
    (joined,) = add_many([YOSO], ["NURHAYATI"], [1970])
    assert ids("nur hayati")[:1] == [joined]


def test_a_namesake_in_the_named_kelurahan_stands_alone(siti: Made) -> None:
    other = add_family(GANJAR, ["SITI AMINAH"], 2)
    assert set(ids("siti aminah")) == {siti.people[0], other.people[0]}
    assert ids("siti aminah kel ganjar agung") == [other.people[0]]


def test_nobody_stays_nobody(siti: Made) -> None:
    assert ids("zulkifli hasan xaverius") == []


DAMAGE = (
    texts.typing_error, texts.old_spelling, texts.muhammad_variant, texts.title, texts.casing, texts.whitespace, texts.glue,
)  # fmt: skip


def test_damaged_names_are_among_the_first_five(siti: Made) -> None:
    """The slips of the demonstration city, on a kelurahan's worth of names: the person, or a namesake, within five."""
    rng = np.random.default_rng(7)
    count = 1_500
    years = rng.integers(1940, 2020, count)
    culture = rng.integers(0, len(CULTURE_NAMES), count)
    names = as_text(compose(rng, culture, rng.random(count) < 0.5, years)).to_pylist()
    add_many([GANJAR, YOSO], names, years.tolist())
    asked, missed = 0, []
    for name in names[::12]:
        for damage in DAMAGE:
            text = damage(rng, name)
            asked += 1
            if name not in [row.name for row in queries.search_people(METRO, text, TODAY).rows[:5]]:
                missed.append((name, text))
    assert len(missed) < 0.03 * asked, (len(missed), asked, missed[:20])


def test_two_slips_are_forgiven_when_the_kelurahan_and_the_year_are_said(siti: Made) -> None:
    """Everybody of the year in the kelurahan is compared by name, so even a name that no skeleton fits comes among the first five."""
    rng = np.random.default_rng(11)
    count = 1_200
    culture = rng.integers(0, len(CULTURE_NAMES), count)
    names = as_text(compose(rng, culture, rng.random(count) < 0.5, np.full(count, 1979))).to_pylist()
    people = add_many([GANJAR, YOSO], names, [1979 + n % 4 // 2 for n in range(count)])
    asked, missed = 0, []
    for number in range(0, count, 8):
        text = texts.typing_error(rng, texts.typing_error(rng, names[number]))
        asked += 1
        found = queries.search_people(METRO, f"{text} kel ganjar agung {1979 + number % 4 // 2}", TODAY).rows[:5]
        if people[number] not in [row.id for row in found] and names[number] not in [row.name for row in found]:
            missed.append((names[number], text))
    assert len(missed) <= 0.02 * asked, (len(missed), asked, missed)


def test_who_is_little_like_does_not_stand_beside_who_is(siti: Made) -> None:
    add_many([YOSO], ["SITI AMINAH", "SITI ROHMAH", "BUDI SANTOSO", "AMIR"], [1979] * 4)
    answer = queries.search_people(METRO, "siti aminah kel yosomulyo 1979", TODAY)
    assert [row.name for row in answer.rows] == ["SITI AMINAH", "SITI AMINAH"] and not answer.loose
    assert ids("zulkifli xaverius kel yosomulyo 1979") == []


def test_the_misspelt_kelurahan_that_was_understood_is_named(siti: Made) -> None:
    add_many([GANJAR], ["SITI AMINAH"], [1979])
    answer = queries.search_people(METRO, "siti amina agung ganjarr 1979", TODAY)
    assert "Ganjar Agung" in answer.area and answer.loose and siti.people[0] not in [row.id for row in answer.rows]
    assert "Yosomulyo" not in queries.search_people(METRO, "siti aminah 1979", TODAY).area


def test_a_long_list_of_candidates_keeps_the_likest() -> None:
    crowd = [(number, f"NAMA LAIN {number}") for number in range(2_000)]
    meant = [(5_001, "SITI NURHALIZAH"), (5_002, "NUR HALIZAH SITI")]
    ranked = rank_names("siti nur halizah", [*crowd[:900], meant[0], *crowd[900:], meant[1]], 60.0)
    assert {number for number, _ in ranked[:2]} == {5_001, 5_002} and all(number > 5_000 for number, _ in ranked)


def test_people_of_another_city_are_found_by_nothing(siti: Made) -> None:
    away = add_family(MALANG, ["SITI AMINAH MALANG"], 3)
    for text in ("siti aminah malang", "siti aminah", away.niks[0], away.kk, "siti aminah kel. balearjosari"):
        assert not set(away.people) & set(ids(text)), text
        assert not set(siti.people) & set(ids(text, Scope(("3573",)))), text


HOSTILE = [
    "' OR 1=1 --", '"*(', "siti AND NOT aminah", "NEAR(siti aminah)", "search_text:siti", "siti* -aminah", "'; DROP TABLE x; --", "a" * 5000,
    "%%%s%(x)s", "\x00siti\x00", "()&|!:*<->", "𝕊𝕚𝕥𝕚", "🙂🙂", "ﷺ", "   ", "'", "-", "0", "9" * 400, "siti " * 200, "<script>alert(1)</script>",
    "a+b", "++", "siti+aminah",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_get_a_page(siti: Made, text: str) -> None:
    client = enter("loket", "operator_kelurahan", YOSO)
    answer = client.post("/cari/", {"q": text})
    assert answer.status_code == 200 and "<script>alert" not in answer.text


def test_the_page_says_why_each_person_stands_there(siti: Made) -> None:
    client = enter("loket", "operator_kelurahan", YOSO)
    why: list[tuple[str, str]] = [
        (siti.niks[0], "NIK cocok"), (siti.kk, "Nomor KK cocok"), ("siti aminah", "Nama sama"), ("sitti aminnah", "Nama mirip"),
    ]  # fmt: skip
    for text, words in why:
        assert words in client.post("/cari/", {"q": text}).text, text
    page = client.post("/cari/", {"q": "siti aminah"}).text
    assert "17 Mei 1979" in page and "JL. MAWAR NO. 3" in page and "Yosomulyo" in page
    assert not any(nik in str(event.data) for event in AuditEvent.objects.all() for nik in siti.niks)


def test_queries_do_not_grow_with_what_is_found(siti: Made) -> None:
    client = enter("loket", "operator_kelurahan", YOSO)
    ask: Callable[[], object] = lambda: client.post("/cari/", {"q": "siti aminah"})  # noqa: E731

    def count() -> int:
        ask()
        with CaptureQueriesContext(connection) as seen:
            ask()
        return len(seen)

    few = count()
    add_many([YOSO], ["SITI AMINAH"] * 60, [1979] * 60)
    add_families(YOSO, 5, first=500)
    assert count() == few
