"""The declared machines: an instruction, a batch, and the stage's work from SK to closing (domain notes 6.6 and 11). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pilar.core.declared import Entry, Step, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Entry):
    """A state; `live`: it holds the entitlement, so that no second attempt may exist. `told_id` is said to the resident."""

    tone: str
    told_id: str = ""
    live: bool = False
    final: bool = False


def _state(
    code: str, name_id: str, name_en: str, tone: str, told_id: str = "", *, live: bool = False, final: bool = False
) -> State:
    return State(
        code=code, name_id=name_id, name_en=name_en, tone=tone, told_id=told_id, tag="local", live=live, final=final
    )


DRAFT, SENT, UNKNOWN, PAID = "draft", "sent", "unknown", "paid"
REJECTED, RETURNED, CANCELLED, TREASURY = "rejected", "returned", "cancelled", "treasury"

STATES = (
    _state(DRAFT, "Disusun", "Drafted", "waiting", "Pembayaran sedang disiapkan.", live=True),
    _state(SENT, "Dikirim ke penyalur", "Sent", "info", "Sudah dikirim ke bank atau kantor pos.", live=True),
    _state(UNKNOWN, "Belum ada kepastian", "Unknown", "warning", "Jawaban bank atau kantor pos ditunggu.", live=True),
    _state(PAID, "Diterima", "Paid", "ok", "Bantuan sudah disalurkan.", live=True),
    _state(REJECTED, "Gagal salur", "Rejected", "error", "Pembayaran gagal dan sedang diperbaiki."),
    _state(RETURNED, "Retur", "Returned", "error", "Uang kembali dan sedang diperbaiki."),
    _state(CANCELLED, "Dibatalkan", "Cancelled", "neutral", "Perintah bayar ini dibatalkan sebelum dikirim.", final=True),
    _state(TREASURY, "Kembali ke kas", "Back to treasury", "done", "Uang sudah dikembalikan ke kas.", final=True),
)  # fmt: skip
STATES_BY_CODE = by_code(STATES)
LIVE = tuple(one.code for one in STATES if one.live)
AT_PROVIDER = (SENT, UNKNOWN)
OPEN_AGAIN = (REJECTED, RETURNED, CANCELLED)
"""The last attempt ended without payment: a new one may be made."""


def _step(source: str, target: str, capability: str, verb_id: str, *needs: str) -> Step:
    return Step(source=source, target=target, capability=capability, verb_id=verb_id, needs=needs)


_RECONCILE = "disbursement.reconcile"
INSTRUCTION_STEPS = (
    _step(DRAFT, SENT, "disbursement.send", "Segel dan kirim"),
    _step(DRAFT, CANCELLED, "disbursement.order", "Batalkan", "alasan"),
    _step(SENT, PAID, _RECONCILE, "Catat diterima", "bukti_penyalur"),
    _step(SENT, REJECTED, _RECONCILE, "Catat gagal salur", "bukti_penyalur"),
    _step(SENT, UNKNOWN, "disbursement.send", "Tandai tanpa kepastian"),
    _step(UNKNOWN, PAID, _RECONCILE, "Catat diterima", "bukti_penyalur"),
    _step(UNKNOWN, REJECTED, _RECONCILE, "Catat gagal salur", "bukti_penyalur"),
    _step(PAID, RETURNED, _RECONCILE, "Catat retur", "bukti_penyalur"),
    _step(REJECTED, TREASURY, _RECONCILE, "Catat kembali ke kas", "bukti_setor"),
    _step(RETURNED, TREASURY, _RECONCILE, "Catat kembali ke kas", "bukti_setor"),
)

PROPOSED, APPROVED, SEALED, TRANSMITTED, VOID = "draft", "approved", "sealed", "transmitted", "void"
BATCH_STATES = (
    _state(PROPOSED, "Menunggu persetujuan", "Waiting for approval", "waiting"),
    _state(APPROVED, "Disetujui", "Approved", "info"),
    _state(SEALED, "Disegel, belum diserahkan", "Sealed, not handed over", "warning"),
    _state(TRANSMITTED, "Diserahkan ke penyalur", "Handed over", "ok"),
    _state(VOID, "Batal", "Void", "neutral", final=True),
)
BATCH_STATES_BY_CODE = by_code(BATCH_STATES)
BATCH_STEPS = (
    _step(PROPOSED, APPROVED, "disbursement.approve", "Setujui", "bukan_penyusun"),
    _step(PROPOSED, VOID, "disbursement.order", "Batalkan", "alasan"),
    _step(APPROVED, VOID, "disbursement.approve", "Batalkan", "alasan"),
    _step(APPROVED, SEALED, "disbursement.send", "Segel", "bukan_penyusun", "bukan_penyetuju"),
    _step(SEALED, TRANSMITTED, "disbursement.send", "Catat diserahkan"),
)

ACTS = (
    Entry(code="sk", name_id="SK penetapan", name_en="Decree", tag="src:SIKSST H"),
    Entry(code="cek_rekening", name_id="Cek rekening", name_en="Account check", tag="src:SIKSST H"),
    Entry(code="burekol", name_id="Burekol", name_en="Collective account opening", tag="src:SIKSST H"),
    Entry(code="spm", name_id="SPM", name_en="Payment order (SPM)", tag="src:SIKSST H"),
    Entry(code="sp2d", name_id="SP2D", name_en="Disbursement order (SP2D)", tag="src:SIKSST H"),
    Entry(code="si", name_id="SI (standing instruction)", name_en="Standing instruction (SI)", tag="src:SIKSST H"),
    Entry(code="top_up", name_id="Top-up", name_en="Top-up", tag="src:SIKSST H"),
    Entry(code="transaksi", name_id="Transaksi", name_en="Withdrawals", tag="src:SIKSST H"),
    Entry(code="setor_kembali", name_id="Setor kembali ke kas", name_en="Given back to the treasury", tag="bg H"),
)
"""The work of a stage in its order. Each act is recorded with date and number; none may be older than the one before it."""
ACTS_BY_CODE = by_code(ACTS)
NUMBERED = frozenset({"sk", "spm", "sp2d", "si", "setor_kembali"})
"""Acts that are a paper: they need its number."""
OPTIONAL = frozenset({"cek_rekening", "burekol", "top_up", "setor_kembali"})
"""Acts that a channel without accounts, or a stage without rest, does not have."""


def missing_before(act: str, recorded: frozenset[str]) -> tuple[str, ...]:
    """Obligatory acts that must be recorded before `act`. KeyError for an unknown act."""
    ACTS_BY_CODE[act]
    order = [one.code for one in ACTS]
    return tuple(code for code in order[: order.index(act)] if code not in OPTIONAL and code not in recorded)
