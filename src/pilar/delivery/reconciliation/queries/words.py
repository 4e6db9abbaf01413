"""Lines in words."""

from __future__ import annotations

from pilar.core.ui.formats import rupiah
from pilar.delivery.disbursement.lifecycle import STATES_BY_CODE
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.reconciliation.models import Line
from pilar.delivery.reconciliation.rules.classes import BY_CODE, KIND_WORDS

VIA = {
    "e2e": "dicocokkan lewat nomor referensi kita", "acuan": "dicocokkan lewat acuan bank",
    "rekening": "dicocokkan lewat rekening, nominal, dan nama", "": "dicocokkan",
}  # fmt: skip


def sentence_of(line: Line) -> str:
    """Why a line is in its class, one sentence with its amounts."""
    amount, order = line.amount_rp, line.order_rp
    gap = abs(order - amount) if amount is not None and order is not None else None
    other = line.other
    if line.code == "batal_dibayar" and other in STATES_BY_CODE:
        other = str(STATES_BY_CODE[other].name)
    if line.code == "beda_penyalur" and other in CHANNELS_BY_CODE:
        other = str(CHANNELS_BY_CODE[other].name)
    words = " ".join(filter(None, (line.reason_code, line.reason_text))) or "tanpa keterangan"
    reason = line.fault_text if BY_CODE[line.code].group == "unread" or line.code == "bukan_data" else words
    if line.code == "bentrok":
        reason = line.other or "keadaan perintah tidak mengizinkannya"
    told = BY_CODE[line.code].sentence(
        amount=_rp(amount), order=_rp(order), gap=_rp(gap), by=VIA.get(line.via, VIA[""]), n=line.count, other=other or "–",
        reason=reason or "–", kind=KIND_WORDS.get(line.kind, line.kind),
    )  # fmt: skip
    return told[:1].upper() + told[1:]


def _rp(amount: int | None) -> str:
    return "nominal tak tercantum" if amount is None else str(rupiah(amount))
