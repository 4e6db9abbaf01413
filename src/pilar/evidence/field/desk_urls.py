"""Addresses under formulir/, telepon/ and karantina-lapangan/."""

from django.urls import path

from pilar.evidence.field.views import forms, held, phones

app_name = "field"
urlpatterns = [
    path("formulir/", forms.list_all, name="forms"),
    path("formulir/unggah/", forms.upload, name="upload"),
    path("formulir/<pid:form_id>/", forms.show, name="form"),
    path("formulir/<pid:form_id>/versi/<pid:version_id>/", forms.preview, name="preview"),
    path("formulir/<pid:form_id>/versi/<pid:version_id>/terbitkan/", forms.publish, name="publish"),
    path("formulir/<pid:form_id>/tutup/", forms.close, name="close"),
    path("telepon/", phones.list_all, name="phones"),
    path("telepon/baru/", phones.issue, name="phone-new"),
    path("telepon/<pid:device_id>/", phones.show, name="phone"),
    path("telepon/<pid:device_id>/cabut/", phones.revoke, name="phone-revoke"),
    path("karantina-lapangan/", held.list_all, name="held"),
    path("karantina-lapangan/<pid:held_id>/", held.show, name="held-one"),
]
