"""Addresses under kunjungan/."""

from django.urls import path

from pilar.evidence.visits.views import desk, review

app_name = "visits"

urlpatterns = [
    path("kunjungan/", desk.overview, name="overview"),
    path("kunjungan/bagi/", desk.distribute, name="distribute"),
    path("kunjungan/daftar/", desk.list_tasks, name="tasks"),
    path("kunjungan/daftar/<pid:visit_id>/", desk.show_task, name="task"),
    path("kunjungan/petugas/<pid:user_id>/berhalangan/", desk.absent, name="absent"),
    path("kunjungan/ulang/", desk.back_checks, name="back-checks"),
    path("kunjungan/hasil/", review.list_reviews, name="reviews"),
    path("kunjungan/hasil/ambil/", desk.fetch, name="fetch"),
    path("kunjungan/hasil/bersih/", review.accept_clean, name="accept-clean"),
    path("kunjungan/hasil/<pid:review_id>/", review.show_review, name="review"),
    path("kunjungan/hasil/<pid:review_id>/putuskan/", review.judge, name="judge"),
    path("kunjungan/hasil/<pid:review_id>/foto/<pid:attachment_id>/", review.photo, name="photo"),
]
