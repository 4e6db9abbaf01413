"""Search of areas by name, with misspellings and a hint of the area above ("yosomulyo metro"), without a search server.

The keys of all areas in force lie in the memory of the process (about 15 MB), made on the first search and again
after a change of the edition number. Measured with all of Indonesia: see tests/unit/foundation/wilayah.
"""

import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pilar.core.scope import Scope
from pilar.foundation.wilayah.models import Area
from pilar.foundation.wilayah.queries.names import AreaName, edition_number, resolve
from pilar.foundation.wilayah.rules import Level, is_code, parent_code
from pilar.foundation.wilayah.spelling import KIND_WORDS, search_key, tokens

_MOST_WORDS = 7
_LONGEST_QUERY = 120
_PREFIX_MATCHES = 400
_FUZZY_MATCHES = 150
_FUZZY_TERMS = 3
_MOST_HINTED = 40
_CUTOFF = 74.0
_OWN_AREA_BONUS = 4.0
_GOOD = 90.0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One area found; `score` 0 to 100, 100 for the same name in the hinted area."""

    area: AreaName
    score: float


class SearchIndex:
    """Search keys of areas in force: by key, by length of key, and by place in the tree."""

    def __init__(self, number: int) -> None:
        self.number = number
        rows = Area.objects.filter(level__lte=int(Level.DESA), valid_to__isnull=True).exclude(search_key="")
        pairs = sorted(rows.values_list("search_key", "code"))
        self.keys: list[str] = []
        self.starts: array[int] = array("L")
        self.codes: array[int] = array("Q")
        key_of: dict[int, int] = {}
        for key, code in pairs:
            if not self.keys or self.keys[-1] != key:
                self.keys.append(key)
                self.starts.append(len(self.codes))
            self.codes.append(int(code))
            key_of[_wide(code)] = len(self.keys) - 1
        self.starts.append(len(self.codes))
        self.tree: array[int] = array("Q", sorted(key_of))
        self.tree_keys: array[int] = array("L", (key_of[wide] for wide in self.tree))
        self._by_length: dict[int, list[str]] = {}
        for key in self.keys:
            self._by_length.setdefault(len(key), []).append(key)
        self._hints = _hint_keys({code: key for key, code in pairs if len(code) < Level.DESA})
        self._hint_order = sorted(self._hints)

    def codes_of(self, key: str) -> Iterator[str]:
        """Codes of the areas that have exactly this key."""
        place = bisect_left(self.keys, key)
        if place < len(self.keys) and self.keys[place] == key:
            yield from (str(code) for code in self.codes[self.starts[place] : self.starts[place + 1]])

    def direct(self, term: str) -> Iterator[tuple[str, float]]:
        """Areas whose key is `term` (100) or begins with it (less the more is missing)."""
        for key in _beginning_with(self.keys, term, _PREFIX_MATCHES):
            score = 60 + 40 * len(term) / len(key)
            yield from ((code, score) for code in self.codes_of(key))

    def similar(self, term: str) -> Iterator[tuple[str, float]]:
        """Areas anywhere whose key is close to `term` by edit distance (insert, delete, replace)."""
        slack = max(1, len(term) // 5)
        for length in range(len(term) - slack, len(term) + slack + 1):
            for key, score in _close(term, self._by_length.get(length, [])):
                yield from ((code, score - 2) for code in self.codes_of(key))

    def similar_below(self, term: str, prefixes: Iterable[str]) -> Iterator[tuple[str, float]]:
        """Areas below these whose key is close to `term`."""
        for prefix in prefixes:
            low = bisect_left(self.tree, _wide(prefix) + 1)
            high = bisect_left(self.tree, _wide(prefix) + 10 ** (Level.DESA - len(prefix)))
            wides = self.tree[low:high]
            keys = [self.keys[place] for place in self.tree_keys[low:high]]
            for key, score in _close(term, list(dict.fromkeys(keys))):
                yield from ((_narrow(wides[at]), score - 2) for at, each in enumerate(keys) if each == key)

    def hinted(self, hint: str) -> dict[str, float]:
        """Areas above villages that the hint names, alone or together with the one above, and how well (best 40)."""
        found: dict[str, float] = {}
        for key in _beginning_with(self._hint_order, hint, _PREFIX_MATCHES):
            for code in self._hints[key]:
                found[code] = max(found.get(code, 0.0), 100.0 if key == hint else 92.0)
        if max(found.values(), default=0.0) < 100:
            for key, score in _close(hint, self._hint_order):
                for code in self._hints[key]:
                    found[code] = max(found.get(code, 0.0), score)
        best = sorted(found.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
        return dict(best[:_MOST_HINTED])


def _wide(code: str) -> int:
    """Code filled with zeros to ten digits: the whole tree in one order, an area before those below it."""
    return int(code) * int(10 ** (Level.DESA - len(code)))


def _narrow(wide: int) -> str:
    """The code behind a filled one: no part of a real code is all zeros."""
    text = str(wide)
    return next(text[:level] for level in (2, 4, 6, 10) if not text[level:].strip("0"))


def _hint_keys(upper: dict[str, str]) -> dict[str, list[str]]:
    hints: dict[str, list[str]] = {}
    for code, key in upper.items():
        hints.setdefault(key, []).append(code)
        above = upper.get(parent_code(code))
        if above:
            hints.setdefault(key + above, []).append(code)
    return hints


def _beginning_with(ordered: list[str], term: str, most: int) -> Iterator[str]:
    place = bisect_left(ordered, term)
    last = min(len(ordered), place + most)
    while place < last and ordered[place].startswith(term):
        yield ordered[place]
        place += 1


def _close(term: str, choices: list[str]) -> list[tuple[str, float]]:
    from rapidfuzz import fuzz, process

    found = process.extract(
        term, choices, scorer=fuzz.ratio, processor=None, score_cutoff=_CUTOFF, limit=_FUZZY_MATCHES
    )
    return [(key, score) for key, score, _ in found]


_index: SearchIndex | None = None
_lock = threading.Lock()


def search(scope: Scope, text: str, *, within: str = "", limit: int = 12) -> list[SearchHit]:
    """Areas whose name fits `text`, best first; words before or after the name may name an area above it.

    Digits (with or without dots) are taken as a code. `within` keeps to one area. Areas of the scope come first
    among equals. Two queries; an empty text, or a scope without areas, finds nothing.
    """
    text = text.strip()[:_LONGEST_QUERY]
    if not text or not scope.prefixes or limit < 1:
        return []
    code = text.replace(".", "").replace(" ", "")
    scores = {code: 100.0} if is_code(code) else _scores(_current_index(), text, within)
    own = [prefix for prefix in scope.prefixes if prefix]
    ranked = sorted(
        ((score + _OWN_AREA_BONUS * _is_near(each, own), each) for each, score in scores.items()),
        key=lambda pair: (-pair[0], len(pair[1]), pair[1]),
    )[:limit]
    names = resolve(scope, [each for _, each in ranked])
    return [SearchHit(names[each], round(min(score, 100.0), 1)) for score, each in ranked if names[each].known]


def _current_index() -> SearchIndex:
    global _index
    number = edition_number()
    index = _index
    if index is None or index.number != number:
        with _lock:
            index = _index
            if index is None or index.number != number:
                index = _index = SearchIndex(number)
    return index


def _is_near(code: str, own: list[str]) -> bool:
    return any(code.startswith(prefix) or prefix.startswith(code) for prefix in own)


def _splits(text: str) -> list[tuple[str, str]]:
    """Ways to read the words as (name, hint of an area above), the longest name first, each once.

    Words for a kind of area (kel., kecamatan, kota) may belong to a name (Kota Baru) but never to a hint.
    """
    words = tokens(text)[:_MOST_WORDS]
    bare = [word for word in words if word not in KIND_WORDS]
    found: dict[tuple[str, str], None] = {}
    for reading in (words, bare):
        for size in range(len(reading), 0, -1):
            rest = len(reading) - size
            found[_keys(reading[:size]), _hint(reading[size:])] = None
            found[_keys(reading[rest:]), _hint(reading[:rest])] = None
    return [(name, hint) for name, hint in found if name]


def _keys(words: list[str]) -> str:
    return search_key(" ".join(words))


def _hint(words: list[str]) -> str:
    return _keys([word for word in words if word not in KIND_WORDS])


def _scores(index: SearchIndex, text: str, within: str) -> dict[str, float]:
    splits = _splits(text)
    above = {hint: index.hinted(hint) for hint in {hint for _, hint in splits} if hint}
    splits = [(name, hint) for name, hint in splits if not hint or above[hint]]
    scores: dict[str, float] = {}
    for name, hint in splits:
        _collect(index.direct(name), above.get(hint), within, scores)
    if max(scores.values(), default=0.0) < _GOOD:
        long = [(name, hint) for name, hint in splits if len(name) > 3]
        for name, hint in long:
            if hint:
                _collect(index.similar_below(name, above[hint]), above[hint], within, scores)
        for name in list(dict.fromkeys(name for name, hint in long if not hint))[:_FUZZY_TERMS]:
            _collect(index.similar(name), None, within, scores)
    return scores


def _collect(
    found: Iterator[tuple[str, float]], above: dict[str, float] | None, within: str, scores: dict[str, float]
) -> None:
    for code, name_score in found:
        if not code.startswith(within):
            continue
        hint_score = 100.0
        if above is not None:
            hint_score = max(above.get(code[:level], 0.0) if level < len(code) else 0.0 for level in (2, 4, 6))
            if not hint_score:
                continue
        score = 0.75 * name_score + 0.25 * hint_score
        if score > scores.get(code, 0.0):
            scores[code] = score
