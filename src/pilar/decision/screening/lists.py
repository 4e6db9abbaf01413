"""Reasons R01-R26, the states of a flag, and the check lists that raise flags.

A flag is a question, never a decision: matches against other registers contain false positives (Stranas PK,
Sept 2023: cleaners whose identity was used as company directors). Every flag names its source, has a due date
and a way to clarify; silence escalates to a person and removes nobody (UU 27/2022 Pasal 10).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pilar.core.declared import Entry, Step, by_code

About = Literal["person", "family", "record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Entry):
    """Why a proposal is refused or a recipient removed.

    `evidence` is the Indonesian list of what must be shown. `repairable`: the reason goes away when data or
    papers are put right, so the case is returned, not refused. `contestable`: rests on a match or a judgement
    that is often wrong, so a clarification must be asked before anything follows (both are our choice).
    """

    evidence: tuple[str, ...]
    about: About
    repairable: bool = False
    contestable: bool = False


def _reason(
    number: int,
    name_id: str,
    name_en: str,
    evidence: tuple[str, ...],
    tag: str,
    about: About = "person",
    *,
    repairable: bool = False,
    contestable: bool = False,
) -> Reason:
    return Reason(
        code=f"R{number:02d}",
        name_id=name_id,
        name_en=name_en,
        evidence=evidence,
        tag=tag,
        about=about,
        repairable=repairable,
        contestable=contestable,
    )


REASONS = (
    _reason(
        1,
        "Meninggal dunia",
        "Died",
        ("Akta atau surat kematian", "Keterangan RT bila belum ada surat"),
        "src:MADIUN,SIKSST H",
        contestable=True,
    ),
    _reason(
        2,
        "Pindah/domisili di luar wilayah",
        "Moved, lives outside the area",
        ("SKPWNI", "Keterangan RT"),
        "src:MADIUN H",
        contestable=True,
    ),
    _reason(
        3,
        "Alamat/orang tidak ditemukan",
        "Address or person not found",
        ("Catatan dua kunjungan", "Foto"),
        "src:STATREM H",
        contestable=True,
    ),
    _reason(
        4,
        "Data ganda: NIK atau KK ganda",
        "Duplicate NIK or KK",
        ("Kedua data",),
        "src:IHWAL H",
        "record",
        repairable=True,
    ),
    _reason(
        5,
        "NIK tidak padan/tidak ditemukan Dukcapil/belum rekam",
        "NIK not matched, not found, or not enrolled",
        ("Hasil pengecekan Dukcapil",),
        "src:MEDAN,IHWAL H",
        "record",
        repairable=True,
    ),
    _reason(
        6,
        "Sudah mampu",
        "No longer poor (inclusion error)",
        ("Hasil ground check", "Foto", "Desil"),
        "src:SIKSST H",
        "family",
        contestable=True,
    ),
    _reason(
        7, "Desil di atas batas", "Desil above the limit", ("Versi DTSEN",), "src:POSK H", "family", contestable=True
    ),
    _reason(8, "ASN", "Civil servant", ("Hasil pencocokan BKN",), "src:STRANAS H", contestable=True),
    _reason(9, "TNI", "Armed forces", ("Hasil pencocokan",), "src:STATREM H", contestable=True),
    _reason(10, "Polri", "Police", ("Hasil pencocokan",), "src:STATREM H", contestable=True),
    _reason(
        11,
        "Pejabat negara/daerah, kepala desa, perangkat desa",
        "State or local official, village head or staff",
        ("SK pengangkatan",),
        "src:STATREM M",
        contestable=True,
    ),
    _reason(12, "Pegawai BUMN/BUMD", "State-firm employee", ("Hasil pencocokan",), "src:STATREM H", contestable=True),
    _reason(
        13,
        "Anggota keluarga dari R08 sampai R12 dalam KK yang sama",
        "Family member of R08 to R12 on the same card",
        ("Kartu keluarga",),
        "src:STATREM H",
        "family",
        contestable=True,
    ),
    _reason(
        14,
        "Upah di atas UMP/UMK (BPJS Ketenagakerjaan)",
        "Wage above the minimum",
        ("Catatan upah",),
        "src:STRANAS H",
        contestable=True,
    ),
    _reason(
        15,
        "Pemilik/pengurus perusahaan (AHU)",
        "Owner or officer of a company",
        ("Catatan AHU",),
        "src:STRANAS H",
        contestable=True,
    ),
    _reason(
        16,
        "Pendamping sosial/SDM kesos",
        "Social-welfare staff",
        ("SK penugasan",),
        "src:SIKSST H",
        contestable=True,
    ),
    _reason(17, "Pensiunan ASN/TNI/Polri", "Pensioner", ("Hasil pencocokan",), "bg M", contestable=True),
    _reason(18, "Mengundurkan diri (graduasi mandiri)", "Withdrew", ("Surat pernyataan",), "src:MEDAN M", "family"),
    _reason(
        19,
        "Tidak bertransaksi/rekening pasif selama beberapa periode",
        "No transaction for several periods",
        ("Berkas bank",),
        "src:SIKSST M",
        "family",
        repairable=True,
        contestable=True,
    ),
    _reason(
        20, "Tidak ada lagi komponen (PKH)", "No component left (PKH)", ("Pemeriksaan komponen",), "bg H", "family"
    ),
    _reason(
        21,
        "Sudah menerima program yang tidak boleh dirangkap",
        "Receives an excluding programme",
        ("Daftar silang penerima",),
        "bg M",
        "family",
        contestable=True,
    ),
    _reason(
        22,
        "Masa kepesertaan maksimal/graduasi program",
        "Maximum period reached",
        ("Tanggal mulai kepesertaan",),
        "src:PENA M",
        "family",
    ),
    _reason(
        23,
        "Rumah tampak mampu pada foto bergeotag (tidak layak GIS)",
        "House looks well-off on the photo",
        ("Foto SAGIS",),
        "src:SIKSST H",
        "family",
        contestable=True,
    ),
    _reason(
        24,
        "Menolak diverifikasi/tidak kooperatif",
        "Refused verification",
        ("Catatan kunjungan",),
        "bg M",
        "family",
        contestable=True,
    ),
    _reason(
        25,
        "Berkas tidak lengkap/foto tidak bergeotag",
        "Papers incomplete, photo without position",
        ("Daftar periksa berkas",),
        "src:PUSK H",
        "record",
        repairable=True,
    ),
    _reason(
        26,
        "Dipidana, judi daring, atau penyalahgunaan bantuan",
        "Convicted, online gambling, misuse of aid",
        ("Pemberitahuan dari pusat",),
        "bg M",
        contestable=True,
    ),
)
REASONS_BY_CODE: Mapping[str, Reason] = by_code(REASONS)

FLAG_STATES = tuple(
    Entry(code=code, name_id=name_id, name_en=name_en, tag="inf")
    for code, name_id, name_en in (
        ("muncul", "Muncul", "Raised"),
        ("klarifikasi_diminta", "Klarifikasi diminta", "Clarification asked"),
        ("bukti_diterima", "Bukti diterima", "Evidence received"),
        ("diterima", "Diterima (keluar)", "Upheld (leaves)"),
        ("dibatalkan", "Dibatalkan (tetap)", "Dismissed (stays)"),
    )
)
FLAG_START = "muncul"
FLAG_FINALS = frozenset({"diterima", "dibatalkan"})
# A flag is never upheld before a clarification was asked. Without an answer a person may still decide, with a
# reason; the passing of the due date alone changes nothing.
FLAG_STEPS = (
    Step(
        source="muncul",
        target="klarifikasi_diminta",
        capability="screening.clarify",
        verb_id="Minta klarifikasi",
        needs=("tenggat", "sumber"),
    ),
    Step(
        source="muncul",
        target="dibatalkan",
        capability="screening.decide",
        verb_id="Batalkan tanda",
        needs=("alasan",),
    ),
    Step(
        source="klarifikasi_diminta",
        target="bukti_diterima",
        capability="screening.clarify",
        verb_id="Catat bukti",
        needs=("bukti",),
    ),
    Step(
        source="klarifikasi_diminta",
        target="diterima",
        capability="screening.decide",
        verb_id="Terima tanda tanpa jawaban",
        needs=("alasan", "tenggat_lewat"),
    ),
    Step(
        source="klarifikasi_diminta",
        target="dibatalkan",
        capability="screening.decide",
        verb_id="Batalkan tanda",
        needs=("alasan",),
    ),
    Step(
        source="bukti_diterima",
        target="klarifikasi_diminta",
        capability="screening.decide",
        verb_id="Minta bukti lagi",
        needs=("alasan", "tenggat"),
    ),
    Step(
        source="bukti_diterima",
        target="diterima",
        capability="screening.decide",
        verb_id="Terima tanda",
        needs=("alasan",),
    ),
    Step(
        source="bukti_diterima",
        target="dibatalkan",
        capability="screening.decide",
        verb_id="Batalkan tanda",
        needs=("alasan",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckList(Entry):
    """A list that persons are compared with. `holder` keeps the source; a hit raises a flag with `reason`."""

    holder: str
    reason: str
    caution: str = ""


CHECK_LISTS = (
    CheckList(
        code="asn",
        name_id="Daftar ASN",
        name_en="Civil servants",
        holder="BKN/BKPSDM",
        reason="R08",
        tag="src:STRANAS H",
    ),
    CheckList(
        code="tni", name_id="Daftar TNI", name_en="Armed forces", holder="TNI", reason="R09", tag="src:STATREM H"
    ),
    CheckList(
        code="polri", name_id="Daftar Polri", name_en="Police", holder="Polri", reason="R10", tag="src:STATREM H"
    ),
    CheckList(
        code="pejabat",
        name_id="Daftar pejabat dan perangkat desa",
        name_en="Officials and village staff",
        holder="Pemerintah daerah",
        reason="R11",
        tag="src:STATREM M",
    ),
    CheckList(
        code="bumn_bumd",
        name_id="Daftar pegawai BUMN/BUMD",
        name_en="State-firm employees",
        holder="BUMN/BUMD",
        reason="R12",
        tag="src:STATREM H",
    ),
    CheckList(
        code="pensiunan",
        name_id="Daftar pensiunan ASN/TNI/Polri",
        name_en="Pensioners",
        holder="Taspen/Asabri",
        reason="R17",
        caution="Jumlah pensiun dapat kecil; lihat dahulu.",
        tag="bg M",
    ),
    CheckList(
        code="meninggal",
        name_id="Daftar kematian",
        name_en="Deaths",
        holder="Dinas Dukcapil",
        reason="R01",
        caution="Pastikan orangnya, bukan orang lain dengan NIK yang salah ketik.",
        tag="src:MADIUN,SIKSST H",
    ),
    CheckList(
        code="pindah",
        name_id="Daftar pindah keluar",
        name_en="Moved out",
        holder="Dinas Dukcapil",
        reason="R02",
        caution="Pindah KK dalam satu wilayah bukan alasan keluar.",
        tag="src:MADIUN H",
    ),
    CheckList(
        code="upah",
        name_id="Upah di atas UMK",
        name_en="Wage above the minimum",
        holder="BPJS Ketenagakerjaan",
        reason="R14",
        caution="Sering keliru: 493 ribu penerima cocok pada 2023, harus diperiksa di lapangan.",
        tag="src:STRANAS H",
    ),
    CheckList(
        code="pengurus_perusahaan",
        name_id="Pengurus perusahaan (AHU)",
        name_en="Company officers",
        holder="Ditjen AHU",
        reason="R15",
        caution="Sering keliru: identitas petugas kebersihan pernah dipakai sebagai direktur.",
        tag="src:STRANAS H",
    ),
    CheckList(
        code="sdm_kesos",
        name_id="SDM kesejahteraan sosial",
        name_en="Social-welfare staff",
        holder="Kemensos/Dinas Sosial",
        reason="R16",
        tag="src:SIKSST H",
    ),
)
CHECK_LISTS_BY_CODE: Mapping[str, CheckList] = by_code(CHECK_LISTS)
FAMILY_OF_EMPLOYEE = frozenset({"R08", "R09", "R10", "R11", "R12"})
"""Reasons that raise R13 for the other members of the same KK."""
