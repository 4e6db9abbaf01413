"""Families that stand twice, split or joined, once it is known who is who."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine import Store
from pilar.evidence.linkage.engine.families import DOUBLED, KIND_TITLES, SPLIT, link_families
from pilar.evidence.linkage.queries.frame import Frame

COLUMNS = {
    "left_id": pa.int64(), "right_id": pa.int64(), "left_wilayah": pa.string(), "right_wilayah": pa.string(), "weight": pa.float64(),
    "probability": pa.float64(), "band": pa.string(), "evidence": pa.string(), "fingerprint": pa.string(), "cluster": pa.int64(),
    "is_refused": pa.bool_(),
}  # fmt: skip


def family_pairs(store: Store, frame: Frame, label: Any, only: Any = None) -> pa.Table:
    """Pairs of families in the columns of `Result.pairs`.

    One member on two cards is a pair of persons already, so a split counts from two members. `only`: ids of families, one of which
    must be in the pair (None: all).
    """
    # A person without a family is a card of his own that no family has.
    cards = np.where(frame.families >= 0, frame.families, -1 - np.arange(len(frame)))
    found = link_families(store, cards, np.asarray(label))
    wanted = None if only is None else set(only.tolist())
    areas = dict(zip(frame.families.tolist(), frame.family_areas, strict=True))
    rows = []
    for row in found.to_pylist():
        left, right = int(row["card_a"]), int(row["card_b"])
        if left < 0 or right < 0 or (row["kind"] == SPLIT and row["shared"] < 2):
            continue
        if wanted is None or left in wanted or right in wanted:
            rows.append(_pair(row, left, right, areas))
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in COLUMNS.items()}
    return pa.table(columns)


def _pair(row: dict[str, Any], left: int, right: int, areas: dict[int, str]) -> dict[str, Any]:
    seen = {key: row[key] for key in ("kind", "shared", "near_kk", "same_house")}
    seen |= {"size_left": row["size_a"], "size_right": row["size_b"], "sentence": _sentence(row)}
    basis = json.dumps([seen[key] for key in ("kind", "shared", "size_left", "size_right", "near_kk", "same_house")])
    return {
        "left_id": left,
        "right_id": right,
        "left_wilayah": areas[left],
        "right_wilayah": areas[right],
        "weight": None,
        "probability": min(1.0, row["shared"] / min(row["size_a"], row["size_b"])),
        "band": "gabung" if row["kind"] == DOUBLED else "tinjau",
        "evidence": json.dumps(seen, ensure_ascii=False),
        "fingerprint": hashlib.sha256(basis.encode()).hexdigest()[:32],
        "cluster": left,
        "is_refused": False,
    }


def _sentence(row: dict[str, Any]) -> str:
    parts = [f"{row['shared']} orang ada di kedua keluarga ({row['size_a']} dan {row['size_b']} anggota)"]
    if row["near_kk"]:
        parts.append("nomor KK sama atau beda satu angka")
    if row["same_house"] is not None:
        parts.append("rumah sama" if row["same_house"] else "rumah berbeda")
    title = KIND_TITLES[row["kind"]]
    return f"{title[0].upper()}{title[1:]}: {', '.join(parts)}."
