"""What is compared between two records, in levels from equal to different; one definition for every engine.

A level is data: a sentence for people, a condition for machines, and a first guess of how often it occurs in pairs
of one person (only the start of the training). Level 0 means a value is missing: no evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pilar.evidence.linkage.engine.expressions import (
    Alike,
    AtLeast,
    Condition,
    Contains,
    Dialect,
    Either,
    Equal,
    Near,
    Record,
    SamePart,
    Shares,
    WithinDigits,
    WithinEdits,
    both,
    either,
)
from pilar.evidence.linkage.engine.prepare import Profile
from pilar.evidence.linkage.engine.schema import Field, Group, Schema

# Shares of the register that hold a value, most common first; equality weighs less the more common the value is.
FREQUENCY_BANDS = (1e-2, 1e-3, 1e-4, 1e-5)


@dataclass(frozen=True)
class Level:
    """`guess`: first guess of P(level | one person). `band`: index into the frequency bands, -1 if none."""

    label: str
    condition: Condition | None
    guess: float
    band: int = -1


@dataclass(frozen=True)
class Comparison:
    """One row of evidence. `inputs`: prepared columns that must be present on both sides.

    `frequency`: prepared column holding the value whose share decides the band, "" if not banded.
    `told_elsewhere`: where it holds, another comparison already tells this; counts as missing here.
    """

    name: str
    title: str
    group: Group
    inputs: tuple[str, ...]
    levels: tuple[Level, ...]
    frequency: str = ""
    told_elsewhere: Condition | None = None

    @property
    def size(self) -> int:
        """Number of codes, the missing one (0) included."""
        return len(self.levels) + 1

    def sql(self, dialect: Dialect) -> str:
        """Integer expression of the level code of the pair (l, r)."""
        missing = [f"l.{c} is null or r.{c} is null" for c in self.inputs]
        if self.told_elsewhere is not None:
            missing.append(self.told_elsewhere.sql(dialect))
        whens = [f"when {' or '.join(missing)} then 0"]
        for code, level in enumerate(self.levels, start=1):
            if level.condition is not None:
                whens.append(f"when {level.condition.sql(dialect)} then {code}")
        return f"case {' '.join(whens)} else {len(self.levels)} end"

    def code(self) -> Callable[[Record, Record], int]:
        """The same level code for two records in Python."""
        inputs = self.inputs
        tests = [(n, v.condition.test()) for n, v in enumerate(self.levels, start=1) if v.condition]
        last = len(self.levels)
        told = self.told_elsewhere.test() if self.told_elsewhere else None

        # Plain loops: this runs for every candidate of a person at the counter.
        def code(left: Record, right: Record) -> int:
            for column in inputs:
                if left[column] is None or right[column] is None:
                    return 0
            if told is not None and told(left, right):
                return 0
            for number, test in tests:
                if test(left, right):
                    return number
            return last

        return code


def comparisons_of(schema: Schema, profile: Profile) -> tuple[Comparison, ...]:
    """Every comparison that the mapped fields allow, in a fixed order."""
    rows: list[Comparison] = []
    for field in schema.fields:
        if field.kind in {"rt", "rw"}:
            continue
        rows.append(_BUILDERS[field.kind](field, schema, profile))
    if schema.has("address") or schema.has("rt") or schema.has("rw"):
        rows.append(_rt_rw(schema))
    return tuple(rows)


def _banded(label: str, condition: Condition, share: str, guess: float) -> list[Level]:
    """Equality split by how common the value is, most common first."""
    last = len(FREQUENCY_BANDS)
    return [
        Level(label, both(condition, AtLeast(share, edge)), guess / (last + 1), band)
        for band, edge in enumerate(FREQUENCY_BANDS)
    ] + [Level(label, condition, guess / (last + 1), last)]


def _name(field: Field, schema: Schema, profile: Profile) -> Comparison:
    """Words aligned by sound; one typing error with the same ending; words missing; endings that mark sex."""
    s = field.slug
    title = {"name": "nama", "mother_name": "nama ibu", "given_name": "nama depan", "surname": "nama keluarga"}[s]
    glue, let, ids, bits = f"{s}_glue", f"{s}_let", f"{s}_ids", f"{s}_bits"
    near = either(WithinEdits(glue, 1, 4, let), both(WithinEdits(glue, 2, 8, let), SamePart(glue, 1, 2)))
    levels = _banded(f"{title} sama", Equal(f"{s}_txt"), f"{s}_share", 0.72)
    levels += [Level(f"{title} sama, beda ejaan atau urutan", either(Equal(f"{s}_key"), Equal(glue)), 0.09)]
    swapped = None
    if s in {"given_name", "surname"} and schema.has("given_name") and schema.has("surname"):
        swapped = either(Equal("given_name_key", "surname_key"), Equal("surname_key", "given_name_key"))
    if swapped is not None and s == "given_name":
        levels += [Level("nama depan dan nama keluarga tertukar", swapped, 0.01)]
    levels += [
        Level(f"{title} beda satu huruf", both(near, Equal(f"{s}_end")), 0.05),
        Level(f"{title} beda huruf akhir", WithinEdits(glue, 1, 4, let), 0.005),
        Level(f"{title} beda dua-tiga huruf", WithinEdits(glue, 3, 10, let), 0.02),
        Level(f"{title} sebagian sama", both(Contains(f"{s}_all_ids", f"{s}_all_bits"), Shares(ids, bits)), 0.06),
        Level(f"{title} berbagi satu kata", Shares(ids, bits), 0.02),
        Level(f"{title} agak mirip", either(WithinEdits(glue, 2, 6, let), Alike(glue, 0.88, let)), 0.02),
        Level(f"{title}: hanya kata depan sama", Equal(f"{s}_first"), 0.005),
        Level(f"{title} berbeda", None, 0.025),
    ]
    told = swapped if s == "surname" else None
    return Comparison(s, title, field.group, (f"{s}_txt",), tuple(levels), f"{s}_key", told)


def _birth_date(field: Field, schema: Schema, profile: Profile) -> Comparison:
    d = field.slug
    day, month, year, default = f"{d}_d", f"{d}_m", f"{d}_y", f"{d}_default"
    levels = (
        Level("tanggal lahir sama, tetapi tanggal baku (misalnya 1 Januari)", both(Equal(d), Either(default, 1)), 0.02),
        Level("tanggal lahir sama", Equal(d), 0.87),
        Level("hari dan bulan lahir tertukar", both(Equal(year), Equal(day, month), Equal(month, day)), 0.015),
        Level("tanggal lahir beda satu angka", WithinDigits(d, 1), 0.035),
        Level("salah satu tanggal lahir baku, tahun berdekatan", both(Either(default, 1), Near(year, 1)), 0.02),
        Level("tanggal lahir beda dua angka", WithinDigits(d, 2), 0.01),
        Level("hari dan bulan lahir sama, tahun beda", both(Equal(day), Equal(month)), 0.01),
        Level("tahun lahir sama, tanggal beda", Equal(year), 0.01),
        Level("tahun lahir berdekatan", Near(year, 2), 0.005),
        Level("tanggal lahir berbeda", None, 0.01),
    )
    return Comparison(d, "tanggal lahir", field.group, (d,), levels)


def _national_id(field: Field, schema: Schema, profile: Profile) -> Comparison:
    n = field.slug
    if not profile.nik:
        return _identifier(field, "nomor identitas")
    # The day without the woman's 40: twins of both sexes share it, a wrong sex mark is no other date.
    neutral = f"{n}_neutral"
    same_start = SamePart(neutral, 1, 12)
    serial_only = both(same_start, WithinDigits(neutral, 1))
    levels = (
        Level("NIK sama", Equal(n), 0.88),
        Level("NIK sama kecuali tanda jenis kelamin", Equal(neutral), 0.005),
        Level("NIK beda satu angka pada nomor urut", serial_only, 0.012),
        Level("NIK sama sampai tanggal lahir, nomor urut beda", same_start, 0.01),
        Level("NIK beda satu angka", WithinDigits(n, 1), 0.03),
        Level("NIK beda dua angka", WithinDigits(n, 2), 0.02),
        Level("wilayah dan nomor urut NIK sama, tanggal beda", both(SamePart(n, 1, 6), SamePart(n, 13, 4)), 0.01),
        Level("tanggal dalam NIK sama", SamePart(neutral, 7, 6), 0.01),
        Level("wilayah dalam NIK sama, yang lain beda", SamePart(n, 1, 6), 0.01),
        Level("NIK berbeda", None, 0.01),
    )
    return Comparison(n, "NIK", field.group, (n,), levels)


def _identifier(field: Field, title: str) -> Comparison:
    s = field.slug
    levels = (
        Level(f"{title} sama", Equal(s), 0.9),
        Level(f"{title} beda satu tanda", WithinEdits(s, 1, 4), 0.05),
        Level(f"{title} beda dua tanda", WithinEdits(s, 2, 6), 0.02),
        Level(f"{title} berbeda", None, 0.03),
    )
    return Comparison(s, title, field.group, (s,), levels)


def _phone(field: Field, schema: Schema, profile: Profile) -> Comparison:
    return _identifier(field, "nomor telepon")


def _family_id(field: Field, schema: Schema, profile: Profile) -> Comparison:
    s = field.slug
    if not profile.kk:
        return _identifier(field, "nomor keluarga")
    levels = (
        Level("nomor KK sama", Equal(s), 0.8),
        Level("nomor KK beda satu angka", WithinDigits(s, 1), 0.04),
        Level("nomor KK beda dua angka", WithinDigits(s, 2), 0.02),
        Level("wilayah dan tanggal terbit KK sama", SamePart(s, 1, 12), 0.01),
        Level("wilayah KK sama", SamePart(s, 1, 6), 0.08),
        Level("nomor KK berbeda", None, 0.05),
    )
    return Comparison(s, "nomor KK", field.group, (s,), levels)


def _sex(field: Field, schema: Schema, profile: Profile) -> Comparison:
    levels = (Level("jenis kelamin sama", Equal("sex"), 0.98), Level("jenis kelamin berbeda", None, 0.02))
    return Comparison("sex", "jenis kelamin", field.group, ("sex",), levels)


def _text(title: str) -> Callable[[Field, Schema, Profile], Comparison]:
    def build(field: Field, schema: Schema, profile: Profile) -> Comparison:
        s, glue, let = field.slug, f"{field.slug}_glue", f"{field.slug}_let"
        ids, bits = f"{s}_ids", f"{s}_bits"
        named = title or field.role.split(":", 1)[1]
        levels = [
            *_banded(f"{named} sama", Equal(f"{s}_txt"), f"{s}_share", 0.8),
            Level(f"{named} beda satu huruf", either(Equal(glue), WithinEdits(glue, 1, 4, let)), 0.06),
            Level(f"{named} sebagian sama", either(Contains(ids, bits), WithinEdits(glue, 2, 7, let)), 0.04),
            Level(f"{named} mirip", either(Shares(ids, bits), Alike(glue, 0.88, let)), 0.04),
            Level(f"{named} berbeda", None, 0.06),
        ]
        return Comparison(s, named, field.group, (f"{s}_txt",), tuple(levels), f"{s}_txt")

    return build


def _exact(field: Field, schema: Schema, profile: Profile) -> Comparison:
    s, named = field.slug, field.role.split(":", 1)[-1]
    levels = [*_banded(f"{named} sama", Equal(s), f"{s}_share", 0.9), Level(f"{named} berbeda", None, 0.1)]
    return Comparison(s, named, field.group, (s,), tuple(levels), s)


def _area(field: Field, schema: Schema, profile: Profile) -> Comparison:
    if not profile.area_code:
        return _text("wilayah")(field, schema, profile)
    levels = (
        Level("kelurahan sama", Equal("area"), 0.9),
        Level("kecamatan sama", SamePart("area", 1, 6), 0.04),
        Level("kabupaten/kota sama", SamePart("area", 1, 4), 0.03),
        Level("wilayah berbeda", None, 0.03),
    )
    return Comparison("area", "wilayah", field.group, ("area",), levels)


def _postcode(field: Field, schema: Schema, profile: Profile) -> Comparison:
    levels = (
        Level("kode pos sama", Equal("postcode"), 0.88),
        Level("kode pos beda satu tanda", WithinEdits("postcode", 1), 0.06),
        Level("kode pos beda dua tanda", both(WithinEdits("postcode", 2), SamePart("postcode", 1, 1)), 0.02),
        Level("kode pos berbeda", None, 0.04),
    )
    return Comparison("postcode", "kode pos", field.group, ("postcode",), levels)


def _address(field: Field, schema: Schema, profile: Profile) -> Comparison:
    s, let = f"{field.slug}_street", f"{field.slug}_let"
    same = Equal(s)
    levels = (
        Level("alamat dan nomor rumah sama", both(same, Equal("address_no")), 0.6),
        *_banded("nama jalan sama", same, "address_share", 0.2),
        Level("nama jalan beda satu-dua huruf", either(WithinEdits(s, 1, 4, let), WithinEdits(s, 2, 8, let)), 0.08),
        Level("nama jalan sebagian sama", Contains("address_ids", "address_bits"), 0.04),
        Level("nama jalan mirip", either(Shares("address_ids", "address_bits"), Alike(s, 0.9, let)), 0.04),
        Level("alamat berbeda", None, 0.05),
    )
    return Comparison(field.slug, "alamat", field.group, (s,), levels, s)


def _rt_rw(schema: Schema) -> Comparison:
    levels = (
        Level("RT dan RW sama", both(Equal("rt"), Equal("rw")), 0.85),
        Level("RT atau RW sama", either(Equal("rt"), Equal("rw")), 0.08),
        Level("RT dan RW berbeda", None, 0.07),
    )
    return Comparison("rt_rw", "RT/RW", Group.RESIDENCE, ("rt", "rw"), levels)


_BUILDERS: dict[str, Callable[[Field, Schema, Profile], Comparison]] = {
    "national_id": _national_id,
    "birth_date": _birth_date,
    "name": _name,
    "given_name": _name,
    "surname": _name,
    "mother_name": _name,
    "sex": _sex,
    "phone": _phone,
    "birth_place": _text("tempat lahir"),
    "family_id": _family_id,
    "address": _address,
    "area": _area,
    "postcode": _postcode,
    "text": _text(""),
    "exact": _exact,
}
