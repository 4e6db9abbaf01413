"""The chain of acts: written with the act, refused to change, and every tampering found."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from pilar.core.audit import actions, queries
from pilar.core.audit.models import AuditEvent, AuditHead
from pilar.core.audit.triggers import create_triggers, drop_triggers
from pilar.core.scope import Actor, Scope

ACTOR = Actor(username="siti", role="operator", scope=Scope(("1872",)))


def write(at: datetime, count: int = 5) -> None:
    with transaction.atomic():
        for number in range(count):
            actions.record(
                "uji.baris.dicatat", by=ACTOR, at=at, wilayah="1872", subject=("uji", number), after={"n": number}
            )


def broken() -> queries.Verification:
    return queries.verify(Scope.system())


@pytest.mark.django_db
def test_a_fresh_and_a_grown_chain_hold(at: datetime) -> None:
    assert broken().broken is None
    write(at)
    result = broken()
    assert (result.count, result.broken, result.head_seq) == (5, None, 5)


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused(at: datetime) -> None:
    with pytest.raises(actions.OutsideTransaction):
        actions.record("uji", by=ACTOR, at=at)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_event(at: datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.record("uji", by=ACTOR, at=at)
        raise RuntimeError
    assert AuditEvent.objects.count() == 0 and not AuditHead.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditevent SET actor = 'x' WHERE seq = 2", "DELETE FROM audit_auditevent WHERE seq = 2"],
)
def test_the_engine_refuses_to_change_events(at: datetime, statement: str) -> None:
    write(at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert broken().broken is None


@pytest.mark.django_db
def test_replace_does_not_slip_past_the_trigger(at: datetime) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE exists only in SQLite")
    write(at)
    columns = "seq,at,act,actor,role,channel,wilayah,subject_kind,subject_id,reason,data,rows,previous,digest"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO audit_auditevent ({columns}) "
            f"SELECT {columns.replace('actor', chr(39) + 'x' + chr(39))} FROM audit_auditevent WHERE seq = 2"
        )


TAMPERINGS: list[tuple[str, list[str], int, str]] = [
    ("change", ["UPDATE audit_auditevent SET actor = 'x' WHERE seq = 3"], 3, "isi berubah"),
    ("remove", ["DELETE FROM audit_auditevent WHERE seq = 3"], 3, "baris hilang"),
    (
        "reorder",
        [
            "UPDATE audit_auditevent SET seq = 99 WHERE seq = 2",
            "UPDATE audit_auditevent SET seq = 2 WHERE seq = 3",
            "UPDATE audit_auditevent SET seq = 3 WHERE seq = 99",
        ],
        2,
        "urutan berubah",
    ),
    ("cut the tail", ["DELETE FROM audit_auditevent WHERE seq >= 4"], 4, "ekor terpotong"),
    ("remove all", ["DELETE FROM audit_auditevent"], 1, "ekor terpotong"),
    ("forge the head", ["UPDATE audit_audithead SET seq = 4"], 5, "kepala tidak cocok"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statements", "seq", "reason"), [row[1:] for row in TAMPERINGS], ids=[row[0] for row in TAMPERINGS]
)
def test_tampering_with_pulled_triggers_is_found(at: datetime, statements: list[str], seq: int, reason: str) -> None:
    write(at)
    _without_triggers(statements)
    found = broken().broken
    assert found is not None and (found.seq, found.reason) == (seq, reason)


def _without_triggers(statements: list[str]) -> None:
    def run(act: Callable[[object, object], None]) -> None:
        class Editor:
            connection = connection

            def execute(self, sql: str) -> None:
                with connection.cursor() as cursor:
                    cursor.execute(sql)

        act(None, Editor())

    run(drop_triggers)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    run(create_triggers)
