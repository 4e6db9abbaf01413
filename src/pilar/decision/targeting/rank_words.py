"""Words and tones of the local rank's pages."""

from django.utils.translation import gettext_lazy as _

CARD_WORDS = {
    "draft": (_("Rancangan"), "waiting"),
    "published": (_("Berlaku"), "ok"),
    "retired": (_("Tidak berlaku lagi"), "neutral"),
    "dropped": (_("Disisihkan"), "neutral"),
}
SURVEY_WORDS = {
    "waiting": (_("Menunggu dihitung"), "waiting"),
    "used": (_("Dipakai"), "ok"),
    "refused": (_("Ditolak"), "error"),
}
VISIT_WORDS = {
    "desil": _("Skor dan desil berbeda"),
    "gap": _("Belum terdaftar"),
}
RESULT_WORDS = {
    "sesuai_skor": _("Keadaan sesuai skor lokal"),
    "sesuai_desil": _("Keadaan sesuai desil BPS"),
    "data_diperbaiki": _("Data keluarga keliru dan sudah diusulkan perbaikannya"),
    "tidak_ditemukan": _("Keluarga tidak ditemukan"),
    "tidak_berlaku": _("Alasannya tidak ada lagi pada hitungan berikutnya"),
}
METHOD_WORDS = {
    "model": _("Skor lokal saja"),
    "fay_herriot": _("Survei dan skor lokal (Fay–Herriot)"),
}
ORDER_WORDS = {"skor": _("skor lokal terendah dulu"), "desil": _("desil BPS terendah dulu")}
SPLIT_WORDS = {
    "satu_garis": _("satu garis"),
    "merata": _("sebanding dengan yang memenuhi"),
    "kebutuhan": _("sebanding dengan dugaan miskin"),
}
WHY_WORDS = {
    "rule": _("tidak memenuhi aturan skenario"),
    "quota": _("memenuhi, tetapi di luar kuota atau anggaran"),
    "unknown": _("data belum lengkap: tidak boleh dikeluarkan karena ini"),
}
