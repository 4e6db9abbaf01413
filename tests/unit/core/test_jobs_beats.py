"""A worker's sign of life is true: it is left while all its threads run, and not by a process that lost one."""

import threading
import time

import pytest

from pilar.core.clock import now
from pilar.core.jobs import beats, worker
from pilar.core.jobs.models import Beat


@pytest.mark.django_db(transaction=True)
def test_a_running_worker_gives_signs_and_one_that_ends_in_order_takes_them_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "SCHEDULE_LOOK", 0.05)
    monkeypatch.setattr(worker.schedules, "discover", lambda: None)
    monkeypatch.setattr(worker.schedules, "make_due", lambda at: [])
    stop = threading.Event()
    running = threading.Thread(target=worker.run, args=(stop,), kwargs={"poll": (0.05, 0.05)})
    running.start()
    try:
        end = time.monotonic() + 10
        while beats.silence(now()) is None and time.monotonic() < end:
            time.sleep(0.02)
        silence = beats.silence(now())
        assert silence is not None and silence < beats.SILENT
    finally:
        stop.set()
        running.join(timeout=30)
    assert not running.is_alive() and beats.silence(now()) is None


@pytest.mark.django_db
def test_a_process_with_a_dead_thread_gives_no_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    dead = threading.Thread(target=lambda: None)
    dead.start()
    dead.join()
    worker._look_round([threading.current_thread(), dead])
    assert beats.silence(now()) is None
    worker._look_round([threading.current_thread()])
    assert beats.silence(now()) is not None


@pytest.mark.django_db
def test_signs_of_processes_long_gone_are_swept() -> None:
    Beat.objects.create(worker="lain:1", at=now() - 20 * beats.SILENT)
    Beat.objects.create(worker="lain:2", at=now() - 5 * beats.SILENT)
    beats.beat(now())
    assert sorted(Beat.objects.values_list("worker", flat=True)) == sorted(["lain:2", beats.worker_name()])
