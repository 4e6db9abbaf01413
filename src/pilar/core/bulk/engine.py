"""DuckDB for one piece of bulk work: in memory, bounded, what it must put aside on disk is encrypted."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pilar.config import config

if TYPE_CHECKING:
    import duckdb


@contextmanager
def analysis(threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection with the memory limit of the installation; its scratch folder goes away with it."""
    import duckdb

    parent = config().home / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=parent, prefix="olah-"))
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{config().memory_limit_mb}MB",
            "threads": threads,
            "temp_directory": str(scratch),
            "temp_file_encryption": "true",
            # DuckDB 1.5 refuses to write anything encrypted without OpenSSL of its httpfs extension, so that a piece of work that must
            # put aside would fail. Its own library draws nonces from a weaker source: enough for scratch that lives for minutes under
            # a key that never leaves the process, and better than names in the clear.
            "force_mbedtls_unsafe": "true",
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    try:
        yield connection
    finally:
        connection.close()
        shutil.rmtree(scratch, ignore_errors=True)
