"""No row of another area comes out of any query, whatever the scope; the number of queries does not grow with rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry_people import BANJARSARI, IMOPURO, METRO, kk, nik

from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.evidence.registry import queries
from pilar.evidence.registry.models import Family, PendingBatch, Person

TODAY = date(2026, 11, 24)
AREAS = (METRO, IMOPURO, BANJARSARI, f"{METRO}001", f"{METRO}001002")


@pytest.fixture
def city(family: Callable[..., int]) -> None:
    for number, area in enumerate(AREAS):
        family(f"BUDI {number}", f"SITI {number}", wilayah=area, kk=kk(number + 1))


@pytest.mark.usefixtures("city")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sets(st.sampled_from(["", "18", "1872", "187201", "3573", *AREAS]), max_size=3),
    st.sampled_from(["", *AREAS, "1872"]),
)
def test_every_read_stays_inside_the_scope(prefixes: set[str], within: str) -> None:
    scope = Scope(tuple(prefixes), frozenset({"*"}))
    inside = {row.pk for row in Family.objects.all() if scope.covers(row.wilayah)}
    people = {row.pk for row in Person.objects.all() if scope.covers(row.wilayah)}
    listed = queries.list_families(scope, queries.FamilyFilter(wilayah=within, status=""))
    wanted = {row.pk for row in Family.objects.all() if row.pk in inside and row.wilayah.startswith(within)}
    assert {row.id for row in listed.rows} == wanted and listed.count == len(wanted)
    for text in (
        "budi",
        "siti",
        "budy sity",
        "mawar",
        "budi metro",
        *(nik(n, date(1980, 2, 3), 1) for n in range(1, 11, 2)),
        *map(kk, range(1, 6)),
    ):
        found = queries.search_people(scope, text, TODAY)
        assert {row.id for row in found.rows} <= people, text
        assert {row.family_id for row in found.rows if row.family_id} <= inside
        assert {number for number, _name in found.families} <= inside
    assert set(queries.known_families(scope, [row.pk for row in Family.objects.all()])) == inside
    for row in Family.objects.all():
        if row.pk in inside:
            assert queries.get_family(scope, row.pk, TODAY).members
        else:
            with pytest.raises(Problem) as problem:
                queries.get_family(scope, row.pk, TODAY)
            assert problem.value.code == "UMUM-404" and not queries.list_members(scope, row.pk, TODAY)
    for one in Person.objects.all():
        if one.pk not in people:
            with pytest.raises(Problem):
                queries.get_person(scope, one.pk, TODAY)


@pytest.mark.usefixtures("city")
def test_rows_of_a_batch_that_is_being_published_are_not_there(at: Any) -> None:
    PendingBatch.objects.create(pk=7, started_at=at)
    Family.objects.update(born_batch=7)
    Person.objects.update(born_batch=7)
    scope = Scope(("1872",), frozenset({"*"}))
    assert queries.list_families(scope, queries.FamilyFilter()).count == 0
    assert not queries.search_people(scope, "budi", TODAY).rows and not queries.search_people(scope, nik(1), TODAY).rows
    PendingBatch.objects.all().delete()
    assert queries.list_families(scope, queries.FamilyFilter()).count == 5


def count(read: Callable[[], Any]) -> int:
    read()
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


@pytest.mark.django_db
def test_query_counts_do_not_grow(family: Callable[..., int]) -> None:
    scope = Scope(("1872",), frozenset({"*"}))
    small = family("BUDI", kk=kk(1))
    reads: tuple[Callable[[], Any], ...] = (
        lambda: queries.list_families(scope, queries.FamilyFilter()),
        lambda: queries.list_families(
            scope, queries.FamilyFilter(desil=(1, 2), programme="pkh", flaws=frozenset({"tanpa_nik"}))
        ),
        lambda: queries.search_people(scope, "budi", TODAY),
        lambda: queries.search_people(scope, kk(1), TODAY),
        lambda: queries.get_family(scope, small, TODAY),
    )
    before = [count(read) for read in reads]
    big = family("BUDI", *[f"BUDI {n}" for n in range(9)], kk=kk(2))
    for number in range(12):
        family(f"BUDI {number}", wilayah=(METRO, IMOPURO, BANJARSARI)[number % 3])
    after = [count(read) for read in reads[:4]] + [count(lambda: queries.get_family(scope, big, TODAY))]
    assert after == before and max(after) <= 9, (before, after)


@pytest.mark.django_db
def test_pages_of_a_list_hold_every_family_once_in_both_directions(family: Callable[..., int]) -> None:
    ids = {family(f"KELUARGA {n}", wilayah=AREAS[n % 5]) for n in range(11)}
    scope = Scope(("1872",), frozenset({"*"}))
    seen, after = [], ""
    while True:
        page = queries.list_families(scope, queries.FamilyFilter(), after=after, size=4)
        seen += [row.id for row in page.rows]
        if not page.after:
            break
        after = page.after
    assert len(seen) == 11 and set(seen) == ids
    back = queries.list_families(scope, queries.FamilyFilter(), before=page.before, size=4)
    assert [row.id for row in back.rows] == seen[4:8] and back.before and back.after
    assert queries.list_families(scope, queries.FamilyFilter(), after="rusak';--").count == 11


@pytest.mark.django_db
def test_filters_find_what_they_say(family: Callable[..., int]) -> None:
    scope = Scope(("1872",), frozenset({"*"}))
    one, two = family("BUDI", "SITI", kk=kk(1)), family("TONO", wilayah=IMOPURO)
    Family.objects.filter(pk=one).update(desil=2)
    Person.objects.filter(name="SITI").update(nik_index=None, nik_sealed=None)

    def ids(**fields: Any) -> set[int]:
        return {row.id for row in queries.list_families(scope, queries.FamilyFilter(**fields)).rows}

    assert (
        ids(desil=(1, 2)) == {one} and ids(without_desil=True) == {two} and ids(desil=(1,), without_desil=True) == {two}
    )
    assert ids(wilayah=IMOPURO) == {two} and ids(flaws=frozenset({"tanpa_nik"})) == {one}
    assert ids(flaws=frozenset({"tanpa_kk"})) == {two} and ids(flaws=frozenset({"berubah"})) == set()
    assert ids(programme="pkh") == set()
