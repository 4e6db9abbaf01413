"""What may be printed of a batch, and printings made before."""

from __future__ import annotations

from collections import Counter

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.proposals.places import rt_rw
from pilar.delivery.disbursement.documents.papers import PaperRow
from pilar.delivery.disbursement.lifecycle import CANCELLED
from pilar.delivery.disbursement.lists import BY_HAND
from pilar.delivery.disbursement.models import Batch, BatchPrint, Instruction

CAPABILITIES = ("disbursement.order", "disbursement.send")
KINDS_BY_CHANNEL = {"pos": ("undangan", "bast", "kuitansi"), **dict.fromkeys(BY_HAND, ("bast", "kuitansi", "undangan"))}
PRINTABLE = ("approved", "sealed", "transmitted")


def kinds_for(batch: Batch) -> tuple[str, ...]:
    """Kinds of paper of a batch: those who collect are invited, those who receive from a hand sign. Banks have none."""
    return KINDS_BY_CHANNEL.get(batch.channel, ()) if batch.state in PRINTABLE else ()


def villages_of(scope: Scope, batch_id: int) -> Counter[str]:
    """Recipients of a batch in the scope by kelurahan."""
    rows = Instruction.objects.within(scope).filter(batch_id=batch_id).exclude(state=CANCELLED)
    return Counter(code[:10] for code in rows.values_list("wilayah", flat=True))


def people_of(scope: Scope, batch_id: int) -> list[PaperRow]:
    """The recipients of a batch in the scope, by kelurahan and name; their address from the register."""
    rows = (
        Instruction.objects.within(scope)
        .filter(batch_id=batch_id)
        .exclude(state=CANCELLED)
        .values_list("name", "family__address", "wilayah", "e2e", "amount_rp", "hand_over__proof", "hand_over__file__sha256", "hand_over__on_date")
    )  # fmt: skip
    words = {"foto": "Foto", "tanda_tangan": "Tanda tangan"}
    found = [
        PaperRow(
            name, address or "", rt_rw(wilayah), wilayah[:10], e2e, amount,
            f"{words.get(proof, proof)} {on:%d-%m-%Y} ({(digest or '')[:8]})" if proof else "",
        )
        for name, address, wilayah, e2e, amount, proof, digest, on in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.village, one.name, one.e2e))


def prints_of(scope: Scope, batch_id: int) -> list[BatchPrint]:
    """Printings of a batch whose area lies in the scope, newest first."""
    return list(BatchPrint.objects.within(scope).filter(batch_id=batch_id).select_related("file").order_by("-pk")[:50])


def print_row(scope: Scope, print_id: int) -> BatchPrint:
    """Raises UMUM-404."""
    found = (
        BatchPrint.objects.within(scope).filter(pk=print_id).select_related("file", "batch__stage__programme").first()
    )
    if found is None:
        raise NOT_FOUND()
    return found
