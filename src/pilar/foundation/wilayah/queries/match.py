"""Names of kecamatan and desa/kelurahan in sheets, turned into codes within a kab/kota, for a whole sheet at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pilar.core.scope import Scope
from pilar.foundation.wilayah.models import Area
from pilar.foundation.wilayah.rules import Kind, Level, is_code
from pilar.foundation.wilayah.spelling import area_key, digits_of, search_key, without_prefix

_CUTOFF = 84.0
_LEAD = 6.0
"""A misspelt name is taken only when it is at least 84 % alike and 6 points ahead of the next one."""
_MOST_CANDIDATES = 5


class MatchStatus(StrEnum):
    """How a name was read. Only EXACT and SPELLING carry a code."""

    EXACT = "tepat"
    SPELLING = "ejaan"
    AMBIGUOUS = "ganda"
    UNKNOWN = "tidak_dikenal"
    EMPTY = "kosong"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Code of a desa/kelurahan ("" when not certain), how it was read, and codes to choose from when not certain."""

    code: str
    status: MatchStatus
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    kind: str
    key: str


def match_names(scope: Scope, area: str, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], NameMatch]:
    """Match (kecamatan, desa/kelurahan) names inside `area` (a kab/kota or kecamatan code) to village codes.

    Two queries and one judgement for each distinct pair, however many rows. Tolerates words for the kind (KEL., DESA,
    NAGARI), spaces, old spelling and small mistakes; numbers in names must agree. An empty kecamatan is allowed when
    the village name is unique in the area. Nothing outside the scope is matched. Raises ValueError for a wider area.
    """
    if not is_code(area) or not Level.KABKOTA <= len(area) <= Level.KECAMATAN:
        raise ValueError("names are matched inside one kab/kota or kecamatan")
    rows = (
        Area.objects.within(scope.narrowed(area))
        .filter(level=Level.DESA, valid_to__isnull=True)
        .values_list("code", "kind", "search_key")
    )
    districts = Area.objects.filter(
        level=Level.KECAMATAN, code__gte=area, code__lt=f"{area}:", valid_to__isnull=True
    ).values_list("code", "kind", "search_key")
    book = _Book([_Entry(*row) for row in districts], [_Entry(*row) for row in rows])
    return {pair: book.match(*pair) for pair in dict.fromkeys(pairs)}


class _Book:
    """Names of one area, ready to be asked."""

    def __init__(self, districts: list[_Entry], villages: list[_Entry]) -> None:
        self.districts = districts
        self.villages = villages
        self.by_district: dict[str, list[_Entry]] = defaultdict(list)
        for village in villages:
            self.by_district[village.code[:6]].append(village)
        self.seen: dict[str, list[str]] = {}

    def match(self, district: str, village: str) -> NameMatch:
        if not search_key(village):
            return NameMatch("", MatchStatus.EMPTY)
        if not search_key(district):
            return self._village(village, self.villages)
        if district not in self.seen:
            found, _ = _find(district, self.districts)
            self.seen[district] = [entry.code for entry in found]
        inside = self.seen[district]
        if len(inside) == 1:
            result = self._village(village, self.by_district[inside[0]])
            if result.status is not MatchStatus.UNKNOWN:
                return result
        elsewhere = self._village(village, self.villages)
        options = (elsewhere.code,) if elsewhere.code else elsewhere.candidates
        return NameMatch("", MatchStatus.UNKNOWN, options)

    def _village(self, name: str, entries: list[_Entry]) -> NameMatch:
        found, exact = _find(name, entries)
        codes = tuple(entry.code for entry in found[:_MOST_CANDIDATES])
        if not found:
            return NameMatch("", MatchStatus.UNKNOWN, _near(name, entries))
        if len(found) > 1:
            return NameMatch("", MatchStatus.AMBIGUOUS, codes)
        return NameMatch(codes[0], MatchStatus.EXACT if exact else MatchStatus.SPELLING)


def _find(name: str, entries: list[_Entry]) -> tuple[list[_Entry], bool]:
    """Entries that the name may mean, and whether their key is the same. More than one: not certain."""
    kinds, rest = without_prefix(name)
    readings = [(frozenset[Kind](), search_key(name))]
    if kinds:
        readings.append((kinds, search_key(rest)))
    for claimed, key in readings:
        same = [entry for entry in entries if entry.key == key]
        of_kind = [entry for entry in same if entry.kind in claimed]
        if same:
            return (of_kind or same), True
    claimed, key = readings[-1]
    return _alike(key, entries), False


def _alike(key: str, entries: list[_Entry]) -> list[_Entry]:
    from rapidfuzz import fuzz

    numbers = digits_of(key)
    scored = sorted(
        (
            (fuzz.ratio(key, entry.key, score_cutoff=_CUTOFF - _LEAD), entry)
            for entry in entries
            if digits_of(entry.key) == numbers
        ),
        key=lambda pair: (-pair[0], pair[1].code),
    )
    if not scored or scored[0][0] < _CUTOFF:
        return []
    best = scored[0][0]
    return [entry for score, entry in scored if score > best - _LEAD]


def _near(name: str, entries: list[_Entry]) -> tuple[str, ...]:
    """Codes that a person may choose from: names that begin alike, or are at least 60 % alike."""
    from rapidfuzz import fuzz

    key = search_key(without_prefix(name)[1])
    scored = [
        (100.0 if len(key) > 2 and e.key.startswith(key) else fuzz.ratio(key, e.key, score_cutoff=60.0), e.code)
        for e in entries
    ]
    return tuple(code for score, code in sorted(scored, key=lambda s: (-s[0], s[1]))[:_MOST_CANDIDATES] if score)


def same_name(first: str, second: str) -> bool:
    """Two spellings of one name, by the same measure (used to check a bridge of codes)."""
    from rapidfuzz import fuzz

    keys = [area_key(without_prefix(text)[1]) for text in (first, second)]
    return digits_of(keys[0]) == digits_of(keys[1]) and fuzz.ratio(*keys) >= _CUTOFF - _LEAD
