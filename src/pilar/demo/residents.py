"""What is known of every person: simulated once, then laid out as the table `persons`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from pilar.demo import departures, health, identities, people, placement, schooling, work
from pilar.demo.areas import Areas
from pilar.demo.draws import Floats, Ints
from pilar.demo.households import Members
from pilar.demo.names.catalogue import CULTURE_NAMES
from pilar.demo.places import Place
from pilar.demo.streams import stream

_WORKERS = ("jumlah_pekerja_yang_dibayar_dari_usaha_utama", "jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama")
REGSOSEK_RELATION = np.array([0, 1, 2, 2, 3, 4, 5, 6, 6, 8, 7, 8], dtype=np.int8)  # SHDK to Regsosek 409


@dataclass(frozen=True, slots=True)
class Lives:
    """One entry per person in every array."""

    identity: identities.Identities
    age: Ints
    kin: people.Kinship
    marital: Ints
    named: people.Named
    state: Ints  # Regsosek 404: 1 present, 2 dead, 3 moved
    event_days: Ints
    school: dict[str, Ints]
    job: dict[str, Ints]
    body: dict[str, Ints]
    officer: Ints


def whole_years(birth_days: Ints, as_of: date) -> Ints:
    """Completed years of age on `as_of` for birth dates in days since 1970."""
    birth = birth_days.astype("datetime64[D]")
    years = as_of.year - 1970 - birth.astype("datetime64[Y]").astype(np.int64)
    month = birth.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (birth - birth.astype("datetime64[M]")).astype(np.int64) + 1
    not_yet = month * 100 + day > as_of.month * 100 + as_of.day
    return np.asarray(np.maximum(years - not_yet, 0), dtype=np.int32)


def live(
    place: Place, areas: Areas, members: Members, welfare: Floats, district: Ints, *, seed: int, as_of: date
) -> Lives:
    """Draws identity, name, school, work and health; `welfare` and `district` (kecamatan) are per person."""
    today = (as_of - date(1970, 1, 1)).days
    families = int(members.family[-1]) + 1
    identity = identities.identify(stream(seed, "identities"), place, areas, members, district, as_of)
    birth_year = identity.birth_days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    age = whole_years(identity.birth_days, as_of)
    kin = people.kinship(members, families)
    marital = people.marital_status(stream(seed, "marital"), members, families)
    named = people.name_people(stream(seed, "names"), place, members, kin, birth_year, welfare)
    state, event = departures.departures(stream(seed, "departures"), members, age, marital, today)
    own = welfare + 0.35 * stream(seed, "own welfare").standard_normal(welfare.size)
    school = schooling.educate(stream(seed, "schooling"), age, birth_year, own)
    at_school = school["partisipasi_sekolah"] == 2
    job = work.employ(stream(seed, "work"), place, age, members.female, at_school, own)
    body = health.examine(stream(seed, "health"), age, members.female, marital, welfare)
    officer = work.draw_company_officers(stream(seed, "companies"), job["pekerjaan"], welfare, age)
    return Lives(identity, age, kin, marital, named, state, event, school, job, body, officer)


def person_table(place: Place, members: Members, lives: Lives) -> Any:
    """The Arrow table `persons` of a City."""
    size = lives.age.size
    places = pa.array([place.name.split(" ", 1)[1].upper(), *(name.upper() for _, name in place.origins)])
    line = np.arange(size) - lives.kin.first_row[members.family] + 1
    answers = {**lives.school, **lives.job, **lives.body}
    occupation = answers.pop("pekerjaan")
    owner = answers["kepemilikan_usaha"] == 1
    return pa.table(
        {
            "person_id": pa.array(np.arange(1, size + 1)),
            "family_id": pa.array(members.family.astype(np.int64) + 1),
            "line": pa.array(line.astype(np.int16)),
            "nik": placement.digits16(lives.identity.nik),
            "name": lives.named.names,
            "jenis_kelamin": pa.array(np.where(members.female, 2, 1).astype(np.int8)),
            "birth_date": pa.array(lives.identity.birth_days.astype("datetime64[D]")),
            "birth_place": places.take(pa.array(lives.identity.birth_place)),
            "mother_name": lives.named.mothers,
            "mother_person_id": pa.array(lives.kin.mother + 1, mask=lives.kin.mother < 0),
            "father_person_id": pa.array(lives.kin.father + 1, mask=lives.kin.father < 0),
            "shdk": pa.array(members.relation),
            "status_hubungan_keluarga": pa.array(REGSOSEK_RELATION[members.relation]),
            "status_kawin": pa.array(lives.marital),
            "agama": pa.array(lives.named.religion),
            "twin_of_previous": pa.array(members.twin),
            "keberadaan": pa.array(lives.state),
            "gone_date": pa.array(lives.event_days.astype("datetime64[D]"), mask=lives.event_days == 0),
            "culture": pa.DictionaryArray.from_arrays(
                pa.array(lives.named.culture.astype(np.int8)), pa.array(CULTURE_NAMES)
            ),
            "pekerjaan": pa.DictionaryArray.from_arrays(pa.array(occupation), pa.array(work.OCCUPATIONS)),
            "company_officer": pa.array(lives.officer),
            "office": pa.array(work.OFFICIALS).take(pa.array(work.official_kinds(occupation))),
            **{name: pa.array(values, mask=~owner if name in _WORKERS else None) for name, values in answers.items()},
        }
    )


def facts(lives: Lives) -> dict[str, Ints]:
    """The columns that programmes, PPKS and pillars depend on."""
    return {
        **lives.body,
        "age": lives.age,
        "marital": lives.marital,
        "at_school": lives.school["partisipasi_sekolah"] == 2,
        "state": lives.state,
        "nik": lives.identity.nik,
        "severe": health.severely_disabled(lives.body),
        "disabled": health.disabled(lives.body),
        "occupation": lives.job["pekerjaan"],
        "education": lives.school["pendidikan_kk"],
        "culture": lives.named.culture,
        "mother": lives.kin.mother,
        "father": lives.kin.father,
    }
