"""Words for levels and titles of heads that ship with Pilar; an office changes them as dated data.

Sureness: the general words follow UU 23/2014 and UU 6/2014; words of regions are general knowledge (domain.md 7.2,
"bg H") with the law that lets the region use them.
"""

from dataclasses import dataclass

from pilar.foundation.wilayah.rules import Kind, Level

_UU_PEMDA = "UU 23/2014"
_UU_DESA = "UU 6/2014"
_ACEH = "UU 11/2006"
_PAPUA = "UU 21/2001"


@dataclass(frozen=True, slots=True)
class LevelWord:
    """One default: region prefix, level, kind of area (of the village for RW and RT), word, short word, head."""

    wilayah: str
    level: Level
    kind: str
    label: str
    short: str
    head_title: str = ""
    basis: str = ""


def _papua() -> list[LevelWord]:
    words = []
    for province in ("91", "92", "93", "94", "95", "96"):
        words.append(LevelWord(province, Level.KECAMATAN, "", "Distrik", "Distrik", "Kepala Distrik", _PAPUA))
        words.append(LevelWord(province, Level.DESA, Kind.DESA, "Kampung", "Kampung", "Kepala Kampung", _PAPUA))
    return words


def _sumatera_barat() -> list[LevelWord]:
    words = [
        LevelWord("13", Level.DESA, Kind.DESA, "Nagari", "Nagari", "Wali Nagari", _UU_DESA),
        LevelWord("13", Level.RW, Kind.DESA, "Jorong", "Jorong", "Wali Jorong"),
    ]
    # Kepulauan Mentawai and the cities keep desa and dusun
    for region in ("1309", "1371", "1372", "1373", "1374", "1375", "1376", "1377"):
        words.append(LevelWord(region, Level.DESA, Kind.DESA, "Desa", "Desa", "Kepala Desa", _UU_DESA))
        words.append(LevelWord(region, Level.RW, Kind.DESA, "Dusun", "Dusun", "Kepala Dusun"))
    return words


LEVEL_NAMES: tuple[LevelWord, ...] = (
    LevelWord("", Level.PROVINSI, "", "Provinsi", "Prov.", "Gubernur", _UU_PEMDA),
    LevelWord("", Level.KABKOTA, Kind.KABUPATEN, "Kabupaten", "Kab.", "Bupati", _UU_PEMDA),
    LevelWord("", Level.KABKOTA, Kind.KOTA, "Kota", "Kota", "Wali Kota", _UU_PEMDA),
    LevelWord("", Level.KECAMATAN, "", "Kecamatan", "Kec.", "Camat", _UU_PEMDA),
    LevelWord("", Level.DESA, Kind.KELURAHAN, "Kelurahan", "Kel.", "Lurah", _UU_PEMDA),
    LevelWord("", Level.DESA, Kind.DESA, "Desa", "Desa", "Kepala Desa", _UU_DESA),
    LevelWord("", Level.DESA, Kind.DESA_ADAT, "Desa Adat", "Desa Adat", "Kepala Desa Adat", _UU_DESA),
    LevelWord("", Level.RW, "", "RW", "RW", "Ketua RW"),
    LevelWord("", Level.RT, "", "RT", "RT", "Ketua RT"),
    LevelWord("11", Level.DESA, Kind.DESA, "Gampong", "Gampong", "Keuchik", _ACEH),
    LevelWord("11", Level.RW, Kind.DESA, "Dusun", "Dusun", "Kepala Dusun"),
    LevelWord("51", Level.RW, Kind.DESA, "Banjar Dinas", "Banjar", "Kelian Banjar Dinas"),
    LevelWord("51", Level.RW, Kind.KELURAHAN, "Lingkungan", "Lingk.", "Kepala Lingkungan"),
    *_sumatera_barat(),
    *_papua(),
)
