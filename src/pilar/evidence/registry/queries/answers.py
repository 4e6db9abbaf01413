"""Facts of a dwelling or person as lines of a page: label, answer in words, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as translate

from pilar.core.scope import Scope
from pilar.core.ui.formats import angka, tanggal
from pilar.evidence.registry.catalogue import (
    AGE,
    FAMILY_VARIABLES,
    PERSON_VARIABLES,
    SEX,
    VARIABLES,
    Variable,
    asked_sentence,
)
from pilar.evidence.registry.catalogue.assets import ASSETS, DTSEN_FAMILY_FACTS
from pilar.evidence.registry.catalogue.dwelling import DWELLING
from pilar.evidence.registry.catalogue.education import EDUCATION
from pilar.evidence.registry.catalogue.health import HEALTH
from pilar.evidence.registry.catalogue.members import CIVIL, COVER
from pilar.evidence.registry.catalogue.programmes import PROGRAMMES
from pilar.evidence.registry.catalogue.work import BUSINESS, JOB

State = Literal["answered", "unknown", "not_asked"]


@dataclass(frozen=True, slots=True)
class Line:
    """One question: `text` is the answer in words, "" when there is none; `note` says why it was not asked."""

    key: str
    label: str
    text: str
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The questions of one topic: those with an answer first in the order of the form."""

    code: str
    title: str
    lines: tuple[Line, ...]

    @property
    def answered(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state == "answered")

    @property
    def unknown(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state == "unknown")

    @property
    def not_asked(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state == "not_asked")


FAMILY_TOPICS: tuple[tuple[str, str, tuple[Variable, ...]], ...] = (
    ("rumah", "Rumah", DWELLING),
    ("aset", "Aset dan ternak", ASSETS),
    ("program", "Program yang diterima setahun terakhir", PROGRAMMES),
    ("dtsen", "Isian tambahan DTSEN", DTSEN_FAMILY_FACTS),
)
_OWN_COLUMNS = frozenset({"status_hubungan_keluarga"})
PERSON_TOPICS: tuple[tuple[str, str, tuple[Variable, ...]], ...] = (
    ("sipil", "Keberadaan dan dokumen", tuple(v for v in CIVIL if v.key not in _OWN_COLUMNS)),
    ("sekolah", "Pendidikan", EDUCATION),
    ("kerja", "Pekerjaan", JOB),
    ("usaha", "Usaha", BUSINESS),
    ("kesehatan", "Kesehatan", HEALTH),
    ("jaminan", "Jaminan dan program", COVER),
)


def answer_text(variable: Variable, value: Any) -> str:
    """A stored value in words; an impossible code is shown as it is, so that nobody overlooks it."""
    if value in (None, ""):
        return ""
    if variable.kind in ("single", "sum"):
        try:
            return ", ".join(answer.name for answer in variable.chosen(int(value)))
        except ValueError:
            return translate("kode %(code)s (tidak ada dalam daftar)") % {"code": value}
    if variable.kind == "date":
        return tanggal(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if variable.kind == "number":
        plain = str(value) if variable.key.endswith("_tahun") else angka(int(value))
        return f"{plain} {translate(variable.unit)}" if variable.unit else plain
    return str(value)


def family_blocks(values: Mapping[str, Any]) -> tuple[Block, ...]:
    """Dwelling, assets, programmes of a family from its projected facts."""
    return tuple(_block(code, title, variables, values, values) for code, title, variables in FAMILY_TOPICS)


def person_blocks(scope: Scope, values: Mapping[str, Any], *, age: int | None, sex: int | None) -> tuple[Block, ...]:
    """Topics of a person; sensitive questions (health, disability) only with `registry.sensitive.view`."""
    known = {**values, AGE: age, SEX: sex}
    shown = []
    for code, title, variables in PERSON_TOPICS:
        visible = tuple(v for v in variables if may_see(scope, v))
        if visible:
            shown.append(_block(code, title, visible, values, known))
    return tuple(shown)


def may_see(scope: Scope, variable: Variable) -> bool:
    return not variable.sensitive or scope.can("registry.sensitive.view")


def _block(
    code: str, title: str, variables: tuple[Variable, ...], values: Mapping[str, Any], known: Mapping[str, Any]
) -> Block:
    return Block(
        code, translate(title), tuple(_line(variable, values.get(variable.key), known) for variable in variables)
    )


def _line(variable: Variable, value: Any, known: Mapping[str, Any]) -> Line:
    text = answer_text(variable, value)
    asked = variable.asked_if.evaluate(known)
    if text:
        note = f"{translate('Terisi padahal tidak ditanyakan.')} {asked_sentence(variable)}" if asked is False else ""
        return Line(variable.key, variable.label, text, "answered", note)
    if asked is False:
        return Line(variable.key, variable.label, "", "not_asked", asked_sentence(variable))
    return Line(variable.key, variable.label, "", "unknown")


def fact_values(row: Any, subject: Literal["family", "person"]) -> dict[str, Any]:
    """The catalogue columns of a row of facts as a dict; empty for no row."""
    if row is None:
        return {}
    variables = FAMILY_VARIABLES if subject == "family" else PERSON_VARIABLES
    return {v.key: getattr(row, v.key) for v in variables if getattr(row, v.key) not in (None, "")}


IDENTITY_LABELS = {
    "name": "Nama", "head_name": "Nama kepala keluarga", "sex": "Jenis kelamin", "birth_date": "Tanggal lahir",
    "birth_place": "Tempat lahir", "relation": "Hubungan dengan kepala keluarga", "wilayah": "Wilayah", "address": "Alamat",
    "desil": "Desil nasional (BPS)", "status": "Keadaan", "died_date": "Tanggal meninggal", "evidence": "Bukti",
    "family": "Keluarga", "mother_sealed": "Nama ibu kandung", "phone_sealed": "Nomor HP",
}  # fmt: skip
PERSON_STATE_WORDS = {
    "hidup": "Hidup", "meninggal": "Meninggal", "pindah_keluar": "Pindah ke luar wilayah", "luar_negeri": "Di luar negeri",
    "tidak_ditemukan": "Tidak ditemukan", "digabung": "Digabung",
}  # fmt: skip


def fact_label(key: str) -> str:
    """The words for a key of an observation."""
    if key in IDENTITY_LABELS:
        return translate(IDENTITY_LABELS[key])
    return VARIABLES[key].label if key in VARIABLES else key


def relation_text(code: int | None) -> str:
    """Answer of question 409; "" when unknown."""
    return answer_text(VARIABLES["status_hubungan_keluarga"], code)


def sex_text(code: int | None) -> str:
    return answer_text(VARIABLES[SEX], code)
