"""The list of families as a workbook: the same filters, numbers of cards masked."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.config import config
from pilar.core.clock import now
from pilar.core.doors import needs
from pilar.core.problems import problem
from pilar.core.ui.formats import angka, waktu
from pilar.evidence.registry import queries
from pilar.evidence.registry.actions.exports import record_families_sheet
from pilar.evidence.registry.forms.filters import FamilyFilterForm
from pilar.evidence.registry.views.looking import looking_actor
from pilar.foundation.accounts.doors import step_up

MOST_ROWS = 20_000
TOO_MANY = problem(
    "REG-130",
    "Daftar ini lebih dari {limit} keluarga, terlalu banyak untuk satu lembar.",
    "Pilih satu kecamatan atau kelurahan dulu, lalu unduh daftarnya.",
)


@needs("export.named")
@step_up
@require_GET
def families_sheet(request: HttpRequest) -> HttpResponse:
    """XLSX of the families of a filter; one audit event per download. Raises REG-130."""
    from pilar.core.documents import xlsx

    actor, at = looking_actor(request), now()
    actor.scope.require("registry.family.view")
    form = FamilyFilterForm(request.GET, scope=actor.scope)
    asked, chosen = form.asked(), form.chosen()
    rows = queries.families_for_sheet(actor.scope, asked, MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise TOO_MANY(limit=angka(MOST_ROWS))
    titles: list[tuple[str, xlsx.Kind, float]] = [
        (_("Kepala keluarga"), "text", 32), (_("Nomor KK (tersamar)"), "text", 20), (_("Wilayah"), "text", 46),
        (_("Alamat"), "text", 36), (_("Anggota"), "number", 10), (_("Desil"), "number", 8), (_("Arti desil"), "text", 26),
    ]  # fmt: skip
    sheet = xlsx.Sheet(
        name=_("Keluarga"),
        columns=[xlsx.Column(title=title, kind=kind, width=width) for title, kind, width in titles],
        rows=[
            (row.head_name, row.kk_masked, row.place, row.address, row.member_count, row.desil, queries.desil_meaning(row.desil))
            for row in rows
        ],
        notes=[", ".join(words for _key, words in chosen) or _("Tanpa saringan"), _("Dibuat %(at)s") % {"at": waktu(at)}],
    )  # fmt: skip
    data = xlsx.write_xlsx(
        [sheet], title=_("Daftar keluarga"), at=at, author=actor.username, synthetic=config().synthetic
    )
    record_families_sheet(
        wilayah=asked.wilayah, filters=[key for key, _words in chosen], rows=len(rows), by=actor, at=at
    )
    answer = HttpResponse(data, content_type=xlsx.MEDIA_TYPE)
    answer["Content-Disposition"] = (
        f'attachment; filename="keluarga{f"-{asked.wilayah}" if asked.wilayah else ""}.xlsx"'
    )
    return answer
