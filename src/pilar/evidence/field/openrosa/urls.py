"""The addresses below /key/<token>/ (a phone's own base) and below /odk/ (Basic over https)."""

from django.urls import URLPattern, path

from pilar.evidence.field.openrosa import fetch, submit, viewback


def patterns(base: str, name: str) -> list[URLPattern]:
    """All addresses under one base."""
    return [
        path(f"{base}formList", fetch.form_list, name=f"{name}-list"),
        path(f"{base}forms/<pid:version_id>.xml", fetch.form_xml, name=f"{name}-form"),
        path(f"{base}forms/<pid:version_id>/manifest", fetch.manifest, name=f"{name}-manifest"),
        path(f"{base}forms/<pid:version_id>/media/<str:name>", fetch.media, name=f"{name}-media"),
        path(f"{base}entities/<str:name>/integrity", fetch.integrity, name=f"{name}-integrity"),
        path(f"{base}submission", submit.submission, name=f"{name}-submission"),
        path(f"{base}state", submit.state, name=f"{name}-state"),
        path(f"{base}view/submissionList", viewback.submission_list, name=f"{name}-view-list"),
        path(f"{base}view/downloadSubmission", viewback.download, name=f"{name}-view"),
        path(f"{base}view/media/<pid:attachment_id>", viewback.media, name=f"{name}-view-media"),
        path(f"{base}<path:rest>", fetch.nothing_here, name=f"{name}-nothing"),
    ]


urlpatterns = [*patterns("key/<str:token>/", "key"), *patterns("odk/", "odk")]
