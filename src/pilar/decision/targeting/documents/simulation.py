"""A scenario as a workbook: settings and figures, kelurahan, families that would enter or leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.documents import Column, Sheet, write_xlsx
from pilar.core.scope import Actor
from pilar.decision.targeting.models import Scenario
from pilar.decision.targeting.queries.simulation import changes_of
from pilar.decision.targeting.rank_words import WHY_WORDS
from pilar.foundation.wilayah.queries import resolve
from pilar.synthetic import read as read_mark

MOST = 100_000


@transaction.atomic
def scenario_xlsx(row: Scenario, figures: Sequence[tuple[str, list[str]]], *, by: Actor, at: datetime) -> bytes:
    """The workbook. Raises UMUM-403. Names of heads only, no numbers of cards."""
    by.scope.require("export.named")
    areas = [one for one in row.result.get("areas", []) if by.scope.covers(one["code"])]
    names = resolve(by.scope, {one["code"] for one in areas})
    changes = [
        *changes_of(by.scope, row, enters=True, most=MOST)[:MOST],
        *changes_of(by.scope, row, enters=False, most=MOST)[:MOST],
    ]
    audit.record(
        "targeting.scenario.exported",
        by=by,
        at=at,
        wilayah=row.wilayah,
        subject=("scenario", row.pk),
        rows=len(changes),
    )
    notes = ["Simulasi, bukan keputusan. Skor lokal bukan desil BPS."]
    sheets = [
        Sheet(
            name="Ringkasan",
            columns=[Column(title="Ukuran", width=48), Column(title="Hari ini"), Column(title=row.name, width=24)],
            rows=[[label, *values] for label, values in figures],
            notes=notes,
        ),
        Sheet(
            name="Kelurahan",
            columns=[
                Column(title="Kode", width=14), Column(title="Kelurahan", width=28), Column(title="Keluarga", kind="number"),
                Column(title="Memenuhi", kind="number"), Column(title="Terpilih", kind="number"),
                Column(title="Hari ini", kind="number"), Column(title="Masuk", kind="number"),
                Column(title="Keluar", kind="number"), Column(title="Biaya", kind="rupiah"),
                Column(title="Dugaan miskin", kind="number"),
            ],
            rows=[
                [one["code"], names[one["code"]].name, one["families"], one["eligible"], one["selected"], one["today"],
                 one["enters"], one["leaves"], one["cost"], one["poor"]]
                for one in areas
            ],
            notes=notes,
        ),
        Sheet(
            name="Keluarga",
            columns=[
                Column(title="Kepala keluarga", width=30), Column(title="Tempat", width=48), Column(title="Perubahan"),
                Column(title="Sebab", width=40), Column(title="Jumlah", kind="rupiah"),
            ],
            rows=[
                [one.head, one.place, "masuk" if one.enters else "keluar", "" if one.enters else str(WHY_WORDS[one.why]), one.amount]
                for one in changes
            ],
            notes=notes,
        ),
    ]  # fmt: skip
    return write_xlsx(
        sheets, title=f"Simulasi: {row.name}", at=at, author=by.username, synthetic=read_mark(config().home) is not None
    )
