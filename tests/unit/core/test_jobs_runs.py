"""A job from its request to its end: steps, fences, retries, cancelling, schedules' little sisters."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks.exceptions import TaskResultDoesNotExist

from pilar.core import clock
from pilar.core.ids import decode_id, encode_id, new_id
from pilar.core.jobs import actions, leases, worker
from pilar.core.jobs.models import Job, Tick
from pilar.core.jobs.rules import LEASE, MAX_INTERRUPTIONS, PersonalDataRefused, State
from pilar.core.jobs.run import JobCancelled, LeaseLost, Run, current_run
from pilar.core.jobs.tasks import job
from pilar.core.problems import problem
from pilar.core.scope import Actor, Scope

pytestmark = pytest.mark.django_db

ANI = Actor("ani", "petugas", Scope(("187201",), frozenset({"x.do"})), user_id=7)
REFUSED = problem("UJI-001", "Berkas {name} kosong.", "Unggah berkas lain.")
calls: list[Any] = []
behave: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    calls.clear()
    behave.clear()


@job(title="Hitung baris")
def count(run: Run, upto: int) -> dict[str, Any]:
    """Steps 1..upto, each leaving a Tick as its effect; stumbles where `behave` says so."""
    calls.append((run.attempt, run.cursor))
    for number in range((run.cursor or 0) + 1, upto + 1):
        with run.step(cursor=number, done=number, total=upto, message=f"Baris ke-{number}"):
            Tick(id=new_id(), schedule=f"effect-{number}", due_at=datetime(2026, 1, 1).astimezone()).save()
            stumble = behave.get(number)
            if stumble:
                stumble(run)
    return {"upto": upto, "by": run.actor.username, "areas": list(run.actor.scope.prefixes)}


@job(title="Berat", heavy=True, priority=5, max_attempts=1)
def heavy(run: Run) -> str:
    calls.append("heavy")
    return "ok"


@job(title="Ringan")
def light(run: Run, name: str = "light") -> None:
    calls.append(name)


@job(title="Menolak")
def refuse(run: Run) -> None:
    raise REFUSED(name="1872014502900003.xlsx")


@job(title="Hasil terlarang", max_attempts=1)
def leak_result(run: Run) -> str:
    return "1872014502900003"


@job(title="Pesan terlarang", max_attempts=1)
def leak_message(run: Run) -> None:
    with run.step(cursor=1, message="NIK 1872014502900003"):
        pass


@job(title="Merapikan")
def tidy(run: Run) -> str:
    try:
        for number in range(100):
            with run.step(cursor=number):
                if number == 3:
                    Job.objects.filter(pk=run.job_id).update(cancel_requested_at=run.task_result.enqueued_at)
    except JobCancelled:
        with run.step(message="Sisa dibersihkan"):
            calls.append("tidied")
        raise
    return "never"


@job(title="Melihat sendiri")
def polite(run: Run) -> str:
    Job.objects.filter(pk=run.job_id).update(cancel_requested_at=run.task_result.enqueued_at)
    return "sebagian" if run.cancelled() else "semua"


@job(title="Beranak")
def parent(run: Run) -> None:
    light.enqueue("child")
    calls.append(current_run())


@job(title="Dalam dalam")
def nested(run: Run) -> None:
    with run.step(cursor=1), run.step(cursor=2):
        pass


@task
def plain(a: int, b: int = 0) -> int:
    calls.append("plain")
    return a + b


@task(takes_context=True)
def with_context(context: TaskContext) -> int:
    return context.attempt


def ask(work: Any, *args: Any, **settings: Any) -> Job:
    settings.setdefault("by", ANI)
    return Job.objects.get(pk=decode_id(work.using(**settings).enqueue(*args).id))


def fail_with(error: BaseException) -> Any:
    def stumble(run: Run) -> None:
        raise error

    return stumble


def effects() -> list[str]:
    return list(Tick.objects.order_by("id").values_list("schedule", flat=True))


@contextmanager
def hours_later(hours: float) -> Iterator[None]:
    with time_machine.travel(clock.now() + timedelta(hours=hours)):
        yield


def test_done_keeps_result_progress_and_the_scope_of_the_asker() -> None:
    result = count.using(by=ANI).enqueue(3)
    assert result.status == TaskResultStatus.READY
    assert worker.run_pending() == 1
    result.refresh()
    assert result.return_value == {"upto": 3, "by": "ani", "areas": ["187201"]}
    row = Job.objects.get(pk=decode_id(result.id))
    assert (row.done, row.total, row.message, row.cursor, row.state) == (3, 3, "Baris ke-3", 3, State.DONE)
    assert (row.owner, row.lease_until, row.wilayah, row.requested_by) == ("", None, "187201", "ani")
    assert effects() == ["effect-1", "effect-2", "effect-3"]
    assert count.get_result(result.id).is_finished


def test_a_failed_step_leaves_nothing_and_the_next_attempt_goes_on_from_the_cursor() -> None:
    behave[3] = fail_with(OSError("disk"))
    row = ask(count, 4)
    worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.cursor, row.done) == (State.WAITING, 1, 2, 2)
    assert effects() == ["effect-1", "effect-2"]
    assert worker.run_pending() == 0, "the next attempt waits"
    behave.clear()
    with hours_later(1):
        worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.cursor) == (State.DONE, 4)
    assert effects() == ["effect-1", "effect-2", "effect-3", "effect-4"]
    assert calls == [(1, None), (2, 2)]


def test_three_failed_attempts_end_with_a_named_problem_and_no_personal_data(caplog: Any) -> None:
    behave[1] = fail_with(ValueError("row of 1872014502900003 SITI AMINAH"))
    row = ask(count, 1)
    for hours in range(5):
        with hours_later(hours):
            worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.problem_code, len(calls)) == (State.FAILED, 3, "KERJA-500", 3)
    assert row.error_class == "builtins.ValueError"
    assert "SITI" not in str(Job.objects.filter(pk=row.pk).values().get())
    assert "builtins.ValueError" in caplog.text
    assert "SITI" not in caplog.text
    assert "3 kali" in row.problem_sentence
    result = count.get_result(row_id(row))
    assert result.status == TaskResultStatus.FAILED
    assert result.errors[0].exception_class is ValueError


def test_a_problem_of_the_user_ends_at_once_with_its_own_sentence() -> None:
    row = ask(refuse)
    worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.problem_code, row.problem_advice) == (State.FAILED, "UJI-001", "Unggah berkas lain.")
    assert row.problem_sentence == "Berkas [16 angka].xlsx kosong."


def test_a_worker_that_lost_its_lease_leaves_no_trace() -> None:
    row = ask(count, 2)
    task_result = count.get_result(row_id(row))
    mine = leases.claim(owner="zombie", queues=["default"], at=row.created_at)
    assert mine == row.pk
    run = Run(Job.objects.get(pk=row.pk), task_result, None, owner="zombie")
    with run.step(cursor=1):
        Tick(schedule="zombie-1", due_at=row.created_at).save()
    later = row.created_at + LEASE * 3
    assert leases.claim(owner="heir", queues=["default"], at=later) == row.pk
    with pytest.raises(LeaseLost), run.step(cursor=2):
        Tick(schedule="zombie-2", due_at=row.created_at).save()
    assert effects() == ["zombie-1"]
    assert run.cursor == 1
    assert not leases.renew(row.pk, "zombie", later)
    assert not leases.close(row.pk, "zombie", later, State.DONE, result=1)
    row.refresh_from_db()
    assert (row.owner, row.cursor, row.interruptions, row.claims) == ("heir", 1, 1, 2)


def test_a_zombie_that_ends_after_the_take_over_does_not_close_the_job() -> None:
    row = ask(count, 2)
    behave[2] = lambda run: Job.objects.filter(pk=run.job_id).update(owner="heir")
    worker.run_pending()
    row.refresh_from_db()
    assert effects() == ["effect-1"]
    assert (row.state, row.cursor) == (State.RUNNING, 1)


def test_vanished_workers_do_not_use_up_attempts_while_there_is_progress() -> None:
    row = ask(count, 100)
    at = row.created_at
    for number in range(60):
        at += LEASE * 2
        assert leases.claim(owner=f"w{number}", queues=["default"], at=at) == row.pk
        if number % 3 == 2:
            with time_machine.travel(at, tick=False):
                run = Run(Job.objects.get(pk=row.pk), count.get_result(row_id(row)), None, owner=f"w{number}")
                with run.step(cursor=number):
                    pass
    row.refresh_from_db()
    assert (row.attempts, row.interruptions, row.claims, row.state) == (0, 0, 60, State.RUNNING)


def test_a_job_that_always_takes_its_worker_down_is_given_up() -> None:
    row = ask(count, 3)
    at = row.created_at
    for number in range(MAX_INTERRUPTIONS + 1):
        assert leases.claim(owner=f"w{number}", queues=["default"], at=at) == row.pk
        at += LEASE * 2
    with time_machine.travel(at):
        worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.problem_code, calls) == (State.FAILED, "KERJA-501", [])


def test_a_held_lease_is_respected() -> None:
    row = ask(light)
    assert leases.claim(owner="a", queues=["default"], at=row.created_at) == row.pk
    assert leases.claim(owner="b", queues=["default"], at=row.created_at + LEASE / 2) is None
    assert leases.renew(row.pk, "a", row.created_at + LEASE / 2)
    assert leases.claim(owner="b", queues=["default"], at=row.created_at + LEASE * 1.2) is None
    assert leases.claim(owner="b", queues=["default"], at=row.created_at + LEASE * 2) == row.pk


def test_priority_then_time_then_id() -> None:
    ask(light, "third")
    ask(light, "first", priority=10)
    ask(light, "fourth")
    ask(light, "second", priority=1)
    worker.run_pending()
    assert calls == ["first", "second", "third", "fourth"]


def test_lanes_take_only_their_queue() -> None:
    ask(heavy)
    ask(light)
    assert worker.run_pending(queues=["default"]) == 1
    assert calls == ["light"]
    assert worker.run_pending(queues=["heavy"]) == 1


def test_an_idle_worker_only_reads(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as looked:
        assert leases.claim(owner="w", queues=["default", "heavy"], at=clock.now()) is None
    assert looked.captured_queries[0]["sql"].strip().startswith("SELECT")


def test_run_after_is_waited_for() -> None:
    ask(light, run_after=clock.now() + timedelta(minutes=30))
    assert worker.run_pending() == 0
    with hours_later(1):
        assert worker.run_pending() == 1


def test_same_key_while_open_is_the_same_job() -> None:
    first = ask(light, unique_key="publish:1")
    again = ask(light, unique_key="publish:1", by=Actor("budi", "petugas", Scope(("1872",))))
    other = ask(light, unique_key="publish:2")
    assert first.pk == again.pk != other.pk
    assert set(first.followers.values_list("username", flat=True)) == {"ani", "budi"}
    worker.run_pending()
    assert ask(light, unique_key="publish:1").pk != first.pk


def test_cancel_is_raised_once_between_steps_and_leaves_room_to_tidy_up() -> None:
    row = ask(tidy)
    worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.cursor, row.message) == (State.CANCELLED, 3, "Sisa dibersihkan")
    assert calls == ["tidied"]


def test_a_job_that_looks_itself_ends_cancelled_with_its_result() -> None:
    row = ask(polite)
    worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.result) == (State.CANCELLED, "sebagian")


def test_jobs_of_a_job_act_for_the_same_person() -> None:
    ask(parent)
    worker.run_pending()
    child = Job.objects.get(name__endswith=".light")
    assert (child.requested_by, child.actor["prefixes"]) == ("ani", ["187201"])
    assert isinstance(calls[0], Run)
    assert current_run() is None


def test_without_an_actor_nothing_is_visible_to_the_job() -> None:
    row = Job.objects.get(pk=decode_id(light.enqueue().id))
    assert (row.actor["prefixes"], row.actor["capabilities"]) == ([], [])


def test_steps_do_not_nest() -> None:
    row = ask(nested)
    worker.run_pending()
    row.refresh_from_db()
    assert (row.error_class, row.cursor) == ("builtins.RuntimeError", None)


@pytest.mark.parametrize("work", [leak_result, leak_message])
def test_results_and_messages_with_identifiers_fail(work: Any) -> None:
    row = ask(work)
    worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.problem_code, row.result, row.message) == (State.FAILED, "KERJA-500", None, "")
    assert "1872014502900003" not in str(Job.objects.filter(pk=row.pk).values().get())


def test_arguments_and_keys_with_identifiers_are_refused() -> None:
    with pytest.raises(PersonalDataRefused, match="id of the row"):
        ask(light, "1872014502900003")
    with pytest.raises(PersonalDataRefused):
        ask(light, unique_key="nik:1872014502900003")
    with pytest.raises(TypeError):
        ask(light, object())
    assert not Job.objects.exists()


def test_plain_django_tasks_work_too() -> None:
    summed = plain.enqueue(2, b=3)
    seen = with_context.enqueue()
    worker.run_pending()
    summed.refresh()
    seen.refresh()
    assert (summed.return_value, seen.return_value) == (5, 1)
    with pytest.raises(TaskResultDoesNotExist):
        plain.get_result("nonsense")


def test_a_task_that_left_the_code_fails_with_a_sentence() -> None:
    row = ask(light)
    for path in ("gone.away", "os.getcwd"):
        Job.objects.filter(pk=row.pk).update(name=path, state=State.WAITING, problem_code="", finished_at=None)
        worker.run_pending()
        row.refresh_from_db()
        assert (row.state, row.problem_code) == (State.FAILED, "KERJA-410")


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "running"},
        {"owner": "me"},
        {"state": "done"},
        {"state": "paused"},
        {"state": "failed", "finished_at": datetime(2026, 1, 1).astimezone()},
        {"problem_code": "X"},
        {"done": -1},
    ],
)
def test_the_table_refuses_half_states(broken: dict[str, Any]) -> None:
    row = ask(light)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=row.pk).update(**broken)


def test_the_look_for_work_uses_the_partial_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table this small without an index")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + leases._READY.format(queues="'heavy'"), ["2026", "2026"])
        plan = " ".join(str(line) for line in cursor.fetchall())
    assert "job_open" in plan
    assert "TEMP B-TREE" not in plan


def row_id(row: Job) -> str:
    return encode_id(row.pk)


def test_retry_goes_on_from_the_cursor() -> None:
    behave[2] = fail_with(OSError())
    row = ask(count, 3)
    for hours in range(4):
        with hours_later(hours):
            worker.run_pending()
    behave.clear()
    row.refresh_from_db()
    assert row.state == State.FAILED
    with hours_later(5):
        actions.retry(job_id=row.pk, by=ANI, at=clock.now())
        worker.run_pending()
    row.refresh_from_db()
    assert (row.state, row.cursor, row.problem_code, row.attempts) == (State.DONE, 3, "", 0)
    assert effects() == ["effect-1", "effect-2", "effect-3"]
