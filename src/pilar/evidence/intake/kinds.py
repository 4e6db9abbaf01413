"""Kinds of content: what a batch is about, which fields it has and who publishes it.

Contexts above intake (screening, proposals) register their kinds in their AppConfig; intake runs them without knowing them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from pilar.evidence.intake.fields import Field

if TYPE_CHECKING:
    from pilar.evidence.intake.publish.run import Publication

Publisher = Callable[["Publication"], dict[str, int]]
"""Publishes the accepted rows of a batch, in slices, repeatably. Returns counts for the report."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content. `unique` are fields whose value may stand only once in a file (fault code per field).

    `guards_identity`: a NIK registered to somebody clearly else keeps the row in quarantine (BRK-703), since accepted rows
    change the register.
    """

    code: str
    label: str
    fields: tuple[Field, ...]
    publisher: Publisher
    unique: dict[str, str] = field(default_factory=dict)
    needs_area: bool = True
    options: tuple[Field, ...] = ()
    capability: str = "intake.upload"
    guards_identity: bool = False

    @property
    def name(self) -> str:
        """The label in the language of the page."""
        return gettext(self.label)

    def field_of(self, key: str) -> Field | None:
        return next((entry for entry in self.fields if entry.key == key), None)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Registering the same code again replaces it (the app registry loads once per process)."""
    _KINDS[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The registered kind. KeyError when no context brought it."""
    return _KINDS[code]


def all_kinds() -> list[Kind]:
    """Every registered kind, in order of registration."""
    return list(_KINDS.values())
