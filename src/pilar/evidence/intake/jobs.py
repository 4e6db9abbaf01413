"""The two phases of a batch as background work: check, then publish. Both may be killed at any moment and go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.disk import full_disk_named
from pilar.core.bulk.engine import analysis
from pilar.core.bulk.files import open_kept
from pilar.core.bulk.write import insert_tuples
from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id, new_ids
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.core.vault.rotation import steady_keys
from pilar.evidence.intake import table
from pilar.evidence.intake.actions import NOTHING_CLEAN, set_state
from pilar.evidence.intake.kinds import Kind, kind_of
from pilar.evidence.intake.mending import MendedRows, mended_rows, settle_mended
from pilar.evidence.intake.models import Batch, QuarantineRow, RowFault
from pilar.evidence.intake.profiles import profile_of
from pilar.evidence.intake.publish.run import Publication
from pilar.evidence.intake.stage.checks import FaultRow
from pilar.evidence.intake.stage.places import PlaceBook
from pilar.evidence.intake.stage.plan import Plan, make_plans
from pilar.evidence.intake.stage.run import Staging, cells_json
from pilar.evidence.linkage import jobs as linkage
from pilar.evidence.registry import sources
from pilar.evidence.registry.actions.merge import catch_up
from pilar.foundation.accounts.queries import today

CELLS = "intake.quarantine.cells"


def request_check(*, batch_id: int, by: Actor, then_publish: bool = False) -> int:
    """Ask for the check of a batch. Returns the job's id; asking twice gives the same open job."""
    key = encode_id(batch_id)
    result = check.using(by=by, unique_key=f"intake:{key}").enqueue(key, then_publish)
    return _remember_job(batch_id, decode_job(result.id))


def request_publish(*, batch_id: int, by: Actor) -> int:
    """Ask for publishing. Returns the job's id."""
    key = encode_id(batch_id)
    result = publish.using(by=by, unique_key=f"intake:{key}").enqueue(key)
    return _remember_job(batch_id, decode_job(result.id))


def _remember_job(batch_id: int, job_id: int) -> int:
    """The page of the batch shows the progress of its latest job."""
    Batch.objects.filter(pk=batch_id).update(job_id=job_id)
    return job_id


def decode_job(text: str) -> int:
    """The number behind a job id as django-tasks shows it."""
    return decode_id(text)


@job(title="Memeriksa berkas", heavy=True)
def check(run: Run, batch: str, then_publish: bool = False) -> dict[str, object]:
    """Phase one; with `then_publish` phase two follows when anything was accepted."""
    with steady_keys():
        return _check_and_publish(run, decode_id(batch), then_publish)


def _check_and_publish(run: Run, batch_id: int, then_publish: bool) -> dict[str, object]:
    row = Batch.objects.select_related("file").get(pk=batch_id)
    if row.state in {"terbit", "batal"}:
        return dict(row.counts)
    if row.state != "diterbitkan":
        try:
            with full_disk_named():
                _check(run, row)
        except Problem as problem:
            _refuse(row, problem, run.actor)
            raise
    if then_publish and Batch.objects.get(pk=batch_id).counts.get("accepted"):
        with full_disk_named():
            return _publish(run, batch_id)
    return dict(Batch.objects.get(pk=batch_id).counts)


@job(title="Menerbitkan kiriman", heavy=True)
def publish(run: Run, batch: str) -> dict[str, object]:
    """Phase two."""
    with steady_keys(), full_disk_named():
        return _publish(run, decode_id(batch))


def _check(run: Run, batch: Batch) -> None:
    """Read and check the file. What an interrupted earlier run left is thrown away first: the run is the same again."""
    with run.step(message="Membuka berkas"):
        set_state(batch.pk, "diperiksa", allowed={"diterima", "diperiksa", "siap", "gagal"}, problem="")
        RowFault.objects.filter(batch_id=batch.pk).delete()
        QuarantineRow.objects.filter(batch_id=batch.pk).delete()
    profile = profile_of(batch.profile)
    kind = kind_of(profile.kind)
    plans = make_plans(lambda: open_kept(batch.file.sha256), batch.file_name, profile, kind, batch.mapping)
    scope = run.actor.scope
    with analysis(threads=1) as engine:
        staging = Staging(
            engine=engine,
            kind=kind,
            places=PlaceBook(scope, home=_home(batch, scope)),
            today=today(now()),
            keep=lambda plan, faults, cells: _keep(run, batch, plan, faults, cells),
            tick=lambda rows: run.report(done=rows, message=f"Memeriksa baris {rows:,}".replace(",", ".")),
        )
        counts = staging.run(plans)
        if counts.accepted:
            table.save(engine, batch.pk)
    with run.step(done=counts.rows, total=counts.rows, message="Selesai diperiksa"):
        set_state(batch.pk, "siap", allowed={"diperiksa"}, counts=counts.as_dict(), cursor=0)
        audit.record(
            "intake.batch.checked",
            by=run.actor,
            at=now(),
            wilayah=batch.wilayah,
            subject=("batch", batch.pk),
            after={key: value for key, value in counts.as_dict().items() if key != "faults"},
            rows=counts.rows,
        )


def _home(batch: Batch, scope: Scope) -> str:
    """The kab/kota for sheets that name only kecamatan and kelurahan."""
    named = batch.options.get("regency", "")
    if named:
        return str(named)
    homes = {prefix[:4] for prefix in scope.prefixes if len(prefix) >= 4}
    return homes.pop() if len(homes) == 1 else ""


def _keep(run: Run, batch: Batch, plan: Plan, faults: list[FaultRow], cells: dict[int, list[str]]) -> None:
    """Store faults and quarantined rows of a chunk in one transaction."""
    sheet = plan.table.sheet[:60]
    rows = sorted(cells)
    sealed = vault.seal_many(CELLS, [cells_json(plan.heading.columns, cells[row]) for row in rows])
    ids = new_ids(len(faults) + len(rows))
    with run.step():
        insert_tuples(
            "intake_rowfault",
            ["id", "batch_id", "sheet", "row", "column", "code", "shown"],
            [
                (number, batch.pk, sheet, row, column[:80], code, _without_numbers(shown or "")[:80])
                for number, (row, column, code, shown) in zip(ids, faults, strict=False)
            ],
        )
        insert_tuples(
            "intake_quarantinerow",
            ["id", "batch_id", "sheet", "row", "cells_sealed", "state", "settled_by", "reason"],
            [
                (number, batch.pk, sheet, row, blob, "menunggu", "", "")
                for number, row, blob in zip(ids[len(faults) :], rows, sealed, strict=True)
            ],
        )


_LONG_NUMBER = re.compile(r"\d{12,}")


def _without_numbers(shown: str) -> str:
    """What a report shows of a cell: a NIK or KK may stand in any column, a broken line begins with one."""
    return _LONG_NUMBER.sub(lambda found: vault.mask_digits(found[0]), shown)


def _refuse(batch: Batch, problem: Problem, by: Actor) -> None:
    with transaction.atomic():
        set_state(
            batch.pk, "gagal", allowed={"diterima", "diperiksa", "siap"}, problem=f"{problem.sentence} {problem.advice}"
        )
        audit.record(
            "intake.batch.refused",
            by=by,
            at=now(),
            wilayah=batch.wilayah,
            subject=("batch", batch.pk),
            after=problem.as_dict(),
        )


def _publish(run: Run, batch_id: int) -> dict[str, object]:
    batch = Batch.objects.select_related("file").get(pk=batch_id)
    if batch.state == "terbit":
        return dict(batch.counts)
    if not batch.counts.get("accepted"):
        raise NOTHING_CLEAN()
    kind = kind_of(batch.kind)
    source_id = _begin(run, batch, now())
    batch.refresh_from_db()
    with analysis(threads=1) as engine:
        table.load(engine, batch_id)
        publication = Publication(
            engine=engine,
            batch_id=batch_id,
            source_id=source_id,
            as_of=batch.as_of,
            options={key: str(value) for key, value in batch.options.items()},
            by=run.actor,
            at=now(),
            start=batch.cursor,
            step=lambda cursor, done, total: _slice(run, batch, publication, cursor, done, total),
            wilayah=batch.wilayah,
            counts={key: int(value) for key, value in batch.counts.get("published", {}).items()},
        )
        published = kind.publisher(publication)
    _finish(run, batch, kind, published, mended_rows(batch), source_id)
    return dict(Batch.objects.get(pk=batch_id).counts)


def _begin(run: Run, batch: Batch, at: datetime) -> int:
    """Mark the batch as being published and make its source; a repeated beginning finds both."""
    with run.step(message="Mulai menerbitkan"):
        set_state(batch.pk, "diterbitkan", allowed={"siap", "diterbitkan"})
        source_id = sources.for_batch(batch.pk, label=batch.file_name, as_of=batch.as_of, by=run.actor, at=at)
        sources.hide_batch(batch.pk, at=at)
        if kind_of(batch.kind).code.startswith("dtsen") and not batch.options.get("version_id"):
            label = str(batch.options.get("version") or batch.file_name)
            version = sources.open_version(label=label, as_of=batch.as_of, batch_id=batch.pk, wilayah=batch.wilayah)
            Batch.objects.filter(pk=batch.pk).update(options={**batch.options, "version_id": str(version)})
    return source_id


@contextmanager
def _slice(run: Run, batch: Batch, publication: Publication, cursor: int, done: int, total: int) -> Iterator[None]:
    """One transaction: the effect of a slice, the cursor behind it and the counts up to it."""
    with run.step(done=done, total=total, message=f"Menerbitkan {done:,} dari {total:,} baris".replace(",", ".")):
        sources.one_publisher_at_a_time()
        yield
        counts = {**batch.counts, "published": publication.counts}
        Batch.objects.filter(pk=batch.pk).update(cursor=cursor, counts=counts)


def _finish(
    run: Run, batch: Batch, kind: Kind, published: dict[str, int], mended: list[MendedRows], source_id: int
) -> None:
    """Make the batch visible whole, in one short transaction with its audit event."""
    at = now()
    current = Batch.objects.get(pk=batch.pk)
    with run.step(message="Selesai diterbitkan"):
        set_state(
            batch.pk,
            "terbit",
            allowed={"diterbitkan"},
            published_at=at,
            counts={**current.counts, "published": published},
        )
        sources.show_batch(batch.pk)
        catch_up(source_id=source_id, by=run.actor, at=at)
        settle_mended(mended, by=run.actor, at=at)
        if published.get("new_persons"):
            linkage.request_delivery(batch_id=batch.pk, by=run.actor, at=at)
        version = current.options.get("version_id")
        if version:
            sources.publish_version(int(str(version)), at=at)
        audit.record(
            "intake.batch.published",
            by=run.actor,
            at=at,
            wilayah=batch.wilayah,
            subject=("batch", batch.pk),
            after={"kind": kind.code, "file": batch.file.sha256, "published": published},
            rows=int(current.counts.get("accepted", 0)),
        )
    table.drop(batch.pk)
