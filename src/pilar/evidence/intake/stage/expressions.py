"""SQL for one cell: how a text is tidied into a typed value and what can be wrong with it. DuckDB's dialect.

Every function gets the SQL name of a VARCHAR column (trimmed, NULL when empty) and, for faults, the name of the typed value made
from it; it answers with SQL text built only from these names. Faults are asked of the table `clean`, where both stand.
"""

from dataclasses import dataclass

from pilar.evidence.intake.fields import Field


@dataclass(frozen=True, slots=True)
class CellSql:
    """`value`: the typed value or NULL. `fault`: a fault code or NULL. `note`: a second, lighter code or NULL.

    `lost`: the code to give when something was written but `value` is NULL; asked of all such fields in one pass.
    `good`: for identifiers, whether the tidied value is 16 digits.
    """

    value: str
    fault: str = ""
    note: str = ""
    lost: str = ""
    good: str = ""


_MONTHS = (
    ("januari", "01"), ("februari", "02"), ("pebruari", "02"), ("maret", "03"), ("april", "04"), ("mei", "05"),
    ("juni", "06"), ("juli", "07"), ("agustus", "08"), ("september", "09"), ("oktober", "10"), ("november", "11"),
    ("nopember", "11"), ("desember", "12"), ("jan", "01"), ("feb", "02"), ("peb", "02"), ("mar", "03"), ("apr", "04"),
    ("may", "05"), ("jun", "06"), ("jul", "07"), ("agt", "08"), ("agu", "08"), ("ags", "08"), ("aug", "08"), ("sep", "09"), ("okt", "10"),
    ("oct", "10"), ("nop", "11"), ("nov", "11"), ("des", "12"), ("dec", "12"),
)  # fmt: skip
_DATE_FORMATS = "['%Y-%m-%d', '%d-%m-%Y', '%Y%m%d']"


def identifier(x: str, v: str, good: str, *, kk: bool) -> CellSql:
    """NIK or KK: 16 digits, with the date inside possible (for a KK only a note: day of issue, without +40)."""
    digits = f"regexp_full_match({x}, '[0-9]{{16}}')"
    tidied = f"CASE WHEN {digits} THEN {x} ELSE nullif(regexp_replace({x}, '[\\s''’‘`\".\\-]', '', 'g'), '') END"
    scientific = f"regexp_matches({x}, '^[0-9][.,]?[0-9]*[eE]\\+?[0-9]+$')"
    day, month = f"(CAST({v} AS BIGINT) // 100000000 % 100)", f"(CAST({v} AS BIGINT) // 1000000 % 100)"
    real_day = day if kk else f"({day} - CASE WHEN {day} > 40 THEN 40 ELSE 0 END)"
    possible = _possible_day(real_day, month)
    filler = f"(CAST({v} AS BIGINT) % 10000 = 0 OR left({v}, 6) = '000000' OR replace({v}, left({v}, 1), '') = '')"
    fault = (
        f"CASE WHEN {good} THEN CASE WHEN {filler} THEN 'BRK-106'"
        + ("" if kk else f" WHEN NOT {possible} THEN 'BRK-105'")
        + f" END WHEN {scientific} THEN 'BRK-102' WHEN {v} IS NULL OR NOT regexp_full_match({v}, '[0-9]+') THEN 'BRK-104' "
        "ELSE 'BRK-103' END"
    )
    note = f"CASE WHEN {good} AND {v} <> {x} THEN 'BRK-111'"
    if kk:
        note += f" WHEN {good} AND NOT {possible} THEN 'BRK-125'"
    return CellSql(tidied, fault, note + " END", good=f"coalesce(regexp_full_match({v}, '[0-9]{{16}}'), false)")


def _possible_day(day: str, month: str) -> str:
    longest = f"list_extract([31,29,31,30,31,30,31,31,30,31,30,31], {month})"
    return f"({month} BETWEEN 1 AND 12 AND {day} >= 1 AND {day} <= {longest})"


def date(x: str, v: str) -> CellSql:
    """A date, day first, in the many ways offices write it; a five-digit number is a date of Excel."""
    plain = f"lower(regexp_replace({x}, '[\\s/.,]+', '-', 'g'))"
    worded = plain
    for name, number in _MONTHS:
        worded = f"replace({worded}, '-{name}-', '-{number}-')"
    plain = f"CASE WHEN regexp_matches({x}, '[A-Za-z]') THEN {worded} ELSE {plain} END"
    excel = f"DATE '1899-12-30' + CAST({x} AS INTEGER)"
    first = f"regexp_extract({plain}, '^([0-9]{{1,4}}-[0-9]{{1,2}}-[0-9]{{2,4}}|[0-9]{{8}})', 1)"
    short = f"CAST(try_strptime({first}, '%d-%m-%y') AS DATE)"
    value = (
        f"CASE WHEN regexp_full_match({x}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN try_cast({x} AS DATE) "
        f"WHEN regexp_full_match({x}, '[0-9]{{5}}') THEN {excel} "
        f"WHEN regexp_full_match({first}, '[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{2}}') "
        f"THEN CAST({short} - CASE WHEN {short} > $today THEN INTERVAL 100 YEAR ELSE INTERVAL 0 YEAR END AS DATE) "
        f"ELSE CAST(try_strptime(nullif({first}, ''), {_DATE_FORMATS}) AS DATE) END"
    )
    fault = f"CASE WHEN {v} > $today OR {v} < DATE '1900-01-01' THEN 'BRK-202' END"
    note = f"CASE WHEN (month({v}) = 1 AND day({v}) = 1) OR (month({v}) = 12 AND day({v}) = 31) THEN 'BRK-203' END"
    return CellSql(value, fault, note, lost="BRK-201")


def name(x: str, v: str) -> CellSql:
    """A name in capitals; digits or signs alone are none. � marks a letter lost by a wrong encoding."""
    fault = f"CASE WHEN NOT regexp_matches({v}, '[A-ZÀ-ÿ]') THEN 'BRK-303' END"
    return CellSql(f"left(upper({_single_spaces(x)}), 120)", fault, f"CASE WHEN contains({v}, '�') THEN 'BRK-604' END")


def text(x: str, v: str) -> CellSql:
    """Any text with single spaces."""
    return CellSql(f"left({_single_spaces(x)}, 250)", note=f"CASE WHEN contains({v}, '�') THEN 'BRK-604' END")


def _single_spaces(x: str) -> str:
    return (
        f"CASE WHEN regexp_matches({x}, '\\s\\s|[\\t\\n\\r]') THEN regexp_replace({x}, '\\s+', ' ', 'g') ELSE {x} END"
    )


def sex(x: str) -> CellSql:
    """1 man, 2 woman."""
    low = f"lower({x})"
    value = (
        f"CASE WHEN {low} IN ('1', 'l', 'lk', 'laki', 'laki-laki', 'laki laki', 'pria', 'm') THEN 1 "
        f"WHEN {low} IN ('2', 'p', 'pr', 'perempuan', 'wanita', 'f') THEN 2 END"
    )
    return CellSql(f"CAST({value} AS TINYINT)", lost="BRK-301")


_RELATIONS = (
    (1, ("kepala keluarga", "kepala", "kk", "kepala rumah tangga", "krt")),
    (2, ("istri", "suami", "istri/suami", "isteri", "istri/ suami", "suami/istri")),
    (3, ("anak", "anak kandung", "anak tiri", "anak angkat")),
    (4, ("menantu",)),
    (5, ("cucu",)),
    (6, ("orang tua", "orangtua", "mertua", "orang tua/mertua", "orang tua/ mertua", "orang tua / mertua")),
    (7, ("pembantu", "sopir", "pembantu/sopir", "pembantu rumah tangga")),
    (8, ("lainnya", "famili lain", "famili", "family lain", "keponakan", "saudara", "tidak ada hubungan")),
)


def relation(x: str) -> CellSql:
    """Relation to the head as Regsosek 409 code, from code or word (SHDK words included)."""
    low = f"lower({x})"
    branches = " ".join(
        f"WHEN {low} IN ({', '.join(repr(word) for word in (str(code), *words))}) THEN {code}"
        for code, words in _RELATIONS
    )
    value = f"CASE {branches} END"
    return CellSql(f"CAST({value} AS TINYINT)", lost="BRK-302")


def desil(x: str) -> CellSql:
    """1 to 10, also written "Desil 3"."""
    number = f"try_cast(regexp_extract(lower({x}), '^(desil)?\\s*([0-9]+)(\\.0+)?$', 2) AS INTEGER)"
    return CellSql(f"CASE WHEN {number} BETWEEN 1 AND 10 THEN CAST({number} AS TINYINT) END", lost="BRK-501")


def flag(x: str) -> CellSql:
    """Yes or no in the usual spellings; anything else stays unknown."""
    low = f"lower({x})"
    value = (
        f"CASE WHEN {low} IN ('1', 'ya', 'y', 'true', 't', 'iya', 'ada', 'v', 'x') THEN true "
        f"WHEN {low} IN ('0', '2', 'tidak', 'tdk', 'n', 'false', 'f', '-') THEN false END"
    )
    return CellSql(value, lost="BRK-504")


def area_code(x: str) -> CellSql:
    """Digits of an area code without dots; which system it is decides the resolver."""
    return CellSql(f"nullif(regexp_replace({x}, '[^0-9]', '', 'g'), '')")


def number3(x: str, v: str) -> CellSql:
    """RT or RW as three digits."""
    digits = f"nullif(regexp_extract({x}, '^[^0-9]*0*([0-9]{{1,3}})[^0-9]*$', 1), '')"
    value = f"CASE WHEN regexp_full_match({x}, '[0-9]{{3}}') AND {x} <> '000' THEN {x} ELSE lpad({digits}, 3, '0') END"
    return CellSql(value, note=f"CASE WHEN {v} IS NULL AND {x} NOT IN ('-', '0', '00', '000') THEN 'BRK-405' END")


def phone(x: str) -> CellSql:
    """Digits of a telephone number."""
    return CellSql(f"nullif(left(regexp_replace({x}, '[^0-9+]', '', 'g'), 20), '')")


def rupiah(x: str) -> CellSql:
    """Whole rupiah from "Rp 200.000,00", "200,000" or "200000"."""
    bare = f"regexp_replace(lower({x}), '(rp\\.?|idr|\\s)', '', 'g')"
    whole = f"regexp_replace({bare}, '[.,]([0-9]{{2}}|-)$', '')"
    value = f"try_cast(regexp_replace({whole}, '[.,]', '', 'g') AS BIGINT)"
    return CellSql(value, lost="BRK-505")


def coded(x: str, field: Field) -> CellSql:
    """An answer code of the catalogue; an unknown code leaves the fact empty, with a note."""
    variable = field.variable
    if variable is None:
        raise ValueError(field.key)
    number = (
        f"CASE WHEN length({x}) <= 2 AND NOT contains({x}, '.') THEN try_cast({x} AS INTEGER) "
        f"ELSE try_cast(regexp_extract({x}, '^\\s*([0-9]+)', 1) AS INTEGER) END"
    )
    if variable.kind == "number":
        good = f"({number}) BETWEEN {variable.minimum} AND {variable.maximum}"
        code = "BRK-503"
    else:
        allowed = f"({number}) IN ({', '.join(str(c) for c in sorted(variable.codes))})"
        bits = sum(variable.bits)
        good = f"({allowed} OR (({number}) > 0 AND (({number}) & ~{bits}) = 0))" if variable.kind == "sum" else allowed
        code = "BRK-502"
    size = "INTEGER" if (variable.maximum or 0) > 32_000 else "SMALLINT"
    return CellSql(f"CASE WHEN {good} THEN CAST(({number}) AS {size}) END", lost=code)


def choice(x: str, field: Field) -> CellSql:
    """One of the declared choices (lower case)."""
    allowed = ", ".join("'" + option.replace("'", "''") + "'" for option in field.choices)
    return CellSql(f"CASE WHEN lower({x}) IN ({allowed}) THEN lower({x}) END", lost="BRK-506")


def written(field: Field) -> str:
    """Name of the column that keeps what was written, beside the typed value."""
    return f'"{field.key}__x"'


def cell_sql(field: Field) -> CellSql:
    """The SQL of a field. KeyError for a type that no function reads."""
    x, v = written(field), f'"{field.key}"'
    if field.type in {"nik", "kk"}:
        return identifier(x, v, f'"{field.key}__ok"', kk=field.type == "kk")
    if field.type in {"code", "number"}:
        return coded(x, field)
    if field.type == "choice":
        return choice(x, field)
    both = {"date": date, "name": name, "text": text, "area_name": text, "number3": number3}
    if field.type in both:
        return both[field.type](x, v)
    single = {
        "sex": sex, "relation": relation, "desil": desil, "flag": flag, "area_code": area_code, "phone": phone, "rupiah": rupiah,
    }  # fmt: skip
    return single[field.type](x)
