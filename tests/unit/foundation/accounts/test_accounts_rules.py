"""Which roles and areas run on a day; four eyes on a record; who may do what, written down once more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.accounts.rules import Held, areas_on, roles_on
from pilar.foundation.accounts.separation import require_separate_duties

days = st.dates(date(2026, 1, 1), date(2026, 1, 20))
codes = st.sampled_from(["", "18", "1872", "187201", "1872011001", "1872011001002", "1871", "35", "3573"])


@st.composite
def assignments(draw: st.DrawFn) -> Held:
    begin = draw(days)
    length = draw(st.none() | st.integers(0, 10))
    end = None if length is None else begin + timedelta(length)
    return Held(draw(st.sampled_from(["admin", "lurah", "camat"])), draw(codes), begin, end)


held_lists = st.lists(assignments(), max_size=6)


@given(held_lists, days, codes, st.sampled_from(["admin", "lurah", "camat"]))
def test_the_scope_of_a_role_is_the_union_of_its_running_assignments(
    held: list[Held], day: date, code: str, role: str
) -> None:
    expected = any(
        one.role == role
        and one.active_from <= day
        and (one.active_to is None or day < one.active_to)
        and code.startswith(one.wilayah)
        for one in held
    )
    assert Scope(areas_on(held, role, day)).covers(code) == expected


@given(held_lists, days)
def test_no_area_of_a_scope_lies_inside_another(held: list[Held], day: date) -> None:
    areas = areas_on(held, "lurah", day)
    assert not any(one != other and one.startswith(other) for one in areas for other in areas)


@given(assignments())
def test_a_period_is_half_open(held: Held) -> None:
    if held.active_to is None:
        assert held.runs_on(held.active_from) and not held.runs_on(held.active_from - timedelta(1))
    else:
        assert not held.runs_on(held.active_to)
        assert held.runs_on(held.active_to - timedelta(1)) == (held.active_from < held.active_to)


@given(assignments(), assignments())
def test_two_assignments_meet_when_they_share_a_day_and_an_area(one: Held, other: Held) -> None:
    span = [date(2026, 1, 1) + timedelta(number) for number in range(40)]
    share_day = any(one.runs_on(day) and other.runs_on(day) for day in span)
    share_area = one.wilayah.startswith(other.wilayah) or other.wilayah.startswith(one.wilayah)
    assert one.meets(other) == other.meets(one) == (share_day and share_area)


def test_roles_come_in_the_given_order_and_an_undeclared_one_gives_nothing() -> None:
    day = date(2026, 1, 5)
    held = [Held(role, "1872", date(2026, 1, 1)) for role in ("lurah", "tukang sihir", "admin")]
    assert roles_on(held, day, ["admin", "camat", "lurah"]) == ["admin", "lurah"]


def _actor(username: str) -> Actor:
    return Actor(username=username, role="verifikator", scope=Scope(("1872",)))


def test_who_proposed_does_not_verify_also_under_another_role() -> None:
    with pytest.raises(Problem) as caught:
        require_separate_duties(
            "proposals.verify", by=_actor("siti"), earlier=[("proposals.create", "siti"), ("proposals.check", "budi")]
        )
    assert caught.value.code == "AKUN-012" and "tidak memverifikasi usulannya sendiri" in caught.value.sentence


def test_somebody_else_may_verify_and_an_unknown_duty_is_an_error() -> None:
    require_separate_duties("proposals.verify", by=_actor("budi"), earlier=[("proposals.create", "siti")])
    with pytest.raises(KeyError):
        require_separate_duties("proposals.verfy", by=_actor("budi"), earlier=[])


HOLDERS = {
    "accounts.manage": {"admin"},
    "audit.read": {"inspektorat", "dpo"},
    "proposals.verify": {"verifikator"},
    "proposals.approve": {"kepala_dinas"},
    "programs.decree": {"kepala_dinas"},
    "disbursement.order": {"pengisi_data"},
    "disbursement.approve": {"kepala_bidang", "kepala_dinas"},
    "disbursement.send": {"verifikator"},
    "disbursement.reconcile": {"verifikator", "kepala_bidang"},
    "registry.nik.unmask": {"operator_kelurahan", "back_office", "pengisi_data", "verifikator"},
    "export.named": {"operator_kelurahan", "pengisi_data", "kepala_bidang"},
    "intake.publish": {"verifikator", "kepala_bidang"},
}


@pytest.mark.parametrize("capability", list(HOLDERS))
def test_who_holds_a_strong_capability_changes_only_on_purpose(capability: str) -> None:
    assert {code for code, role in ROLES.items() if capability in role.capabilities} == HOLDERS[capability]
