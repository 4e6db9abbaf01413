"""The linkage engine: pure, without Django. Who is who in one list, between two lists, or for one new record.

Door by door: `link_tables` (files), `Store` + `link_store` (tables already in DuckDB), `Model` (trained tables as
JSON with a version), `Limits` (thresholds and brakes), `parse_map` (which column means what). Raises `LinkageError`
with an Indonesian sentence for input that cannot be used.

Importing this package loads numpy, pyarrow and, on use, duckdb: import it inside jobs and doors, never at start.
"""

from pilar.evidence.linkage.engine.limits import Limits
from pilar.evidence.linkage.engine.model import Model
from pilar.evidence.linkage.engine.pipeline import Links, link_store, link_tables
from pilar.evidence.linkage.engine.reading import ReadError
from pilar.evidence.linkage.engine.schema import LinkageError, MapError, Schema, parse_map
from pilar.evidence.linkage.engine.store import Store

__all__ = [
    "Limits",
    "LinkageError",
    "Links",
    "MapError",
    "Model",
    "ReadError",
    "Schema",
    "Store",
    "link_store",
    "link_tables",
    "parse_map",
]
