"""Addresses under penyaluran/."""

from django.urls import path

from pilar.core.ui import offline
from pilar.delivery.disbursement.views import batches, cards, handover, prints, stages

app_name = "disbursement"

urlpatterns = [
    path("penyaluran/", stages.list_stages, name="stages"),
    path("penyaluran/<pid:stage_id>/", stages.show_stage, name="stage"),
    path("penyaluran/<pid:stage_id>/susun/", stages.make, name="make"),
    path("penyaluran/<pid:stage_id>/langkah/", stages.note_act, name="act"),
    path("penyaluran/daftar/<pid:pay_batch_id>/", batches.show, name="batch"),
    path("penyaluran/daftar/<pid:pay_batch_id>/setuju/", batches.approve, name="approve"),
    path("penyaluran/daftar/<pid:pay_batch_id>/segel/", batches.seal, name="seal"),
    path("penyaluran/daftar/<pid:pay_batch_id>/batal/", batches.void, name="void"),
    path("penyaluran/daftar/<pid:pay_batch_id>/serah/", batches.hand_over, name="hand-over"),
    path("penyaluran/daftar/<pid:pay_batch_id>/tanpa-kabar/", batches.overdue, name="overdue"),
    path("penyaluran/daftar/<pid:pay_batch_id>/berkas/<int:part>/", batches.file, name="file"),
    path("penyaluran/daftar/<pid:pay_batch_id>/surat/", prints.show, name="prints"),
    path("penyaluran/daftar/<pid:pay_batch_id>/surat/cetak/", prints.make, name="print"),
    path("penyaluran/serah/luring.js", offline.worker, name="offline-worker"),
    path("penyaluran/serah/<pid:pay_batch_id>/", handover.show, name="handing"),
    path("penyaluran/serah/<pid:pay_batch_id>/keadaan/", handover.state, name="handing-state"),
    path("penyaluran/serah/<pid:pay_batch_id>/kirim/", handover.hear_acts, name="handing-hear"),
    path("penyaluran/surat/<pid:batch_print_id>/", prints.download, name="print-file"),
    path("penyaluran/orang/<pid:person_id>/", cards.show_person, name="person"),
    path("penyaluran/orang/<pid:person_id>/kartu/", cards.add_card, name="card-new"),
    path("penyaluran/orang/<pid:person_id>/kartu/langkah/", cards.step, name="card-step"),
    path("penyaluran/perintah/<pid:instruction_id>/putusan/", batches.override, name="override"),
]
