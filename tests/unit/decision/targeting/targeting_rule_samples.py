"""Random rule books and families for the tests of the rule engine."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

DAY = date(2026, 3, 15)
HEADER = """
title = "acak"
[fields]
a = "integer"
b = { type = "integer", min = -5, max = 20 }
x = { type = "number", min = -1000, max = 1000 }
t = "text"
f = "boolean"
g = "boolean"
d = "date"
[member_fields]
umur = "integer"
jenis = "text"
sakit = "boolean"
lahir = "date"
[[parameter]]
key = "batas"
from = 2020-01-01
value = 3
[[parameter]]
key = "daftar"
from = 2020-01-01
value = ["SD", "SMP"]
"""
TEXTS = ["SD", "SMP", "it's", "É"]
comparators = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])


def _join(parts: tuple[str, ...]) -> str:
    return "(" + " ".join(parts) + ")"


def numbers(names: list[str], *, counts: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[str]:
    leaves = [st.sampled_from(names), st.integers(-3, 12).map(str), st.sampled_from(["0.5", "2.25", "batas"])]
    if counts is not None:
        leaves.append(counts)
    leaf = st.one_of(leaves)
    return st.one_of(leaf, st.tuples(leaf, st.sampled_from(["+", "-", "*", "/"]), leaf).map(_join))


def dates(name: str) -> st.SearchStrategy[str]:
    literal = st.dates(date(1950, 1, 1), date(2030, 1, 1)).map(lambda day: f"DATE '{day.isoformat()}'")
    return st.one_of(
        st.tuples(st.just(name), comparators, literal).map(_join),
        st.tuples(st.just(f"YEARS_SINCE({name})"), comparators, st.integers(0, 80).map(str)).map(_join),
    )


def booleans(
    number_names: list[str], text: str, flags: list[str], day: str, *, counts: bool = False
) -> st.SearchStrategy[str]:
    member = member_predicates() if counts else None
    count = st.builds("COUNT_MEMBERS({})".format, member) if member is not None else None
    number = numbers(number_names, counts=count)
    literal = st.sampled_from(TEXTS).map(lambda value: "'" + value.replace("'", "''") + "'")
    some_names = st.sampled_from([*number_names, text, *flags, day])
    atoms = [
        st.tuples(number, comparators, number).map(_join),
        st.tuples(number, st.sampled_from(["BETWEEN 1 AND", "NOT BETWEEN 0 AND"]), st.integers(1, 9).map(str)).map(
            _join
        ),
        st.tuples(st.just(text), st.sampled_from(["=", "<>"]), literal).map(_join),
        st.tuples(st.just(text), st.sampled_from(["IN", "NOT IN"]), st.sampled_from(["('SD', 'x')", "(daftar)"])).map(
            _join
        ),
        st.tuples(st.sampled_from(number_names), st.just("IN (1, 2.5, batas)")).map(_join),
        st.sampled_from(flags),
        st.tuples(some_names, st.sampled_from(["IS NULL", "IS NOT NULL"])).map(_join),
        dates(day),
    ]
    if member is not None:
        quantifier = st.sampled_from(["ANY_MEMBER", "NO_MEMBER", "EVERY_MEMBER"])
        atoms.append(st.builds("{}({})".format, quantifier, member))
        atoms.append(st.tuples(st.builds("COUNT_MEMBERS({})".format, member), comparators, number).map(_join))
    return st.recursive(
        st.one_of(atoms),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(_join),
            inner.map(lambda text: f"(NOT {text})"),
            st.tuples(inner, st.sampled_from(["= TRUE", "IS NULL", "<> FALSE"])).map(_join),
        ),
        max_leaves=5,
    )


def member_predicates() -> st.SearchStrategy[str]:
    return booleans(["umur"], "jenis", ["sakit"], "lahir")


def family_predicates() -> st.SearchStrategy[str]:
    return booleans(["a", "b", "x"], "t", ["f", "g"], "d", counts=True)


@st.composite
def rule_books(draw: st.DrawFn, *, most: int = 5) -> str:
    """TOML of one or two programmes over up to `most` random conditions."""
    texts = draw(st.lists(family_predicates(), min_size=1, max_size=most))
    parts = [HEADER]
    for number, text in enumerate(texts):
        if number and draw(st.booleans()):
            text = f"{text} OR k{number - 1}"
        parts.append(f'[[condition]]\nkey = "k{number}"\nfrom = 2020-01-01\nwhen = """{text}"""\n')
    for name in ("p", "q"):
        listed = draw(st.lists(st.sampled_from(range(len(texts))), min_size=1, unique=True))
        keys = ", ".join(f'"k{index}"' for index in listed)
        parts.append(f'[[programme]]\nkey = "{name}"\nfrom = 2020-01-01\nconditions = [{keys}]\n')
        if draw(st.booleans()):
            parts.append(f"most_units = {draw(st.integers(0, 4))}\n")
        if draw(st.booleans()):
            parts.append(f"most_amount = {draw(st.integers(0, 900))}\n")
        for index in range(draw(st.integers(0, 3))):
            rate = draw(st.integers(0, 500))
            parts.append(f'[[programme.component]]\nkey = "c{index}"\neach = {rate}\n')
            if draw(st.booleans()):
                parts.append(f'member = """{draw(member_predicates())}"""\n')
            if draw(st.booleans()):
                parts.append(f"most = {draw(st.integers(0, 3))}\n")
    return "".join(parts)


def maybe(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(st.none(), values)


some_numbers = st.sampled_from([-2.5, 0.0, 0.5, 1.0, 2.25, 2.5, 3.0, 999.75, 1000.0, 1500.0])
some_dates = st.dates(date(1950, 1, 1), date(2030, 1, 1)) | st.sampled_from([DAY, date(2016, 3, 15), date(2016, 3, 16)])
families = st.fixed_dictionaries(
    {
        "a": maybe(st.integers(-3, 12) | st.just(10**13)),
        "b": maybe(st.integers(-8, 23)),
        "x": maybe(some_numbers),
        "t": maybe(st.sampled_from(TEXTS)),
        "f": maybe(st.booleans()),
        "g": maybe(st.booleans()),
        "d": maybe(some_dates),
    }
)
members = st.fixed_dictionaries(
    {
        "umur": maybe(st.integers(-3, 12)),
        "jenis": maybe(st.sampled_from(TEXTS)),
        "sakit": maybe(st.booleans()),
        "lahir": maybe(some_dates),
    }
)
households = st.lists(st.tuples(families, st.lists(members, max_size=3)), min_size=1, max_size=8)
