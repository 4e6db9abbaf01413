"""How the files of a synthetic month enter through intake: profile of the generator -> profile and options of intake."""

from collections.abc import Mapping
from typing import Any

PROFILES: Mapping[str, tuple[str, dict[str, str]]] = {
    "dtsen_keluarga_v2": ("dtsen-family", {"version": "v2"}),
    "dtsen_keluarga_v3": ("dtsen-family", {"version": "v3"}),
    "dtsen_rinci_keluarga": ("dtsen-family-detail", {}),
    "dtsen_rinci_anggota": ("dtsen-member-detail", {}),
    "bdt_2015": ("bdt-2015", {}),
    "opensid_peserta": ("opensid-recipients", {}),
    "bnba_usulan": ("bnba-usulan", {}),
    "hasil_padan_dukcapil": ("dukcapil-results", {}),
    "daftar_asn": ("list-asn", {}),
    "daftar_tni_polri": ("list-tni-polri", {}),
    "daftar_pensiunan": ("list-pensiunan", {}),
    "daftar_meninggal": ("list-meninggal", {}),
    "daftar_pindah": ("list-pindah", {}),
    "daftar_upah": ("list-upah", {}),
    "daftar_pengurus_perusahaan": ("list-pengurus-perusahaan", {}),
    "daftar_sdm_kesos": ("list-sdm-kesos", {}),
}
LATE = frozenset({"bdt_2015"})
"""Old archives enter after today's families, so that their members find the families they belong to today."""
_STATE_FUNDS = ("PKH", "SEMBAKO", "PBI")


def intake_of(entry: Mapping[str, Any], regency: str) -> tuple[str, dict[str, str]]:
    """(profile code, options) for one line of `isi.json`; `regency` is the four-digit code of the city.

    Raises KeyError for a generator profile that intake does not know.
    """
    profile, fixed = PROFILES[entry["profil"]]
    options = {**fixed, "regency": regency}
    if entry["profil"] == "opensid_peserta":
        programme = str(entry["isi"]).removeprefix("Penerima ").strip()
        options |= {"programme": programme, "funds": "pusat" if programme.startswith(_STATE_FUNDS) else "kabkota"}
    return profile, options
