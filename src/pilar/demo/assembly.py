"""Puts the parts of a city together into Arrow tables."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.demo import pillars, placement, ppks, programmes, residents, welfare, work
from pilar.demo.areas import Areas
from pilar.demo.draws import Floats, Ints, chance
from pilar.demo.dwellings import furnish
from pilar.demo.households import HEAD, Members, compose_families
from pilar.demo.movement import move
from pilar.demo.names.catalogue import CULTURE_NAMES
from pilar.demo.places import Place
from pilar.demo.streams import stream


@dataclass(frozen=True, slots=True)
class _Ground:
    """Families with their place, welfare and members."""

    members: Members
    at: placement.Placement
    welfare: Floats  # per family
    size: Ints  # persons per family
    per_person: Floats  # welfare of each person's family


def assemble(place: Place, areas: Areas, *, persons: int, seed: int, as_of: date) -> dict[str, Any]:
    """The five tables of a City, see there."""
    ground = _ground(place, areas, persons, seed)
    today = (as_of - date(1970, 1, 1)).days
    district = areas.district_codes[ground.at.kelurahan][ground.members.family]
    families, desil = _families(place, areas, ground, seed, as_of)
    lives = residents.live(place, areas, ground.members, ground.per_person, district, seed=seed, as_of=as_of)
    table, facts = residents.person_table(place, ground.members, lives), residents.facts(lives)
    family_programmes = _programmes(ground, desil, facts, seed, today)
    families = _add_flags(families, family_programmes, ground.size.size, seed)
    return {
        "families": families,
        "persons": table,
        "programmes": _programme_table(family_programmes),
        "ppks": _ppks_table(ground, desil, facts, seed),
        "pillars": _pillar_table(place, areas, ground, family_programmes, table, facts, seed, today),
    }


def _ground(place: Place, areas: Areas, persons: int, seed: int) -> _Ground:
    """Draws a few families too many and cuts so that exactly `persons` people remain."""
    wanted = int(persons / 3.2) + 40
    at = placement.place_families(seed, place, areas, wanted)
    latent = welfare.latent_welfare(stream(seed, "welfare"), place, at.welfare_of_area)
    order = stream(seed, "cut").permutation(wanted)
    members = compose_families(stream(seed, "households"), wanted, latent)
    size = np.bincount(members.family, minlength=wanted)
    total = np.cumsum(size[order])
    if total[-1] < persons:
        raise ValueError(f"drew {total[-1]} persons for {persons}")  # the mean family is larger than 3.2
    last = int(np.searchsorted(total, persons))
    kept = np.sort(order[: last + 1])
    excess = int(total[last] - persons)
    return _cut(members, at, latent, kept, int(order[last]), int(size[order[last]]) - excess)


def _cut(members: Members, at: placement.Placement, latent: Floats, kept: Ints, last: int, room: int) -> _Ground:
    number = np.full(latent.size, -1, dtype=np.int32)
    number[kept] = np.arange(kept.size)
    stays = number[members.family] >= 0
    stays[np.flatnonzero(members.family == last)[room:]] = False
    rows = np.flatnonzero(stays)
    cut = Members(
        number[members.family[rows]],
        members.relation[rows],
        members.female[rows],
        members.age_days[rows],
        members.never_married[rows],
        members.married_child[rows],
        members.twin[rows],
    )
    shares = at.shares_dwelling[kept] & np.r_[False, np.diff(at.dwelling[kept]) == 0]
    here = placement.Placement(
        at.kelurahan[kept],
        at.rw[kept],
        at.rt[kept],
        np.cumsum(~shares),
        shares,
        at.latitude[kept],
        at.longitude[kept],
        at.welfare_of_area[kept],
    )
    family_welfare = latent[kept]
    size = np.bincount(cut.family, minlength=kept.size)
    return _Ground(cut, here, family_welfare, size, family_welfare[cut.family])


def rt_codes(areas: Areas, at: placement.Placement) -> Ints:
    """16 digits: kelurahan 10, RW 3, RT 3."""
    return areas.codes[at.kelurahan] * 1_000_000 + at.rw.astype(np.int64) * 1000 + at.rt


def _families(place: Place, areas: Areas, ground: _Ground, seed: int, as_of: date) -> tuple[Any, Ints]:
    at, size = ground.at, ground.size
    columns, index = furnish(stream(seed, "dwellings"), place, ground.welfare, size, at.shares_dwelling)
    before = welfare.desil(stream(seed, "desil"), place, ground.welfare, index)
    kk = placement.kk_numbers(stream(seed, "kk"), areas.district_codes[at.kelurahan], as_of)
    moved = move(stream(seed, "movement"), at.kelurahan, kk, before, areas.codes.size)
    spending = welfare.consumption(place, ground.welfare, size)
    line = place.poverty_line
    codes = pa.array([str(code) for code in areas.codes])
    head_row = np.searchsorted(ground.members.family, np.arange(size.size))
    meters = pa.array([f"9900{number:08d}" for number in at.dwelling.tolist()])
    table = pa.table(
        {
            "family_id": pa.array(np.arange(1, size.size + 1)),
            "kk": placement.digits16(kk),
            "kelurahan_code": codes.take(pa.array(at.kelurahan)),
            "wilayah": pc.cast(pa.array(rt_codes(areas, at)), pa.string()),
            "rw": placement.three_digits(at.rw),
            "rt": placement.three_digits(at.rt),
            "address": placement.addresses(stream(seed, "addresses"), place, at),
            "dwelling_id": pa.array(at.dwelling),
            "latitude": pa.array(at.latitude),
            "longitude": pa.array(at.longitude),
            "head_person_id": pa.array(head_row + 1),
            "members": pa.array(size.astype(np.int16)),
            "consumption": pa.array(spending),
            "poor": pa.array(spending < line),
            "desil": pa.array(moved.desil_v3),
            "desil_v2": pa.array(moved.desil_v2),
            "in_v2": pa.array(moved.in_v2),
            "in_v3": pa.array(moved.in_v3),
            "kelurahan_code_v2": codes.take(pa.array(moved.kelurahan_v2)),
            "kk_v2": placement.digits16(moved.kk_v2),
            "id_pelanggan_pln": pc.if_else(pa.array(columns["sumber_penerangan_utama"] == 1), meters, None),
            **{name: pa.array(values.astype(np.int16)) for name, values in columns.items()},
        }
    )
    return table, moved.desil_v3


def _programmes(ground: _Ground, desil: Ints, facts: dict[str, Ints], seed: int, today: int) -> programmes.Memberships:
    members, age = ground.members, facts["age"]
    component = programmes.pkh_component(age, facts["sedang_hamil"] == 1, facts["at_school"], facts["severe"])
    adult_woman = members.female & (age >= 18) & np.isin(members.relation, (1, 3)) & (facts["state"] == 1)
    payee = np.searchsorted(members.family, np.arange(ground.size.size))
    women = np.flatnonzero(adult_woman)[::-1]
    payee[members.family[women]] = women
    alone = (ground.size[members.family] == 1) & (age >= 60)
    return programmes.enrol(
        stream(seed, "programmes"),
        desil.astype(np.int64),
        members.family,
        payee,
        component,
        alone,
        facts["severe"],
        today,
    )


def _programme_table(joined: programmes.Memberships) -> Any:
    names, sources = pa.array(programmes.PROGRAMMES), pa.array(programmes.SOURCES)
    return pa.table(
        {
            "family_id": pa.array(joined.family.astype(np.int64) + 1),
            "person_id": pa.array(joined.person.astype(np.int64) + 1),
            "programme": names.take(pa.array(joined.programme)),
            "source": sources.take(pa.array(joined.programme)),
            "since": pa.array(joined.since_days.astype("datetime64[D]")),
        }
    )


def _add_flags(families: Any, joined: programmes.Memberships, count: int, seed: int) -> Any:
    """PBI per family and where the last DTSEN update came from (ground check, PBI ground check, SIKS-NG)."""
    rng = stream(seed, "flags")
    for name, programme in (("pbi_nas", programmes.PBI_JK), ("pbi_pemda", programmes.PBI_APBD)):
        has = np.zeros(count, dtype=bool)
        has[joined.family[joined.programme == programme]] = True
        families = families.append_column(name, pa.array(np.where(has, 1, 2).astype(np.int8)))
        if programme == programmes.PBI_JK:
            insured = has
    ground_check = chance(rng, 0.06, count)
    by_pbi = insured & ~ground_check & chance(rng, 0.12, count)
    siks = ~ground_check & ~by_pbi & chance(rng, 0.1, count)
    for name, flag in (("is_gc_kemensos", ground_check), ("is_pbi_se", by_pbi), ("is_siks_ng", siks)):
        families = families.append_column(name, pa.array(flag.astype(np.int8)))
    return families


def _ppks_table(ground: _Ground, desil: Ints, facts: dict[str, Ints], seed: int) -> Any:
    members = ground.members
    head = members.relation == HEAD
    who = ppks.Situation(
        age=facts["age"],
        female=members.female,
        desil=desil[members.family],
        head=head,
        lone_head=head & (facts["marital"] != 2),
        without_parents=(facts["mother"] < 0) & (facts["father"] < 0),
        disabled=facts["disabled"].astype(bool),
        occupation_poor=facts["occupation"] == work.OCCUPATIONS.index("PEMULUNG"),
        hiv=facts["penyakit_kronis"] == 12,
        welfare=ground.per_person,
        remote=facts["culture"] == CULTURE_NAMES.index("dayak"),
    )
    rows, types = ppks.assign(stream(seed, "ppks"), who)
    codes = pa.array([f"PPKS-{number:02d}" for number in range(27)])
    return pa.table({"person_id": pa.array(rows.astype(np.int64) + 1), "ppks": codes.take(pa.array(types))})


def _pillar_table(
    place: Place,
    areas: Areas,
    ground: _Ground,
    joined: programmes.Memberships,
    persons: Any,
    facts: dict[str, Ints],
    seed: int,
    today: int,
) -> Any:
    members = ground.members
    rng = stream(seed, "pillars")
    kinds, rows, duty = pillars.appoint(
        rng,
        place,
        areas,
        kelurahan=ground.at.kelurahan[members.family],
        rt_code=rt_codes(areas, ground.at)[members.family],
        age=facts["age"],
        head=members.relation == HEAD,
        educated=facts["education"] >= 5,
        eligible=(facts["state"] == 1) & (facts["nik"] > 0),
        pkh_families=int((joined.programme == programmes.PKH).sum()),
    )
    return pillars.pillar_table(rng, kinds, rows, duty, persons, today)
