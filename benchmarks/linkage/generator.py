"""A synthetic register: families, then persons, then records with errors. Seeded; truth in separate columns.

Columns of records: rec_id, nik, kk, name, sex, birth_place, birth_date, mother_name, address, rt, rw, kel,
card (the family row the record came with); truth: person, family.
Hard negatives: twins with neighbouring serials, sons with the father's name, siblings whose names differ by the
ending for sex, many namesakes. Families: doubled under another card, a member also on a new card (split), two
cards that became one (joined). Some clerks err more than others and copy a whole family wrongly.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pandas as pd
from benchmarks.linkage.errors import damage_date, damage_name, damage_nik, swapped_digits, wrong_digit
from benchmarks.linkage.syntheticnames import PLACES, STREETS, NameStock

FEMALE_DAY = 40


@dataclass(frozen=True)
class Plan:
    """`records`: wanted size (met within a few percent); `scale`: factor on all error rates."""

    records: int
    seed: int = 1
    scale: float = 1.0


def make_persons(plan: Plan) -> pd.DataFrame:
    """One row per true person, families in order."""
    rng = np.random.default_rng(plan.seed)
    families = int(plan.records / 1.17 / 3.52)
    sizes = rng.choice(np.arange(1, 9), families, p=[0.09, 0.17, 0.24, 0.26, 0.14, 0.06, 0.03, 0.01])
    family = np.repeat(np.arange(families), sizes)
    place = np.arange(len(family)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    frame = pd.DataFrame({"family": family, "place": place})
    _ages(frame, families, rng)
    _homes(frame, families, plan, rng)
    _names(frame, rng)
    _numbers(frame, rng)
    frame["person"] = np.arange(len(frame))
    return frame


def _ages(f: pd.DataFrame, families: int, rng: np.random.Generator) -> None:
    head_age = np.clip(rng.normal(46, 13, families), 19, 90).astype(int)[f.family]
    child = f.place >= 2
    age = np.where(f.place == 0, head_age, np.clip(head_age - rng.integers(-3, 8, len(f)), 17, 90))
    age = np.where(child, np.clip(head_age - rng.integers(19, 38, len(f)), 0, 60), age)
    female = np.where(f.place == 0, rng.random(len(f)) < 0.15, rng.random(len(f)) < 0.5)
    head_female = female[np.flatnonzero(f.place == 0)][f.family]
    f["female"] = np.where(f.place == 1, ~head_female, female)
    f["year"], f["month"], f["day"] = 2026 - age, rng.integers(1, 13, len(f)), rng.integers(1, 29, len(f))
    default = (age > 50) & (rng.random(len(f)) < 0.13)
    f.loc[default, ["month", "day"]] = 1
    twin = np.flatnonzero(child & (f.place >= 3) & (rng.random(len(f)) < 0.012))
    for column in ("year", "month", "day"):
        f.loc[twin, column] = f[column].to_numpy()[twin - 1]
    f["age"] = 2026 - f.year
    f["twin"] = False
    f.loc[twin, "twin"] = True


def _homes(f: pd.DataFrame, families: int, plan: Plan, rng: np.random.Generator) -> None:
    kels = max(30, plan.records // 2500)
    weight = rng.lognormal(0, 0.6, kels)
    kel = rng.choice(kels, families, p=weight / weight.sum())
    district = kel // 8
    code = np.array(
        [f"{3501 + d // 20:04d}{d % 20 + 1:02d}{1001 + k % 8:04d}" for k, d in zip(kel, district, strict=True)]
    )
    rw, rt = rng.integers(1, 13, families), rng.integers(1, 9, families)
    street = rng.choice(STREETS, families)
    # Three streets in four belong to one RW only: neighbours share them.
    local = np.array(STREETS)[(kel * 13 + rw * 7 + rng.integers(0, 3, families)) % len(STREETS)]
    street = np.where(rng.random(families) < 0.75, local, street)
    number = rng.integers(1, 150, families)
    issued = rng.integers(0, 5000, families)
    serial = rng.integers(1, 60, families)
    day = pd.to_datetime("2010-01-01") + pd.to_timedelta(issued, unit="D")
    f["kel"], f["rt"], f["rw"] = code[f.family], rt[f.family], rw[f.family]
    f["street"] = [f"Jl. {s} No. {n}" for s, n in zip(street[f.family], number[f.family], strict=True)]
    kk = [f"{c[:6]}{d:%d%m%y}{s:04d}" for c, d, s in zip(code, day, serial, strict=True)]
    f["kk"] = np.array(kk)[f.family]
    f["birth_place"] = np.where(
        rng.random(len(f)) < 0.7, np.array(PLACES)[kel[f.family] % 9], rng.choice(PLACES, len(f))
    )


def _names(f: pd.DataFrame, rng: np.random.Generator) -> None:
    stock = NameStock(rng)
    passed_on = np.where(rng.random(f.family.max() + 1) < 0.3, stock.words(stock.last, f.family.max() + 1), "")
    surname = np.where(f.place == 1, "", passed_on[f.family])
    names = stock.draw(f.female.to_numpy(), f.age.to_numpy(), surname)
    head = names[np.flatnonzero(f.place == 0)][f.family]
    son = np.flatnonzero((f.place >= 2) & ~f.female & (rng.random(len(f)) < 0.02))
    names[son] = [h if rng.random() < 0.4 else f"{h} {stock.words(stock.male, 1)[0]}" for h in head[son]]
    for i in np.flatnonzero(f.twin):
        first, other = names[i - 1].split(), names[i].split()
        names[i] = " ".join([other[0], *first[1:]]) if len(first) > 1 else other[0]
    ending = np.flatnonzero((f.place >= 3) & ~f.twin & (rng.random(len(f)) < 0.01))
    for i in ending:
        names[i] = f"{names[i - 1]}ti" if f.female[i] else f"{names[i - 1]}to"
    f["name"] = names
    mother_age = np.full(len(f), 70)
    outside = stock.draw(np.ones(len(f), bool), mother_age, np.full(len(f), ""))
    parent = (f.place <= 1) & f.female
    mother = pd.Series(names[parent], index=f.family[parent]).reindex(f.family).to_numpy()
    f["mother_name"] = np.where((f.place >= 2) & pd.notna(mother), mother, outside)


def _numbers(f: pd.DataFrame, rng: np.random.Generator) -> None:
    here = f.kel.str[:6].to_numpy()
    moved = rng.random(len(f))
    regency = np.array([f"{c[:4]}{d:02d}" for c, d in zip(here, rng.integers(1, 21, len(f)), strict=True)])
    far = np.array([f"{p}{k:02d}{d:02d}" for p, k, d in zip(
        rng.choice(["11", "12", "13", "18", "31", "32", "33", "34", "36", "51", "64"], len(f)),
        rng.integers(1, 30, len(f)), rng.integers(1, 21, len(f)), strict=True)])  # fmt: skip
    region = np.where(moved < 0.72, here, np.where(moved < 0.90, regency, far)).astype(object)
    twins = np.flatnonzero(f.twin)
    region[twins] = region[twins - 1]
    day = f.day + np.where(f.female, FEMALE_DAY, 0)
    head = region + np.array([f"{d:02d}{m:02d}{y % 100:02d}" for d, m, y in zip(day, f.month, f.year, strict=True)])
    order = pd.Series(head).groupby(head).cumcount().to_numpy()
    start = pd.Series(rng.integers(1, 5, len(f))).groupby(head).transform("first").to_numpy()
    f["nik"] = head + np.array([f"{s:04d}" for s in start + order])


def make_records(persons: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Records of the register: every person once, 15 % more often, some families twice, with errors."""
    rng = np.random.default_rng(plan.seed + 1)
    families = persons.family.max() + 1
    repeats = np.where(rng.random(len(persons)) < 0.11, rng.choice([1, 2, 3], len(persons), p=[0.86, 0.11, 0.03]), 0)
    doubled = np.flatnonzero(rng.random(families) < 0.035)
    base = pd.DataFrame({"person": persons.person, "card": persons.family.to_numpy(), "kind": "first"})
    again = pd.DataFrame({"person": np.repeat(persons.person, repeats)})
    again["card"], again["kind"] = families * 2 + np.arange(len(again)), "again"
    copies = base[base.card.isin(doubled)].assign(kind="doubled")
    copies = copies[rng.random(len(copies)) < 0.93].assign(card=lambda x: x.card + families)
    split = persons[(persons.place >= 2) & (persons.age > 20)]
    split = split[rng.random(len(split)) < 0.03]
    newcard = pd.DataFrame(
        {"person": split.person, "card": families * 3 + len(again) + np.arange(len(split)), "kind": "split"}
    )
    hosts = np.flatnonzero(rng.random(families - 1) < 0.004)[::2]
    joined = pd.concat([base[base.card.isin(hosts)], base[base.card.isin(hosts + 1)].assign(card=lambda x: x.card - 1)])
    joined = joined.assign(card=lambda x: x.card + families * 5 + len(again), kind="joined")
    records = pd.concat([base, again, copies, newcard, joined], ignore_index=True)
    records = records.merge(persons, on="person", how="left")
    return _damaged(records, plan, rng, families)


def _damaged(r: pd.DataFrame, plan: Plan, rng: np.random.Generator, families: int) -> pd.DataFrame:
    dice = random.Random(plan.seed + 2)
    clerk = rng.lognormal(-0.18, 0.6, 5000)[(r.card.to_numpy() * 7919) % 5000] * plan.scale
    relative = _relatives(r, rng)
    r["nik"] = [damage_nik(n, o, dice, s) for n, o, s in zip(r.nik, relative, clerk, strict=True)]
    r["name"] = [damage_name(n, dice, s) for n, s in zip(r.name, clerk, strict=True)]
    dates = [f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(r.year, r.month, r.day, strict=True)]
    r["birth_date"] = [damage_date(d, dice, s) for d, s in zip(dates, clerk, strict=True)]
    gone = rng.random(len(r)) < np.minimum(0.35 * plan.scale, 0.6)
    mothers = [damage_name(n, dice, s * 1.3) for n, s in zip(r.mother_name, clerk, strict=True)]
    r["mother_name"] = np.where(gone, "", mothers)
    _damage_cards(r, plan, rng, dice)
    r["sex"] = np.where(r.female ^ (rng.random(len(r)) < 0.005 * plan.scale), "P", "L")
    place = r.birth_place.to_numpy().astype(object)
    other = rng.random(len(r)) < 0.03 * plan.scale
    place[other] = rng.choice(PLACES, int(other.sum()))
    r["birth_place"] = np.where(rng.random(len(r)) < 0.02, "", place)
    r = r.sample(frac=1.0, random_state=plan.seed).reset_index(drop=True)
    r["rec_id"] = np.arange(len(r))
    wanted = "rec_id nik kk name sex birth_place birth_date mother_name address rt rw kel card kind person family"
    return r[wanted.split()]


def _relatives(r: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """For each record the NIK of another record nearby in the family order (sometimes its own)."""
    order = np.arange(len(r))
    neighbour = np.clip(order + rng.choice([-1, 1], len(r)), 0, len(r) - 1)
    nik, family = r.nik.to_numpy(), r.family.to_numpy()
    return np.where(family[neighbour] == family[order], nik[neighbour], nik)


def _damage_cards(r: pd.DataFrame, plan: Plan, rng: np.random.Generator, dice: random.Random) -> None:
    """Errors of the whole card: other KK number, moved house, RT/RW left out. One clerk writes one card."""
    cards, index = np.unique(r.card.to_numpy(), return_inverse=True)
    first = np.zeros(len(cards), int)
    first[index[::-1]] = np.arange(len(r))[::-1]
    kk, kel, rt, rw, street = (r[c].to_numpy()[first].astype(object) for c in ("kk", "kel", "rt", "rw", "street"))
    # A card of two joined families has one house, the first one's, and a number of its own.
    kind = r.kind.to_numpy()[first]
    chance = rng.random(len(cards)) / plan.scale
    old = (
        (chance > 0.11) & (chance < 0.19)
        | ((kind == "doubled") & (rng.random(len(cards)) < 0.5))
        | (kind == "split")
        | (kind == "joined")
    )
    for i in range(len(cards)):
        if old[i]:
            kk[i] = (
                kk[i][:6]
                + f"{dice.randrange(1, 29):02d}{dice.randrange(1, 13):02d}{dice.randrange(8, 26):02d}"
                + f"{dice.randrange(1, 60):04d}"
            )
        elif chance[i] < 0.04:
            kk[i] = wrong_digit(kk[i], dice) if dice.random() < 0.7 else swapped_digits(kk[i], dice)
        elif chance[i] < 0.11:
            kk[i] = ""
    moved = rng.random(len(cards)) < np.where(kind == "split", 0.4, 0.05 * plan.scale)
    far = rng.permutation(len(cards))
    for column in (kel, rt, rw, street):
        column[moved] = column[far[moved]]
    blank = rng.random(len(cards)) < 0.10 * plan.scale
    rt, rw = np.where(blank, "", rt.astype(str)), np.where(blank, "", rw.astype(str))
    padded = rng.random(len(cards)) < 0.4
    rt = np.where(padded & (rt != ""), np.char.zfill(rt.astype(str), 3), rt)
    rw = np.where(padded & (rw != ""), np.char.zfill(rw.astype(str), 3), rw)
    style = rng.random(len(cards))
    street = np.where(style < 0.3, np.char.replace(street.astype(str), "Jl. ", "Jalan "), street.astype(str))
    street = np.where(style > 0.85, [s.split(" No.")[0] for s in street], street)
    r["kk"], r["kel"], r["rt"], r["rw"], r["address"] = kk[index], kel[index], rt[index], rw[index], street[index]


def make_other_list(persons: pd.DataFrame, plan: Plan, share: float, scale: float) -> pd.DataFrame:
    """Another office's list: a share of the same people, once each, with its own (usually fewer) errors."""
    rng = np.random.default_rng(plan.seed + 5)
    chosen = persons[rng.random(len(persons)) < share].copy()
    chosen["card"], chosen["kind"] = chosen.family, "first"
    return _damaged(
        chosen.reset_index(drop=True), Plan(plan.records, plan.seed + 6, scale), rng, persons.family.max() + 1
    )
