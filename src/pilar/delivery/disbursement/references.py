"""The end-to-end reference of an instruction: a function of entitlement and attempt, at most 19 signs. Pure.

19 is the length of the customer reference in Indonesian mass-transfer files (evidence notes 4.1). The last sign is a check letter,
so that a reference typed from paper with one wrong or two exchanged signs is not somebody else's.
"""

from __future__ import annotations

from operator import mul

from pilar.core.ids import decode_id, encode_id

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_WEIGHTS = bytes(max(_SIGNS.find(chr(code)), 0) for code in range(256))
"""Weight of each sign by its code; a sign outside the alphabet weighs nothing."""
_PLACES = range(1, 16)
MOST_ATTEMPTS = 99
LENGTH = 17


def reference(entitlement_id: int, attempt: int) -> str:
    """`P`, 13 signs of the entitlement, two digits of the attempt, one check sign: 17 in all.

    Raises ValueError when the attempt is not 1..99.
    """
    if not 1 <= attempt <= MOST_ATTEMPTS:
        raise ValueError("attempt must be 1..99")
    body = f"{encode_id(entitlement_id)}{attempt:02d}"
    return f"P{body.upper()}{_check(body).upper()}"


def parts(text: str) -> tuple[int, int] | None:
    """(entitlement, attempt) of a reference, None when it is none of ours."""
    plain = text.strip().lower()
    if len(plain) != LENGTH or not plain.isascii() or plain[0] != "p" or not plain[14:16].isdigit():
        return None
    body = plain[1:16]
    try:
        entitlement = decode_id(body[:13])
    except ValueError:
        return None
    return (entitlement, int(body[13:])) if _check(body) == plain[16] else None


def _check(body: str) -> str:
    """Weighted sum modulo 31 (prime, below the alphabet): finds every single error and every exchange of neighbours."""
    return _SIGNS[sum(map(mul, _PLACES, body.encode("ascii").translate(_WEIGHTS))) % 31]
