"""What a run did, as data and as Indonesian sentences; results written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine.limits import MATCH, REVIEW
from pilar.evidence.linkage.engine.store import MOST_HOLDERS

if TYPE_CHECKING:
    from pilar.evidence.linkage.engine.pipeline import Links


def summary(links: Links) -> dict[str, Any]:
    """Figures of a run, ready for JSON. Counts are records or pairs; seconds are wall time per step."""
    sizes = np.bincount(links.clustering.label, minlength=1)
    doubled = int((sizes[sizes > 1] - 1).sum())
    store, matched = links.store, links.is_match
    return {
        "records": store.rows,
        "records_first": store.boundary if store.boundary is not None else store.rows,
        "candidate_pairs": len(links.candidates.pairs),
        "candidates_per_record": round(len(links.candidates.pairs) / max(store.rows, 1), 2),
        "keys": [vars(outcome) for outcome in links.candidates.outcomes],
        "pairs_match": int(matched.sum()),
        "pairs_review": int((~matched).sum()),
        "expected_precision": _mean(links.probability[matched]),
        "expected_missed_in_review": round(float(links.probability[~matched].sum()), 1),
        "clusters": int((sizes > 0).sum()),
        "clusters_of_two_or_more": int((sizes > 1).sum()),
        "largest_cluster": int(sizes.max()) if len(sizes) else 0,
        "records_doubled": doubled,
        "links_refused_by_contradiction": len(links.clustering.refused),
        "model_version": links.model.version,
        "seconds": links.seconds,
        "notes": notes(links),
    }


def _mean(values: np.ndarray) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None


def notes(links: Links) -> list[str]:
    """What a person must know about this run, in Indonesian."""
    store, found = links.store, links.candidates
    lines = list(links.notes) + list(links.model.notes)
    if not len(found.pairs):
        lines.append(
            "Tidak ada kunci yang cukup membedakan orang: semua nilai yang dipetakan kosong atau terlalu sering sama. "
            "Tidak ada pasangan yang dibandingkan."
        )
    lines += [
        f"Kunci {o.key}: {o.rows_refused} baris berada dalam kelompok yang terlalu besar dan tidak dibandingkan "
        "lewat kunci ini (batas kelompok)."
        for o in found.outcomes
        if o.rows_refused
    ]
    if found.stopped_at is not None:
        lines.append(f"Batas {found.stopped_at} pasangan calon tercapai; kunci sesudahnya tidak dipakai.")
    if store.junk_numbers:
        lines.append(
            f"{store.junk_numbers} nomor identitas dipakai lebih dari {MOST_HOLDERS} orang dan dianggap kosong."
        )
    if store.duplicate_ids > 0:
        lines.append(
            f"{store.duplicate_ids} baris memakai id yang sudah dipakai baris lain; hasil memakai id itu apa adanya."
        )
    return lines + empty_columns(links)


def empty_columns(links: Links) -> list[str]:
    """Mapped fields that hold no usable value at all."""
    store = links.store
    asked = {c.title: c.inputs[0] for c in links.model.comparisons if c.name != "rt_rw"}
    counts = store.connection.execute(
        f"select {', '.join(f'count({column})' for column in asked.values())} from rec"
    ).fetchall()[0]
    lines = [
        f"Bidang {title} tidak berisi nilai yang dapat dipakai."
        for title, count in zip(asked, counts, strict=True)
        if count == 0
    ]
    return lines + [
        f"Bidang {title} hanya terisi pada {100 * count / store.rows:.0f}% baris."
        for title, count in zip(asked, counts, strict=True)
        if 0 < count < store.rows * 0.7
    ]


def write_pairs(links: Links, path: Path) -> int:
    """Write `left,right,probability,weight,decision` of matches and of pairs to review; returns the rows."""
    decision = np.where(links.is_match, MATCH, REVIEW)
    table = pa.table(
        {
            "l": links.left,
            "r": links.right,
            "probability": np.round(links.probability, 6),
            "weight": np.round(links.weight, 3),
            "decision": pa.array(decision.tolist(), pa.string()),
        }
    )
    query = (
        'select a.id as "left", b.id as "right", probability, weight, decision from out '
        "join ident a on a.rid = out.l join ident b on b.rid = out.r order by weight desc, out.l, out.r"
    )
    _copy(links, table, query, path)
    return len(table)


def write_clusters(links: Links, path: Path) -> int:
    """Write `id,cluster` of every record; with two lists a third column `list` (1 or 2) tells which one."""
    label = links.clustering.label
    source = np.ones(len(label), np.int64)
    if links.store.boundary is not None:
        source[links.store.boundary :] = 2
    table = pa.table({"l": np.arange(len(label)), "cluster": label + 1, "list": source})
    extra = "" if links.store.boundary is None else ", list"
    _copy(links, table, f"select id, cluster{extra} from out join ident on rid = out.l order by out.l", path)
    return len(table)


def _copy(links: Links, table: pa.Table, query: str, path: Path) -> None:
    """Write beside the target and rename: a killed run leaves no half file under the final name."""
    part = path.with_name(path.name + ".part")
    kind = "format parquet" if path.suffix.lower() in {".parquet", ".pq"} else "format csv, header"
    connection = links.store.connection
    connection.register("out", table)
    try:
        literal = str(part).replace("'", "''")
        connection.execute(f"copy ({query}) to '{literal}' ({kind})")
        part.replace(path)
    finally:
        connection.unregister("out")
        part.unlink(missing_ok=True)


def sentence(figures: dict[str, Any]) -> str:
    """The run in a few lines for a terminal."""
    lines = [
        f"{figures['records']} baris, {figures['candidate_pairs']} pasangan calon "
        f"({figures['candidates_per_record']} per baris).",
        f"Sama: {figures['pairs_match']} pasangan. Perlu diperiksa: {figures['pairs_review']} pasangan.",
        f"{figures['clusters']} orang; {figures['records_doubled']} baris ganda; gugus terbesar "
        f"{figures['largest_cluster']} baris; {figures['links_refused_by_contradiction']} sambungan ditolak karena "
        "bertentangan.",
    ]
    return "\n".join(lines + [f"- {note}" for note in figures["notes"]])
