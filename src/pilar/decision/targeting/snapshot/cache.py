"""The present register of an area kept in memory between looks at the rule desk, as long as nothing was recorded.

Kept per scope, area, day and fields; a token of the newest ids tells whether anything changed. Holds no names or numbers
of cards.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection

from pilar.core.scope import Scope
from pilar.decision.targeting.snapshot.load import Wanted, load_snapshot
from pilar.decision.targeting.told import tables_of_sources

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

KEPT = 3
_NEWEST = ("registry_observation", "registry_membership", "registry_dtsenentry", "targeting_statedfact")
_lock = threading.Lock()
_tables: OrderedDict[Hashable, tuple[str, pa.Table, pa.Table]] = OrderedDict()


def data_token() -> str:
    """Changes whenever facts that rules look at were recorded, published or hidden."""
    parts = [f"SELECT '{table}' AS t, max(id) AS n FROM {table}" for table in (*_NEWEST, *tables_of_sources())]
    parts.append("SELECT 'pending', count(*) FROM registry_pendingbatch")
    parts.append("SELECT 'published', count(*) FROM registry_dtsenversion WHERE published_at IS NOT NULL")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return repr(sorted(cursor.fetchall()))


def load_present(
    engine: duckdb.DuckDBPyConnection, scope: Scope, area: str, wanted: Wanted, *, day: date, known_at: datetime
) -> int:
    """`families` and `members` as `load_snapshot` makes them, from memory where nothing changed. Returns the families."""
    key = (scope.prefixes, area, day, wanted)
    token = data_token()
    with _lock:
        kept = _tables.get(key)
    if kept is None or kept[0] != token:
        load_snapshot(engine, scope, area, wanted, day=day, known_at=known_at, past=False)
        kept = (token, engine.table("families").to_arrow_table(), engine.table("members").to_arrow_table())
        with _lock:
            _tables[key] = kept
            _tables.move_to_end(key)
            while len(_tables) > KEPT:
                _tables.popitem(last=False)
        return kept[1].num_rows
    for name, rows in (("families", kept[1]), ("members", kept[2])):
        engine.register("kept_rows", rows)
        engine.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM kept_rows")
        engine.unregister("kept_rows")
    return kept[1].num_rows
