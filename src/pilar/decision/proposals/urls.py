"""Addresses of usulan and of the desk check."""

from django.urls import path

from pilar.decision.proposals import views

app_name = "proposals"
urlpatterns = [
    path("usulan/", views.list_usul, name="list"),
    path("usulan/baru/", views.propose, name="propose"),
    path("usulan/<pid:usul_id>/", views.show_usul, name="usul"),
    path("usulan/<pid:usul_id>/langkah/", views.step, name="step"),
    path("praverifikasi/", views.desk_overview, name="desks"),
    path("praverifikasi/jalankan/", views.run_check, name="run"),
    path("praverifikasi/<str:code>/", views.desk_village, name="desk"),
    path("praverifikasi/<str:code>/<slug:form>/", views.desk_paper, name="paper"),
]
