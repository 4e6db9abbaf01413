"""Declared lists of visits: kinds, results, states, signals. Days are our own choice: no rule of the ministry sets them."""

from dataclasses import dataclass

from django.utils.translation import gettext as translate

from pilar.core.declared import Entry, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitKind(Entry):
    """What a visit is for: the form to fill and the days until it is due (counted from the asking)."""

    form_id: str
    days: int
    urgent: bool = False
    tag: str = "local"


def _kind(code: str, name_id: str, name_en: str, form_id: str, days: int, urgent: bool = False) -> VisitKind:
    return VisitKind(code=code, name_id=name_id, name_en=name_en, form_id=form_id, days=days, urgent=urgent)


VISIT_KINDS: tuple[VisitKind, ...] = (
    _kind("cek_lapangan", "Cek lapangan", "Ground check", "pilar_cek_lapangan", 14),
    _kind("klarifikasi_tanda", "Klarifikasi tanda pemeriksaan", "Clarify a flag", "pilar_cek_lapangan", 7, True),
    _kind("gagal_salur", "Bantuan gagal salur", "Failed payment", "pilar_verifikasi_pembayaran", 7, True),
    _kind("duga_miskin", "Diduga miskin, belum terdata", "Likely poor, not listed", "pilar_verifikasi_keluarga", 21),
    _kind("pengaduan", "Pengaduan warga", "Complaint of a resident", "pilar_cek_lapangan", 5, True),
    _kind("verifikasi_rutin", "Verifikasi ulang rutin", "Routine re-verification", "pilar_verifikasi_keluarga", 30),
    _kind("cek_domisili", "Cek domisili", "Residence check", "pilar_cek_lapangan", 14),
)
KINDS = by_code(VISIT_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitResult(Entry):
    """What the volunteer found (domain list "Visit"). `failed`: nobody could be asked, another visit may still find them.

    `ends`: the question is answered without a submission (moved, died, refused): the asker decides what follows.
    """

    failed: bool = False
    ends: bool = False


VISIT_RESULTS: tuple[VisitResult, ...] = (
    VisitResult(code="ditemukan", name_id="Ditemukan", name_en="Found"),
    VisitResult(code="tidak_di_rumah", name_id="Tidak ada di rumah", name_en="Not at home", failed=True),
    VisitResult(code="pindah", name_id="Pindah", name_en="Moved away", ends=True),
    VisitResult(code="meninggal", name_id="Meninggal", name_en="Died", ends=True),
    VisitResult(code="menolak", name_id="Menolak", name_en="Refused", ends=True),
    VisitResult(code="alamat_tidak_ada", name_id="Alamat tidak ada", name_en="No such address", failed=True),
    VisitResult(code="bangunan_kosong", name_id="Bangunan kosong", name_en="Empty building", failed=True),
)
RESULTS = by_code(VISIT_RESULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Entry):
    """A state of an assignment or review with the colour of its tag."""

    tone: str


def _state(code: str, name_id: str, name_en: str, tone: str) -> State:
    return State(code=code, name_id=name_id, name_en=name_en, tone=tone)


STATES = by_code(
    (
        _state("baru", "Belum dibagi", "Not handed out", "warning"),
        _state("dibagi", "Dibagi", "Handed out", "waiting"),
        _state("dikirim", "Menunggu pemeriksaan", "Waiting for review", "info"),
        _state("dikembalikan", "Dikembalikan", "Returned", "warning"),
        _state("selesai", "Selesai", "Done", "done"),
        _state("gagal", "Tidak ditemukan setelah kunjungan berulang", "Not found after repeated visits", "error"),
        _state("batal", "Dibatalkan", "Cancelled", "neutral"),
    )
)
OPEN_STATES = ("baru", "dibagi", "dikirim", "dikembalikan")
WORK_STATES = ("dibagi", "dikembalikan")
"""States in which the volunteer has something to do."""

REVIEW_STATES = by_code(
    (
        _state("menunggu", "Menunggu pemeriksaan", "Waiting for review", "waiting"),
        _state("diterima", "Diterima", "Accepted", "ok"),
        _state("sebagian", "Diterima sebagian", "Accepted in part", "ok"),
        _state("dikembalikan", "Dikembalikan", "Returned", "warning"),
        _state("ditolak", "Ditolak", "Rejected", "error"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Entry):
    """A pattern that deserves a look. It accuses nobody: `explained_id` names the innocent reasons too."""

    explained_id: str

    @property
    def explained(self) -> str:
        """What it may mean, in the language of the page."""
        return translate(self.explained_id)


def _signal(code: str, name_id: str, name_en: str, explained_id: str) -> Signal:
    return Signal(code=code, name_id=name_id, name_en=name_en, explained_id=explained_id)


SIGNALS = by_code(
    (
        _signal(
            "singkat", "Wawancara sangat singkat", "Very short interview",
            "Lebih singkat dari sepertiga lama rata-rata formulir ini. Bisa karena keluarganya kecil atau jawaban disalin dari catatan.",
        ),
        _signal(
            "titik_sama", "Titik GPS sama untuk banyak rumah", "Same GPS point for many homes",
            "Tiga rumah atau lebih dalam kotak sekitar 11 meter. Bisa karena rumah petak, atau formulir diisi di satu tempat.",
        ),
        _signal(
            "gps_nol", "Tanpa titik GPS, atau 0,0", "No GPS point, or 0,0",
            "Telepon tidak mendapat titik. Bisa karena di dalam rumah atau izin lokasi ditolak.",
        ),
        _signal(
            "gps_jauh", "GPS jauh dari kunjungan lain", "GPS far from other visits",
            "Lebih dari sekitar 10 km dari titik tengah kunjungan di kelurahan itu. Bisa karena formulir diisi kemudian di tempat lain.",
        ),
        _signal(
            "foto_sama", "Foto yang sama persis pada kiriman lain", "Exactly the same photo in another record",
            "Berkas foto ini bit demi bit sama dengan foto pada kiriman keluarga lain. Bisa karena satu bangunan dihuni beberapa keluarga.",
        ),
        _signal(
            "jawaban_seragam", "Jawaban seragam", "Uniform answers",
            "Isinya sama persis dengan dua kiriman lain atau lebih dari petugas yang sama. Bisa karena rumah sederet memang serupa.",
        ),
    )
)  # fmt: skip
