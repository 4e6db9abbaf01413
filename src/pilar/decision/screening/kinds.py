"""The kind "checklist", and the desk check that follows every other batch that may change its outcome."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_noop as _

from pilar.core.declared import Entry
from pilar.decision.screening.lists import CHECK_LISTS
from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.kinds import Kind, kind_of, register
from pilar.evidence.intake.office_kinds import person_field, text_field
from pilar.evidence.intake.publish.run import Publication

Publisher = Callable[[Publication], dict[str, int]]
SENT_LISTS = (
    *CHECK_LISTS,
    Entry(code="tni_polri", name_id="TNI dan Polri", name_en="Armed forces and police", tag="src:STATREM H"),
)
"""The lists as other offices send them; TNI and Polri also come as one."""
CHANGES_OUTCOME = ("dtsen", "family", "member", "aid", "dukcapil")


def _publish(publication: Publication) -> dict[str, int]:
    from pilar.decision.screening.publish.checklist import publish_checklist

    return publish_checklist(publication)


def followed_by_check(publisher: Publisher) -> Publisher:
    """The same publisher, with a desk check of the batch's area asked for at its end."""

    def run(publication: Publication) -> dict[str, int]:
        from pilar.core.ids import encode_id
        from pilar.decision.screening.requests import request_desk_check

        counts = publisher(publication)
        request_desk_check(area=publication.wilayah, by=publication.by, cause=encode_id(publication.batch_id))
        return counts

    return run


def register_checklist_kind() -> None:
    """Called once from the app's `ready`, after intake's own kinds."""
    register(
        Kind(
            code="checklist",
            label=_("Daftar periksa dari instansi lain"),
            fields=(
                person_field("nik", "no_ktp", "nomor identitas", "no identitas"),
                person_field("name", "nama pegawai", required=True),
                person_field("birth_date", "tgl_lahir"),
                text_field("number", _("Nomor induk atau akta"), "nip", "nrp", "notas", "kpj", "no akta"),
                Field(key="event_date", label=_("Tanggal kejadian"), type="date", synonyms=("tgl meninggal", "tgl_pindah")),
                text_field("unit", _("Unit, perusahaan atau kesatuan"), "unit kerja", "instansi"),
                text_field("position", _("Jabatan, golongan atau jenis"), "jabatan", "gol"),
                Field(key="amount", label=_("Upah"), type="rupiah", synonyms=("upah", "gaji")),
                text_field("remark", _("Keterangan"), "keterangan"),
                text_field("area", _("Kelurahan/desa"), "kelurahan", "desa"),
            ),
            publisher=_publish,
            needs_area=False,
            options=(
                Field(key="list", label=_("Daftar"), type="choice", required=True, choices=tuple(one.code for one in SENT_LISTS), entries=SENT_LISTS),
            ),
        )
    )  # fmt: skip
    for code in CHANGES_OUTCOME:
        kind = kind_of(code)
        register(replace(kind, publisher=followed_by_check(kind.publisher)))
