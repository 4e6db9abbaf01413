"""Comparing a membership with another party's list: the linkage engine names the persons, then every row is judged."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.bulk.models import StoredFile
from pilar.core.bulk.write import insert_tuples
from pilar.core.documents import Column, Sheet, write_xlsx
from pilar.core.ids import new_ids
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.reconciliation.models import Comparison, ComparisonLine
from pilar.delivery.reconciliation.queries.comparison import claims_of, every_line, facts_of, get_comparison
from pilar.delivery.reconciliation.rules.comparison import judge_row
from pilar.evidence.linkage.list_jobs import request_list
from pilar.evidence.linkage.queries.lists import get_list_run


@transaction.atomic
def start_comparison(
    *, file: StoredFile, file_name: str, title: str, party: str, programme: str, premium_rp: int, months: int, as_of: date, area: str,
    by: Actor, at: datetime,
) -> int:  # fmt: skip
    """Ask the linkage engine who the rows are. Raises UMUM-403, UMUM-404 and the problems of a list that cannot be read."""
    by.scope.require("disbursement.reconcile")
    by.scope.require("linkage.run")
    if not area or not by.scope.covers(area):
        raise NOT_FOUND()
    run_id = request_list(file=file, file_name=file_name, mapping={}, by=by, at=at)
    made = Comparison(
        wilayah=area, title=title.strip()[:120], party=party.strip()[:120], programme=programme, run_id=run_id, premium_rp=premium_rp,
        months=months, as_of=as_of, made_at=at, made_by=by.username,
    )  # fmt: skip
    made.save(force_insert=True)
    audit.record(
        "reconciliation.comparison.started", by=by, at=at, wilayah=area, subject=("comparison", made.pk),
        after={"programme": programme, "run": run_id, "premium_rp": premium_rp, "months": months},
    )  # fmt: skip
    return int(made.pk)


@transaction.atomic
def judge_comparison(*, comparison_id: int, by: Actor, at: datetime) -> bool:
    """Judge all rows once the match is done; asked again, nothing happens. False while the match still runs.

    Raises UMUM-403, UMUM-404.
    """
    one = get_comparison(by.scope, comparison_id)
    one = Comparison.objects.select_for_update().get(pk=one.pk)
    if one.judged_at is not None:
        return True
    if get_list_run(by.scope, one.run_id).state != "selesai":
        return False
    rows, members, dead = facts_of(by.scope, one)
    seen: set[int] = set()
    lines: list[tuple[int, str, int | None, int | None, str]] = []
    for row, outcome, person, status, area, state_paid in rows:
        code = judge_row(
            outcome,
            status,
            inside=area.startswith(one.wilayah),
            first=person not in seen,
            state_paid=bool(state_paid),
            member=person in members,
        )
        if person is not None and code not in ("ragu", "tidak_dikenal"):
            seen.add(person)
        place = area if area.startswith(one.wilayah) else one.wilayah
        lines.append((one.pk, place, row, None if code == "tidak_dikenal" else person, code))
    lines += [
        (one.pk, area, None, person, "tidak_tercantum")
        for person, area in sorted(members.items())
        if person not in seen and person not in dead
    ]
    insert_tuples(
        ComparisonLine._meta.db_table, ("id", "comparison_id", "wilayah", "row", "person_id", "code"),
        [(number, *line) for number, line in zip(new_ids(len(lines)), lines, strict=True)],
    )  # fmt: skip
    one.judged_at = at
    one.save(update_fields=["judged_at"])
    audit.record(
        "reconciliation.comparison.judged",
        by=by,
        at=at,
        wilayah=one.wilayah,
        subject=("comparison", one.pk),
        rows=len(lines),
    )
    return True


@transaction.atomic
def export_comparison(*, comparison_id: int, by: Actor, at: datetime) -> bytes:
    """Both sides' claims and every line as a workbook; the export is recorded. Raises UMUM-403, UMUM-404."""
    by.scope.require("export.named")
    one = get_comparison(by.scope, comparison_id)
    claims = claims_of(by.scope, one)
    each = one.premium_rp * one.months
    sums = Sheet(
        name="Tagihan",
        columns=(Column(title="Golongan", width=30), Column(title="Jiwa", kind="number"), Column(title="Tagihan mereka", kind="rupiah", width=20),
                 Column(title="Hitungan kita", kind="rupiah", width=20)),
        rows=[
            *((c.verdict.name_id, c.count, c.total_rp if c.verdict.theirs else 0, c.total_rp if c.verdict.ours else 0) for c in claims.counts),
            ("Jumlah", sum(c.count for c in claims.counts), claims.theirs_rp, claims.ours_rp),
        ],
        notes=(f"{one.title}: {one.party}", f"Iuran per jiwa {one.premium_rp} x {one.months} bulan, keadaan per {one.as_of:%d-%m-%Y}"),
    )  # fmt: skip
    lines = Sheet(
        name="Rincian",
        columns=(Column(title="Baris mereka", kind="number"), Column(title="Nama di register", width=30), Column(title="Kelurahan/desa", width=26),
                 Column(title="Golongan", width=26), Column(title="Tagihan mereka", kind="rupiah"), Column(title="Hitungan kita", kind="rupiah"),
                 Column(title="Tindak lanjut", width=44)),
        rows=(
            (row.row, name, place, verdict.name_id, each if verdict.theirs else 0, each if verdict.ours else 0, verdict.next_id)
            for row, verdict, name, place in every_line(by.scope, one)
        ),
    )  # fmt: skip
    data = write_xlsx([sums, lines], title=f"Banding daftar: {one.title}", at=at, synthetic=config().synthetic)
    audit.record(
        "reconciliation.comparison.exported", by=by, at=at, wilayah=one.wilayah, subject=("comparison", one.pk)
    )
    return data
