"""The root of all addresses. Each context brings its own urls; addresses are Indonesian."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from pilar.core.ids import IdConverter
from pilar.web import audit, health, views

register_converter(IdConverter, "pid")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("bahasa/", views.switch_language, name="set_language"),
    path("akun/", include("pilar.foundation.accounts.login_urls")),
    path("pengguna/", include("pilar.foundation.accounts.urls")),
    path("wilayah/", include("pilar.foundation.wilayah.urls")),
    path("", include("pilar.evidence.registry.urls")),
    path("loket/", include("pilar.web.counter_urls")),
    path("audit/", audit.list_events, name="audit"),
    path("audit/periksa/", audit.verify_chain, name="audit-verify"),
    path("sehat/", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
    path("pekerjaan/", include("pilar.core.jobs.urls")),
    path("", include("pilar.evidence.intake.urls")),
    path("", include("pilar.evidence.linkage.urls")),
    path("", include("pilar.decision.proposals.urls")),
    path("", include("pilar.decision.deliberation.urls")),
    path("", include("pilar.decision.targeting.urls")),
    path("", include("pilar.evidence.field.urls")),
    path("", include("pilar.evidence.visits.urls")),
    path("", include("pilar.delivery.programs.urls")),
    path("", include("pilar.delivery.disbursement.urls")),
    path("", include("pilar.delivery.reconciliation.urls")),
    path("tanda/", include("pilar.decision.screening.urls")),
]
