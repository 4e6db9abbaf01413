"""Programme recipients in the layout of the OpenSID import: No Peserta, NIK, Nama, Tempat Lahir, Tanggal Lahir, Alamat.

Families are listed by their KK number in the NIK column's neighbour "No Peserta", as villages do: sasaran 2 (keluarga)
for PKH and Sembako, 1 (penduduk) for the others; asal dana 1 (pusat) for APBN and 3 (kab/kota) for APBD.
"""

from pathlib import Path

import pyarrow.compute as pc

from pilar.demo.city import City
from pilar.demo.errors.apply import Fields, spoil
from pilar.demo.errors.draft import day_month_year
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.programmes import PER_FAMILY, PROGRAMMES, SOURCES
from pilar.demo.sheets import views
from pilar.demo.sheets.files import LABEL, MessyFile, write_workbook
from pilar.demo.streams import stream

PROFILE = "opensid_peserta"
COLUMNS = ("No Peserta", "NIK", "Nama", "Tempat Lahir", "Tanggal Lahir", "Alamat")


def write_opensid_recipients(
    truth: City, path: Path, *, errors: ErrorProfile, seed: int, programme: str, kelurahan: str | None = None
) -> MessyFile:
    """Recipients of `programme`, of one kelurahan or of all; true_id = person_id of the payee or insured person.

    Raises ValueError for a programme that the city does not have.
    """
    if programme not in PROGRAMMES:
        raise ValueError(f"no programme {programme!r}; known: {', '.join(PROGRAMMES)}")
    rng = stream(seed, PROFILE, programme, kelurahan or "")
    joined = truth.programmes.filter(pc.equal(truth.programmes["programme"], programme))
    families = truth.families.take(pc.subtract(joined["family_id"], 1))
    if kelurahan is not None:
        here = pc.equal(families["kelurahan_code"], kelurahan)
        joined, families = joined.filter(here), families.filter(here)
    persons = truth.persons.take(pc.subtract(joined["person_id"], 1))
    place = pc.binary_join_element_wise(families["address"], " RT ", families["rt"], "/RW ", families["rw"], "")
    number = PROGRAMMES.index(programme)
    members = views.cells(families["kk"]) if PER_FAMILY[number] else views.cells(persons["nik"])
    values = (members, views.cells(persons["nik"]), views.cells(persons["name"]), views.cells(persons["birth_place"]),
              views.cells(persons["birth_date"]), views.cells(place))  # fmt: skip
    draft = views.draft_of(dict(zip(COLUMNS, values, strict=True)), joined["person_id"], joined["family_id"])
    draft.renderers["Tanggal Lahir"] = day_month_year
    what = Fields(names=("Nama",), niks=("NIK",), kks=("No Peserta",) if PER_FAMILY[number] else (),
                  dates=("Tanggal Lahir",), optional=("Tempat Lahir", "Alamat"))  # fmt: skip
    spoil(draft, what, errors, rng, encoding="")
    about = (
        ("Nama Program", f"{programme} {LABEL}"), ("Sasaran", "2" if PER_FAMILY[number] else "1"),
        ("Asal Dana", "1" if SOURCES[number] == "APBN" else "3"), ("Tahun", str(truth.as_of.year)),
    )  # fmt: skip
    return write_workbook(draft, path, profile=PROFILE, sheet="Peserta", errors=errors, rng=rng,
                          other_sheets={"Program": about})  # fmt: skip
