"""Asking, handing out, results: nothing outside the area, balanced load, one open question once."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.visits import actions
from pilar.evidence.visits.app_source import VisitsForApp
from pilar.evidence.visits.models import Absence, Assignment, FailedVisitRule, VisitEvent
from pilar.evidence.visits.plan import plan_distribution
from pilar.foundation.accounts.models import Assignment as Holding
from pilar.foundation.accounts.models import User

GANJAR, YOSO, OTHER = "1872031002", "1872011005", "3573011001"
DAY = date(2026, 11, 24)


def ask(by: Actor, at: datetime, ids: list[int], kind: str = "cek_lapangan") -> dict[int, int]:
    return actions.ask_visits(by=by, at=at, kind=kind, questions=[actions.Question(n, "Uji", ("uji", n)) for n in ids])


def hand_out(by: Actor, at: datetime, area: str = "1872") -> int:
    return actions.distribute(area=area, digest=plan_distribution(by.scope, area, DAY).digest, by=by, at=at)


def test_a_question_is_asked_once_and_only_inside_the_scope(
    chief: Actor, at: datetime, families: Callable[..., list[int]]
) -> None:
    inside, outside = families(3, GANJAR), families(1, OTHER)
    first = ask(chief, at, inside + outside)
    assert set(first) == set(inside)
    assert ask(chief, at, inside) == first
    assert Assignment.objects.count() == 3
    row = Assignment.objects.get(pk=first[inside[0]])
    assert (row.form_id, row.due_date, row.state) == ("pilar_cek_lapangan", date(2026, 12, 8), "baru")
    with pytest.raises(Problem, match="KUN-010"):
        ask(chief, at, inside, kind="jalan_jalan")
    with pytest.raises(Problem, match="UMUM-404"):
        actions.ask_visit(by=chief, at=at, kind="pengaduan", family_id=outside[0], reason="", source=("uji", 1))


def test_distribution_prefers_the_nearest_and_says_what_is_left(
    chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    tksk, psm = volunteer("tksk1", GANJAR[:6], role="tksk"), volunteer("psm1", GANJAR)
    ask(chief, at, families(3, GANJAR) + families(2, "1872031001") + families(1, YOSO))
    plan = plan_distribution(chief.scope, "1872", DAY)
    assert (len(plan.pairs), plan.left) == (5, 1)
    with pytest.raises(Problem, match="KUN-013"):
        actions.distribute(area="1872", digest="lain", by=chief, at=at)
    assert hand_out(chief, at) == 5
    assert hand_out(chief, at) == 0
    loads = dict(Counter(Assignment.objects.filter(state="dibagi").values_list("volunteer_id", flat=True)))
    assert loads == {psm.user_id: 3, tksk.user_id: 2}
    assert VisitEvent.objects.filter(state="dibagi").count() == 5


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    homes=st.dictionaries(st.sampled_from([GANJAR, YOSO, "1872031001"]), st.integers(0, 9), min_size=1),
    hands=st.lists(st.sampled_from([GANJAR, YOSO, "187203", "1872", OTHER]), min_size=1, max_size=6),
    held=st.integers(0, 4),
)
def test_nobody_outside_the_area_balanced_and_deterministic(
    chief: Actor, at: datetime, families: Callable[..., list[int]], homes: dict[str, int], hands: list[str], held: int
) -> None:
    Assignment.objects.all().delete()
    Holding.objects.all().delete()
    User.objects.all().delete()
    area_of: dict[int, str] = {}
    for n, area in enumerate(hands):
        user = User.objects.create(username=f"p{n}")
        Holding.objects.create(
            user=user, role="psm", wilayah=area, active_from=date(2020, 1, 1), created_at=at, created_by="uji"
        )
        area_of[user.pk] = area
    first = min(area_of)
    for family in families(held, GANJAR):
        Assignment.objects.create(
            kind="pengaduan", form_id="x", family_id=family, wilayah=GANJAR, source_kind="uji", source_id=family, due_date=DAY,
            volunteer_id=first, state="dibagi", asked_at=at, asked_by="uji",
        )  # fmt: skip
    for code, count in homes.items():
        ask(chief, at, families(count, code))
    plan = plan_distribution(chief.scope, "1872", DAY)
    assert plan == plan_distribution(chief.scope, "1872", DAY)
    place = dict(Assignment.objects.values_list("pk", "wilayah"))
    assert len({task for task, _ in plan.pairs}) == len(plan.pairs)
    assert all(place[task].startswith(area_of[user]) for task, user in plan.pairs)
    assert len(plan.pairs) + plan.left == sum(homes.values())
    assert plan.left == sum(n for code, n in homes.items() if not any(code.startswith(a) for a in area_of.values()))
    new = Counter(user for _, user in plan.pairs)
    for team in set(hands):
        members = [user for user, area in area_of.items() if area == team]
        final = {user: new[user] + (held if user == first else 0) for user in members}
        given_work = [final[user] for user in members if new[user]]
        assert not given_work or max(given_work) - min(final.values()) <= 1


def test_an_absent_volunteer_gives_back_and_gets_nothing(
    chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    one, two = volunteer("psm1", GANJAR), volunteer("psm2", GANJAR)
    ask(chief, at, families(4, GANJAR))
    hand_out(chief, at)
    assert (
        actions.mark_absent(user_id=one.user_id or 0, active_from=DAY, active_to=None, reason="Sakit", by=chief, at=at)
        == 2
    )
    hand_out(chief, at)
    assert set(Assignment.objects.values_list("volunteer_id", flat=True)) == {two.user_id}
    some = Assignment.objects.first()
    assert some is not None
    with pytest.raises(Problem, match="KUN-011"):
        actions.reassign(assignment_id=some.pk, user_id=one.user_id or 0, reason="x", by=chief, at=at)
    Absence.objects.all().delete()
    actions.reassign(assignment_id=some.pk, user_id=one.user_id or 0, reason="Rumahnya dekat", by=chief, at=at)
    assert Assignment.objects.get(pk=some.pk).volunteer_id == one.user_id


def test_a_volunteer_sees_and_reports_only_their_own(
    chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    one, two = volunteer("psm1", GANJAR), volunteer("psm2", GANJAR)
    ask(chief, at, families(4, GANJAR))
    hand_out(chief, at)
    source = VisitsForApp()
    mine, theirs = source.visits_for(one, DAY), source.visits_for(two, DAY)
    assert len(mine) == len(theirs) == 2
    assert not {v.key for v in mine} & {v.key for v in theirs}
    assert mine[0].name.startswith("KEPALA")
    assert source.visit_of(one, mine[0].key) is not None
    assert source.visit_of(one, theirs[0].key) is None
    assert source.visit_of(one, "bukan-kunci") is None
    foreign = Assignment.objects.filter(volunteer_id=two.user_id).first()
    assert foreign is not None
    with pytest.raises(Problem, match="UMUM-404"):
        actions.record_result(assignment_id=foreign.pk, result="menolak", visited_on=DAY, key="a", by=one, at=at)


def test_two_failed_visits_on_different_days_end_it(
    chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    one = volunteer("psm1", GANJAR)
    number = next(iter(ask(chief, at, families(1, GANJAR)).values()))
    hand_out(chief, at)

    def report(result: str, day: int, key: str) -> str:
        return actions.record_result(
            assignment_id=number, result=result, visited_on=date(2026, 11, day), key=key, by=one, at=at
        )

    assert report("tidak_di_rumah", 20, "a") == "dibagi"
    assert report("tidak_di_rumah", 20, "a") == "dibagi"
    assert report("tidak_di_rumah", 20, "b") == "dibagi"
    assert Assignment.objects.get(pk=number).failed_visits == 1
    assert report("bangunan_kosong", 21, "c") == "gagal"
    row = Assignment.objects.get(pk=number)
    assert (row.is_open, row.failed_visits, row.attempts.count()) == (False, 2, 3)
    with pytest.raises(Problem, match="KUN-012"):
        report("ditemukan", 22, "d")
    with pytest.raises(Problem, match="KUN-018"):
        report("terbang", 22, "e")


def test_the_office_may_ask_for_three_failed_visits(
    chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    volunteer("psm1", GANJAR)
    FailedVisitRule.objects.create(wilayah="1872", limit=3, gap_days=0, valid_from=date(2026, 1, 1), basis="SK uji")
    FailedVisitRule.objects.create(wilayah="1872", limit=1, gap_days=0, valid_from=date(2027, 1, 1), basis="SK nanti")
    number = next(iter(ask(chief, at, families(1, GANJAR)).values()))
    hand_out(chief, at)
    states = [
        actions.record_result(assignment_id=number, result="tidak_di_rumah", visited_on=DAY, key=k, by=chief, at=at)
        for k in "abc"
    ]
    assert states == ["dibagi", "dibagi", "gagal"]


def test_back_checks_go_to_somebody_else_and_the_seed_decides(
    chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    volunteer("psm1", GANJAR), volunteer("psm2", GANJAR)
    ask(chief, at, families(8, GANJAR))
    hand_out(chief, at)
    for row in Assignment.objects.all():
        actions.record_result(assignment_id=row.pk, result="menolak", visited_on=DAY, key="k", by=chief, at=at)
    drawn = []
    for _ in range(2):
        assert actions.draw_back_checks(area="1872", size=3, seed="7", by=chief, at=at) == 3
        again = list(Assignment.objects.exclude(checks=None).select_related("checks"))
        assert all(one.checks and one.checks.volunteer_id != one.volunteer_id for one in again)
        drawn.append({one.checks_id for one in again})
        Assignment.objects.exclude(checks=None).delete()
    assert drawn[0] == drawn[1]


def test_without_the_capability_nothing_is_handed_out(chief: Actor, at: datetime) -> None:
    weak = Actor("x", "uji", Scope(("1872",), frozenset({"field.collect"})))
    for act in (
        lambda: actions.distribute(area="1872", digest="", by=weak, at=at),
        lambda: actions.mark_absent(user_id=1, active_from=DAY, active_to=None, reason="", by=weak, at=at),
        lambda: actions.draw_back_checks(area="1872", size=1, seed="", by=weak, at=at),
    ):
        with pytest.raises(Problem, match="UMUM-403"):
            act()
