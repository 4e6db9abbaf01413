"""The fields a sheet can be mapped to, per kind of content. Headings are recognised by their synonyms. Pure."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from pilar.core.declared import Entry
from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES, Variable

FieldType = str
"""One of: nik, kk, name, text, date, sex, relation, desil, flag, area_code, area_name, number3, phone, code, number, rupiah, choice."""

IDENTITY_TYPES = frozenset({"nik", "kk", "phone"})
"""Types whose values are sealed and shown masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a kind of content: where its values go, how they are read, which headings mean it. `entries` give the choices their names."""

    key: str
    label: str
    type: FieldType
    required: bool = False
    synonyms: tuple[str, ...] = ()
    variable: Variable | None = None
    sealed: bool = False
    choices: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def name(self) -> str:
        """The label in the language of the page."""
        return self.variable.label if self.variable else gettext(self.label)


def _fields(*rows: tuple[str, str, FieldType, tuple[str, ...]]) -> tuple[Field, ...]:
    return tuple(
        Field(key=key, label=label, type=kind, synonyms=synonyms, sealed=kind in IDENTITY_TYPES or key == "mother_name")
        for key, label, kind, synonyms in rows
    )


PLACE = _fields(
    (
        "village_code",
        _("Kode kelurahan/desa"),
        "area_code",
        ("kode_kelurahan_desa", "kode wilayah", "kode desa", "kode kelurahan", "kode_wilayah", "kddesa"),
    ),
    ("regency_code", _("Kode kabupaten/kota"), "area_code", ("kode_kabupaten_kota", "kode kabupaten", "kode kab kota")),
    (
        "regency_name",
        _("Kabupaten/kota"),
        "area_name",
        ("kabupaten_kota", "kabupaten", "kab/kota", "kota", "nama kabupaten"),
    ),
    ("district_name", _("Kecamatan"), "area_name", ("kecamatan", "kec", "nama kecamatan", "nmkec")),
    (
        "village_name",
        _("Kelurahan/desa"),
        "area_name",
        (
            "kelurahan_desa",
            "kelurahan",
            "desa",
            "desa/kelurahan",
            "kel/desa",
            "kelurahan/desa",
            "nama desa",
            "nmdesa",
            "nagari",
        ),
    ),
    ("rt", _("RT"), "number3", ("rt", "no rt", "no_rt")),
    ("rw", _("RW"), "number3", ("rw", "no rw", "no_rw")),
    ("address", _("Alamat"), "text", ("alamat", "alamat lengkap", "alamat rumah", "jalan", "alamat ktp")),
)
FAMILY = _fields(
    (
        "kk",
        _("Nomor KK"),
        "kk",
        ("nomor_kartu_keluarga", "no kk", "nomor kk", "nokk", "no. kartu keluarga", "no_kk", "kk"),
    ),
    (
        "head_name",
        _("Nama kepala keluarga"),
        "name",
        ("nama_kepala_keluarga", "kepala keluarga", "nama kk", "nama krt", "nama kepala rumah tangga"),
    ),
    ("desil", _("Desil nasional (BPS)"), "desil", ("desil_nasional", "desil", "desil nasional")),
    ("is_gc_kemensos", _("Diperbarui ground check Kemensos"), "flag", ("is_gc_kemensos",)),
    ("is_pbi_se", _("Diperbarui ground check PBI"), "flag", ("is_pbi_se",)),
    ("is_siks_ng", _("Diperbarui SIKS-NG"), "flag", ("is_siks_ng",)),
)
PERSON = _fields(
    (
        "nik",
        _("NIK"),
        "nik",
        ("nomor_induk_kependudukan", "nik", "no nik", "no ktp", "nomor ktp", "no. ktp", "nik ktp"),
    ),
    (
        "name",
        _("Nama"),
        "name",
        (
            "nama",
            "nama lengkap",
            "nama_lgkp",
            "nama anggota",
            "nama art",
            "nama_anggota_keluarga",
            "nama penerima",
            "nama peserta",
        ),
    ),
    ("sex", _("Jenis kelamin"), "sex", ("jenis_kelamin", "jk", "l/p", "jenis kelamin", "kelamin", "jenis_klmin")),
    (
        "birth_date",
        _("Tanggal lahir"),
        "date",
        ("tanggal_lahir", "tgl lahir", "tgl_lhr", "tanggal lahir", "tgl. lahir"),
    ),
    ("birth_place", _("Tempat lahir"), "text", ("tempat_lahir", "tempat lahir", "tmpt_lhr", "tmp lahir")),
    ("mother_name", _("Nama ibu kandung"), "name", ("nama ibu kandung", "ibu kandung", "nama_lgkp_ibu", "nama ibu")),
    ("phone", _("Nomor HP"), "phone", ("no hp", "nomor hp", "hp", "telepon", "no telp", "no. hp")),
    (
        "relation",
        _("Hubungan dengan kepala keluarga"),
        "relation",
        ("status_hubungan_keluarga", "hubungan keluarga", "shdk", "stat_hbkel", "hubungan", "hub kk"),
    ),
)


def _variable_field(variable: Variable) -> Field:
    kind = {"single": "code", "sum": "code", "number": "number", "text": "text", "date": "date"}[variable.kind]
    names = {variable.key, variable.label_id.lower(), *([variable.api_name] if variable.api_name else [])}
    return Field(key=variable.key, label=variable.label_id, type=kind, variable=variable, synonyms=tuple(sorted(names)))


@cache
def family_fact_fields() -> tuple[Field, ...]:
    """One field per family variable of the catalogue."""
    return tuple(_variable_field(variable) for variable in FAMILY_VARIABLES)


@cache
def person_fact_fields() -> tuple[Field, ...]:
    """One field per person variable of the catalogue; the relation is an identity field here."""
    return tuple(_variable_field(v) for v in PERSON_VARIABLES if v.key != "status_hubungan_keluarga")


def required(fields: tuple[Field, ...], *keys: str) -> tuple[Field, ...]:
    """The same fields, those named marked as required. KeyError for a key that is not there."""
    known = {field.key for field in fields}
    if missing := set(keys) - known:
        raise KeyError(", ".join(sorted(missing)))
    from dataclasses import replace

    return tuple(replace(field, required=True) if field.key in keys else field for field in fields)
