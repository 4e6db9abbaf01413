"""Lists of other offices against which recipients are checked: civil servants, the dead, high wages and so on.

Every list has headings of its own. It holds true members (residents), outsiders nobody in the city is, and two kinds
of false hit on recipients: an outsider with the same name and birth year (`false_same_name`) and an outsider whose
mistyped NIK is a recipient's (`false_nik`). `MessyFile.rows.resembles` names the recipient.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.demo.city import City
from pilar.demo.draws import Bools, Ints
from pilar.demo.errors.apply import Fields, spoil
from pilar.demo.errors.draft import Cells, Draft, day_month_year, day_month_year_slashes, iso
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.outsiders import invent
from pilar.demo.pillars import WELFARE_STAFF
from pilar.demo.sheets import views
from pilar.demo.sheets.files import LABEL, MessyFile, write_text, write_workbook
from pilar.demo.streams import stream

Filler = Callable[[np.random.Generator, City, Ints], Cells]
"""Cells for the persons of these rows of the truth; -1 is an outsider."""


@dataclass(frozen=True, slots=True)
class CheckList:
    """One list: which residents are in it, its form and its headings in order with the role of each."""

    code: str
    file_name: str  # {city} and the suffix choose name and form
    delimiter: str  # "" for XLSX
    encoding: str
    headings: tuple[tuple[str, str | Filler], ...]  # role "nik", "name", "birth", "event" or a filler
    members: Callable[[City], Bools]
    coverage: float
    birth_format: Callable[[Any], str]


def _numbered(front: str, digits: int) -> Filler:
    def fill(rng: np.random.Generator, _city: City, rows: Ints) -> Cells:
        numbers = rng.integers(10 ** (digits - 1), 10**digits, rows.size)
        return np.array([f"{front}{n}" for n in numbers], dtype=object)

    return fill


def _one_of(*choices: str) -> Filler:
    def fill(rng: np.random.Generator, _city: City, rows: Ints) -> Cells:
        return np.array(choices, dtype=object)[rng.integers(0, len(choices), rows.size)]

    return fill


def _wage(rng: np.random.Generator, city: City, rows: Ints) -> Cells:
    known = city.persons["upah"].to_numpy()[np.maximum(rows, 0)]
    drawn = city.place.minimum_wage + 10_000 * rng.integers(5, 500, rows.size)
    return np.array(np.where(rows >= 0, np.maximum(known, 1), drawn).tolist(), dtype=object)


def _kelurahan(rng: np.random.Generator, city: City, rows: Ints) -> Cells:
    family = city.persons["family_id"].to_numpy()[np.maximum(rows, 0)] - 1
    at = views.area_position(city, city.families["kelurahan_code"].take(pa.array(family)))
    at = np.where(rows >= 0, at, rng.integers(0, city.areas.codes.size, rows.size))
    return views.kelurahan_cells(city, at)


def _event(rng: np.random.Generator, city: City, rows: Ints) -> Cells:
    known = city.persons["gone_date"].take(pa.array(np.maximum(rows, 0))).to_pylist()
    back = rng.integers(10, 400, rows.size)
    today = np.datetime64(city.as_of)
    cells = [day if row >= 0 and day else (today - n).item() for row, day, n in zip(rows, known, back, strict=True)]
    result = np.empty(rows.size, dtype=object)
    result[:] = [day.strftime("%d-%m-%Y") for day in cells]
    return result


def _office(*kinds: str) -> Callable[[City], Bools]:
    return lambda city: np.isin(views.cells(city.persons["office"]).astype(str), kinds)


def _gone(state: int) -> Callable[[City], Bools]:
    return lambda city: np.asarray(city.persons["keberadaan"].to_numpy() == state)


def _pensioners(city: City) -> Bools:
    return np.asarray(pc.equal(pc.cast(city.persons["pekerjaan"], "string"), "PENSIUNAN").to_numpy())


def _high_wages(city: City) -> Bools:
    employee = city.persons["status_dalam_pekerjaan_utama"].to_numpy() == 4
    return np.asarray(employee & (city.persons["upah"].to_numpy() > city.place.minimum_wage))


def _officers(city: City) -> Bools:
    return np.asarray(city.persons["company_officer"].to_numpy())


def _staff(city: City) -> Bools:
    who = city.pillars.filter(pc.is_in(city.pillars["kind"], value_set=pa.array(WELFARE_STAFF)))["person_id"]
    mask = np.zeros(city.persons.num_rows, dtype=bool)
    mask[who.to_numpy() - 1] = True
    return mask


_AGENCIES = _one_of("PEMERINTAH KOTA", "KEMENTERIAN AGAMA", "DINAS PENDIDIKAN", "DINAS KESEHATAN", "KECAMATAN")
_FIRMS = _one_of("CV MAJU SINTETIS", "PT CONTOH JAYA", "PT DATA SINTETIS", "CV UJI COBA", "PT PERAGAAN ABADI")
CHECK_LISTS = (
    CheckList(
        "asn",
        "data_asn_{city}.xlsx",
        "",
        "",
        (
            ("NIP", _numbered("19", 16)),
            ("NAMA PEGAWAI", "name"),
            ("NIK", "nik"),
            ("TANGGAL LAHIR", "birth"),
            ("UNIT KERJA", _AGENCIES),
            ("GOL", _one_of("II/a", "II/c", "III/a", "III/b", "III/d", "IV/a")),
        ),
        _office("asn"),
        0.95,
        day_month_year,
    ),
    CheckList(
        "tni_polri",
        "tni_polri_{city}.csv",
        ";",
        "cp1252",
        (
            ("NRP", _numbered("", 8)),
            ("NAMA", "name"),
            ("NO_KTP", "nik"),
            ("TGL_LHR", "birth"),
            ("KESATUAN", _one_of("KODIM", "POLRES", "KORAMIL", "POLSEK")),
        ),
        _office("tni", "polri"),
        0.9,
        day_month_year_slashes,
    ),
    CheckList(
        "pensiunan",
        "pensiunan_{city}.xlsx",
        "",
        "",
        (
            ("NOTAS", _numbered("", 9)),
            ("NAMA PENERIMA PENSIUN", "name"),
            ("NIK PENERIMA", "nik"),
            ("TGL LAHIR", "birth"),
            ("JENIS", _one_of("PNS", "TNI", "POLRI", "JANDA/DUDA")),
        ),
        _pensioners,
        0.9,
        day_month_year,
    ),
    CheckList(
        "meninggal",
        "akta_kematian_{city}.xlsx",
        "",
        "",
        (
            ("NO AKTA", _numbered("AKM-", 6)),
            ("NIK JENAZAH", "nik"),
            ("NAMA LENGKAP", "name"),
            ("TGL LAHIR", "birth"),
            ("TGL MENINGGAL", _event),
            ("KELURAHAN", _kelurahan),
        ),
        _gone(2),
        0.75,
        day_month_year,
    ),
    CheckList(
        "pindah",
        "pindah_keluar_{city}.csv",
        ",",
        "utf-8-sig",
        (
            ("NO_SKPWNI", _numbered("SKPWNI/", 8)),
            ("NIK", "nik"),
            ("NAMA_LGKP", "name"),
            ("TGL_LHR", "birth"),
            ("TGL_PINDAH", _event),
            ("ALASAN", _one_of("PEKERJAAN", "PENDIDIKAN", "KELUARGA", "PERUMAHAN")),
        ),
        _gone(3),
        0.7,
        iso,
    ),
    CheckList(
        "upah",
        "upah_di_atas_umk_{city}.csv",
        "|",
        "utf-8",
        (
            ("KPJ", _numbered("", 11)),
            ("NOMOR_IDENTITAS", "nik"),
            ("NAMA_TENAGA_KERJA", "name"),
            ("TGL_LAHIR", "birth"),
            ("NAMA_PERUSAHAAN", _FIRMS),
            ("UPAH", _wage),
        ),
        _high_wages,
        0.6,
        iso,
    ),
    CheckList(
        "pengurus_perusahaan",
        "pengurus_badan_usaha_{city}.xlsx",
        "",
        "",
        (
            ("NAMA BADAN USAHA", _FIRMS),
            ("NAMA PENGURUS", "name"),
            ("JABATAN", _one_of("DIREKTUR", "KOMISARIS", "PEMEGANG SAHAM")),
            ("NO IDENTITAS", "nik"),
        ),
        _officers,
        0.9,
        day_month_year,
    ),
    CheckList(
        "sdm_kesos",
        "sdm_kesos_{city}.xlsx",
        "",
        "",
        (
            ("JENIS SDM", _one_of(*WELFARE_STAFF)),
            ("NAMA", "name"),
            ("NIK", "nik"),
            ("TANGGAL LAHIR", "birth"),
            ("WILAYAH TUGAS", _kelurahan),
        ),
        _staff,
        1.0,
        day_month_year,
    ),
)


def check_list(code: str) -> CheckList:
    """The list of a code. Raises ValueError for an unknown one."""
    for found in CHECK_LISTS:
        if found.code == code:
            return found
    raise ValueError(f"no check list {code!r}; known: {', '.join(entry.code for entry in CHECK_LISTS)}")


def write_check_list(truth: City, path: Path, *, errors: ErrorProfile, seed: int, code: str) -> MessyFile:
    """The list `code` in its own form; true_id = person_id, 0 for outsiders."""
    spec = check_list(code)
    rng = stream(seed, "check list", code)
    draft = _draft(truth, spec, rng)
    roles = {role: heading for heading, role in spec.headings if isinstance(role, str)}
    dates = (roles["birth"],) if "birth" in roles else ()
    if dates:
        draft.renderers[roles["birth"]] = spec.birth_format
    what = Fields(names=(roles["name"],), niks=(roles["nik"],), dates=dates)
    spoil(draft, what, errors, rng, encoding=spec.encoding)
    profile = f"daftar_{code}"
    if spec.delimiter:
        encoding = spec.encoding.removesuffix("-sig")
        return write_text(
            draft,
            path,
            profile=profile,
            delimiter=spec.delimiter,
            encoding=encoding,
            errors=errors,
            rng=rng,
            byte_order_mark=spec.encoding.endswith("-sig"),
        )
    titles = (f"DAFTAR {code.upper().replace('_', ' ')} {truth.place.name.upper()}", LABEL)
    return write_workbook(draft, path, profile=profile, sheet="Sheet1", errors=errors, rng=rng, titles=titles)


def _draft(city: City, spec: CheckList, rng: np.random.Generator) -> Draft:
    inside = np.flatnonzero(spec.members(city))
    inside = inside[rng.random(inside.size) < spec.coverage]
    victims = _recipients(city, rng)
    outside = invent(rng, city, max(5, inside.size // 4) + victims.size)
    rows = np.concatenate([inside, np.full(len(outside.nik), -1, dtype=np.int64)])
    resembles = np.zeros(rows.size, dtype=np.int64)
    resembles[rows.size - victims.size :] = victims + 1
    nik = _joined(city.persons["nik"].take(pa.array(inside)), outside.nik)
    name = _joined(city.persons["name"].take(pa.array(inside)), outside.name)
    birth = _joined(city.persons["birth_date"].take(pa.array(inside)), outside.birth_date)
    same_name = np.arange(rows.size - victims.size, rows.size)[::2]
    same_nik = np.arange(rows.size - victims.size, rows.size)[1::2]
    meant = _imitate(city, resembles, same_name, same_nik, nik, name, birth)
    order = rng.permutation(rows.size)
    place = np.argsort(order)
    roles: dict[str, Cells] = {"nik": nik[order], "name": name[order], "birth": birth[order]}
    columns = {
        heading: roles[role].copy() if isinstance(role, str) else role(rng, city, rows[order])
        for heading, role in spec.headings
    }
    who = rows[order] + 1
    draft = Draft(columns, true_id=who, family_id=np.zeros(who.size, dtype=np.int64), resembles=resembles[order])
    _log(draft, spec, place[same_name], place[same_nik], meant)
    return draft


def _recipients(city: City, rng: np.random.Generator) -> Ints:
    """Rows of the recipients who will be hit falsely: 0.6 % of the families with PKH or Sembako, 4 to 400."""
    cash = pc.is_in(city.programmes["programme"], value_set=pa.array(["PKH", "SEMBAKO"]))
    rows = np.unique(city.programmes.filter(cash)["person_id"].to_numpy()) - 1
    rows = rows[city.persons["nik"].take(pa.array(rows)).is_valid().to_numpy()]
    wanted = min(max(4, round(rows.size * 0.006)), 400, rows.size)
    return np.sort(rng.permutation(rows)[:wanted])


def _joined(inside: Any, outside: Any) -> Cells:
    return np.concatenate([views.cells(inside), views.cells(outside)])


def _imitate(
    city: City, resembles: Ints, same_name: Ints, same_nik: Ints, nik: Cells, name: Cells, birth: Cells
) -> list[Any]:
    """Gives the look-alikes a recipient's name and birth year, or NIK. Returns the true NIK of the latter."""
    model = city.persons.take(pa.array(np.maximum(resembles - 1, 0)))
    names, niks, births = (views.cells(model[key]) for key in ("name", "nik", "birth_date"))
    for at in same_name:
        name[at] = names[at]
        birth[at] = birth[at].replace(year=births[at].year, day=min(birth[at].day, 28))
    meant = [nik[at] for at in same_nik]
    for at in same_nik:
        nik[at] = niks[at]
    return meant


def _log(draft: Draft, spec: CheckList, same_name: Ints, same_nik: Ints, meant: list[Any]) -> None:
    heading = {role: name for name, role in spec.headings if isinstance(role, str)}
    names = draft.columns[heading["name"]]
    draft.mark("false_same_name", heading["name"], same_name.tolist(), [names[at] for at in same_name])
    draft.mark("false_nik", heading["nik"], same_nik.tolist(), meant)
