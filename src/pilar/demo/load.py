"""Brings a synthetic city into Pilar: areas, people of the office, and the files of a month through intake."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pilar.config import config
from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.demo.profiles import LATE
from pilar.demo.rules import publish_and_evaluate
from pilar.demo.staff import PASSWORD, Login, make_staff
from pilar.demo.survey import survey_and_score
from pilar.synthetic import Mark

Say = Callable[[str], None]


def build_office(mark: Mark, *, say: Say) -> dict[str, Any]:
    """Everything up to the desk check. May be repeated after an interruption: what is there already stays as it is."""
    from pilar.cli.database import prepare
    from pilar.foundation.wilayah.actions import load_national_areas

    say("Menyiapkan basis data …")
    prepare()
    load_national_areas(by=Actor.system(), at=now())
    folder = Path(tempfile.mkdtemp(prefix="pilar-kota-", dir=_scratch()))
    try:
        month = _generate(mark, folder, say)
        say("Membuat pengguna …")
        logins = make_staff(mark.office, village=busiest_village(month))
        files = [
            _import(entry, folder, f"{number:>3}/{len(month)}", mark.office, logins, say)
            for number, entry in enumerate(month, start=1)
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    checked = _desk_check(mark, logins, say)
    publish_and_evaluate(mark, logins, say)
    survey_and_score(mark, logins, say)
    return _result(files, logins, checked)


def busiest_village(month: Sequence[dict[str, Any]]) -> str:
    """The kelurahan that proposes most, so that those who work there have something on their desk; "" when none does."""
    sheets = [(entry["baris"], Path(entry["berkas"]).stem) for entry in month if entry["profil"] == "bnba_usulan"]
    return max(sheets)[1].rpartition("_")[2] if sheets else ""


def _scratch() -> Path:
    """Files with NIKs in the clear lie here while they are read, and nowhere else."""
    folder = config().home / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _generate(mark: Mark, folder: Path, say: Say) -> list[dict[str, Any]]:
    """Lines of `isi.json` in the order in which the files enter; a file without a row (in a very small city) is not sent."""
    say(f"Membuat kota contoh dengan {mark.persons:,} orang …".replace(",", "."))
    words = (mark.office, str(mark.persons), str(mark.seed), str(folder))
    subprocess.run([sys.executable, "-m", "pilar.demo.write", *words], check=True)  # noqa: S603  our own words only
    entries: list[dict[str, Any]] = json.loads((folder / "isi.json").read_text(encoding="utf-8"))["berkas"]
    sent = [entry for entry in entries if entry["baris"]]
    return sorted(sent, key=lambda entry: (entry["profil"] in LATE, entry["hari"]))


def _import(
    entry: dict[str, Any], folder: Path, progress: str, office: str, logins: list[Login], say: Say
) -> dict[str, Any]:
    from pilar.core.bulk.files import keep_path
    from pilar.demo.profiles import intake_of
    from pilar.evidence.intake import actions
    from pilar.evidence.intake.cli import work_through

    profile, options = intake_of(entry, office)
    path = folder / entry["berkas"]
    actor = next(login.actor for login in logins if login.role == "pengisi_data")
    at = now()
    received = actions.receive(
        file=keep_path(path, by=actor, at=at),
        file_name=path.name,
        profile=profile,
        by=actor,
        at=at,
        as_of=_as_of(entry),
        options=options,
    )
    result = work_through(received.batch_id, actor=actor, publish=True)
    path.unlink()
    kept = {key: result.get(key) for key in ("state", "problem", "rows", "accepted", "quarantined", "other", "faults")}
    say(f"  {progress} {path.name}: {kept['accepted'] or 0} diterima, {kept['quarantined'] or 0} karantina")
    return {"file": path.name, "profile": profile, **kept}


def _as_of(entry: dict[str, Any]) -> date:
    """The day the file speaks of: version 2 of DTSEN is from August, the rest from the month of the demonstration."""
    if entry["profil"] == "bdt_2015":
        return date(2015, 12, 31)
    return date(2026, 8, 1) if entry["profil"] == "dtsen_keluarga_v2" else date(2026, 11, entry["hari"])


def _desk_check(mark: Mark, logins: list[Login], say: Say) -> dict[str, Any]:
    from pilar.core.jobs import worker
    from pilar.decision.proposals import queries as proposals
    from pilar.decision.screening import actions as screening_actions
    from pilar.decision.screening import queries as screening

    say("Praverifikasi usulan …")
    actor = next(login.actor for login in logins if login.role == "pengisi_data")
    screening_actions.request_run(area=mark.office, by=actor)
    while worker.run_pending(limit=1):
        pass
    return {
        "proposals": proposals.count_by_kind(actor.scope),
        "findings": screening.count_by_code(actor.scope),
    }


def _result(files: list[dict[str, Any]], logins: list[Login], checked: dict[str, Any]) -> dict[str, Any]:
    totals: Counter[str] = Counter(files=len(files))
    for entry in files:
        for key in ("rows", "accepted", "quarantined"):
            totals[key] += entry[key] or 0
        totals["other"] += sum((entry["other"] or {}).values())
    return {
        "synthetic": True,
        "totals": dict(totals),
        "files": files,
        "unpublished": [entry["file"] for entry in files if entry["state"] != "terbit" and entry["accepted"] != 0],
        "proposals": {"total": sum(checked["proposals"].values()), "by_kind": checked["proposals"]},
        "findings": checked["findings"],
        "password": PASSWORD,
        "logins": [{"username": login.username, "role": login.label, "area": login.area} for login in logins],
    }
