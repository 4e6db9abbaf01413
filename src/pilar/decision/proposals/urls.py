"""Addresses under usulan/ and praverifikasi/."""

from django.urls import path

from pilar.decision.proposals.views import desk, usul

app_name = "proposals"

urlpatterns = [
    path("usulan/", usul.list_usul, name="list"),
    path("usulan/baru/", usul.find_subject, name="find"),
    path("usulan/baru/belum-terdaftar/", usul.propose_unknown, name="propose-unknown"),
    path("usulan/baru/<pid:person_id>/", usul.propose_person, name="propose-person"),
    path("usulan/<pid:usul_id>/", usul.show_usul, name="detail"),
    path("usulan/<pid:usul_id>/perbaiki/", usul.edit_usul, name="edit"),
    path("usulan/<pid:usul_id>/berkas/", usul.add_document, name="document"),
    path("usulan/<pid:usul_id>/langkah/<slug:target>/", usul.step_usul, name="step"),
    path("praverifikasi/", desk.overview, name="desk"),
    path("praverifikasi/<slug:code>/", desk.village, name="desk-village"),
    path("praverifikasi/<slug:code>/periksa/", desk.run, name="desk-run"),
    path("praverifikasi/<slug:code>/bnba.pdf", desk.export, {"form": "pdf"}, name="desk-pdf"),
    path("praverifikasi/<slug:code>/bnba.xlsx", desk.export, {"form": "xlsx"}, name="desk-xlsx"),
    path("praverifikasi/<slug:code>/bnba-lengkap.pdf", desk.export_unmasked, {"form": "pdf"}, name="desk-pdf-unmasked"),
    path(
        "praverifikasi/<slug:code>/bnba-lengkap.xlsx", desk.export_unmasked, {"form": "xlsx"}, name="desk-xlsx-unmasked"
    ),
]
