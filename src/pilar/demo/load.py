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
from pilar.demo.desks import Desks, make_desks
from pilar.demo.elements import Person
from pilar.demo.profiles import LATE
from pilar.demo.rules import publish_and_evaluate
from pilar.demo.staff import PASSWORD, Login, make_staff
from pilar.demo.survey import survey_and_score
from pilar.demo.tally import tally
from pilar.demo.write import TABLES
from pilar.foundation.accounts.queries import today
from pilar.synthetic import Mark

Say = Callable[[str], None]


STAGES = ("desk", "sessions", "endorsed", "sent", "paid")
"""How far the month can go: the desk check before the musyawarah, the sessions, the endorsed lists, the list sent to SIKS-NG, aid paid."""


def build_office(mark: Mark, *, say: Say, address: str = "http://127.0.0.1:8000") -> dict[str, Any]:
    """The month as far as `mark.through`. May be repeated, and taken further: what is there already stays as it is.

    `address`: where the pages are served, for the codes on the papers.
    """
    from pilar.cli.database import prepare
    from pilar.foundation.wilayah.actions import load_national_areas

    say("Menyiapkan basis data …")
    prepare()
    load_national_areas(by=Actor.system(), at=now())
    folder = Path(tempfile.mkdtemp(prefix="pilar-kota-", dir=_scratch()))
    try:
        month = _generate(mark, folder, say)
        seated = people_of_tables(folder)
        own = busiest_village(month)
        say("Membuat pengguna …")
        logins = make_staff(mark.office, village=own)
        files = [
            _import(entry, folder, f"{number:>3}/{len(month)}", mark.office, logins, say)
            for number, entry in enumerate(month, start=1)
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    findings = _desk_check(mark, logins, say)
    publish_and_evaluate(mark, logins, say)
    survey_and_score(mark, logins, say)
    _ask_for_forms(mark.office)
    paid: dict[str, Any] = {}
    if STAGES.index(mark.through) > 0:
        at = now()
        desks = make_desks(
            office=mark.office, seed=mark.seed, own=own, logins=logins, seated=seated, address=address, at=at
        )  # fmt: skip
        files += _go_on(mark, desks, logins, say)
        paid = _pay(mark, desks, say) if mark.through == "paid" else {}
    return _result(files, logins, findings, tally(mark.office)) | {"through": mark.through} | paid


def _pay(mark: Mark, desks: Desks, say: Say) -> dict[str, Any]:
    from pilar.demo.paying import money, pay

    pay(desks, say)
    return {"payments": money(mark.office)}


def _ask_for_forms(office: str) -> None:
    """The worker puts the field forms in place while the pages are already served: each takes seconds to check."""
    from pilar.core.jobs import actions as jobs
    from pilar.evidence.field.jobs import install_forms

    jobs.request(
        task=install_forms, by=Actor.system(), at=now(), args=[office], wilayah=office, unique_key="formulir-bawaan"
    )


def _go_on(mark: Mark, desks: Desks, logins: list[Login], say: Say) -> list[dict[str, Any]]:
    """The stages after the desk check, in their order; returns the files that came back."""
    from pilar.demo.endorsing import answers_file, endorse_lists, send_first_list
    from pilar.demo.sessions import hold_sessions

    stage = STAGES.index(mark.through)
    hold_sessions(desks, say)
    if stage >= STAGES.index("endorsed"):
        endorse_lists(desks, say)
    if stage < STAGES.index("sent"):
        return []
    send_first_list(desks, say)
    data = answers_file(desks)
    if not data:
        return []
    with tempfile.TemporaryDirectory(prefix="pilar-kota-", dir=_scratch()) as folder:
        path = Path(folder) / "status_siks_ng.csv"
        path.write_bytes(data)
        return [_bring(path, "siks-status", {}, today(now()), "", logins, say)]


def people_of_tables(folder: Path) -> dict[str, list[Person]]:
    """Who sits at the table of each kelurahan, as the generator wrote them down."""
    stored = json.loads((folder / TABLES).read_text(encoding="utf-8"))
    return {code: [Person(**one) for one in people] for code, people in stored.items()}


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
    from pilar.demo.profiles import intake_of

    profile, options = intake_of(entry, office)
    return _bring(folder / entry["berkas"], profile, options, _as_of(entry), progress, logins, say)


def _bring(
    path: Path, profile: str, options: dict[str, str], as_of: date, progress: str, logins: list[Login], say: Say
) -> dict[str, Any]:
    """One file through intake, and gone from the scratch folder."""
    from pilar.core.bulk.files import keep_path
    from pilar.evidence.intake import actions
    from pilar.evidence.intake.cli import work_through

    actor = next(login.actor for login in logins if login.role == "pengisi_data")
    at = now()
    received = actions.receive(
        file=keep_path(path, by=actor, at=at),
        file_name=path.name,
        profile=profile,
        by=actor,
        at=at,
        as_of=as_of,
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


def _desk_check(mark: Mark, logins: list[Login], say: Say) -> dict[str, int]:
    """Run it for the whole office; returns findings by code."""
    from pilar.core.jobs import worker
    from pilar.decision.screening import actions as screening_actions
    from pilar.decision.screening import queries as screening

    say("Praverifikasi usulan …")
    actor = next(login.actor for login in logins if login.role == "pengisi_data")
    screening_actions.request_run(area=mark.office, by=actor)
    while worker.run_pending(limit=1):
        pass
    return dict(screening.count_by_code(actor.scope))


def _result(
    files: list[dict[str, Any]], logins: list[Login], findings: dict[str, int], month: dict[str, Any]
) -> dict[str, Any]:
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
        **month,
        "findings": findings,
        "password": PASSWORD,
        "logins": [{"username": login.username, "role": login.label, "area": login.area} for login in logins],
    }
