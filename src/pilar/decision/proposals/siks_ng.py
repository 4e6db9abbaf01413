"""What SIKS-NG and the public page show, what it means, and what to do next, in plain Indonesian.

The statuses exist on screens [src:SIKSST H]; the meanings are those officers give them [src:SIKSST M]. SIKS-NG
has no public interface: the texts are typed or pasted, so they are matched loosely but never guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pilar.core.declared import Entry, by_code

Outcome = Literal["wait", "repair", "clarify", "end", "paid", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiksStatus(Entry):
    """One status. `synonyms` are other spellings; `reasons` the screening reasons it may stand for."""

    meaning_id: str
    next_id: str
    outcome: Outcome
    synonyms: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    tag: str = "src:SIKSST M"


def _status(
    code: str,
    shown: str,
    name_en: str,
    outcome: Outcome,
    meaning_id: str,
    next_id: str,
    *synonyms: str,
    reasons: tuple[str, ...] = (),
) -> SiksStatus:
    return SiksStatus(
        code=code,
        name_id=shown,
        name_en=name_en,
        outcome=outcome,
        meaning_id=meaning_id,
        next_id=next_id,
        synonyms=synonyms,
        reasons=reasons,
    )


STATUSES = (
    _status(
        "calon_penerima",
        "CALON PENERIMA",
        "In the decree or candidate list",
        "wait",
        "Nama ada dalam SK atau daftar calon penerima.",
        "Tunggu tahap berikutnya.",
        "SK",
        "SK / CALON PENERIMA",
    ),
    _status(
        "cek_rekening_proses",
        "CEK REKENING: PROSES",
        "Account check under way",
        "wait",
        "Bank sedang mencocokkan nama dan nomor rekening.",
        "Tunggu hasil pengecekan bank.",
        "VERIFIKASI REKENING",
        "CEK REKENING",
        "PROSES CEK REKENING",
        "VERIFIKASI REKENING PROSES",
    ),
    _status(
        "cek_rekening_berhasil",
        "CEK REKENING: BERHASIL",
        "Account check passed",
        "wait",
        "Rekening cocok dengan data penerima.",
        "Tunggu perintah bayar.",
        "BERHASIL CEK REKENING",
        "VERIFIKASI REKENING BERHASIL",
    ),
    _status(
        "cek_rekening_gagal",
        "CEK REKENING: GAGAL",
        "Account check failed",
        "repair",
        "Nama atau NIK pada rekening berbeda dengan data penerima.",
        "Perbaiki nama/NIK di bank atau Dukcapil, lalu laporkan kembali.",
        "GAGAL CEK REKENING",
        "VERIFIKASI REKENING GAGAL",
    ),
    _status(
        "burekol_proses",
        "PROSES BUREKOL",
        "Account opening under way",
        "wait",
        "Bank sedang membuka rekening secara kolektif bagi penerima baru.",
        "Tunggu rekening dan kartu.",
    ),
    _status(
        "burekol_berhasil",
        "BERHASIL BUREKOL",
        "Account opened",
        "wait",
        "Rekening baru sudah dibuka.",
        "Tunggu pembagian kartu (KKS).",
        "BUREKOL BERHASIL",
    ),
    _status(
        "burekol_gagal",
        "GAGAL BUREKOL",
        "Account opening failed",
        "repair",
        "Rekening tidak dapat dibuka karena identitas berbeda.",
        "Perbaiki nama, NIK, atau nama ibu di Dukcapil, lalu ajukan lagi.",
        "BUREKOL GAGAL",
    ),
    _status(
        "spm_proses",
        "PROSES SPM",
        "Payment order being made",
        "wait",
        "Surat perintah membayar sedang dibuat.",
        "Tunggu.",
    ),
    _status(
        "spm_sukses",
        "SUKSES SPM",
        "Payment order made",
        "wait",
        "Surat perintah membayar sudah terbit.",
        "Tunggu.",
        "SPM SUKSES",
        "BERHASIL SPM",
    ),
    _status(
        "omspan_berhasil",
        "BERHASIL OMSPAN",
        "Treasury carried it",
        "wait",
        "Pembayaran sudah diproses perbendaharaan negara.",
        "Tunggu SI dari bank.",
        "OMSPAN",
        "OMSPAN BERHASIL",
    ),
    _status(
        "omspan_gagal",
        "GAGAL OMSPAN",
        "Treasury could not pay",
        "repair",
        "Rekening pasif, tidak aktif, tidak terdaftar, kartu belum dicetak/dibagikan/rusak, atau nama berbeda.",
        "Perbaiki di bank; bila tidak bisa, pembayaran dapat dialihkan ke PT Pos.",
        "OMSPAN GAGAL",
    ),
    _status(
        "si",
        "SI",
        "Standing instruction given to the bank",
        "wait",
        "Perintah mengisi rekening sudah diberikan kepada bank.",
        "Saldo segera masuk; minta warga mengecek rekening.",
        "STANDING INSTRUCTION",
        "SUDAH SI",
    ),
    _status(
        "sudah_transaksi",
        "SUDAH TRANSAKSI",
        "Withdrawn",
        "paid",
        "Bantuan sudah diambil.",
        "Tidak perlu tindakan.",
        "TRANSAKSI",
    ),
    _status(
        "tidak_transaksi",
        "TIDAK TRANSAKSI",
        "Not withdrawn",
        "repair",
        "Bantuan sudah masuk tetapi belum diambil.",
        "Ingatkan penerima; kunjungi bila tidak menjawab.",
        "BELUM TRANSAKSI",
        reasons=("R19",),
    ),
    _status(
        "exclude",
        "EXCLUDE",
        "Excluded, reason not given",
        "clarify",
        "Dikeluarkan, alasannya tidak disebut.",
        "Tanyakan alasannya kepada Dinas Sosial sebelum menjawab warga.",
    ),
    _status(
        "exclude_pekerjaan",
        "EXCLUDE PEKERJAAN",
        "Excluded for a job",
        "clarify",
        "Tercatat bekerja sebagai ASN, TNI, Polri, atau berupah di atas batas.",
        "Klarifikasi dengan bukti bila keliru; terima bila benar.",
        reasons=("R08", "R09", "R10", "R14"),
    ),
    _status(
        "exclude_tidak_layak_daerah",
        "EXCLUDE TIDAK LAYAK DAERAH",
        "Reported not eligible by local government",
        "clarify",
        "Pemerintah daerah melaporkan tidak layak.",
        "Lihat keputusan daerah dan berita acaranya.",
        "TIDAK LAYAK DAERAH",
        reasons=("R06",),
    ),
    _status(
        "exclude_meninggal",
        "EXCLUDE MENINGGAL",
        "Recorded as dead",
        "clarify",
        "Tercatat meninggal dalam data kependudukan.",
        "Ganti pengurus bila keluarga masih layak; hentikan bila tidak. Bila masih hidup, perbaiki di Dukcapil.",
        "MENINGGAL",
        reasons=("R01",),
    ),
    _status(
        "overlap_sdm_kesos",
        "OVERLAP SDM KESOS",
        "Recipient is social-welfare staff",
        "end",
        "Penerima tercatat sebagai pendamping atau SDM kesejahteraan sosial.",
        "Hentikan; klarifikasi bila keliru.",
        reasons=("R16",),
    ),
    _status(
        "tidak_layak_gis",
        "TIDAK LAYAK GIS",
        "House photo judged not poor",
        "clarify",
        "Foto rumah dinilai tidak menunjukkan kemiskinan.",
        "Minta ground check baru dengan foto yang benar.",
        reasons=("R23",),
    ),
    _status(
        "tanda_hubung",
        "-",
        "Bank and population data do not match",
        "repair",
        "Data bank dan data kependudukan tidak cocok.",
        "Perbaiki di Dukcapil dan di bank.",
    ),
    _status(
        "tidak_terdapat_peserta",
        "Tidak Terdapat Peserta/PM",
        "Nobody found (public page)",
        "unknown",
        "Nama tidak ditemukan pada halaman umum Cek Bansos.",
        "Periksa ejaan dan wilayah; bila tetap tidak ada, usulkan.",
        "TIDAK TERDAPAT PESERTA / PM",
    ),
)
STATUSES_BY_CODE: Mapping[str, SiksStatus] = by_code(STATUSES)


def _plain(text: str) -> str:
    words = re.sub(r"[^A-Z0-9]+", " ", text.upper()).strip()
    return words or text.strip()


def _by_text() -> Mapping[str, SiksStatus]:
    table: dict[str, SiksStatus] = {}
    for status in STATUSES:
        for text in {_plain(text) for text in (status.name_id, *status.synonyms)}:
            if text in table:
                raise ValueError(f"SIKS-NG text {text!r} stands for two statuses")
            table[text] = status
    return MappingProxyType(table)


_BY_TEXT = _by_text()


def find_status(text: str) -> SiksStatus | None:
    """The status behind a text as shown, whatever its case, spaces and punctuation; None when not known."""
    return _BY_TEXT.get(_plain(text))
