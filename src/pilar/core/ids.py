"""Time-ordered ids: 63-bit integers in tables, 13 letters and digits in addresses (docs/adr/0003).

42 bits of milliseconds since 2024 followed by 21 bits that start at a random point in each process, so ids
of one process are unique and ids of two processes meet only by chance in the same millisecond, where the
primary key refuses the second.
"""

import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford, lower case: no i, l, o, u
_VALUES = {letter: position for position, letter in enumerate(_ALPHABET)} | {"i": 1, "l": 1, "o": 0}
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)  # ten bits at once
_EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
_LOW_BITS = 21
_LENGTH = 13
_MAX = (1 << 63) - 1

_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """One new id, greater than every earlier one of this process."""
    return new_ids(1).start


def new_ids(count: int) -> range:
    """A block of `count` consecutive new ids, for bulk work.

    Raises ValueError when `count` is negative.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    global _last
    with _lock:
        moment = (int(time.time() * 1000) - _EPOCH_MS) << _LOW_BITS
        start = max(moment + secrets.randbelow(1 << (_LOW_BITS - 1)), _last + 1)
        _last = start + max(count, 1) - 1
        return range(start, start + count)


def encode_id(number: int) -> str:
    """The 13-character form for addresses.

    >>> encode_id(0)
    '0000000000000'
    """
    if not 0 <= number <= _MAX:
        raise ValueError("id out of range")
    pairs = _PAIRS
    return (
        f"{_ALPHABET[number >> 60]}{pairs[number >> 50 & 1023]}{pairs[number >> 40 & 1023]}{pairs[number >> 30 & 1023]}"
        f"{pairs[number >> 20 & 1023]}{pairs[number >> 10 & 1023]}{pairs[number & 1023]}"
    )


def decode_id(text: str) -> int:
    """The number behind an address form. Raises ValueError for anything that is not one.

    >>> decode_id(encode_id(123456789))
    123456789
    """
    if len(text) != _LENGTH:
        raise ValueError("not an id")
    number = 0
    for letter in text.lower():
        if letter not in _VALUES:
            raise ValueError("not an id")
        number = number * 32 + _VALUES[letter]
    if number > _MAX:
        raise ValueError("not an id")
    return number


class IdConverter:
    """Path converter `<pid:name>`: the address form of an id."""

    regex = "[0-9a-hjkmnp-tv-z]{13}"

    def to_python(self, value: str) -> int:
        return decode_id(value)

    def to_url(self, value: int) -> str:
        return encode_id(value)
