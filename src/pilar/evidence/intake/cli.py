"""`pilar import` and `pilar intake`: files from the terminal through the same door as the page."""

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.scope import Actor
from pilar.evidence.intake.profiles import all_profiles


def _options(pairs: tuple[str, ...]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise click.BadParameter(f"{pair}: tulis NAMA=NILAI")
    return dict(pair.split("=", 1) for pair in pairs)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--profile", required=True, help="Kode profil; daftarnya: pilar intake profiles")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="Tanggal keadaan data (bawaan: hari ini)")
@click.option("--map", "mapping", multiple=True, help="medan=kepala kolom; boleh diulang")
@click.option("--option", "options", multiple=True, help="NAMA=NILAI, misalnya version=v3 atau regency=1872")
@click.option("--check-only", is_flag=True, help="Hanya periksa, jangan terbitkan")
@click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON")
def import_file(
    file: Path,
    profile: str,
    as_of: datetime | None,
    mapping: tuple[str, ...],
    options: tuple[str, ...],
    check_only: bool,
    as_json: bool,
) -> None:
    """Memasukkan FILE: disimpan, diperiksa, lalu baris yang bersih diterbitkan. Berkas yang sama dua kali tidak mengubah apa pun."""
    from pilar.core.bulk.files import keep_path
    from pilar.evidence.intake import actions

    actor = Actor.system()
    moment = now()
    received = actions.receive(
        file=keep_path(file, by=actor, at=moment),
        file_name=file.name,
        profile=profile,
        by=actor,
        at=moment,
        as_of=as_of.date() if as_of else moment.date(),
        mapping=_options(mapping),
        options=_options(options),
    )
    before = state_of(received.batch_id)
    result = work_through(received.batch_id, actor=actor, publish=not check_only)
    result["repeated"] = received.repeated and before == result["state"]
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _print(result)
    if result["problem"] or result["state"] not in FINISHED:
        raise SystemExit(2)


FINISHED = frozenset({"terbit", "siap", "batal"})


def state_of(batch_id: int) -> str:
    """The present state of a batch."""
    from pilar.evidence.intake.models import Batch

    return str(Batch.objects.values_list("state", flat=True).get(pk=batch_id))


def work_through(batch_id: int, *, actor: Actor, publish: bool) -> dict[str, Any]:
    """Have the batch checked (and published) here, or wait for the worker that already does it."""
    from pilar.core.jobs import worker
    from pilar.evidence.intake import jobs
    from pilar.evidence.intake.models import Batch

    final = {"terbit", "batal"} | (set() if publish else {"siap"})
    if state_of(batch_id) not in final:
        if state_of(batch_id) == "siap":
            jobs.request_publish(batch_id=batch_id, by=actor)
        else:
            jobs.request_check(batch_id=batch_id, by=actor, then_publish=publish)
        while _unfinished(batch_id):
            if not worker.run_pending(limit=1):
                time.sleep(0.5)
    batch = Batch.objects.get(pk=batch_id)
    return {
        "batch": encode_id(batch_id),
        "file": batch.file_name,
        "profile": batch.profile,
        "state": batch.state,
        "problem": batch.problem or _job_problem(batch_id),
        **batch.counts,
    }


def _job_problem(batch_id: int) -> str:
    """Why the newest job of an unfinished batch ended, if it failed."""
    from pilar.core.jobs.models import Job

    if state_of(batch_id) in FINISHED:
        return ""
    last = Job.objects.filter(unique_key=f"intake:{encode_id(batch_id)}").order_by("-id").first()
    return f"{last.problem_code}: {last.problem_sentence}" if last is not None and last.problem_code else ""


def _unfinished(batch_id: int) -> bool:
    from pilar.core.jobs.models import Job
    from pilar.core.jobs.rules import OPEN

    return Job.objects.filter(unique_key=f"intake:{encode_id(batch_id)}", state__in=OPEN).exists()


def _print(result: dict[str, Any]) -> None:
    if result["repeated"]:
        click.echo("Berkas ini sudah pernah dimasukkan; tidak ada yang berubah.")
    click.echo(f"{result['file']}: {result['state']}. {result['problem']}".strip())
    if "rows" in result:
        other = ", ".join(f"{count} {name}" for name, count in result["other"].items())
        click.echo(
            f"{result['rows']} baris = {result['accepted']} diterima + {result['quarantined']} karantina + {other or '0 lainnya'}"
        )
        for code, count in result["faults"].items():
            from pilar.evidence.intake.faults import sentence_of

            click.echo(f"  {code}  {count:>7}  {sentence_of(code)}")


@click.group()
def intake() -> None:
    """Kiriman berkas: profil, keadaan, karantina."""


@intake.command()
@click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON")
def profiles(as_json: bool) -> None:
    """Daftar profil berkas yang dikenal."""
    rows = [
        {"code": p.code, "label": p.label, "kind": p.kind, "description": p.description}
        for p in all_profiles().values()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo(f"{row['code']:<24} {row['label']}")
