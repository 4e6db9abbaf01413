"""What keeps a stage open: money on the way, failures without an end, lines and balances that nobody explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from pilar.core.scope import Scope
from pilar.core.ui.formats import rupiah
from pilar.delivery.disbursement.queries import board_of, ordered_lines
from pilar.delivery.programs import queries as programs
from pilar.delivery.reconciliation.models import Closing, Explanation, Inbound, Line
from pilar.delivery.reconciliation.queries.words import sentence_of
from pilar.delivery.reconciliation.rules.classes import BY_CODE, OPEN_CLASSES

MOST = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `subject`: its key; `explained`: the latest explanation or None."""

    subject: str
    title: str
    sentence: str
    amount_rp: int
    wilayah: str
    url_inbound: int | None
    explained: Explanation | None


@dataclass(frozen=True, slots=True)
class DifferenceReport:
    """A stage before closing. `by_state`: state -> (count, rupiah) of last attempts; `hindrances`: sentences, empty when it may close."""

    decreed: int
    decreed_rp: int
    ready: int
    ready_rp: int
    by_state: dict[str, tuple[int, int]]
    differences: tuple[Difference, ...]
    unexplained: int
    hindrances: tuple[str, ...]

    def figures(self) -> dict[str, Any]:
        """What the closing freezes."""
        return {
            "decreed": self.decreed, "decreed_rp": self.decreed_rp, "ready": self.ready, "ready_rp": self.ready_rp,
            "states": {code: list(pair) for code, pair in sorted(self.by_state.items())},
            "differences": sorted([one.subject, one.amount_rp, one.explained.kind if one.explained else ""] for one in self.differences),
        }  # fmt: skip


def difference_report(scope: Scope, stage_id: int) -> DifferenceReport:
    """The stage's money and its differences. Needs disbursement.view. Raises UMUM-404."""
    scope.require("disbursement.view")
    programs.stage_of(scope, stage_id)
    board = board_of(scope, stage_id)
    states = {one.state.code: (one.count, int(one.total_rp)) for one in board.lines}
    differences = (*_lines(scope, stage_id), *_balances(scope, stage_id))
    unexplained = sum(1 for one in differences if one.explained is None)
    hindrances = []
    waiting = [states.get(code, (0, 0)) for code in ("draft", "sent", "unknown")]
    if count := sum(pair[0] for pair in waiting):
        hindrances.append(
            _("%(n)s pembayaran (%(rp)s) masih di jalan") % {"n": count, "rp": rupiah(sum(pair[1] for pair in waiting))}
        )
    failed = [states.get(code, (0, 0)) for code in ("rejected", "returned")]
    if count := sum(pair[0] for pair in failed):
        hindrances.append(
            _("%(n)s pembayaran gagal (%(rp)s) belum dibayar ulang atau disetor kembali ke kas")
            % {"n": count, "rp": rupiah(sum(pair[1] for pair in failed))}
        )
    if board.ready:
        hindrances.append(
            _("%(n)s hak (%(rp)s) belum diperintahkan") % {"n": board.ready, "rp": rupiah(board.ready_rp)}
        )
    if unread := Inbound.objects.within(scope).filter(stage_id=stage_id, state="antre").count():
        hindrances.append(_("%(n)s berkas belum selesai dibaca") % {"n": unread})
    if held := Inbound.objects.within(scope).filter(stage_id=stage_id, state="tertahan").count():
        hindrances.append(_("%(n)s berkas masih tertahan") % {"n": held})
    if unexplained:
        hindrances.append(_("%(n)s selisih belum dijelaskan") % {"n": unexplained})
    settled = sum(states.get(code, (0, 0))[1] for code in ("paid", "treasury"))
    if not hindrances and settled != board.decreed_rp:
        hindrances.append(
            _("dibayar dan disetor kembali %(got)s, padahal hak %(due)s")
            % {"got": rupiah(settled), "due": rupiah(board.decreed_rp)}
        )
    return DifferenceReport(
        board.decreed,
        int(board.decreed_rp),
        board.ready,
        int(board.ready_rp),
        states,
        differences,
        unexplained,
        tuple(hindrances),
    )


def open_lines_of(scope: Scope, stage_id: int) -> Any:
    """Open, undecided lines that concern a stage: of its files, or naming one of its orders."""
    orders = ordered_lines(scope, stage_id).order_by().values("pk")
    return (
        Line.objects.within(scope)
        .filter(Q(inbound__stage_id=stage_id) | Q(instruction_id__in=orders), code__in=OPEN_CLASSES, decided="")
        .exclude(inbound__state="ditolak")
        .select_related("inbound")
        .order_by("pk")
    )


def _lines(scope: Scope, stage_id: int) -> list[Difference]:
    told = _explained(scope, stage_id)
    return [
        Difference(
            f"line:{line.pk}", str(BY_CODE[line.code].name), sentence_of(line), line.amount_rp or 0, line.wilayah, line.inbound_id,
            told.get(f"line:{line.pk}"),
        )
        for line in open_lines_of(scope, stage_id)
    ]  # fmt: skip


def _balances(scope: Scope, stage_id: int) -> list[Difference]:
    told = _explained(scope, stage_id)
    found = []
    for inbound in Inbound.objects.within(scope).filter(stage_id=stage_id, state="diterapkan").order_by("pk"):
        for place, one in enumerate(inbound.balances):
            if one.get("gap"):
                subject = f"balance:{inbound.pk}:{place}"
                words = _("Saldo awal + mutasi berbeda %(gap)s dari saldo akhir.") % {"gap": rupiah(abs(one["gap"]))}
                found.append(
                    Difference(
                        subject,
                        _("Saldo rekening koran"),
                        words,
                        one["gap"],
                        inbound.wilayah,
                        inbound.pk,
                        told.get(subject),
                    )
                )
    return found


def _explained(scope: Scope, stage_id: int) -> dict[str, Explanation]:
    rows = Explanation.objects.within(scope).filter(stage_id=stage_id).order_by("pk")
    return {one.subject: one for one in rows}


def closing_of(scope: Scope, stage_id: int) -> Closing | None:
    """The proposed or sealed closing of a stage."""
    scope.require("disbursement.view")
    return Closing.objects.within(scope).filter(stage_id=stage_id).first()
