"""The digest that freezes a decree."""

from __future__ import annotations

import hashlib
import json

from pilar.delivery.programs import setwise
from pilar.delivery.programs.models import Decree


def digest_of(decree: Decree) -> str:
    """SHA-256 over every line in its order with its parts; what the QR of the papers proves."""
    seal = hashlib.sha256(f"{decree.pk};{decree.stage_id};{decree.count};{decree.total_rp}\n".encode())
    parts = setwise.rows(
        "SELECT l.position, l.family_id, l.person_id, l.wilayah, l.name, l.sequence, l.amount_rp, p.component, p.amount_rp "
        "FROM programs_decreeline l LEFT JOIN programs_decreepart p ON p.line_id = l.id WHERE l.decree_id = %s "
        "ORDER BY l.position, p.component",
        [decree.pk],
    )
    for part in parts:
        seal.update(json.dumps(part, ensure_ascii=False).encode() + b"\n")
    return seal.hexdigest()
