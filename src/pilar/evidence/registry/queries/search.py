"""One box: NIK or KK in any spelling, or a name with slips, with a kelurahan, a year of birth, words of the address.

The index holds skeletons of names (names.py); candidates come from it, limited, and are ranked by the likeness of the names as they
are displayed. Fewer words are asked for when all of them together find nobody, and then the likeness of the skeleton itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from pilar.core import vault
from pilar.core.scope import Scope
from pilar.evidence.registry.models import Family, FormerIdentifier, Person
from pilar.evidence.registry.names import name_tokens, skeleton
from pilar.evidence.registry.queries.likeness import rank_names
from pilar.evidence.registry.queries.places import area_words, near_areas
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD, digits_of
from pilar.foundation.wilayah.queries import resolve

CANDIDATES = 400
PEERS = 5_000
"""The most people of one year in the named area that are compared one by one; a kelurahan of 100,000 has some 2,000."""
SHOWN = 30
_LIKE = 62.0
_VERY_LIKE = 88.0
_NEAR = 76.0
_FAINT = 45.0
_GAP = 18.0
"""How much less like than the best somebody may be to stand in the same answer."""
_SAME = 99.5
_MARKS = ("a", "w", "y")
"""Letters before words of the address, area codes and years in the index: as an initial they would mean everybody."""
_MOST_WORDS = 8
_SLIPPED = 3
"""How many words, the longest first, are looked at for a slip."""
_BONES = "bcdfgklmnrst"
"""The letters that stand in a skeleton behind its first."""
_PART = re.compile(r"[\d\s.\-/_'’`]+")
"""Nothing but digits and what stands between them."""
_NUMBER = re.compile(r"['`’]?\d(?:[\s.\-/_'’`\u00a0]*\d){9,}")
_BEFORE_YEAR = re.compile(
    r"(?<!\d)\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|jan\w*|feb\w*|mar\w*|apr\w*|mei|jun\w*|jul\w*|ag\w*|sep\w*|okt\w*|nov\w*|des\w*)\s*[-/. ]\s*"
    r"(?=(?:19|20)\d\d(?!\d))"
)
"""Day and month of a date."""
_FILLERS = frozenset("lahir kelahiran tahun thn th tgl tanggal nama".split())
_ADDRESS_LEADS = frozenset("jl jln jalan gg gang rt rw no nomor blok komplek perum dusun".split())


@dataclass(frozen=True, slots=True)
class Found:
    """One person of an answer, identifiers masked. `how`: "nik", "kk", "bekas" (a former number), "sama" (the same name), "nama" (one like it)."""

    id: int
    family_id: int | None
    name: str
    birth_date: date | None
    birth_year: int | None
    age: int | None
    place: str
    address: str
    head_name: str
    desil: int | None
    nik_masked: str
    status: str
    how: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`kind`: "number" or "name"; `loose`: not all words fit ("mungkin maksud Anda"); `more`: too many, narrow it down."""

    kind: str
    rows: tuple[Found, ...] = ()
    loose: bool = False
    more: bool = False
    hint: str = ""
    area: str = ""
    families: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """What the box says: name words, year of birth, area codes, words of the address. `without_area`: the name words if no word is an
    area; `raw`: the same as typed."""

    words: tuple[str, ...]
    year: int | None = None
    areas: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    without_area: tuple[str, ...] = field(default=())
    raw: tuple[str, ...] = field(default=())


def _not_sixteen(digits: str) -> str:
    return _("Nomor itu %(n)s angka; NIK dan KK harus 16 angka. Periksa lagi kartunya.") % {"n": len(digits)}


def search_people(scope: Scope, text: str, today: date) -> Answer:
    """Persons that the box may mean, best first; nobody for an empty box or an empty scope. The text is never kept."""
    text = text.strip()[:200]
    if not text or not scope.prefixes:
        return Answer("name")
    number = _NUMBER.search(text)
    if number:
        digits = digits_of(number.group())
        if len(digits) == 16:
            return _by_number(scope, digits, today)
        return Answer("number", hint=_not_sixteen(digits))
    if _PART.fullmatch(text) and len(digits := digits_of(text)) > 4:  # finds nobody, which is not "not registered"
        return Answer("number", hint=_not_sixteen(digits))
    return _by_name(scope, read_box(scope, text), today)


def _by_number(scope: Scope, digits: str, today: date) -> Answer:
    """Persons with this NIK, members of the family with this KK, and whoever used to carry it."""
    niks, kks = vault.index_candidates(NIK_FIELD, digits), vault.index_candidates(KK_FIELD, digits)
    how: dict[int, str] = dict.fromkeys(
        Person.objects.within(scope).filter(nik_index__in=niks).values_list("pk", flat=True)[:SHOWN], "nik"
    )
    families = dict.fromkeys(
        Family.objects.within(scope).filter(kk_index__in=kks).values_list("pk", flat=True)[:SHOWN], "kk"
    )
    for row in FormerIdentifier.objects.within(scope).filter(value_index__in=[*niks, *kks])[:SHOWN]:
        (how if row.kind == "nik" else families).setdefault(row.subject_id, "bekas")
    if families:
        for person, family in (
            Person.objects.within(scope).filter(family_id__in=families).values_list("pk", "family_id")[:SHOWN]
        ):
            how.setdefault(person, families[family])
    rows = _found(scope, [(number, way, 100.0) for number, way in how.items()], today)
    empty = set(families) - {row.family_id for row in rows}
    named = tuple(Family.objects.within(scope).filter(pk__in=empty).values_list("pk", "head_name")) if empty else ()
    return Answer("number", tuple(rows), families=named)


def read_box(scope: Scope, text: str) -> Box:
    """Take the words apart. A word that is both a name and an area is tried as an area first. Of a date only the year is used."""
    plain = re.findall(r"[^\s,;]+", _BEFORE_YEAR.sub(" ", text.lower()))[:12]
    plain = [word for word in plain if word.strip(".:") not in _FILLERS]
    address, rest, year = [], [], None
    lead = False
    for word in plain:
        bare = word.strip(".")
        if bare in _ADDRESS_LEADS:
            lead = True
        elif re.fullmatch(r"(19|20)\d\d", bare) and year is None:
            year = int(bare)
        elif re.search(r"\d", bare):
            address += [part.lstrip("0") or part for part in re.findall(r"[a-z0-9]+", bare)]
        elif lead:
            address += re.findall(r"[a-z0-9]+", bare)
            lead = False
        else:
            rest.append(word)
    areas, left = area_words(scope, rest)
    return Box(
        tuple(name_tokens(" ".join(left)))[:_MOST_WORDS], year, tuple(areas), tuple(address),
        tuple(name_tokens(" ".join(rest)))[:_MOST_WORDS], tuple(rest),
    )  # fmt: skip


def _by_name(scope: Scope, box: Box, today: date) -> Answer:
    area = ", ".join(name.title for name in resolve(scope, box.areas).values()) if box.areas else ""
    if not box.words and not box.address:
        return Answer("name", hint=_("Tulis nama; kelurahan dan tahun lahir boleh ditambahkan."), area=area)
    ranked, loose, more, near = _best(scope, box)
    if near:
        area = ", ".join(name.title for name in resolve(scope, near).values())
    rows = _found(scope, [(number, _how(score), score) for number, score in ranked[:SHOWN]], today)
    return Answer("name", tuple(rows), loose=loose and bool(rows), more=more or len(ranked) > SHOWN, area=area)


def _best(scope: Scope, box: Box) -> tuple[list[tuple[int, float]], bool, bool, Sequence[str]]:
    """(id and likeness, best first; not all words fit; there were more candidates than were looked at; areas whose name was misspelt).

    Who was born in that year in that area is few enough to be compared by name one by one. Otherwise, or when nobody there is
    like: a strict query that finds somebody is the answer, then the misspelt name of an area is looked for; loose queries are gathered
    until somebody is very like.
    """
    peers = _peers(scope, box)
    if peers and peers[0][1] >= _NEAR:
        return _close_to_best(peers), peers[0][1] < _VERY_LIKE, False, ()
    ranked: list[tuple[int, float]] = []
    gathered: dict[int, str] = {}
    more, first = False, True
    for query, strict in _queries(box):
        candidates = _candidates(scope, query)
        more = more or len(candidates) >= CANDIDATES
        gathered.update(candidates)
        if candidates:
            ranked = _ranked(box, list(gathered.items()), 0.0 if strict else _LIKE)
        if ranked and ranked[0][1] >= (_LIKE if strict else _VERY_LIKE):
            return ranked, not strict, more, ()
        if first and not box.areas:
            near, areas = _near_peers(scope, box)
            if near:
                return _close_to_best(near), True, False, areas
        first = False
    everybody = dict(peers) | dict(ranked)
    return sorted(everybody.items(), key=lambda pair: (-pair[1], pair[0])), True, more, ()


def _near_peers(scope: Scope, box: Box) -> tuple[list[tuple[int, float]], Sequence[str]]:
    """The best of the year in an area whose name some of the words may be, misspelt; nobody unless one of them is like."""
    best: list[tuple[int, float]] = []
    codes: Sequence[str] = ()
    for areas, rest in near_areas(scope, box.raw) if box.year else ():
        peers = _peers(scope, replace(box, words=tuple(name_tokens(" ".join(rest))), areas=tuple(areas)))
        if peers and peers[0][1] >= max(_NEAR, best[0][1] if best else 0.0):
            best, codes = peers, areas
    return best, codes


def _close_to_best(ranked: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return [pair for pair in ranked if pair[1] >= ranked[0][1] - _GAP]


def _peers(scope: Scope, box: Box) -> list[tuple[int, float]]:
    """Everybody of the year in the area, by likeness of the name. Nobody when the box does not say both, or says an address."""
    if not (box.words and box.year and box.areas) or box.address:
        return []
    candidates = _candidates(scope, [[f"y{box.year}"], [f"w{code[:10]}" for code in box.areas]], PEERS)
    return _ranked(box, candidates, _FAINT) if len(candidates) < PEERS else []


def _how(score: float) -> str:
    return "sama" if score >= _SAME else "nama"


Clause = Sequence[str]
"""Alternatives, one of which must stand in the document; "*" behind: any word that begins so; "+" between: both words."""


def _queries(box: Box) -> Iterator[tuple[list[Clause], bool]]:
    """(query, strict) from strict to loose. Loose ones begin with the words that tell most (the longest), and a slip is looked for
    in one word at a time: wide alternatives in all words at once cost too much.
    """
    fixed: list[Clause] = [[f"y{box.year}"]] if box.year else []
    fixed += [[f"a{word}"] for word in box.address]
    area: list[Clause] = [[f"w{code[:10]}" for code in box.areas]] if box.areas else []
    asked = [word for word in box.words if skeleton(word) not in _MARKS] or list(box.words)
    words: list[Clause] = [_alternatives(word) for word in asked]
    narrow = [*area, *fixed]
    yield [*words, *narrow], True
    if box.areas and box.without_area != box.words:
        yield [*map(_alternatives, box.without_area), *fixed], True
    if not words:
        return
    if len(words[-1][0]) >= 3:
        yield [*words[:-1], [f"{words[-1][0]}*", *words[-1][1:]], *narrow], False
    yield from ((query, False) for query in _other_blanks(asked, words, narrow))
    telling = sorted(range(len(words)), key=lambda place: -len(asked[place]))
    for place in telling[:_SLIPPED]:
        yield [*words[:place], _slips(words[place][0]), *words[place + 1 :], *narrow], False
    if fixed:
        yield [*words, *area], False
    for left_out in reversed(telling[1:]):
        yield [*(word for place, word in enumerate(words) if place != left_out), *narrow], False
    if len(words) > 1:
        first, second = telling[:2]
        yield [_slips(words[first][0]), _slips(words[second][0]), *narrow], False
        yield [words[first], *area], False
        yield [words[second], *area], False


def _other_blanks(asked: Sequence[str], words: Sequence[Clause], narrow: Sequence[Clause]) -> Iterator[list[Clause]]:
    """The same letters with the blanks elsewhere: a word that is two names, two words that are one name."""
    halved = [[*clause, *_halves(word)] for word, clause in zip(asked, words, strict=True)]
    if halved != list(words):
        yield [*halved, *narrow]
    for place in range(len(words) - 1):
        whole = asked[place] + asked[place + 1]
        yield [*words[:place], [skeleton(whole), *_halves(whole)], *words[place + 2 :], *narrow]


def _halves(word: str) -> list[str]:
    """Two names written as one: both parts, for every place where the blank may be missing."""
    if len(word) < 6:
        return []
    return list(dict.fromkeys(f"{skeleton(word[:at])}+{skeleton(word[at:])}" for at in range(3, len(word) - 2)))


def _alternatives(word: str) -> Clause:
    """A word of the box: part of the name, or of the address; a single letter is the beginning of a name."""
    return [f"{skeleton(word)}*"] if len(word) == 1 else [skeleton(word), f"a{word}"]


def _slips(word: str) -> list[str]:
    """The skeleton and those one letter away: left out, swapped, put in, taken for another."""
    found = [word]
    if len(word) >= 3 and not word.endswith("*"):
        found += [word[:i] + word[i + 1 :] for i in range(1, len(word))]
        found += [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)]
        found += [word[:i] + letter + word[i:] for i in range(1, len(word) + 1) for letter in _BONES]
        found += [word[:i] + letter + word[i + 1 :] for i in range(1, len(word)) for letter in _BONES]
    return list(dict.fromkeys(each for each in found if len(each) >= 2 or each == word))


def _candidates(scope: Scope, clauses: Sequence[Clause], limit: int = CANDIDATES) -> list[tuple[int, str]]:
    """(id, name) of at most `limit` visible persons inside the scope."""
    wanted = [clause for clause in clauses if clause]
    if not wanted:
        return []
    if scope.prefixes and all(len(prefix) >= 6 for prefix in scope.prefixes) and len(scope.prefixes) <= 30:
        wanted = [*wanted, [f"w{prefix[:10]}" for prefix in scope.prefixes]]
    condition, values = scope.sql("p.wilayah")
    visible = "NOT EXISTS (SELECT 1 FROM registry_pendingbatch b WHERE b.id = p.born_batch)"
    match = _match(wanted)
    if connection.vendor == "postgresql":
        source = "registry_person p WHERE to_tsvector('simple', p.search_text) @@ to_tsquery('simple', %s)"
        # The planner takes unknown words for common ones and, for the sake of a limit that it knows, reads the whole register instead
        # of the index (1,000,000 persons: 14 s); a limit that it cannot know keeps it on the index (1 ms).
        most = f"(SELECT {limit})"
    else:
        most = str(limit)
        source = (
            "registry_person_fts CROSS JOIN registry_person p ON p.id = registry_person_fts.rowid "
            "WHERE registry_person_fts MATCH %s"
        )
    sql = f"SELECT p.id, p.name FROM {source} AND {condition} AND {visible} LIMIT {most}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, *values])
        return list(cursor.fetchall())


def _match(clauses: Sequence[Clause]) -> str:
    """The query text of the engine; words are letters and digits only, so nothing of a person's typing is syntax."""
    postgresql = connection.vendor == "postgresql"

    def term(word: str) -> str:
        if "+" in word:
            return "(" + both.join(term(part) for part in word.split("+")) + ")"
        bare = re.sub(r"[^a-z0-9]", "", word)
        if postgresql:
            return f"'{bare}':*" if word.endswith("*") else f"'{bare}'"
        return f'"{bare}"*' if word.endswith("*") else f'"{bare}"'

    either, both = (" | ", " & ") if postgresql else (" OR ", " AND ")
    groups = [[term(word) for word in clause if _has_letters(word)] for clause in clauses]
    return both.join(f"({either.join(group)})" for group in groups if group)


def _has_letters(word: str) -> bool:
    return all(re.search(r"[a-z0-9]", part) for part in word.split("+"))


def _ranked(box: Box, candidates: Sequence[tuple[int, str]], least: float) -> list[tuple[int, float]]:
    """Best first. Without any word of a name all candidates are as good as each other."""
    asked = " ".join(box.words) or " ".join(box.without_area)
    return rank_names(asked, candidates, least) if asked else [(number, 100.0) for number, _ in candidates]


def _found(scope: Scope, chosen: Sequence[tuple[int, str, float]], today: date) -> list[Found]:
    """Rows for the chosen ids in their order; one query for persons and families, one for the names of areas. A record that was
    merged shows the one that carries on for it, when that lies in the scope."""
    visible = Person.objects.within(scope).select_related("family")
    people: dict[int, Any] = visible.in_bulk([number for number, _, _ in chosen]) if chosen else {}
    if merged := {number: row.merged_into for number, row in people.items() if row.merged_into}:
        people |= (carriers := visible.in_bulk(set(merged.values())))
        into = {number: root for number, root in merged.items() if root in carriers}
        best: dict[int, tuple[str, float]] = {}
        for number, how, score in chosen:
            best.setdefault(into.get(number, number), (how, score))
        chosen = [(number, how, score) for number, (how, score) in best.items()]
    names = resolve(scope, {row.wilayah for row in people.values() if row.wilayah}) if people else {}
    kept = [(people[number], how, score) for number, how, score in chosen if number in people]
    numbers = vault.unseal_many(NIK_FIELD, [row.nik_sealed for row, _, _ in kept])
    return [
        _line(scope, row, how, score, nik, names[row.wilayah].path if row.wilayah else "", today)
        for (row, how, score), nik in zip(kept, numbers, strict=True)
    ]


def _line(scope: Scope, row: Any, how: str, score: float, nik: str, place: str, today: date) -> Found:
    family = row.family if row.family and scope.covers(row.family.wilayah) else None
    born = row.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
    return Found(
        row.pk, family.pk if family else None, row.name, born, born.year if born else None, age, place,
        family.address if family else "", family.head_name if family else "", family.desil if family else None,
        vault.mask_digits(nik), row.status, how, round(score, 1),
    )  # fmt: skip
