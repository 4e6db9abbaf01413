"""Runs as background work. Results appear whole in the last step: a killed job starts over and finds nothing half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pilar.core.bulk.engine import analysis
from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id
from pilar.core.jobs.models import Job
from pilar.core.jobs.rules import OPEN, Daily
from pilar.core.jobs.run import JobCancelled
from pilar.core.jobs.run import Run as Work
from pilar.core.jobs.schedules import schedule
from pilar.core.jobs.tasks import job
from pilar.core.problems import Problem
from pilar.core.scope import Actor
from pilar.core.vault.rotation import steady_keys
from pilar.evidence.linkage.actions import keys, results, runs
from pilar.evidence.linkage.actions import models as model_actions
from pilar.evidence.linkage.models import CandidatePair, LinkedPerson, Run
from pilar.evidence.linkage.models.pairs import FAMILY, PERSON
from pilar.evidence.linkage.problems import NOTHING_TO_MATCH, OUT_OF_MEMORY
from pilar.evidence.linkage.queries.frame import Frame, register_frame
from pilar.evidence.linkage.queries.models import active_model, limits_of, present_thresholds, read_model
from pilar.evidence.linkage.rules import brake_sentence

if TYPE_CHECKING:
    import duckdb
    import numpy as np

    from pilar.evidence.linkage.engine import Model
    from pilar.evidence.linkage.matching.register import Result

WHOLE, CHANGED, DELIVERY = "menyeluruh", "susulan", "kiriman"


def request_run(*, kind: str, by: Actor, at: datetime, batch_id: int | None = None) -> int:
    """Ask for a run over the register of the actor's areas. Returns the id of the run; the same open run is not asked for twice."""
    area = runs.common_area(by)
    with transaction.atomic():
        open_runs = Run.objects.filter(kind=kind, wilayah=area, batch_id=batch_id, state__in=("menunggu", "berjalan"))
        for same in open_runs:
            if same.job_id and Job.objects.filter(pk=same.job_id, state__in=OPEN).exists():
                return same.pk
            words = "Pekerjaannya terhenti; diganti dengan jalan yang baru."
            runs.end_run(run_id=same.pk, state="gagal", by=by, at=at, notes=[words])
        run_id = runs.open_run(kind=kind, by=by, at=at, batch_id=batch_id)
        enqueue(match_register, run_id, by)
    return run_id


def request_delivery(*, batch_id: int, by: Actor, at: datetime) -> int | None:
    """After a delivery was published: are its people registered already? Returns the id of the run.

    None while the register was never matched as a whole, since everybody would be new then. Publishing entails the check, so that the
    publisher needs no capability of his own for it.
    """
    if active_model() is None:
        return None
    allowed = replace(by.scope, capabilities=by.scope.capabilities | {runs.CAPABILITY})
    return request_run(kind=DELIVERY, by=replace(by, scope=allowed), at=at, batch_id=batch_id)


def enqueue(task: Any, run_id: int, by: Actor) -> None:
    """Ask for the job of a run; the page of the run shows its progress."""
    key = encode_id(run_id)
    result = task.using(by=by, unique_key=f"linkage:{key}").enqueue(key)
    Run.objects.filter(pk=run_id).update(job_id=decode_id(result.id))


@contextmanager
def ends_known(work: Work, run_id: int) -> Iterator[None]:
    """A run that is called off or refused says so; one that was only interrupted goes on later."""
    try:
        yield
    except JobCancelled:
        with work.step():
            runs.end_run(run_id=run_id, state="batal", by=work.actor, at=now())
        raise
    except Problem as problem:
        with work.step():
            runs.end_run(
                run_id=run_id, state="gagal", by=work.actor, at=now(), notes=[f"{problem.sentence} {problem.advice}"]
            )
        raise


@contextmanager
def refusals_named() -> Iterator[None]:
    """What the engine refuses, and a full memory, as user errors. Raises PDN-005, PDN-007."""
    import duckdb

    from pilar.evidence.linkage.engine import LinkageError

    try:
        yield
    except LinkageError as error:
        raise NOTHING_TO_MATCH(why=str(error)) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise OUT_OF_MEMORY() from error


@job(title="Memadankan register", heavy=True)
def match_register(run: Work, number: str) -> dict[str, object]:
    """A whole, incremental or delivery run."""
    row = Run.objects.get(pk=decode_id(number))
    if row.state in runs.CLOSED:
        return dict(row.counts)
    with steady_keys(), ends_known(run, row.pk):
        return _match(run, row)


def _match(work: Work, row: Run) -> dict[str, object]:
    trained = active_model()
    model = read_model(trained) if trained else None
    with work.step(message="Membaca register"):
        runs.begin_run(run_id=row.pk, model_id=trained.pk if trained else None)
    frame = register_frame(work.actor.scope, tick=reading(work))
    with refusals_named(), analysis() as engine:
        result, rows = _result(engine, work, row, frame, model)
        return _finish(engine, work, row, frame, rows, result)


def reading(work: Work) -> Callable[[int], None]:
    """Progress while the register is read; raises when the job was called off."""
    return lambda read: work.report(done=read, message=f"Membaca register: {read:,} orang".replace(",", "."))


def _result(
    engine: duckdb.DuckDBPyConnection, work: Work, row: Run, frame: Frame, model: Model | None
) -> tuple[Result, np.ndarray[Any, Any]]:
    """The result, and the rows of the frame whose watermark it moves."""
    import numpy as np

    from pilar.evidence.linkage.matching.register import match_changed, match_register

    limits = limits_of(present_thresholds())

    def say(words: str) -> None:
        work.report(message=words)

    changed = np.arange(len(frame)) if row.kind == WHOLE else changed_rows(frame)
    if row.kind == WHOLE or model is None or not model.keys or len(changed) * 2 > len(frame):
        rejected = results.rejected_pairs(PERSON)
        whole = match_register(engine, frame, model=model, limits=limits, rejected=rejected, say=say)
        whole.counts["changed"] = len(changed)
        return whole, np.arange(len(frame))
    part = match_changed(engine, frame, changed, model=model, limits=limits, known_links=_known_links(), say=say)
    part.counts["changed"] = len(changed)
    return part, changed


def changed_rows(frame: Frame) -> np.ndarray[Any, Any]:
    """Rows of the frame that were never compared, or not with their present revisions."""
    import numpy as np

    seen = {
        person: (revision, family if family is not None else -1, number if number is not None else -1)
        for person, revision, family, number in LinkedPerson.objects.values_list(
            "person_id", "revision", "family_id", "family_revision"
        ).iterator(chunk_size=20_000)
    }
    present = zip(
        frame.ids.tolist(), frame.revisions.tolist(), frame.families.tolist(), frame.family_revisions.tolist(), strict=True
    )  # fmt: skip
    return np.array([i for i, (person, *state) in enumerate(present) if seen.get(person) != tuple(state)], np.int64)


def _known_links() -> list[tuple[int, int]]:
    """Proposed pairs that still hold: nobody said that they are two persons."""
    rows = CandidatePair.objects.filter(subject_kind=PERSON, band="gabung").exclude(state="gugur")
    refused = results.rejected_pairs(PERSON)
    return [pair for pair in rows.values_list("left_id", "right_id") if pair not in refused]


def _finish(
    engine: duckdb.DuckDBPyConnection, work: Work, row: Run, frame: Frame, rows: np.ndarray[Any, Any], result: Result
) -> dict[str, object]:
    """The brake, or everything in one transaction."""
    held = present_thresholds()
    counts = result.counts
    brake = brake_sentence(
        counts["records"], counts["doubled"], counts["proposed"] + counts["review"], held.most_doubles, held.most_pairs
    )
    at = now()
    if brake:
        with work.step(message="Dihentikan rem"):
            runs.end_run(
                run_id=row.pk, state="direm", by=work.actor, at=at, counts=counts, notes=result.notes, brake=brake
            )
        return dict(counts)
    with work.step(message="Menyimpan hasil", done=len(frame), total=len(frame)):
        model = model_actions.keep_model(model=result.model, by=work.actor, at=at)
        whole = len(rows) == len(frame)
        scope = work.actor.scope
        written = results.write_pairs(
            engine, result.pairs, subject_kind=PERSON, run_id=row.pk, scope=scope, at=at,
            touched=None if whole else frame.ids[rows].tolist(),
        ).plus(
            results.write_pairs(
                engine, result.families, subject_kind=FAMILY, run_id=row.pk, scope=scope, at=at,
                touched=None if whole else [number for number in frame.families[rows].tolist() if number >= 0],
            )
        )  # fmt: skip
        results.mark_seen(engine, frame, rows, row.pk)
        counts["keys"] = keys.write_keys(
            engine, result.store, frame.ids, None if whole else rows, result.model, wilayah=row.wilayah, at=at
        )
        counts |= {
            "fresh": written.fresh,
            "reopened": written.reopened,
            "hidden": written.hidden,
            "lapsed": written.lapsed,
        }
        runs.end_run(
            run_id=row.pk, state="selesai", by=work.actor, at=at, counts=counts, notes=result.notes, model_id=model.pk
        )
    return dict(counts)


def request_training(*, by: Actor, at: datetime) -> int:
    """Ask for a new model from the register of the actor's areas. Returns the id of the job. Raises UMUM-403."""
    by.scope.require(model_actions.CAPABILITY)
    result = train_model.using(by=by, unique_key="linkage:latih").enqueue()
    return decode_id(result.id)


@job(title="Melatih model padanan", heavy=True)
def train_model(run: Work) -> dict[str, object]:
    """Train on the register and keep the model as a candidate. Writes nothing else."""
    from pilar.evidence.linkage.matching.register import match_register

    with steady_keys():
        frame = register_frame(run.actor.scope, tick=reading(run))
        limits = limits_of(present_thresholds())
        with refusals_named(), analysis() as engine:
            result = match_register(
                engine, frame, model=None, limits=limits, say=lambda words: run.report(message=words)
            )
        with run.step(message="Menyimpan model"):
            row = model_actions.keep_model(model=result.model, by=run.actor, at=now())
        return {"version": row.version, "rows": row.rows, "state": row.state, **result.counts}


@job(title="Memadankan perubahan semalam", heavy=True)
def match_overnight(run: Work) -> dict[str, object]:
    """Ask for an incremental run over the whole office, once the register was matched as a whole."""
    if active_model() is None:
        return {}
    acting = Actor.system(username="sistem", channel="job")
    return {"run": encode_id(request_run(kind=CHANGED, by=acting, at=now()))}


schedule("padanan-malam", match_overnight, Daily(time(1, 30)))
