"""Keeping and opening files."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from pilar.config import config
from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.disk import full_disk_named
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import Problem, problem
from pilar.core.scope import Actor

EMPTY_FILE = problem(
    "BRK-001", "Berkas “{name}” kosong (0 bita).", "Minta kiriman ulang dari pengirim, lalu unggah lagi."
)
TOO_LARGE = problem(
    "BRK-002", "Berkas “{name}” lebih besar dari {limit} MB.", "Pecah berkas per kecamatan, lalu unggah satu per satu."
)
_UNSAFE = re.compile(r"[^\w\s.,()\-]", re.UNICODE)


def safe_name(name: str) -> str:
    """The last part of a path without signs that mean something to a shell, a browser or a file system.

    >>> safe_name("../../etc/pass|wd.csv")
    'pass_wd.csv'
    """
    last = re.split(r"[/\\\\]", name)[-1]
    return _UNSAFE.sub("_", last).strip(" .")[-200:] or "berkas"


def path_of(sha256: str) -> Path:
    """Where the sealed bytes of a kept file lie."""
    return config().files_dir / sha256[:2] / sha256


class Keeper:
    """Takes the bytes of an arriving file, hashing and sealing them; nothing lies in the clear on disk."""

    def __init__(self, name: str) -> None:
        self.name = safe_name(name)
        self._hash = hashlib.sha256()
        self._writer = vault.SealedWriter(config().files_dir / "masuk" / "berkas")
        self._refusal: Problem | None = None
        self.head = b""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what has arrived."""
        return self._hash.hexdigest()

    @property
    def size(self) -> int:
        return self._writer.size

    def write(self, data: bytes) -> None:
        """Raises the problems BRK-002 (above the largest accepted size) and BRK-006 (full disk)."""
        limit = config().max_upload_mb
        if self.size + len(data) > limit << 20:
            self.discard()
            self._refusal = TOO_LARGE(name=self.name, limit=limit)
            raise self._refusal
        self._hash.update(data)
        if len(self.head) < 16:
            self.head = (self.head + data)[:16]
        with full_disk_named():
            self._writer.write(data)

    def discard(self) -> None:
        self._writer.discard()

    def keep(self, *, by: Actor, at: datetime) -> StoredFile:
        """Move the file into its place and record it; an already known content gives the earlier record.

        Raises the problem BRK-001 for an empty file, BRK-002 for one that `write` refused.
        """
        if self._refusal is not None:
            raise self._refusal
        if not self.size:
            self.discard()
            raise EMPTY_FILE(name=self.name)
        digest = self._hash.hexdigest()
        target = path_of(digest)
        with full_disk_named():
            target.parent.mkdir(parents=True, exist_ok=True)
            self._writer.commit(target)
        with transaction.atomic():
            file, fresh = StoredFile.objects.get_or_create(
                sha256=digest,
                defaults={"name": self.name, "size": self.size, "kept_at": at, "kept_by": by.username},
            )
            if fresh:
                audit.record(
                    "bulk.file.kept",
                    by=by,
                    at=at,
                    subject=("file", file.pk),
                    after={"sha256": digest, "name": self.name, "size": self.size},
                )
        return file


def keep_bytes(name: str, chunks: Iterable[bytes], *, by: Actor, at: datetime) -> StoredFile:
    """Keep a file given as chunks of bytes."""
    keeper = Keeper(name)
    try:
        for chunk in chunks:
            keeper.write(chunk)
        return keeper.keep(by=by, at=at)
    finally:
        keeper.discard()


def keep_path(path: Path, *, by: Actor, at: datetime) -> StoredFile:
    """Keep a file of this machine."""

    def chunks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                yield chunk

    return keep_bytes(path.name, chunks(), by=by, at=at)


class SealedReader(io.RawIOBase):
    """A kept file as a readable binary stream, decrypted on the way."""

    def __init__(self, sha256: str) -> None:
        self._chunks = vault.open_sealed(path_of(sha256))
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


def open_kept(sha256: str) -> io.BufferedReader:
    """The plain bytes of a kept file as a buffered stream."""
    return io.BufferedReader(SealedReader(sha256), 1 << 20)
