"""Which words of a search box name an area inside the scope. Names come from an in-process copy per edition of areas."""

from collections.abc import Sequence
from dataclasses import dataclass

from pilar.core.scope import Scope
from pilar.foundation.wilayah.queries import children, search
from pilar.foundation.wilayah.queries.names import edition_number
from pilar.foundation.wilayah.spelling import search_key

_LEADS = frozenset("kel kelurahan ds desa kec kecamatan nagari".split())
_KEPT_SCOPES = 200
_GOOD = 88.0
_NEAR = 72.0
_SHORTEST = 4
"""Letters of a word that may be a misspelt area: shorter ones are like too many names."""


@dataclass(slots=True)
class _Book:
    """Spelling key of a name -> codes, for one scope and one edition."""

    number: int
    codes: dict[str, tuple[str, ...]]


_books: dict[tuple[str, ...], _Book] = {}


def area_words(scope: Scope, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """(codes of kecamatan, kelurahan or desa that the words name, the other words).

    "kel. Yosomulyo" is always an area, misspelt too; without that word only a name written as it is counts.
    """
    for place, word in enumerate(words):
        if word.strip(".") in _LEADS and place + 1 < len(words):
            return _after_lead(scope, words, place)
    book = _book(scope)
    for size in (3, 2, 1):
        for start in range(len(words) - 1, -1, -1):
            if start + size > len(words) or size == len(words):
                continue
            codes = book.codes.get(search_key(" ".join(words[start : start + size])))
            if codes:
                return list(codes), [*words[:start], *words[start + size :]]
    return [], list(words)


def near_areas(scope: Scope, words: Sequence[str], most: int = 2) -> list[tuple[list[str], list[str]]]:
    """Readings of some of the words as the misspelt name of an area, likest first: (codes, the other words). Never all words."""
    from rapidfuzz import fuzz, process

    book = _book(scope)
    found = []
    for size in (3, 2, 1):
        for start in range(len(words) - size, -1, -1):
            part = words[start : start + size]
            if size == len(words) or sum(map(len, part)) < _SHORTEST:
                continue
            keys = {
                search_key(" ".join(part)),
                search_key(" ".join(reversed(part))),
            }  # two words may have changed places
            hits = [process.extractOne(key, book.codes.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR) for key in keys]
            hit = max((hit for hit in hits if hit), key=lambda one: one[1], default=None)
            if hit:
                found.append((hit[1] + size, list(book.codes[hit[0]]), [*words[:start], *words[start + size :]]))
    return [(codes, rest) for _, codes, rest in sorted(found, key=lambda one: -one[0])[:most]]


def _after_lead(scope: Scope, words: Sequence[str], place: int) -> tuple[list[str], list[str]]:
    for size in (3, 2, 1):
        part = words[place + 1 : place + 1 + size]
        if len(part) < size:
            continue
        hits = [
            hit for hit in search(scope, " ".join(part), limit=5)
            if hit.score >= _GOOD and any(hit.area.code.startswith(p) or p.startswith(hit.area.code) for p in scope.prefixes)
        ]  # fmt: skip
        if hits:
            best = [hit.area.code for hit in hits if hit.score >= hits[0].score - 1 and len(hit.area.code) >= 6]
            return best, [*words[:place], *words[place + 1 + size :]]
    return [], [word for position, word in enumerate(words) if position != place]


def _book(scope: Scope) -> _Book:
    """Names below the prefixes of a scope of kab/kota or smaller; nothing for wider scopes, where a name means too much."""
    key = scope.prefixes
    number = edition_number()
    book = _books.get(key)
    if book is None or book.number != number:
        if len(_books) > _KEPT_SCOPES:
            _books.clear()
        book = _books[key] = _Book(number, _names_below(scope))
    return book


def _names_below(scope: Scope) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for prefix in scope.prefixes:
        if not 4 <= len(prefix) <= 6:
            continue
        districts = children(scope, prefix)
        below = (
            districts if len(prefix) == 6 else [*districts, *(v for d in districts for v in children(scope, d.code))]
        )
        for child in below:
            found.setdefault(search_key(child.name), []).append(child.code)
    return {name: tuple(codes) for name, codes in found.items()}
