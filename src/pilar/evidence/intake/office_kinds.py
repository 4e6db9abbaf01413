"""Kinds of content beside DTSEN that intake publishes into the register: BDT 2015, recipients, answers of Dukcapil."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_noop as _

from pilar.core.declared import Entry
from pilar.evidence.intake import fields as f
from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.kinds import Kind, register
from pilar.evidence.intake.publish.dukcapil import RESULT_WORDS
from pilar.evidence.intake.publish.run import Publication
from pilar.evidence.registry.catalogue import VARIABLES
from pilar.evidence.registry.catalogue.bdt2015 import BDT_COLUMNS, BdtColumn

_PERSON = {field.key: field for field in f.PERSON}
FUNDS = (
    Entry(code="pusat", name_id="Pusat (APBN)", name_en="Central government (APBN)", tag="src:OSID H"),
    Entry(code="provinsi", name_id="Provinsi (APBD)", name_en="Province (APBD)", tag="src:OSID H"),
    Entry(code="kabkota", name_id="Kabupaten/kota (APBD)", name_en="Kabupaten/Kota (APBD)", tag="src:OSID H"),
    Entry(code="dana_desa", name_id="Dana desa", name_en="Village fund (Dana Desa)", tag="src:OSID H"),
    Entry(code="lain", name_id="Lain-lain atau hibah", name_en="Other or grant", tag="src:OSID H"),
)
"""Asal dana 1 to 5 of OpenSID [src:OSID H]."""


def person_field(key: str, *synonyms: str, required: bool = False) -> Field:
    """A field of a person with further headings in front of the usual ones. KeyError for an unknown key."""
    known = _PERSON[key]
    return replace(known, synonyms=(*synonyms, *known.synonyms), required=required)


def text_field(key: str, label: str, *synonyms: str, required: bool = False) -> Field:
    """A field of plain text."""
    return Field(key=key, label=label, type="text", synonyms=synonyms, required=required)


def _later(module: str, name: str) -> Callable[[Publication], dict[str, int]]:
    """The publisher, imported when it is called: DuckDB stays out of Django's start."""

    def run(publication: Publication) -> dict[str, int]:
        import importlib

        publisher: Callable[[Publication], dict[str, int]] = getattr(importlib.import_module(module), name)
        return publisher(publication)

    return run


def register_office_kinds() -> None:
    """Called once from the app's `ready`."""
    register(
        Kind(
            code="aid",
            label=_("Daftar penerima bantuan"),
            fields=(
                text_field(
                    "participant_no", _("Nomor peserta"), "no peserta", "nomor peserta", "id peserta", "no_peserta"
                ),
                person_field("nik"),
                person_field("name", required=True),
                person_field("birth_place"),
                person_field("birth_date"),
                text_field("address", _("Alamat"), "alamat"),
            ),
            publisher=_later("pilar.evidence.intake.publish.aid", "publish_aid"),
            unique={"nik": "BRK-701"},
            needs_area=False,
            options=(
                Field(key="programme", label=_("Program"), type="text", required=True),
                Field(
                    key="funds",
                    label=_("Asal dana"),
                    type="choice",
                    choices=tuple(one.code for one in FUNDS),
                    entries=FUNDS,
                ),
            ),
        )
    )
    register(
        Kind(
            code="dukcapil",
            label=_("Hasil padan Dukcapil"),
            fields=(
                person_field("nik", "nik_diminta", "nik diminta", required=True),
                person_field("name", "nama_diminta", "nama diminta"),
                Field(key="result", label=_("Hasil"), type="choice", required=True, choices=tuple(RESULT_WORDS),
                      synonyms=("hasil", "status padan", "hasil padan", "response", "keterangan padan")),
                text_field("held_name", _("Nama menurut Dukcapil"), "nama_lgkp", "nama dukcapil"),
                Field(key="kk", label=_("Nomor KK"), type="kk", synonyms=("no_kk",), sealed=True),
                person_field("birth_date", "tgl_lhr"),
                text_field("note", _("Keterangan"), "keterangan"),
            ),
            publisher=_later("pilar.evidence.intake.publish.dukcapil", "publish_dukcapil"),
            needs_area=False,
        )
    )  # fmt: skip
    register(
        Kind(
            code="bdt",
            label=_("BDT/PBDT 2015 (101 kolom)"),
            fields=(*_bdt_identity(), *(field for column in BDT_COLUMNS if (field := _bdt_field(column)))),
            publisher=_later("pilar.evidence.intake.publish.bdt", "publish_bdt"),
            unique={"nik": "BRK-701"},
            guards_identity=True,
        )
    )


def _bdt_identity() -> tuple[Field, ...]:
    return (
        text_field("household", _("ID rumah tangga"), "id_rumah_tangga", required=True),
        Field(key="regency_code", label=_("Kode kabupaten/kota"), type="area_code", synonyms=("kode_kab_kemendagri",)),
        Field(key="district_name", label=_("Kecamatan"), type="area_name", synonyms=("nama_kecamatan",)),
        Field(key="village_name", label=_("Kelurahan/desa"), type="area_name", synonyms=("nama_desa",)),
        text_field("address", _("Alamat"), "alamat"),
        Field(key="head_name", label=_("Nama kepala rumah tangga"), type="name", synonyms=("nama_krt",)),
        Field(key="name", label=_("Nama"), type="name", synonyms=("nama",), required=True),
        Field(key="nik", label=_("NIK"), type="nik", synonyms=("nik",), sealed=True),
        Field(key="relation", label=_("Hubungan dengan kepala rumah tangga"), type="relation", synonyms=("hub_krt",)),
        Field(key="sex", label=_("Jenis kelamin"), type="sex", synonyms=("jenis_kelamin",)),
    )


def _bdt_field(column: BdtColumn) -> Field | None:
    """The field of a column that feeds a fact: raw text where codes are translated, else the variable's own reading."""
    from pilar.evidence.intake.publish.bdt import RAW, translated_columns

    if column in translated_columns():
        return text_field(f"{RAW}{column.number}", column.label_id, column.name)
    if column.target is None or column.code_map is not None or column.map_known != "none":
        return None
    variable = VARIABLES[column.target]
    known = {field.key: field for field in (*f.family_fact_fields(), *f.person_fact_fields())}.get(variable.key)
    if known is None or known.type not in {"number"}:
        return None
    return replace(known, synonyms=(column.name,))
