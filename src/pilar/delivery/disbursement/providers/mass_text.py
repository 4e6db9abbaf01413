"""Mass-transfer text "Payroll - Multi Service": head `P`, details with a customer reference of 19 signs (evidence notes 4.1).

Head: P, yyyyMMdd, debit account, count (at most 5 digits), total. Detail: account (35), name (40), three address lines, currency, amount
18.2, remark (140), customer reference (19), service code, bank code. The debit account is filled in by the treasurer at the bank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilar.core.clock import WIB
from pilar.delivery.disbursement.providers.profiles import Profile

if TYPE_CHECKING:
    from pilar.delivery.disbursement.providers.render import Head, PayLine

_MOST = 99_999
IN_HOUSE = "IBU"


def write(profile: Profile, head: Head, lines: Sequence[PayLine]) -> bytes:
    """Raises ValueError for more rows than the count field holds, or a reference that is too long."""
    from pilar.delivery.disbursement.providers.render import plain_name

    if len(lines) > _MOST:
        raise ValueError("a mass-transfer file holds at most 99,999 rows")
    day = f"{head.made_at.astimezone(WIB):%Y%m%d}"
    out = [f"P,{day},,{len(lines)},{sum(line.amount_rp for line in lines)}.00"]
    for line in lines:
        if len(line.e2e) > 19:
            raise ValueError("customer reference longer than 19 signs")
        name = plain_name(line.name.replace(",", " "), 40)
        out.append(
            f"{line.account[:35]},{name},,,,IDR,{line.amount_rp}.00,{head.remark[:140]},{line.e2e},{IN_HOUSE},{head.bank_code}"
        )
    return ("\r\n".join(out) + "\r\n").encode("ascii")
