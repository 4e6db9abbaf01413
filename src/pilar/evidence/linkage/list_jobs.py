"""Matching another list, as background work; the rows of the answer appear whole in the last step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pilar.core import vault
from pilar.core.bulk.engine import analysis
from pilar.core.bulk.files import open_kept
from pilar.core.bulk.models import StoredFile
from pilar.core.bulk.write import insert_query
from pilar.core.clock import now
from pilar.core.ids import decode_id, new_ids
from pilar.core.jobs.run import Run as Work
from pilar.core.jobs.tasks import job
from pilar.core.scope import Actor, Scope
from pilar.core.vault.rotation import steady_keys
from pilar.evidence.linkage import sheets
from pilar.evidence.linkage.actions import runs
from pilar.evidence.linkage.jobs import ends_known, enqueue, reading, refusals_named
from pilar.evidence.linkage.models import ListRow, Run
from pilar.evidence.linkage.problems import NOTHING_TO_MATCH
from pilar.evidence.linkage.queries.frame import Frame, register_frame
from pilar.evidence.linkage.queries.known_many import sharing_frame
from pilar.evidence.linkage.queries.models import active_model, limits_of, present_thresholds, read_model
from pilar.evidence.linkage.rules import LIST_CELLS
from pilar.foundation.wilayah.queries import resolve

if TYPE_CHECKING:
    import duckdb

    from pilar.evidence.linkage.matching.lists import ListAnswer

COUNTS = {"padan": "found", "beda": "differing", "ragu": "doubtful", "tidak": "missing"}


def request_list(
    *,
    file: StoredFile,
    file_name: str,
    mapping: Mapping[str, str],
    by: Actor,
    at: datetime,
    batch_id: int | None = None,
) -> int:
    """Ask for the match of a kept file with the register of the actor's areas. An empty mapping is guessed. Returns the run's id.

    `batch_id`: the delivery whose file it is. Raises UMUM-403, BRK-003 to BRK-005 for what is no table, PDN-008 and PDN-009 for columns
    that cannot be used.
    """
    head = sheets.read_head(lambda: open_kept(file.sha256), file_name)
    chosen = sheets.check_mapping(mapping or head.guessed, head.headings)
    with transaction.atomic():
        run_id = runs.open_run(
            kind="daftar", by=by, at=at, batch_id=batch_id, file_id=file.pk, file_name=file_name, mapping=chosen
        )
        enqueue(match_list, run_id, by)
    return run_id


@job(title="Memadankan daftar dengan register", heavy=True)
def match_list(run: Work, number: str) -> dict[str, object]:
    """Read the list, read the register, compare, keep one row per row."""
    row = Run.objects.select_related("file").get(pk=decode_id(number))
    if row.state in runs.CLOSED:
        return dict(row.counts)
    with steady_keys(), ends_known(run, row.pk):
        return _match(run, row)


def _match(work: Work, row: Run) -> dict[str, object]:
    from pilar.evidence.linkage.matching import lists

    if row.file is None:
        raise NOTHING_TO_MATCH(why="berkasnya tidak ada.")
    digest = row.file.sha256
    trained = active_model()
    with work.step(message="Membaca daftar"):
        runs.begin_run(run_id=row.pk, model_id=trained.pk if trained else None)
    listed = sheets.read_rows(lambda: open_kept(digest), row.file_name, row.mapping)
    if not listed.numbers:
        raise NOTHING_TO_MATCH(why="tidak ada baris data di bawah kepala kolom.")
    with refusals_named(), analysis() as engine:
        few = None
        if len(listed.numbers) <= lists.TRAIN_FROM:
            few = sharing_frame(engine, work.actor.scope, listed.columns)
        frame, narrowed = few or (register_frame(work.actor.scope, tick=reading(work)), None)
        columns, notes = with_area_codes(work.actor.scope, listed.columns, frame)
        answer = lists.match_list(
            engine,
            frame,
            columns,
            model=read_model(trained) if trained else None,
            limits=limits_of(present_thresholds()),
            narrowed=narrowed,
            say=lambda words: work.report(message=words),
        )
        return _keep(engine, work, row, listed, frame, answer, notes)


def with_area_codes(
    scope: Scope, columns: dict[str, list[str]], frame: Frame
) -> tuple[dict[str, list[str]], list[str]]:
    """The columns with names of villages turned into codes, where the register knows one village of that name.

    A column of which less than half can be read is left out, with a note.
    """
    if "area" not in columns:
        return columns, []
    known: dict[str, set[str]] = {}
    for code, name in resolve(scope, {area[:10] for area in frame.areas if len(area) >= 10}).items():
        known.setdefault(_bare(name.title), set()).add(code)
    codes = {name: next(iter(found)) for name, found in known.items() if len(found) == 1}
    read = [
        "".join(c for c in cell if c.isdigit()) if cell[:1].isdigit() else codes.get(_bare(cell), "")
        for cell in columns["area"]
    ]
    filled = sum(1 for cell in columns["area"] if cell)
    if sum(1 for code in read if code) * 2 < filled:
        rest = {role: cells for role, cells in columns.items() if role != "area"}
        return rest, [
            "Kolom kelurahan/desa tidak dipakai: sebagian besar isinya tidak dikenali sebagai nama atau kode wilayah."
        ]
    return {**columns, "area": read}, []


def _bare(name: str) -> str:
    words = name.lower().replace(".", " ").split()
    return " ".join(word for word in words if word not in ("kel", "kelurahan", "desa", "nagari", "ds"))


def _keep(
    engine: duckdb.DuckDBPyConnection, work: Work, row: Run, listed: sheets.SheetRows, frame: Frame, answer: ListAnswer,
    notes: list[str],
) -> dict[str, object]:  # fmt: skip
    """Everything in one transaction."""
    tally = Counter(answer.outcome)
    people = Counter(
        int(person)
        for person, outcome in zip(answer.person, answer.outcome, strict=True)
        if outcome in ("padan", "beda")
    )
    counts: dict[str, Any] = {"records": len(listed.numbers), "skipped": listed.skipped}
    counts |= {name: tally.get(outcome, 0) for outcome, name in COUNTS.items()}
    counts["named_twice"] = sum(1 for number in people.values() if number > 1)
    with work.step(message="Menyimpan hasil", done=len(listed.numbers), total=len(listed.numbers)):
        ListRow.objects.filter(run_id=row.pk).delete()
        engine.register("list_rows", _rows_table(row, listed, frame, answer))
        columns = ["id", "run_id", "row", "wilayah", "cells_sealed", "outcome", "person_id", "weight", "probability", "fields",
                   "sentence", "others", "centre_similarity"]  # fmt: skip
        insert_query(engine, "linkage_listrow", columns, f"SELECT {', '.join(columns)} FROM list_rows")
        engine.unregister("list_rows")
        runs.end_run(
            run_id=row.pk, state="selesai", by=work.actor, at=now(), counts=counts, notes=[*notes, *answer.notes]
        )
    return counts


def _rows_table(row: Run, listed: sheets.SheetRows, frame: Frame, answer: ListAnswer) -> Any:
    import numpy as np
    import pyarrow as pa

    size = len(listed.numbers)
    start = new_ids(size).start
    roles = list(listed.columns)
    cells = (
        json.dumps({role: cell for role, cell in zip(roles, values, strict=True) if cell}, ensure_ascii=False)
        for values in zip(*listed.columns.values(), strict=True)
    )
    found = answer.person >= 0
    ids = np.where(found, frame.ids[np.maximum(answer.person, 0)], 0)
    return pa.table(
        {
            "id": np.arange(start, start + size),
            "run_id": pa.array([row.pk] * size, pa.int64()),
            "row": pa.array(listed.numbers, pa.int64()),
            "wilayah": pa.array([row.wilayah] * size, pa.string()),
            "cells_sealed": pa.array(vault.seal_many(LIST_CELLS, list(cells)), pa.binary()),
            "outcome": pa.array(answer.outcome, pa.string()),
            "person_id": pa.array(ids, mask=~found),
            "weight": pa.array(answer.weight, mask=~found),
            "probability": pa.array(1.0 / (1.0 + np.exp2(-answer.weight)), mask=~found),
            "fields": pa.array([json.dumps(states) for states in answer.fields], pa.string()),
            "sentence": pa.array([text[:400] for text in answer.sentence], pa.string()),
            "others": pa.array([json.dumps([[int(frame.ids[p]), round(w, 2)] for p, w in more]) for more in answer.others], pa.string()),
            "centre_similarity": pa.array(answer.centre, pa.int64()),
        }
    )  # fmt: skip
