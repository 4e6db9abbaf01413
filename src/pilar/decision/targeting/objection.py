"""How a resident objects, and through which doors data are put right: words for sheets, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def objection_steps() -> tuple[str, ...]:
    """Ways to object, the nearest first [src:CEKB M, PSKSJ H: UU 13/2011 Pasal 9 and 10]."""
    return (
        _("Datang ke kantor kelurahan/desa atau loket Dinas Sosial dengan KTP, KK, dan bukti keadaan yang sebenarnya."),
        _(
            "Minta usulan perbaikan data dicatat; lurah/kepala desa wajib menerima dan meneruskannya (UU 13/2011 Pasal 9 dan 10)."
        ),
        _("Sanggah lewat menu Tanggapan Kelayakan atau Daftar Usulan pada aplikasi Cek Bansos, atau telepon 021-171."),
        _("Minta dibahas dalam musyawarah kelurahan/desa berikutnya; hasilnya dicatat dalam berita acara."),
    )


def rights_sentence() -> str:
    """What no machine may do alone (UU 27/2022 Pasal 10)."""
    return _(
        "Hasil ini hitungan dari data dan ketentuan, bukan keputusan akhir. Data yang belum diketahui tidak pernah menjadi "
        "alasan menolak, dan Anda berhak keberatan serta meminta seseorang memeriksanya (UU 27/2022 Pasal 10)."
    )
