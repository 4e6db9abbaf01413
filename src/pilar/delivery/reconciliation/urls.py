"""Addresses under rekonsiliasi/, gagal-salur/, uji-terima/, banding-daftar/, and penyaluran/keluarga/."""

from django.urls import path

from pilar.delivery.reconciliation.views import closing, comparison, desk, history, repair, sampling

app_name = "reconciliation"

urlpatterns = [
    path("rekonsiliasi/", desk.desk, name="desk"),
    path("rekonsiliasi/berkas/", desk.upload, name="upload"),
    path("rekonsiliasi/berkas/<pid:inbound_id>/", desk.show_file, name="file"),
    path("rekonsiliasi/berkas/<pid:inbound_id>/lepas/", desk.release, name="release"),
    path("rekonsiliasi/berkas/<pid:inbound_id>/tahap/", desk.change_stage, name="change-stage"),
    path("rekonsiliasi/terbuka/", desk.queue, name="queue"),
    path("rekonsiliasi/baris/<pid:line_id>/", desk.show_line, name="line"),
    path("rekonsiliasi/putusan/<pid:line_decision_id>/", desk.answer, name="answer"),
    path("rekonsiliasi/tahap/<pid:stage_id>/", closing.show_stage, name="stage"),
    path("rekonsiliasi/tahap/<pid:stage_id>/jelaskan/", closing.explain, name="explain"),
    path("rekonsiliasi/tahap/<pid:stage_id>/usul-tutup/", closing.propose, name="propose"),
    path("rekonsiliasi/tahap/<pid:stage_id>/tutup/", closing.close, name="close"),
    path("rekonsiliasi/tahap/<pid:stage_id>/rekap.pdf", closing.paper, {"kind": "rekap.pdf"}, name="recap-pdf"),
    path("rekonsiliasi/tahap/<pid:stage_id>/rekap.xlsx", closing.paper, {"kind": "rekap.xlsx"}, name="recap-xlsx"),
    path("rekonsiliasi/tahap/<pid:stage_id>/lampiran-lpj.pdf", closing.paper, {"kind": "lpj.pdf"}, name="annex-pdf"),
    path("rekonsiliasi/tahap/<pid:stage_id>/lampiran-lpj.xlsx", closing.paper, {"kind": "lpj.xlsx"}, name="annex-xlsx"),
    path("penyaluran/keluarga/<pid:family_id>/", history.show_family, name="family"),
    path("gagal-salur/", repair.queue, name="repairs"),
    path("gagal-salur/surat.pdf", repair.letter, name="repair-letter"),
    path("gagal-salur/<pid:repair_case_id>/", repair.show_case, name="repair"),
    path("gagal-salur/<pid:repair_case_id>/sebab/", repair.change_reason, name="repair-reason"),
    path("gagal-salur/<pid:repair_case_id>/kunjungan/", repair.ask_visit, name="repair-visit"),
    path("gagal-salur/<pid:repair_case_id>/selesai/", repair.end, name="repair-end"),
    path("uji-terima/", sampling.draws, name="draws"),
    path("uji-terima/<pid:recipient_draw_id>/", sampling.show_draw, name="recipients"),
    path("uji-terima/tindak/<pid:recipient_sample_id>/", sampling.follow, name="follow"),
    path("banding-daftar/", comparison.list_comparisons, name="comparisons"),
    path("banding-daftar/baru/", comparison.start, name="compare"),
    path("banding-daftar/<pid:comparison_id>/", comparison.show, name="comparison"),
    path("banding-daftar/<pid:comparison_id>/hasil.xlsx", comparison.workbook, name="comparison-xlsx"),
]
