"""The keys of a model as columns of hashes: for the whole list in a store, or for a few records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine.candidates import GROUP_CAP
from pilar.evidence.linkage.engine.index import atom_hashes, atom_sql, md5_number
from pilar.evidence.linkage.engine.keys import Atom, Hashes, mix
from pilar.evidence.linkage.engine.model import Model
from pilar.evidence.linkage.engine.store import Store

if TYPE_CHECKING:
    import duckdb


def model_atoms(model: Model) -> tuple[Atom, ...]:
    """Every atom that a key of the model needs, once."""
    return tuple({atom.name: atom for key in model.keys for atom in key.atoms}.values())


def keys_of_store(store: Store, model: Model) -> Iterator[Hashes]:
    """Per key of the model one hash a row of the store, 0 where the key is missing or its group is above the cap.

    The hashes are those of `keys_of_records`, in every process and version.
    """
    columns: dict[str, Hashes] = {}
    for atom in model_atoms(model):
        found = store.connection.execute(f"select {atom_sql(atom)} as h from rec order by rid").fetchnumpy()
        columns[atom.name] = np.asarray(found["h"], np.uint64)
    for place, key in enumerate(model.keys):
        column = _salted(mix([columns[atom.name] for atom in key.atoms]), place)
        column[_is_crowded(column)] = 0
        yield column


def keys_of_records(connection: duckdb.DuckDBPyConnection, records: pa.Table, model: Model) -> list[Hashes]:
    """The same for prepared records."""
    return _mixed(atom_hashes(connection, model_atoms(model), records), model)


def keys_of_one(record: Mapping[str, Any], model: Model) -> list[Hashes]:
    """The same for one prepared record."""
    columns = {atom.name: np.array([md5_number(atom.text(record))], np.uint64) for atom in model_atoms(model)}
    return _mixed(columns, model)


def _mixed(columns: dict[str, Hashes], model: Model) -> list[Hashes]:
    return [_salted(mix([columns[atom.name] for atom in key.atoms]), place) for place, key in enumerate(model.keys)]


def _salted(column: Hashes, place: int) -> Hashes:
    """Keys of all kinds lie in one column, so two kinds must not meet by holding the same words."""
    out = column ^ np.uint64((place + 1) * 0x9E3779B97F4A7C15 % 2**64)
    out[column == 0] = 0
    return out


def _is_crowded(column: Hashes) -> np.ndarray:
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    starts = (
        np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1], [True])))
        if len(ordered)
        else np.zeros(1, int)
    )
    sizes = np.diff(starts)
    crowded = np.zeros(len(column), bool)
    crowded[order] = np.repeat(sizes > GROUP_CAP, sizes)
    return crowded
