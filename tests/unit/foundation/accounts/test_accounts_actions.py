"""Making, assigning, ending, closing: what is allowed, what is refused with which number, what is recorded."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from pilar.core.audit.models import AuditEvent
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts import actions, queries
from pilar.foundation.accounts.models import Assignment, User

pytestmark = pytest.mark.django_db

CAN = frozenset({"accounts.view", "accounts.manage"})
ADMIN = Actor(username="atasan", role="admin", scope=Scope(("1872",), CAN), user_id=1)
MALANG = Actor(username="malang", role="admin", scope=Scope(("3573",), CAN), user_id=2)


def refused(code: str, act: Callable[..., Any], **arguments: Any) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(Problem) as caught:
        act(**arguments)
    assert caught.value.code == code
    assert AuditEvent.objects.count() == before


def assign(at: datetime, user: User, role: str = "lurah", wilayah: str = "1872011001", **more: Any) -> int:
    arguments: dict[str, Any] = {"active_from": queries.today(at), "by": ADMIN} | more
    return actions.assign_role(user_id=user.pk, role=role, wilayah=wilayah, at=at, **arguments)


def test_a_new_user_has_no_rights_a_password_of_the_office_and_an_event(at: datetime) -> None:
    made = actions.create_user(username="siti.aminah", full_name="Siti Aminah", by=ADMIN, at=at)
    user = User.objects.get(pk=made.user_id)
    assert user.check_password(made.password) and user.must_change_password
    assert queries.find_actor(user.pk, queries.today(at)).actor is None
    event = AuditEvent.objects.get(act="accounts.user.created")
    assert (event.actor, event.wilayah, event.subject_id) == ("atasan", "1872", user.pk)
    assert made.password not in str(event.data)


@pytest.mark.parametrize("name", ["a", "ab cd", "1872014107900001", "x" * 151, "siti;drop", ""])
def test_strange_names_are_refused(at: datetime, name: str) -> None:
    refused("AKUN-002", actions.create_user, username=name, full_name="X", by=ADMIN, at=at)


def test_a_name_is_taken_in_any_case(at: datetime, make_user: Any) -> None:
    make_user("siti")
    refused("AKUN-001", actions.create_user, username="SITI", full_name="X", by=ADMIN, at=at)


def test_without_the_capability_nothing_is_done(at: datetime, make_user: Any) -> None:
    user, nobody = make_user("siti"), Actor(username="x", role="lurah", scope=Scope(("1872",)))
    refused("UMUM-403", actions.create_user, username="baru", full_name="X", by=nobody, at=at)
    refused("UMUM-403", assign, at=at, user=user, by=nobody)
    refused("UMUM-403", actions.disable_user, user_id=user.pk, reason="coba", by=nobody, at=at)


def test_an_assignment_gives_rights_from_its_first_day_up_to_its_last(at: datetime, make_user: Any) -> None:
    user, day = make_user("siti"), queries.today(at)
    assign(at, user, active_from=day + timedelta(1), active_to=day + timedelta(3), decree="SK 1/2026")
    acting = [queries.find_actor(user.pk, day + timedelta(number)).actor for number in range(5)]
    assert [one is not None for one in acting] == [False, True, True, False, False]
    assert acting[1] is not None and acting[1].scope.prefixes == ("1872011001",)
    assert "proposals.endorse" in acting[1].scope.capabilities


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("AKUN-003", {"role": "raja"}),
        ("AKUN-004", {"wilayah": "3573011001"}),
        ("AKUN-004", {"wilayah": "18"}),
        ("AKUN-004", {"wilayah": ""}),
        ("AKUN-004", {"wilayah": "18.72"}),
        ("AKUN-011", {"wilayah": "1872"}),
        ("AKUN-005", {"active_to": date(2020, 1, 1)}),
        ("UMUM-404", {"user_id": 99}),
    ],
)
def test_wrong_assignments_are_refused(at: datetime, make_user: Any, code: str, changes: dict[str, Any]) -> None:
    whole = {"user_id": make_user("siti").pk, "role": "lurah", "wilayah": "1872011001"}
    whole["active_from"] = queries.today(at)
    refused(code, actions.assign_role, **(whole | changes), by=ADMIN, at=at)


def test_nobody_assigns_to_oneself(at: datetime, make_user: Any) -> None:
    user = make_user("atasan", ("admin", "1872"))
    by = Actor(username="atasan", role="admin", scope=ADMIN.scope, user_id=user.pk)
    refused("AKUN-008", assign, at=at, user=user, by=by)
    refused("AKUN-008", actions.disable_user, user_id=user.pk, reason="coba", by=by, at=at)
    refused("AKUN-008", actions.end_assignment, assignment_id=user.assignments.get().pk, on=queries.today(at),
            reason="coba", by=by, at=at)  # fmt: skip


def test_incompatible_duties_are_refused_where_area_and_time_meet(at: datetime, make_user: Any) -> None:
    user, day = make_user("siti", ("admin", "1872")), queries.today(at)
    refused("AKUN-007", assign, at=at, user=user, role="verifikator", wilayah="1872")
    refused("AKUN-007", assign, at=at, user=user, role="inspektorat", wilayah="187201")
    user.assignments.update(active_to=day)
    assert assign(at, user, role="verifikator", wilayah="1872")


def test_the_same_role_is_not_held_twice_at_once(at: datetime, make_user: Any) -> None:
    user, day = make_user("siti", ("lurah", "1872011001")), queries.today(at)
    refused("AKUN-006", assign, at=at, user=user)
    user.assignments.update(active_to=day)
    assert assign(at, user)
    assert assign(at, user, wilayah="1872011002")


def test_a_mistaken_assignment_is_taken_back_the_same_day_and_never_ran(at: datetime, make_user: Any) -> None:
    user, day = make_user("siti"), queries.today(at)
    number = assign(at, user)
    actions.end_assignment(assignment_id=number, on=day, reason="salah orang", by=ADMIN, at=at)
    assert queries.find_actor(user.pk, day).actor is None
    event = AuditEvent.objects.get(act="accounts.role.ended")
    assert event.reason == "salah orang" and event.data["after"]["to"] == day.isoformat()


def test_the_past_of_an_assignment_stays(at: datetime, make_user: Any) -> None:
    row = make_user("siti", ("lurah", "1872011001")).assignments.get()
    end = {"assignment_id": row.pk, "reason": "pindah", "at": at}
    refused("AKUN-005", actions.end_assignment, **end, on=queries.today(at) - timedelta(1), by=ADMIN)
    refused("UMUM-404", actions.end_assignment, **end, on=queries.today(at), by=MALANG)


def test_the_database_refuses_a_period_that_ends_before_it_begins(make_user: Any) -> None:
    with pytest.raises(IntegrityError):
        make_user("siti", ("lurah", "1872011001")).assignments.update(active_to=date(2019, 1, 1))


def test_an_admin_sees_and_touches_only_users_of_the_own_area(at: datetime, make_user: Any) -> None:
    siti = make_user("siti", ("lurah", "1872011001"))
    make_user("budi", ("lurah", "3573011001"))
    assert [user.username for user in queries.list_users(ADMIN.scope)] == ["siti"]
    assert [user.username for user in queries.list_users(MALANG.scope)] == ["budi"]
    refused("UMUM-404", actions.disable_user, user_id=siti.pk, reason="coba", by=MALANG, at=at)
    refused("UMUM-404", actions.reset_password, user_id=siti.pk, reason="coba", by=MALANG, at=at)


def test_an_account_that_also_serves_elsewhere_is_closed_by_a_wider_admin(at: datetime, make_user: Any) -> None:
    user = make_user("siti", ("tksk", "187201"), ("tksk", "357301"))
    refused("AKUN-009", actions.disable_user, user_id=user.pk, reason="coba", by=ADMIN, at=at)
    Assignment.objects.filter(wilayah="357301").update(active_to=date(2021, 1, 1))
    actions.disable_user(user_id=user.pk, reason="pindah", by=ADMIN, at=at)
    assert not User.objects.get(pk=user.pk).is_active
    actions.enable_user(user_id=user.pk, reason="kembali", by=ADMIN, at=at)
    assert queries.find_actor(user.pk, queries.today(at)).actor is not None


def test_a_new_password_must_be_changed_again(at: datetime, make_user: Any) -> None:
    user = make_user("siti", ("lurah", "1872011001"))
    made = actions.reset_password(user_id=user.pk, reason="lupa", by=ADMIN, at=at)
    user.refresh_from_db()
    assert user.check_password(made.password) and user.must_change_password


def test_a_user_works_under_one_role_at_a_time_the_highest_first(at: datetime, make_user: Any) -> None:
    user = make_user("siti", ("lurah", "1872011001"), ("tksk", "187201"), ("lurah", "1872021001"))
    day = queries.today(at)
    highest = queries.find_actor(user.pk, day)
    assert highest.roles == ["tksk", "lurah"]
    assert highest.actor is not None and (highest.actor.role, highest.actor.scope.prefixes) == ("tksk", ("187201",))
    chosen = queries.find_actor(user.pk, day, "lurah").actor
    assert chosen is not None and chosen.scope.prefixes == ("1872011001", "1872021001")
    assert "field.assign" not in chosen.scope.capabilities
    unheld = queries.find_actor(user.pk, day, "admin").actor
    assert unheld is not None and unheld.role == "tksk"


def test_language_is_ones_own(at: datetime, make_user: Any) -> None:
    user = make_user("siti", ("lurah", "1872011001"))
    by = queries.find_actor(user.pk, queries.today(at)).actor
    assert by is not None
    actions.set_language(user_id=user.pk, language="en", by=by, at=at)
    actions.set_language(user_id=user.pk, language="en", by=by, at=at)
    assert AuditEvent.objects.filter(act="accounts.language.set").count() == 1
    refused("AKUN-010", actions.set_language, user_id=user.pk, language="nl", by=by, at=at)
    refused("UMUM-404", actions.set_language, user_id=user.pk, language="id", by=ADMIN, at=at)
