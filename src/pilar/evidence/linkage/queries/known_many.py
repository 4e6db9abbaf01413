"""Are these people registered already? A short list against the register, set-based, without reading the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pilar.core.scope import Scope
from pilar.evidence.linkage.queries.frame import Frame, count_of, frame_of
from pilar.evidence.linkage.queries.keyed import sharing_keys_many, usable_keys
from pilar.evidence.linkage.queries.models import active_judge
from pilar.evidence.linkage.rules import REGISTER_ROLES

if TYPE_CHECKING:
    import duckdb
    import numpy as np

    Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Narrowed:
    """The frame holds only those of a register of `size` persons who share a key with a row: pairs (row of the list, row of the frame)."""

    size: int
    list_row: Ints
    frame_row: Ints


def sharing_frame(
    engine: duckdb.DuckDBPyConnection, scope: Scope, columns: Mapping[str, Sequence[str]]
) -> tuple[Frame, Narrowed] | None:
    """The persons of the scope that share a stored key with a row, and with which. `columns`: field of the engine → cells.

    None: no model is in use, the keys of the persons do not stand (no whole run since), or nobody shares one, so that the register would
    have to be read.
    """
    import numpy as np
    import pyarrow as pa

    from pilar.evidence.linkage.engine.prepare import prepare

    judge = active_judge()
    if judge is None or usable_keys(scope, judge.version) is None:
        return None
    rows = len(next(iter(columns.values())))
    texts = {
        role: pa.array(list(columns[role]) if role in columns else [""] * rows, pa.string()) for role in REGISTER_ROLES
    }
    wanted = prepare(pa.table(texts), judge.model.schema, judge.model.profile)
    asked_row, person = sharing_keys_many(engine, judge.model, wanted)
    frame = frame_of(scope, np.unique(person).tolist())
    if not len(frame):
        return None
    place = np.minimum(np.searchsorted(frame.ids, person), len(frame) - 1)
    inside = frame.ids[place] == person
    return frame, Narrowed(count_of(scope), asked_row[inside], place[inside])
