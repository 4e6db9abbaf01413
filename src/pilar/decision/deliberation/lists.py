"""Elements of a musyawarah, where its items come from, what it may decide, and the states of a session."""

from collections.abc import Mapping
from dataclasses import dataclass

from pilar.core.declared import Entry, Step, by_code

ELEMENTS = (
    Entry(code="pemerintah", name_id="Pemerintah kelurahan/desa", name_en="Village government", tag="bg M"),
    Entry(code="bpd_lpm", name_id="BPD/LPM", name_en="Village council (BPD/LPM)", tag="bg M"),
    Entry(code="rt", name_id="Ketua RT", name_en="Heads of RT", tag="src:MADIUN M"),
    Entry(code="rw", name_id="Ketua RW", name_en="Heads of RW", tag="src:MADIUN M"),
    Entry(code="psm", name_id="PSM/kader", name_en="Community social workers", tag="bg M"),
    Entry(code="tksk", name_id="TKSK", name_en="Subdistrict social-welfare worker", tag="bg M"),
    Entry(code="pendamping", name_id="Pendamping PKH", name_en="PKH companion", tag="bg M"),
    Entry(code="pkk", name_id="PKK/dasawisma", name_en="PKK/dasawisma", tag="bg M"),
    Entry(
        code="tokoh",
        name_id="Tokoh agama, adat, perempuan",
        name_en="Religious, customary and women's figures",
        tag="bg M",
    ),
    Entry(code="babin", name_id="Babinsa/Bhabinkamtibmas", name_en="Babinsa/Bhabinkamtibmas", tag="bg M"),
    Entry(code="warga", name_id="Wakil warga", name_en="Residents", tag="inf"),
)
ELEMENTS_BY_CODE = by_code(ELEMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin(Entry):
    """Why an item lies on the table. `subject` says what it points to."""

    subject: str


ORIGINS = (
    Origin(code="baru", name_id="Usulan baru", name_en="New proposal", subject="usul", tag="bg M"),
    Origin(code="perbaikan", name_id="Perbaikan data", name_en="Correction", subject="usul", tag="bg M"),
    Origin(code="penghentian", name_id="Usulan penghentian", name_en="Proposal to stop", subject="usul", tag="bg M"),
    Origin(code="sanggah", name_id="Sanggah", name_en="Objection", subject="usul", tag="bg M"),
    Origin(code="tanda", name_id="Tanda pemeriksaan", name_en="Flag", subject="flag", tag="inf"),
    Origin(
        code="beda_peringkat", name_id="Beda peringkat", name_en="Disagreement of rank", subject="family", tag="inf"
    ),
    Origin(
        code="belum_terdaftar",
        name_id="Diduga miskin, belum terdaftar",
        name_en="Likely poor, not listed",
        subject="family",
        tag="inf",
    ),
)
ORIGINS_BY_CODE: Mapping[str, Origin] = by_code(ORIGINS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Entry):
    """What the meeting may say about an item. `needs_reason`: a reason code of R01-R26 or words; `needs_words`: words."""

    needs_reason: bool = False
    needs_words: bool = False
    tone: str = "info"


DECISIONS = (
    Decision(code="layak", name_id="Layak", name_en="Eligible", tone="done", tag="bg M"),
    Decision(
        code="tidak_layak", name_id="Tidak layak", name_en="Not eligible", needs_reason=True, tone="error", tag="bg M"
    ),
    Decision(
        code="perbaikan", name_id="Perbaikan data", name_en="To be corrected", needs_words=True, tone="warning", tag="bg M"
    ),
    Decision(code="tunda", name_id="Tunda", name_en="Postponed", needs_words=True, tone="waiting", tag="inf"),
)  # fmt: skip
DECISIONS_BY_CODE: Mapping[str, Decision] = by_code(DECISIONS)

SESSION_STATES = (
    Entry(code="direncanakan", name_id="Direncanakan", name_en="Planned", tag="inf"),
    Entry(code="berlangsung", name_id="Berlangsung", name_en="In session", tag="inf"),
    Entry(code="ditutup", name_id="Ditutup", name_en="Closed", tag="inf"),
    Entry(code="dibatalkan", name_id="Dibatalkan", name_en="Cancelled", tag="inf"),
)
SESSION_STATES_BY_CODE = by_code(SESSION_STATES)
SESSION_STEPS = (
    Step(source="direncanakan", target="berlangsung", capability="deliberation.manage", verb_id="Buka sidang"),
    Step(
        source="direncanakan",
        target="dibatalkan",
        capability="deliberation.manage",
        verb_id="Batalkan",
        needs=("alasan",),
    ),
    Step(
        source="berlangsung",
        target="ditutup",
        capability="deliberation.sign",
        verb_id="Tutup sidang",
        needs=("kuorum", "semua_diputus"),
    ),
    Step(
        source="direncanakan",
        target="ditutup",
        capability="deliberation.sign",
        verb_id="Tetapkan dengan SPTJM",
        needs=("sptjm",),
    ),
)

FORMS = (
    Entry(code="musyawarah", name_id="Musyawarah", name_en="Deliberation", basis="UU 13/2011 Pasal 8", tag="bg M"),
    Entry(
        code="sptjm",
        name_id="SPTJM tanpa musyawarah",
        name_en="Statement of responsibility instead of a session",
        tag="src:TLOGO M",
    ),
)

WINDOWS = (
    Entry(code="usulan", name_id="Penjaringan usulan", name_en="Proposals", tag="src:SUARANTB,LUMAJ M"),
    Entry(code="musyawarah", name_id="Musyawarah", name_en="Deliberation", tag="src:SUARANTB M"),
    Entry(code="input", name_id="Input SIKS-NG", name_en="Entry into SIKS-NG", tag="src:SUARANTB M"),
    Entry(code="verifikasi", name_id="Verifikasi dinas", name_en="Verification by the office", tag="inf"),
    Entry(code="batas", name_id="Batas akhir (cut-off)", name_en="Cut-off", tag="src:TLOGO H"),
    Entry(code="tarik_data", name_id="Penarikan data pusat", name_en="Data pull by the centre", tag="src:TLOGO H"),
    Entry(code="pengumuman", name_id="Pengumuman dan sanggah", name_en="Announcement and objections", tag="inf"),
    Entry(code="rekap", name_id="Rekap dan laporan", name_en="Recap and report", tag="src:BPNTG M"),
)
WINDOWS_BY_CODE = by_code(WINDOWS)
