"""Seal and open single values; keyed index for equality. AES-256-GCM, layout: key number (1), nonce (12), text and tag."""

import hmac
import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pilar.core.vault.keyring import Ring, refresh, ring

_NONCE = 12
INDEX_BYTES = 16


class CannotOpen(RuntimeError):
    """The value does not open: it was altered, or it was sealed for another field."""


def seal(field: str, text: str) -> bytes:
    """Encrypt `text` for the column named `field` (for example "registry.person.nik")."""
    return seal_many(field, [text])[0] or b""


def seal_many(field: str, texts: Sequence[str | None]) -> list[bytes | None]:
    """Encrypt a column; None and "" stay None."""
    keys = ring()
    cipher, prefix = AESGCM(keys.data[keys.data_active]), bytes([keys.data_active])
    bound = field.encode()
    nonces = os.urandom(_NONCE * len(texts))
    encrypt = cipher.encrypt
    return [
        prefix + (nonce := nonces[start : start + _NONCE]) + encrypt(nonce, text.encode(), bound) if text else None
        for start, text in zip(range(0, len(nonces), _NONCE), texts, strict=True)
    ]


def unseal(field: str, blob: bytes | memoryview | None) -> str:
    """The text behind a sealed value; "" for None. Raises CannotOpen or KeyMissing."""
    return unseal_many(field, [blob])[0]


def unseal_many(field: str, blobs: Iterable[bytes | memoryview | None]) -> list[str]:
    """Open a column. Raises CannotOpen for an altered value, KeyMissing when the ring lacks its key."""
    keys = ring()
    ciphers: dict[int, AESGCM] = {}
    bound = field.encode()
    texts = []
    for blob in blobs:
        if not blob:
            texts.append("")
            continue
        raw = bytes(blob)
        number = raw[0]
        if number not in ciphers:
            keys = keys if number in keys.data else refresh()
            ciphers[number] = AESGCM(keys.data_key(number))
        try:
            texts.append(ciphers[number].decrypt(raw[1 : 1 + _NONCE], raw[1 + _NONCE :], bound).decode())
        except InvalidTag as error:
            raise CannotOpen(f"a value of {field} does not open") from error
    return texts


def key_number(blob: bytes | memoryview) -> int:
    """Which data key a value was sealed with."""
    return bytes(blob[:1])[0]


def _index(key: bytes, field: str, text: str) -> bytes:
    return hmac.digest(key, field.encode() + b"\0" + text.encode(), "sha256")[:INDEX_BYTES]


def blind_index(field: str, text: str) -> bytes:
    """16 bytes that are equal exactly when field and text are equal, under the active index key."""
    keys = ring()
    return _index(keys.index[keys.index_active], field, text)


def blind_index_many(field: str, texts: Iterable[str | None]) -> list[bytes | None]:
    """The index of a column; None and "" stay None."""
    keys: Ring = ring()
    key, prefix, digest = keys.index[keys.index_active], field.encode() + b"\0", hmac.digest
    return [digest(key, prefix + text.encode(), "sha256")[:INDEX_BYTES] if text else None for text in texts]


def index_candidates(field: str, text: str) -> list[bytes]:
    """The index under every live key, the active first: what a look-up must ask while keys rotate."""
    keys = ring()
    order = sorted(keys.index, key=lambda number: number != keys.index_active)
    return [_index(keys.index[number], field, text) for number in order]
