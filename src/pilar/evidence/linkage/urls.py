"""Addresses under padanan/."""

from django.urls import path

from pilar.evidence.linkage.views import home, known, lists, models, review

app_name = "linkage"
urlpatterns = [
    path("padanan/", home.home, name="home"),
    path("padanan/sudah-terdaftar/", known.already_registered, name="already"),
    path("padanan/jalankan/", home.start_run, name="start-run"),
    path("padanan/jalan/<pid:run_id>/", home.run_page, name="run"),
    path("padanan/jalan/<pid:run_id>/kemajuan/", home.run_progress, name="run-progress"),
    path("padanan/daftar/", lists.list_start, name="list-start"),
    path("padanan/daftar/berkas/<pid:file_id>/", lists.list_columns, name="list-columns"),
    path("padanan/daftar/<pid:run_id>/", lists.list_results, name="list-results"),
    path("padanan/daftar/<pid:run_id>/unduh/", lists.list_sheet, name="list-sheet"),
    path("padanan/model/", models.list_models, name="models"),
    path("padanan/model/latih/", models.train, name="train"),
    path("padanan/model/ambang/", models.thresholds, name="thresholds"),
    path("padanan/model/<pid:model_id>/pakai/", models.activate, name="activate"),
    path("padanan/tinjau/", review.queue, name="review"),
    path("padanan/tinjau/batal/", review.undo, name="review-undo"),
    path("padanan/tinjau/kedua/", review.second, name="review-second"),
    path("padanan/tinjau/kedua/<pid:decision_id>/", review.answer_second, name="review-answer"),
    path("padanan/tinjau/kunjungan/", review.visits, name="review-visits"),
    path("padanan/tinjau/kunjungan/<pid:decision_id>/", review.visited, name="review-visited"),
    path("padanan/tinjau/<pid:pair_id>/", review.pair, name="review-pair"),
    path("padanan/tinjau/<pid:pair_id>/putus/", review.decide, name="review-decide"),
    path("padanan/contoh/", models.draw_sample, name="draw-sample"),
    path("padanan/contoh/<pid:sample_id>/", models.sample, name="sample"),
]
