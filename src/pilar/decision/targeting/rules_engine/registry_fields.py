"""The register's declared questions as a rule catalogue."""

from __future__ import annotations

from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_IDENTITY, PERSON_VARIABLES, Variable

from .catalogue import Catalogue, Field, Kind

#: Facts of the register's own tables that rules may use beside the questions of the form.
_FAMILY_FACTS = (
    Field("desil", Kind.INTEGER, 1, 10, "Desil nasional DTSEN dari BPS"),
    Field("jumlah_anggota_keluarga", Kind.INTEGER, 1, 99, "Jumlah anggota keluarga"),
)
#: Identity that a rule may look at: never names or numbers.
_IDENTITY = ("jenis_kelamin", "tanggal_lahir", "umur")


def registry_catalogue() -> Catalogue:
    """Fields under the keys of the register: answer codes and numbers whole, dates as dates, texts as texts."""
    family = {field.name: field for field in _FAMILY_FACTS}
    family |= {variable.key: _field(variable) for variable in FAMILY_VARIABLES}
    person = (*(v for v in PERSON_IDENTITY if v.key in _IDENTITY), *PERSON_VARIABLES)
    return Catalogue(family, {variable.key: _field(variable) for variable in person})


def _field(variable: Variable) -> Field:
    if variable.kind == "text":
        return Field(variable.key, Kind.TEXT, label=variable.label_id)
    if variable.kind == "date":
        return Field(variable.key, Kind.DATE, label=variable.label_id)
    return Field(variable.key, Kind.INTEGER, variable.minimum, variable.maximum, variable.label_id)
