"""Files by content: hashed and sealed while they arrive, synced, then moved to their place among the kept files.

They share the place of all kept files (files/ab/<sha256>), so that backup, restore and the change of keys reach them.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pilar.config import config
from pilar.core import vault
from pilar.core.bulk.files import path_of
from pilar.core.vault.files import key_of_file
from pilar.evidence.field.ingest.checks import media_type_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in its place: raw name as sent, content hash, plain size in bytes, type read from the bytes."""

    name: str
    sha256: str
    size: int
    media_type: str


class Arriving:
    """Takes the bytes of one file; `keep` moves it to its place, `discard` forgets it."""

    def __init__(self, name: str) -> None:
        self.name = name[:500]
        self._hash = hashlib.sha256()
        self._head = b""
        self._writer = vault.SealedWriter(config().files_dir / "masuk" / "lapangan")

    def write(self, data: bytes) -> None:
        self._hash.update(data)
        if len(self._head) < 16:
            self._head = (self._head + data)[:16]
        self._writer.write(data)

    def keep(self) -> Kept:
        """After this the bytes are durable: file and folder are synced. Keeping the same content twice is one file."""
        digest, target = self._hash.hexdigest(), path_of(self._hash.hexdigest())
        size = self._writer.size
        if key_of_file(target) is not None:
            self._writer.discard()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._writer.commit(target)
        _sync_folder(target.parent)
        return Kept(self.name, digest, size, media_type_of(self._head))

    def discard(self) -> None:
        self._writer.discard()


def keep_bytes(name: str, data: bytes) -> Kept:
    """Keep a file that is in memory."""
    arriving = Arriving(name)
    arriving.write(data)
    return arriving.keep()


def read_blob(sha256: str) -> bytes:
    """The plain bytes of a kept file. Raises FileNotFoundError, CannotOpen."""
    return b"".join(vault.open_sealed(path_of(sha256)))


def leftovers(older_than: float) -> Iterator[Path]:
    """Half-written files of requests that broke off, last touched before `older_than` (seconds since the epoch)."""
    for path in (config().files_dir / "masuk").glob("lapangan.*"):
        if path.stat().st_mtime < older_than:
            yield path


def missing(hashes: Iterable[str]) -> list[str]:
    """Those hashes whose file is not in its place or not whole."""
    return [one for one in hashes if key_of_file(path_of(one)) is None]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
