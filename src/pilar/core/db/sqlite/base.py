"""SQLite through `sqlcipher3`: a SQLite without the WAL-reset race, the whole file encrypted.

The driver takes the place of the standard library's before Django's backend is imported, and the key is given
inside `connect`, because Django probes the file before any `init_command` runs.
"""

import sys
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

sys.modules["sqlite3"] = sqlcipher3
sys.modules["sqlite3.dbapi2"] = sqlcipher3.dbapi2

from django.db.backends.sqlite3 import base  # noqa: E402

SAFE_VERSION = (3, 51, 3)
"""First SQLite without the WAL-reset race (two connections writing or checkpointing at one instant)."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA journal_size_limit=67108864",
)


def keyed_connection(key_file: str) -> type[Any]:
    """A connection class that gives the key of `key_file` (64 hex digits) before anything else."""

    class KeyedConnection(sqlcipher3.dbapi2.Connection):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            key = Path(key_file).read_text(encoding="ascii").strip()
            self.execute(f"PRAGMA key = \"x'{bytes.fromhex(key).hex()}'\"")
            self.execute("PRAGMA cipher_memory_security = OFF")

    return KeyedConnection


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite wrapper with key, WAL and the pragmas the audit triggers rely on."""

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        key_file = params.pop("key_file", None)
        if key_file:
            params["factory"] = keyed_connection(key_file)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if sqlcipher3.dbapi2.sqlite_version_info < SAFE_VERSION:
            raise RuntimeError(
                f"SQLite {sqlcipher3.dbapi2.sqlite_version} has the WAL-reset race; 3.51.3 or newer is needed"
            )
        connection = super().get_new_connection(conn_params)
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()
        return connection
