"""The life-cycle of a usulan from draft to the end of aid: states, permitted steps, who takes them.

One cycle serves all kinds [inf, after domain notes 2.6]; `kinds` on a step keep it to those it concerns. Two
side states hold a case still: `ditangguhkan` returns to where it came from, `sanggah_terbuka` returns there or
to the start of the check. "selesai" and "dibatalkan" are ours: a correction of data ends when it is published,
and a draft or withdrawn usulan needs an end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pilar.core.declared import Entry, Step, by_code

Stage = Literal["kelurahan", "kecamatan", "dinas", "pusat", "program", "akhir", "samping"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Entry):
    """A state: `stage` is whose desk it lies on; `told_id` what may be said to the resident."""

    stage: Stage
    told_id: str
    final: bool = False
    tag: str = "inf"


def _state(code: str, stage: Stage, name_id: str, name_en: str, told_id: str, *, final: bool = False) -> State:
    return State(code=code, stage=stage, name_id=name_id, name_en=name_en, told_id=told_id, final=final)


STATES = (
    _state("draf", "kelurahan", "Draf", "Draft", "Usulan sedang ditulis."),
    _state("diusulkan_rt", "kelurahan", "Diusulkan RT", "Proposed by RT", "Usulan sudah diterima kelurahan."),
    _state("praverifikasi", "kelurahan", "Pemeriksaan awal", "Desk check", "Data sedang diperiksa."),
    _state(
        "dijadwalkan_musyawarah",
        "kelurahan",
        "Dijadwalkan musyawarah",
        "Scheduled for deliberation",
        "Usulan akan dibahas dalam musyawarah.",
    ),
    _state("layak", "kelurahan", "Layak", "Judged eligible", "Musyawarah menyatakan layak diusulkan."),
    _state(
        "tidak_layak", "akhir", "Tidak layak", "Judged not eligible", "Musyawarah menyatakan tidak layak.", final=True
    ),
    _state("perbaikan", "kelurahan", "Perlu perbaikan", "To be corrected", "Ada data yang perlu diperbaiki."),
    _state(
        "disahkan_kelurahan", "kecamatan", "Disahkan kelurahan", "Endorsed by the village", "Sudah disahkan kelurahan."
    ),
    _state(
        "diverifikasi_kecamatan",
        "dinas",
        "Diperiksa kecamatan",
        "Checked by the subdistrict",
        "Sudah diperiksa kecamatan.",
    ),
    _state("diverifikasi_dinas", "dinas", "Diverifikasi dinas", "Verified by the office", "Sudah diverifikasi dinas."),
    _state("dikembalikan", "kelurahan", "Dikembalikan", "Returned", "Dikembalikan ke kelurahan untuk dilengkapi."),
    _state("ditolak", "akhir", "Ditolak", "Rejected", "Usulan ditolak dengan alasan.", final=True),
    _state("disahkan_kepala_opd", "dinas", "Disahkan kepala dinas", "Approved by the head", "Sudah disahkan dinas."),
    _state("dikirim_siks_ng", "pusat", "Dikirim ke SIKS-NG", "Sent to SIKS-NG", "Sudah dikirim ke Kementerian Sosial."),
    _state("diterima_pusat", "pusat", "Diterima pusat", "Accepted by the centre", "Diterima Kementerian Sosial."),
    _state("gagal_pusat", "dinas", "Gagal di pusat", "Failed at the centre", "Belum diterima pusat, diperbaiki dinas."),
    _state("menunggu_desil", "pusat", "Menunggu desil", "Waiting for desil", "Menunggu pemeringkatan BPS."),
    _state("desil_terbit", "dinas", "Desil terbit", "Desil published", "Pemeringkatan BPS sudah terbit."),
    _state("calon_penerima", "pusat", "Calon penerima", "Candidate", "Calon penerima, menunggu penetapan."),
    _state(
        "bukan_prioritas",
        "akhir",
        "Bukan prioritas",
        "Not a priority",
        "Belum menjadi prioritas penerima.",
        final=True,
    ),
    _state("penerima", "program", "Penerima", "Recipient", "Ditetapkan sebagai penerima."),
    _state("gagal_salur", "program", "Gagal salur", "Payment failed", "Bantuan belum dapat disalurkan, diperbaiki."),
    _state("salur", "program", "Tersalur", "Paid", "Bantuan sudah disalurkan."),
    _state("graduasi", "akhir", "Graduasi", "Graduated", "Keluar dari program karena sudah mandiri.", final=True),
    _state("dihentikan", "akhir", "Dihentikan", "Stopped", "Bantuan dihentikan dengan alasan.", final=True),
    _state("selesai", "akhir", "Selesai", "Done", "Data sudah diperbarui.", final=True),
    _state("dibatalkan", "akhir", "Dibatalkan", "Withdrawn", "Usulan ditarik kembali.", final=True),
    _state("ditangguhkan", "samping", "Ditangguhkan", "Suspended", "Ditangguhkan sementara dengan alasan."),
    _state("sanggah_terbuka", "samping", "Sanggah terbuka", "Objection open", "Sanggahan sedang diperiksa."),
)
STATES_BY_CODE = by_code(STATES)
START = "draf"
FINALS = frozenset(state.code for state in STATES if state.final)


def _step(source: str, target: str, capability: str, verb_id: str, *needs: str, kinds: tuple[str, ...] = ()) -> Step:
    return Step(
        source=source, target=target, capability=capability, verb_id=verb_id, needs=needs, kinds=frozenset(kinds)
    )


_AID = ("bansos", "baru_dtsen")
_MAIN = (
    _step("draf", "diusulkan_rt", "proposals.create", "Kirim ke kelurahan"),
    _step("draf", "dibatalkan", "proposals.create", "Batalkan", "alasan"),
    _step("diusulkan_rt", "praverifikasi", "screening.run", "Periksa data"),
    _step("praverifikasi", "dijadwalkan_musyawarah", "deliberation.manage", "Kirim ke musyawarah"),
    _step("praverifikasi", "perbaikan", "screening.run", "Minta perbaikan", "alasan"),
    _step("praverifikasi", "layak", "deliberation.sign", "Nyatakan layak dengan SPTJM", "sptjm"),
    _step("dijadwalkan_musyawarah", "layak", "deliberation.manage", "Catat layak", "berita_acara"),
    _step(
        "dijadwalkan_musyawarah", "tidak_layak", "deliberation.manage", "Catat tidak layak", "berita_acara", "alasan"
    ),
    _step("dijadwalkan_musyawarah", "perbaikan", "deliberation.manage", "Catat perbaikan", "berita_acara", "alasan"),
    _step("perbaikan", "praverifikasi", "proposals.create", "Kirim perbaikan"),
    _step("layak", "disahkan_kelurahan", "proposals.endorse", "Sahkan", "berita_acara_atau_sptjm"),
    _step("disahkan_kelurahan", "diverifikasi_kecamatan", "proposals.check", "Nyatakan lengkap"),
    _step("disahkan_kelurahan", "dikembalikan", "proposals.check", "Kembalikan", "alasan"),
    _step("disahkan_kelurahan", "dikembalikan", "proposals.verify", "Kembalikan", "alasan"),
    _step("disahkan_kelurahan", "diverifikasi_dinas", "proposals.verify", "Verifikasi"),
    _step("disahkan_kelurahan", "ditolak", "proposals.verify", "Tolak", "alasan"),
    _step("diverifikasi_kecamatan", "diverifikasi_dinas", "proposals.verify", "Verifikasi"),
    _step("diverifikasi_kecamatan", "dikembalikan", "proposals.verify", "Kembalikan", "alasan"),
    _step("diverifikasi_kecamatan", "ditolak", "proposals.verify", "Tolak", "alasan"),
    _step("dikembalikan", "praverifikasi", "proposals.create", "Kirim kembali"),
    _step("diverifikasi_dinas", "disahkan_kepala_opd", "proposals.approve", "Sahkan"),
    _step("diverifikasi_dinas", "dikembalikan", "proposals.approve", "Kembalikan", "alasan"),
    _step("diverifikasi_dinas", "ditolak", "proposals.approve", "Tolak", "alasan"),
    _step("disahkan_kepala_opd", "dikirim_siks_ng", "proposals.send", "Catat pengiriman"),
    _step("dikirim_siks_ng", "diterima_pusat", "proposals.send", "Catat diterima"),
    _step("dikirim_siks_ng", "gagal_pusat", "proposals.send", "Catat gagal", "alasan"),
    _step("gagal_pusat", "dikirim_siks_ng", "proposals.send", "Kirim ulang"),
    _step("gagal_pusat", "dikembalikan", "proposals.verify", "Kembalikan", "alasan"),
    _step("diterima_pusat", "menunggu_desil", "proposals.send", "Tunggu desil", kinds=(*_AID, "perbaikan_data")),
    _step("diterima_pusat", "dihentikan", "proposals.send", "Catat penghentian", "alasan", kinds=("penghentian",)),
    _step(
        "diterima_pusat", "selesai", "proposals.send", "Catat selesai", kinds=("reaktivasi_pbi", "pemindahan_wilayah")
    ),
    _step("menunggu_desil", "desil_terbit", "proposals.send", "Catat desil", kinds=(*_AID, "perbaikan_data")),
    _step("desil_terbit", "selesai", "proposals.send", "Catat selesai", kinds=("perbaikan_data", "baru_dtsen")),
    _step("desil_terbit", "calon_penerima", "proposals.send", "Catat calon penerima", kinds=_AID),
    _step("desil_terbit", "bukan_prioritas", "proposals.send", "Catat bukan prioritas", "alasan", kinds=_AID),
    _step("calon_penerima", "penerima", "proposals.send", "Catat SK", "sk", kinds=_AID),
    _step("calon_penerima", "bukan_prioritas", "proposals.send", "Catat bukan prioritas", "alasan", kinds=_AID),
    _step("penerima", "salur", "disbursement.reconcile", "Catat tersalur", kinds=_AID),
    _step("penerima", "gagal_salur", "disbursement.reconcile", "Catat gagal salur", "alasan", kinds=_AID),
    _step("penerima", "graduasi", "screening.decide", "Catat graduasi", "alasan", kinds=_AID),
    _step("penerima", "dihentikan", "screening.decide", "Hentikan", "alasan", kinds=_AID),
    _step("gagal_salur", "salur", "disbursement.reconcile", "Catat tersalur", kinds=_AID),
    _step("gagal_salur", "dihentikan", "screening.decide", "Hentikan", "alasan", kinds=_AID),
    _step("salur", "gagal_salur", "disbursement.reconcile", "Catat gagal salur", "alasan", kinds=_AID),
    _step("salur", "graduasi", "screening.decide", "Catat graduasi", "alasan", kinds=_AID),
    _step("salur", "dihentikan", "screening.decide", "Hentikan", "alasan", kinds=_AID),
)

# Death, removal or withdrawal can end a usulan at every open desk; behind the village the office records it.
_WITHDRAWN = (
    *(
        _step(code, "dibatalkan", "proposals.create", "Tarik kembali", "alasan")
        for code in ("diusulkan_rt", "praverifikasi", "dijadwalkan_musyawarah", "perbaikan", "layak", "dikembalikan")
    ),
    *(
        _step(code, "dibatalkan", "proposals.send", "Tarik kembali", "alasan")
        for code in ("disahkan_kepala_opd", "gagal_pusat")
    ),
    *(
        _step(code, "dibatalkan", "proposals.send", "Tarik kembali", "alasan", kinds=(*_AID, "perbaikan_data"))
        for code in ("menunggu_desil", "desil_terbit")
    ),
    _step("calon_penerima", "dibatalkan", "proposals.send", "Tarik kembali", "alasan", kinds=_AID),
)

SUSPENDABLE = ("praverifikasi", "layak", "disahkan_kelurahan", "diverifikasi_kecamatan", "diverifikasi_dinas")
OPEN_TO_SANGGAH = ("layak", "tidak_layak", "ditolak", "calon_penerima", "bukan_prioritas", "penerima", "dihentikan")
# "keadaan_sebelumnya": the step is open only to the state that the case came from.
_SIDE = (
    *(_step(code, "ditangguhkan", "proposals.verify", "Tangguhkan", "alasan") for code in SUSPENDABLE),
    *(_step("ditangguhkan", code, "proposals.verify", "Lanjutkan", "keadaan_sebelumnya") for code in SUSPENDABLE),
    *(_step(code, "sanggah_terbuka", "complaints.receive", "Catat sanggah", "alasan") for code in OPEN_TO_SANGGAH),
    *(
        _step("sanggah_terbuka", code, "complaints.decide", "Tolak sanggah", "alasan", "keadaan_sebelumnya")
        for code in OPEN_TO_SANGGAH
    ),
    _step("sanggah_terbuka", "praverifikasi", "complaints.decide", "Kabulkan sanggah", "alasan"),
)
STEPS: tuple[Step, ...] = (*_MAIN, *_WITHDRAWN, *_SIDE)


def steps_from(state: str, *, kind: str, came_from: str | None = None) -> tuple[Step, ...]:
    """Steps a usulan of `kind` may take from `state`; KeyError for an unknown state.

    `came_from` is the state before a side state; without it a case cannot be led back there.
    """
    STATES_BY_CODE[state]
    return tuple(
        step
        for step in STEPS
        if step.source == state
        and step.open_to(kind)
        and ("keadaan_sebelumnya" not in step.needs or step.target == came_from)
    )


def step_for(state: str, target: str, *, kind: str, came_from: str | None, can: Callable[[str], bool]) -> Step | None:
    """The step to `target`, where two desks may take it the one whose capability the person holds; None when there is none."""
    possible = [step for step in steps_from(state, kind=kind, came_from=came_from) if step.target == target]
    return next((step for step in possible if can(step.capability)), possible[0] if possible else None)
