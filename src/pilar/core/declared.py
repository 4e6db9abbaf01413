"""Entries of a declared list: code, Indonesian and English name, legal basis, sureness, period of validity.

A list of the field is written once, as a tuple of entries, and read by forms, importers, rules, reports and
exports alike. This module knows only the shape; the words stand in the context that owns them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a declared list.

    `basis` names the regulation, empty where none is known. `tag` says how the entry is known and how sure it
    is: "src:KEY H" read in a source, "bg M" general knowledge not looked up, "inf" our own inference, "local"
    a choice of this system; H high, M medium, L low. The period is half-open, `valid_to` excluded.
    """

    code: str
    name_id: str
    name_en: str
    basis: str = ""
    tag: str = "bg M"
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def name(self) -> str:
        """The name in the language of the present page."""
        return self.name_en if get_language() == "en" else self.name_id

    def valid_on(self, day: date) -> bool:
        """True when `day` lies in the half-open period; an open end has no limit."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


E = TypeVar("E", bound=Entry)


def by_code(entries: Iterable[E]) -> Mapping[str, E]:
    """Read-only mapping code -> entry, in the order of the list; ValueError when a code stands twice."""
    table: dict[str, E] = {}
    for entry in entries:
        if entry.code in table:
            raise ValueError(f"code {entry.code!r} is declared twice")
        table[entry.code] = entry
    return MappingProxyType(table)


def choices(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """(code, name) pairs, the shape that form and model fields take; the name follows the language of the page."""
    return [(entry.code, _lazy_name(entry)) for entry in entries]


def _name(entry: Entry) -> str:
    return entry.name


_lazy_name = lazy(_name, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One permitted move of a life-cycle.

    `capability` is what the acting person must hold. `needs` names what must lie on the table first (a reason,
    a document). `verb_id` is the Indonesian word on the button. `kinds` restricts the step to some kinds of
    case; empty means every kind.
    """

    source: str
    target: str
    capability: str
    verb_id: str
    needs: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()

    @property
    def verb(self) -> str:
        """The word on the button, in the language of the present page."""
        return translate(self.verb_id)

    def open_to(self, kind: str | None) -> bool:
        """True when a case of `kind` may take the step; None asks for the steps that every kind may take."""
        return not self.kinds or kind in self.kinds
