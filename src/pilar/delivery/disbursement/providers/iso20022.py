"""ISO 20022 customer credit transfer initiation, pain.001.001.09, written as a stream of escaped text.

Only the elements that a domestic transfer needs. Amounts are whole rupiah with two decimals, as the currency has them on paper.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pilar.config import config
from pilar.core.clock import WIB
from pilar.core.documents.text import seen
from pilar.delivery.disbursement.providers.profiles import Profile

if TYPE_CHECKING:
    from pilar.delivery.disbursement.providers.render import Head, PayLine

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


def _text(value: str, width: int) -> str:
    return escape(seen(value).replace("\n", " ").strip()[:width])


def write_pain001(profile: Profile, head: Head, lines: Sequence[PayLine]) -> bytes:
    """The message with one payment information block. EndToEndId is our reference; CtrlSum and NbOfTxs are the control figures."""
    total, count = sum(line.amount_rp for line in lines), len(lines)
    made = head.made_at.astimezone(WIB)
    debtor = _text(f"DINAS SOSIAL {config().office}", 140)
    agent = f"<FinInstnId><ClrSysMmbId><MmbId>{_text(head.bank_code or head.channel.upper(), 35)}</MmbId></ClrSysMmbId></FinInstnId>"
    out = io.StringIO()
    write = out.write
    write('<?xml version="1.0" encoding="UTF-8"?>\n')
    write(f'<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn><GrpHdr><MsgId>{_text(head.message_id, 35)}</MsgId>')
    write(
        f"<CreDtTm>{made.isoformat(timespec='seconds')}</CreDtTm><NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}.00</CtrlSum>"
    )
    write(f"<InitgPty><Nm>{debtor}</Nm></InitgPty></GrpHdr>\n")
    write(f"<PmtInf><PmtInfId>{_text(head.message_id, 35)}</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>{count}</NbOfTxs>")
    write(
        f"<CtrlSum>{total}.00</CtrlSum><ReqdExctnDt><Dt>{made:%Y-%m-%d}</Dt></ReqdExctnDt><Dbtr><Nm>{debtor}</Nm></Dbtr>"
    )
    write(f"<DbtrAcct><Id><Othr><Id>NOTPROVIDED</Id></Othr></Id></DbtrAcct><DbtrAgt>{agent}</DbtrAgt>\n")
    remark = _text(head.remark, 140)
    for line in lines:
        write(
            f'<CdtTrfTxInf><PmtId><EndToEndId>{_text(line.e2e, 35)}</EndToEndId></PmtId><Amt><InstdAmt Ccy="IDR">{line.amount_rp}.00</InstdAmt>'
            f"</Amt><CdtrAgt>{agent}</CdtrAgt><Cdtr><Nm>{_text(line.name, 140)}</Nm></Cdtr><CdtrAcct><Id><Othr><Id>{_text(line.account, 34)}"
            f"</Id></Othr></Id></CdtrAcct><RmtInf><Ustrd>{remark}</Ustrd></RmtInf></CdtTrfTxInf>\n"
        )
    write("</PmtInf></CstmrCdtTrfInitn></Document>\n")
    return out.getvalue().encode()
