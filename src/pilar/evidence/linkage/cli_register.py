"""`pilar link run`, `train` and `list`: the same jobs as behind the pages, worked through here."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

_JSON = click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON.")


@click.command("run")
@click.option("--changed", is_flag=True, help="Hanya yang berubah sejak terakhir dibandingkan.")
@_JSON
def run_command(changed: bool, as_json: bool) -> None:
    """Padankan seluruh register: orang dan keluarga yang tercatat ganda."""
    _start()
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.evidence.linkage import jobs

    kind = jobs.CHANGED if changed else jobs.WHOLE
    run_id = jobs.request_run(kind=kind, by=Actor.system(), at=now())
    _show(_worked_through(run_id), as_json)


@click.command("train")
@click.option("--activate", is_flag=True, help="Langsung pakai model yang baru dilatih.")
@_JSON
def train_command(activate: bool, as_json: bool) -> None:
    """Latih model padanan baru dari data register sendiri, tanpa contoh berlabel."""
    _start()
    from pilar.core.clock import now
    from pilar.core.jobs.models import Job
    from pilar.core.scope import Actor
    from pilar.evidence.linkage import jobs
    from pilar.evidence.linkage.actions.models import activate_model
    from pilar.evidence.linkage.models import TrainedModel

    actor = Actor.system()
    job_id = jobs.request_training(by=actor, at=now())
    _wait_for(job_id)
    job = Job.objects.get(pk=job_id)
    if job.problem_code:
        raise click.ClickException(f"{job.problem_code}: {job.problem_sentence} {job.problem_advice}")
    result = dict(job.result or {})
    row = TrainedModel.objects.get(version=result["version"])
    if activate and row.state != "aktif":
        activate_model(model_id=row.pk, by=actor, at=now())
        row.refresh_from_db()
    result["state"] = row.state
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        click.echo(f"Model {row.version} dari {row.rows} orang: {row.get_state_display()}.")


@click.command("list")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "mapping", multiple=True, help="bidang=kepala kolom; boleh diulang. Tanpa itu ditebak.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Tulis hasil (XLSX).")
@_JSON
def list_command(file: Path, mapping: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Padankan daftar lain (CSV atau XLSX) dengan register: padan, berbeda, ragu, tidak ditemukan."""
    _start()
    from pilar.core.bulk.files import keep_path
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.evidence.linkage import list_jobs
    from pilar.evidence.linkage.queries.lists import results_workbook

    if any("=" not in pair for pair in mapping):
        raise click.BadParameter("--map ditulis bidang=kepala kolom")
    actor, at = Actor.system(), now()
    kept = keep_path(file, by=actor, at=at)
    run_id = list_jobs.request_list(
        file=kept, file_name=file.name, mapping=dict(pair.split("=", 1) for pair in mapping), by=actor, at=at
    )
    run = _worked_through(run_id)
    if out and run.state == "selesai":
        out.write_bytes(results_workbook(actor.scope, run.pk))
    _show(run, as_json)


def _start() -> None:
    import django

    django.setup()


def _worked_through(run_id: int) -> Any:
    from pilar.evidence.linkage.models import Run

    run = Run.objects.get(pk=run_id)
    if run.job_id is not None:
        _wait_for(run.job_id)
    run.refresh_from_db()
    return run


def _wait_for(job_id: int) -> None:
    """Work here, or wait for the worker that already does it."""
    from pilar.core.jobs import worker
    from pilar.core.jobs.models import Job
    from pilar.core.jobs.rules import OPEN

    while Job.objects.filter(pk=job_id, state__in=OPEN).exists():
        if not worker.run_pending(limit=1):
            time.sleep(0.5)


def _show(run: Any, as_json: bool) -> None:
    from pilar.core.ids import encode_id

    data = {
        "run": encode_id(run.pk),
        "kind": run.kind,
        "state": run.state,
        "brake": run.brake,
        "notes": run.notes,
        **run.counts,
    }
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{run.get_kind_display()}: {run.get_state_display()}. {run.brake}".strip())
        for name, count in run.counts.items():
            click.echo(f"  {name:<12} {count:>10}")
        for note in run.notes:
            click.echo(f"  {note}")
    if run.state != "selesai":
        raise SystemExit(2)
