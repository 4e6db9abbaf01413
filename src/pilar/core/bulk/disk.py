"""A full disk, whoever meets it first, is one numbered problem: nothing was kept half, and the same step may be tried again."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from pilar.core.problems import problem

DISK_FULL = problem(
    "BRK-006",
    "Tempat penyimpanan penuh, sehingga pekerjaan berhenti. Tidak ada data yang masuk setengah.",
    "Kosongkan ruang di komputer Pilar, lalu ulangi berkas yang sama; yang sudah selesai tidak dikerjakan dua kali.",
    507,
)
_FULL = {errno.ENOSPC, errno.EDQUOT}
_WORDS = ("database or disk is full", "No space left on device", "Disk quota exceeded")
_POSTGRESQL_DISK_FULL = "53100"


@contextmanager
def full_disk_named() -> Iterator[None]:
    """Inside, what the file system, either database or DuckDB say of a full disk becomes the problem BRK-006."""
    try:
        yield
    except Exception as error:
        if is_full_disk(error):
            raise DISK_FULL() from error
        raise


def is_full_disk(error: BaseException | None) -> bool:
    """Whether the error, or what caused it, is a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if getattr(error, "sqlstate", None) == _POSTGRESQL_DISK_FULL or any(word in str(error) for word in _WORDS):
            return True
        error = error.__cause__
    return False
