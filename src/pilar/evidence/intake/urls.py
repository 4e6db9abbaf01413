"""Addresses under kiriman/ and versi/."""

from django.urls import path

from pilar.evidence.intake.views import batches, linking, matching, rows, versions

app_name = "intake"
urlpatterns = [
    path("kiriman/", batches.list_batches, name="list"),
    path("kiriman/unggah/", batches.choose_profile, name="choose"),
    path("kiriman/unggah/simpanan/<pid:mapping_id>/", batches.upload_mapped, name="upload-mapped"),
    path("kiriman/unggah/<slug:profile>/", batches.upload, name="upload"),
    path("kiriman/cocokkan/", matching.match_start, name="match"),
    path("kiriman/cocokkan/<pid:file_id>/", matching.match_columns, name="match-columns"),
    path("kiriman/<pid:batch_id>/cocokkan/", matching.match_batch, name="match-batch"),
    path("kiriman/<pid:batch_id>/", batches.batch_page, name="batch"),
    path("kiriman/<pid:batch_id>/kemajuan/", batches.batch_progress, name="progress"),
    path("kiriman/<pid:batch_id>/terbitkan/", batches.publish, name="publish"),
    path("kiriman/<pid:batch_id>/batalkan/", batches.cancel, name="cancel"),
    path("kiriman/<pid:batch_id>/padankan/", linking.match_with_register, name="link"),
    path("kiriman/<pid:batch_id>/perbaikan/", batches.mend, name="mend"),
    path("kiriman/<pid:batch_id>/masalah/<str:code>/", rows.fault_list, name="faults"),
    path("kiriman/<pid:batch_id>/karantina/", rows.quarantine_list, name="quarantine"),
    path("kiriman/<pid:batch_id>/karantina/unduh/", rows.quarantine_download, name="download"),
    path("kiriman/<pid:batch_id>/karantina/<pid:row_id>/", rows.set_aside, name="set-aside"),
    path("versi/", versions.list_versions, name="versions"),
    path("versi/bandingkan/", versions.choose, name="compare-choose"),
    path("versi/<pid:earlier>/<pid:later>/", versions.comparison, name="compare"),
    path("versi/<pid:earlier>/<pid:later>/<slug:what>/", versions.family_list, name="compare-list"),
    path("versi/<pid:earlier>/<pid:later>/<slug:what>/unduh/", versions.family_sheet, name="compare-sheet"),
]
