"""Names of codes for whole tables at once, from an in-process copy that is checked against the edition number."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from pilar.core.scope import Scope
from pilar.foundation.wilayah.models import LevelName
from pilar.foundation.wilayah.rules import NO_UNIT, Level, ancestors, dotted, is_code, kind_of
from pilar.foundation.wilayah.staging import codes_parameter, codes_select

_KEPT_NAMES = 150_000
_CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Word:
    """What a level is called somewhere: "Kelurahan", "Kel.", "Lurah"."""

    wilayah: str
    level: int
    kind: str
    label: str
    short: str
    head_title: str


@dataclass(frozen=True, slots=True)
class AreaName:
    """The name of a code. `path` runs from the area upwards to the kab/kota (or to the area's own level above it).

    An unknown code has an empty `name`, `known` False, and its dotted digits as title and path.
    """

    code: str
    name: str
    title: str
    path: str
    known: bool


@dataclass(slots=True)
class Memory:
    """Copy of names and words as of one edition number; `titles` are made from them when first shown."""

    number: int = -1
    words: tuple[Word, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def title(self, code: str) -> str:
        title = self.titles.get(code)
        if title is None:
            title = title_of(code, self.names, self.words)
            if code in self.names:
                self.titles[code] = title
        return title


_memory = Memory()


def edition_number() -> int:
    """Number of the present state of names; one small query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM wilayah_areaedition WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def resolve(scope: Scope, codes: Iterable[str]) -> dict[str, AreaName]:
    """Names of all given codes, one query however many (one for each 50,000 distinct codes not seen before).

    Every given code has an entry; what is no code or unknown says so. A scope without any area resolves nothing.
    """
    distinct = list(dict.fromkeys(codes))
    wanted = {step for code in distinct if is_code(code) for step in ancestors(code)} if scope.prefixes else set()
    memory = _remember(wanted)
    return {code: _area_name(code, memory, scope) for code in distinct}


def name_path(scope: Scope, code: str) -> str:
    """ "RT 003/RW 002, Kel. Yosomulyo, Kec. Metro Pusat, Kota Metro"."""
    return resolve(scope, [code])[code].path


def level_word(scope: Scope, code: str, level: int | None = None, kind: str = "") -> Word:
    """The word for the level of `code`, or for another `level` below it with the given kind of village."""
    words = current_words() if scope.prefixes else ()
    if level is None:
        return word_of(words, code)
    return _best(words, code, level, kind)


def current_words() -> tuple[Word, ...]:
    """All words in force, from the copy."""
    return _remember(set()).words


def word_of(words: Iterable[Word], code: str) -> Word:
    """The word in force for the level of `code`: longest region first, then the word for its kind."""
    kind = kind_of(code[:10]) if len(code) > Level.DESA else kind_of(code)
    return _best(words, code, len(code), kind)


def _best(words: Iterable[Word], code: str, level: int, kind: str) -> Word:
    fitting = [w for w in words if w.level == level and w.kind in ("", kind) and code.startswith(w.wilayah)]
    plain = Level(level).name.title()
    fallback = Word("", level, "", plain, plain, "")
    return max(fitting, key=lambda w: (len(w.wilayah), w.kind != ""), default=fallback)


def _remember(wanted: set[str]) -> Memory:
    """The copy of the present edition number, with all of `wanted` that exist."""
    global _memory
    memory = _memory
    number, found = _fetch(wanted - memory.names.keys())
    if number != memory.number:
        memory = Memory(number, _read_words())
        if wanted:
            _, found = _fetch(wanted)
        _memory = memory
    elif len(memory.names) > _KEPT_NAMES:
        kept = {code: memory.names[code] for code in wanted & memory.names.keys()}
        memory = _memory = Memory(number, memory.words, kept)
    memory.names.update(found)
    return memory


def _fetch(codes: set[str]) -> tuple[int, dict[str, str]]:
    """The edition number and the names of `codes` in the same query."""
    found: dict[str, str] = {}
    number = 0
    ordered = sorted(codes)
    for start in range(0, max(len(ordered), 1), _CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT '' AS code, CAST(number AS text) AS name FROM wilayah_areaedition WHERE id = 1"
                f" UNION ALL SELECT area.code, area.name FROM ({codes_select()}) AS wanted"
                " JOIN wilayah_area AS area ON area.code = wanted.code",
                [codes_parameter(ordered[start : start + _CHUNK])],
            )
            for code, name in cursor.fetchall():
                if code:
                    found[code] = name
                else:
                    number = int(name)
    return number, found


def _read_words() -> tuple[Word, ...]:
    columns = ("wilayah", "level", "kind", "label", "short", "head_title")
    return tuple(Word(*row) for row in LevelName.objects.filter(valid_to__isnull=True).values_list(*columns))


def _area_name(code: str, memory: Memory, scope: Scope) -> AreaName:
    if not scope.prefixes or not is_code(code) or code[: Level.DESA] not in memory.names:
        shown = dotted(code) if is_code(code) else code
        return AreaName(code, "", shown, shown, False)
    steps = [step for step in reversed(ancestors(code)) if step == code or len(step) >= Level.KABKOTA]
    local = [memory.title(s) for s in steps if len(s) > Level.DESA and not s.endswith(NO_UNIT)]
    upper = [memory.title(s) for s in steps if len(s) <= Level.DESA]
    path = ", ".join((["/".join(local)] if local else []) + upper)
    return AreaName(code, memory.names.get(code, ""), memory.title(code), path, code in memory.names)


def title_of(code: str, names: dict[str, str], words: Iterable[Word]) -> str:
    """ "Kel. Yosomulyo", "Kota Metro", "RT 003", "Dusun Krajan": short word and name, or the digits of an RW or RT."""
    name = names.get(code, "")
    if len(code) == Level.KABKOTA:
        return name.replace("Kabupaten ", "Kab. ", 1)
    word = word_of(words, code).short
    if len(code) > Level.DESA:
        return f"{word} {name or code[-3:]}"
    return f"{word} {name}"
