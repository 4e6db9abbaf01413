"""Where families live: kelurahan, RW, RT, address, coordinates and KK number.

Coordinates are spread around a point per kelurahan that is laid out in a spiral about the city's centre: the right
order of size for a map, not the real place of the kelurahan.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.demo.areas import Areas
from pilar.demo.draws import Bools, Floats, Ints, chance, skewed, weighted
from pilar.demo.places import Place
from pilar.demo.streams import stream

FIRST_SERIAL, LAST_SERIAL = 9001, 9999
_FAMILIES_PER_RT = 55
_RT_PER_RW = 5


@dataclass(frozen=True, slots=True)
class Placement:
    """One entry per family, ordered by kelurahan, RW and RT."""

    kelurahan: Ints  # position in Areas
    rw: Ints
    rt: Ints
    dwelling: Ints  # number of the building; several families may share one
    shares_dwelling: Bools  # lives in the building of the family one row above
    latitude: Floats
    longitude: Floats
    welfare_of_area: Floats


def place_families(seed: int, place: Place, areas: Areas, families: int) -> Placement:
    """Lays `families` families out over the kelurahan, big and small ones, poorer and richer ones."""
    rng = stream(seed, "placement")
    count = areas.codes.size
    weights = rng.lognormal(0.0, 0.45, count)
    area_welfare = rng.normal(0.0, 0.28, count)
    kelurahan = np.sort(weighted(rng, families, weights))
    size = np.bincount(kelurahan, minlength=count)
    rt_count = np.maximum(2, np.round(size / _FAMILIES_PER_RT)).astype(np.int32)
    rt_serial = np.floor(rng.random(families) * rt_count[kelurahan]).astype(np.int32)
    order = np.lexsort((rt_serial, kelurahan))
    kelurahan, rt_serial = kelurahan[order], rt_serial[order]
    rw = rt_serial // _RT_PER_RW + 1
    rt = rt_serial % _RT_PER_RW + 1
    same_rt = np.zeros(families, dtype=bool)
    same_rt[1:] = (kelurahan[1:] == kelurahan[:-1]) & (rt_serial[1:] == rt_serial[:-1])
    shares = same_rt & chance(rng, 0.065, families)
    latitude, longitude = _coordinates(rng, place, kelurahan, count, rw, rt)
    host = np.maximum.accumulate(np.where(shares, 0, np.arange(families)))
    return Placement(
        kelurahan, rw, rt, np.cumsum(~shares), shares, latitude[host], longitude[host], area_welfare[kelurahan]
    )


def _coordinates(
    rng: np.random.Generator, place: Place, kelurahan: Ints, count: int, rw: Ints, rt: Ints
) -> tuple[Floats, Floats]:
    """Degrees, rounded to about a metre."""
    turn = np.arange(count) * 2.399963  # golden angle: even cover of a disc
    reach = place.radius_km * np.sqrt((np.arange(count) + 0.5) / count)
    local = place.radius_km / np.sqrt(count) * 0.8
    rt_turn = (rw * 7 + rt) * 2.399963
    rt_reach = local * np.sqrt(((rw * 5 + rt) % 41) / 41)
    north = reach[kelurahan] * np.sin(turn)[kelurahan] + rt_reach * np.sin(rt_turn)
    east = reach[kelurahan] * np.cos(turn)[kelurahan] + rt_reach * np.cos(rt_turn)
    north += rng.normal(0, local * 0.06, kelurahan.size)
    east += rng.normal(0, local * 0.06, kelurahan.size)
    degrees = 1 / 111.32
    latitude = place.latitude + north * degrees
    longitude = place.longitude + east * degrees / np.cos(np.radians(place.latitude))
    return np.round(latitude, 6), np.round(longitude, 6)


def serials(group: Ints, subject: str) -> Ints:
    """9001, 9002, ... in the order of appearance within equal `group` values.

    Raises ValueError when a group is too large for the synthetic range 9001-9999.
    """
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    length = np.diff(np.r_[starts, ordered.size])
    rank = np.arange(ordered.size) - np.repeat(starts, length)
    if ordered.size and rank.max() > LAST_SERIAL - FIRST_SERIAL:
        raise ValueError(f"too many persons for these areas: serials of {subject} would pass {LAST_SERIAL}")
    result = np.empty(group.size, dtype=np.int64)
    result[order] = FIRST_SERIAL + rank
    return result


def date_digits(days: Ints, female: Bools | None = None) -> Ints:
    """DDMMYY as a number for days since 1970; +40 on the day for women where `female` is given."""
    moments = days.astype("datetime64[D]")
    month = moments.astype("datetime64[M]")
    day = (moments - month).astype(np.int64) + 1
    months = month.astype(np.int64)
    if female is not None:
        day = day + np.where(female, 40, 0)
    return (day * 10000 + (months % 12 + 1) * 100 + (months // 12 + 1970) % 100).astype(np.int64)


def kk_numbers(rng: np.random.Generator, districts: Ints, as_of: date) -> Ints:
    """A KK number (16 digits) per family: kecamatan, date of issue, serial from 9001."""
    last = (as_of - date(1970, 1, 1)).days - 10
    issued = last - np.floor(rng.beta(1.1, 2.2, districts.size) * 5800).astype(np.int64)
    front = districts.astype(np.int64) * 1_000_000 + date_digits(issued)
    return front * 10_000 + serials(front, "KK")


def digits16(numbers: Ints) -> Any:
    """16-digit numbers as an Arrow string array; 0 becomes null."""
    values = pa.array(numbers, mask=numbers == 0, type=pa.int64())
    return pc.cast(values, pa.string())


def addresses(rng: np.random.Generator, place: Place, placement: Placement) -> Any:
    """Street, house number, RT and RW of every family as Arrow strings; families of one building share theirs."""
    families = placement.rw.size
    key = placement.kelurahan.astype(np.int64) * 10_000 + placement.rw * 10 + placement.rt % 2
    offset = stream(0, "streets").integers(0, len(place.streets), int(key.max()) + 1 if families else 1)
    street = (offset[key] + weighted(rng, families, skewed(4, 1.2, 1))) % len(place.streets)
    number = 1 + np.floor(rng.gamma(1.3, 28, families)).astype(np.int32)
    lane = chance(rng, 0.45, families)
    lane_number = 1 + np.floor(rng.random(families) * 12).astype(np.int32)
    host = np.maximum.accumulate(np.where(placement.shares_dwelling, 0, np.arange(families)))
    names = pa.array([street_name.upper() for street_name in place.streets])
    text = pc.binary_join_element_wise("JL.", names.take(pa.array(street[host])), " ")
    gang = pc.binary_join_element_wise(" GG.", _text(lane_number[host]), " ")
    gang = pc.if_else(pa.array(lane[host]), gang, "")
    return pc.binary_join_element_wise(text, gang, " NO. ", _text(number[host]), "")


def _text(numbers: Ints) -> Any:
    return pc.cast(pa.array(numbers), pa.string())


def three_digits(numbers: Ints) -> Any:
    """RT or RW as "007"."""
    return pc.utf8_lpad(_text(numbers), width=3, padding="0")
