"""Blind numbers: keyed equality for tens of millions of 64-bit hashes at once, where an HMAC for each would take a minute.

A number goes through one block of AES under a key of its own field (a pseudo-random function), of which half is kept. Without the
ring nobody can compute the number of a guessed name or birth date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from pilar.core.vault.fields import blind_index, index_candidates

if TYPE_CHECKING:
    import numpy as np

    Hashes = np.ndarray[Any, np.dtype[np.uint64]]
    Blind = np.ndarray[Any, np.dtype[np.int64]]

_KEY_TEXT = "angka"
_MARK = "tanda"


def blind_numbers(field: str, numbers: Hashes) -> Blind:
    """[n] unsigned 64-bit hashes → [n] signed 64-bit numbers, equal exactly where the hashes are, under the active index key."""
    return _blind(blind_index(field, _KEY_TEXT), numbers)


def blind_number_candidates(field: str, numbers: Hashes) -> list[Blind]:
    """The same under every live key, the active first."""
    return [_blind(secret, numbers) for secret in index_candidates(field, _KEY_TEXT)]


def number_mark(field: str) -> bytes:
    """16 bytes that tell, kept beside stored numbers, under which key they were made."""
    return blind_index(field, _MARK)


def is_mark_alive(field: str, mark: bytes | memoryview) -> bool:
    """Whether the key behind stored numbers is still in the ring."""
    return bytes(mark) in index_candidates(field, _MARK)


def _blind(secret: bytes, numbers: Hashes) -> Blind:
    import numpy as np

    blocks = np.zeros((len(numbers), 2), "<u8")
    blocks[:, 0] = numbers
    # One block at a time on purpose: equal numbers must stay equal. The cipher serves as a function here and hides no text.
    encryptor = Cipher(algorithms.AES(secret), modes.ECB()).encryptor()  # noqa: S305
    made = np.frombuffer(encryptor.update(blocks.tobytes()) + encryptor.finalize(), "<u8").reshape(-1, 2)
    return made[:, 0].copy().view(np.int64)
