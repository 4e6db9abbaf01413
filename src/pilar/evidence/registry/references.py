"""Who points at persons and families: rows that follow when two records become one, and come back when that is undone.

A higher context declares its tables when it starts (`refer` in its AppConfig.ready); the registry knows none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Kind = Literal["person", "family"]


@dataclass(frozen=True, slots=True)
class Reference:
    """`model` ("screening.Flag") points at a person or family by `column`.

    `once`: columns that may stand once per subject among the rows that match `only`; a row that would stand twice stays
    with its old record and is named in the journal. `place`: column of the area that follows the subject, "" for none.
    """

    model: str
    column: str
    kind: Kind
    title: str
    once: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


_KNOWN: dict[tuple[str, str], Reference] = {}


def refer(reference: Reference) -> None:
    """Declare a table; declaring it again changes nothing."""
    _KNOWN[(reference.model, reference.column)] = reference


def references(kind: Kind) -> list[Reference]:
    """Declared tables that point at this kind of subject, in a fixed order."""
    return [each for _, each in sorted(_KNOWN.items()) if each.kind == kind]


Parted = Callable[[int, str, datetime], None]
"""Called with the id of a merge that was undone, who undid it, when, in the transaction of the act."""
_PARTED: dict[str, Parted] = {}


def on_parted(name: str, listener: Parted) -> None:
    """Declare who must hear of an undone merge; declaring it again changes nothing."""
    _PARTED[name] = listener


def tell_parted(merge_id: int, by: str, at: datetime) -> None:
    """Tell everybody who declared it."""
    for _, listener in sorted(_PARTED.items()):
        listener(merge_id, by, at)


refer(Reference("registry.ReceivedAid", "person_id", "person", "Bantuan"))
refer(Reference("registry.ReceivedAid", "family_id", "family", "Bantuan"))
refer(Reference("registry.DukcapilResult", "person_id", "person", "Jawaban Dukcapil"))
refer(
    Reference(
        "registry.PersonPpks", "person_id", "person", "PPKS",
        once=("code",), only={"active_to__isnull": True}, place="wilayah",
    )
)  # fmt: skip
refer(Reference("registry.DtsenEntry", "family_id", "family", "DTSEN", once=("version_id",)))
