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


def seal_file(source: BinaryIO, target: Path) -> int:
    """Encrypt the stream into `target` (written beside and moved into place after fsync). Returns the plain size."""
    keys = ring()
    cipher, prefix = AESGCM(keys.data[keys.data_active]), os.urandom(7)
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(target.name + "." + os.urandom(4).hex())
    size, number = 0, 0
    try:
        with scratch.open("wb") as out:
            out.write(_MAGIC + bytes([keys.data_active]) + prefix)
            chunk = source.read(_CHUNK)
            while True:
                following = source.read(_CHUNK) if len(chunk) == _CHUNK else b""
                out.write(cipher.encrypt(_nonce(prefix, number, not following), chunk, _MAGIC))
                size += len(chunk)
                if not following:
                    break
                chunk, number = following, number + 1
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
    return size


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
