"""Files at rest: AES-256-GCM in chunks of 1 MiB, each bound to its place, the last one marked.

Layout: b"PILARv1" , key number (1), nonce prefix (7), then chunks of ciphertext with tag. Cutting, swapping or
appending chunks makes the file refuse to open.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pilar.core.vault.fields import CannotOpen
from pilar.core.vault.keyring import ring

_MAGIC = b"PILARv1"
_CHUNK = 1 << 20
_TAG = 16


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class SealedWriter:
    """Encrypts what is written to it into `target`; the file appears only on `commit`, complete and synced."""

    def __init__(self, target: Path) -> None:
        keys = ring()
        self._cipher, self._prefix = AESGCM(keys.data[keys.data_active]), os.urandom(7)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.target = target
        self._scratch = target.with_name(target.name + "." + os.urandom(4).hex())
        self._out = self._scratch.open("wb")
        self._out.write(_MAGIC + bytes([keys.data_active]) + self._prefix)
        self._buffer = bytearray()
        self._number = 0
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take plain bytes."""
        self._buffer += data
        self.size += len(data)
        while len(self._buffer) > _CHUNK:
            self._put(bytes(self._buffer[:_CHUNK]), last=False)
            del self._buffer[:_CHUNK]
        return len(data)

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), chunk, _MAGIC))
        self._number += 1

    def commit(self, target: Path | None = None) -> int:
        """Finish, sync and move into place. Returns the plain size."""
        self._put(bytes(self._buffer), last=True)
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        self._scratch.replace(target or self.target)
        return self.size

    def discard(self) -> None:
        """Throw away what was written; nothing happens after `commit`."""
        self._out.close()
        self._scratch.unlink(missing_ok=True)


def seal_file(source: BinaryIO, target: Path) -> int:
    """Encrypt the stream into `target`, which appears complete or not at all. Returns the plain size."""
    writer = SealedWriter(target)
    try:
        while chunk := source.read(_CHUNK):
            writer.write(chunk)
        return writer.commit()
    finally:
        writer.discard()


def key_of_file(path: Path) -> int | None:
    """The data key of a sealed file, or None when it is gone or not (yet) a sealed file."""
    try:
        with path.open("rb") as file:
            header = file.read(len(_MAGIC) + 1)
    except FileNotFoundError:
        return None
    return header[-1] if len(header) == len(_MAGIC) + 1 and header.startswith(_MAGIC) else None


def open_sealed(path: Path) -> Iterator[bytes]:
    """The plain chunks of a sealed file, in order. Raises CannotOpen when a chunk was changed or is missing."""
    with path.open("rb") as file:
        header = file.read(len(_MAGIC) + 8)
        if header[: len(_MAGIC)] != _MAGIC:
            raise CannotOpen("not a sealed file")
        cipher, prefix = AESGCM(ring().data_key(header[len(_MAGIC)])), header[len(_MAGIC) + 1 :]
        number, chunk = 0, file.read(_CHUNK + _TAG)
        while True:
            following = file.read(_CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(prefix, number, not following), chunk, _MAGIC)
            except InvalidTag as error:
                raise CannotOpen("a sealed file was altered or cut") from error
            if not following:
                return
            chunk, number = following, number + 1
