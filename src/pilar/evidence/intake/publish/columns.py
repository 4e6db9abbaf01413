"""What a people file brings, as SQL pieces: which columns stand for the person, the family, their facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES

_FAMILY_KEYS = frozenset({"kk_index", "household", "head_name"})


@cache
def text_facts(table: str) -> tuple[str, ...]:
    """Catalogue variables kept as text in a table of facts."""
    variables = FAMILY_VARIABLES if table == "registry_familyfacts" else PERSON_VARIABLES
    return tuple(variable.key for variable in variables if variable.kind == "text")


@dataclass(frozen=True, slots=True)
class Layout:
    """SQL over the table `cur`, which has family_id, person_id, new_family, new_person beside the staged columns."""

    columns: frozenset[str]
    family_facts: tuple[str, ...]
    person_facts: tuple[str, ...]

    @classmethod
    def of(cls, columns: set[str]) -> Layout:
        """Read the layout off the staged columns."""
        return cls(
            frozenset(columns),
            tuple(v.key for v in FAMILY_VARIABLES if v.key in columns),
            tuple(v.key for v in PERSON_VARIABLES if v.key in columns),
        )

    def column(self, name: str) -> str:
        """The column, or NULL when the file does not have it."""
        return f'"{name}"' if name in self.columns else "NULL"

    def text(self, name: str) -> str:
        return f'"{name}"' if name in self.columns else "CAST(NULL AS VARCHAR)"

    def first(self, name: str) -> str:
        """The value of a group for a column that is the same in all its rows."""
        return f'first("{name}" ORDER BY sheet, n)' if name in self.columns else "CAST(NULL AS BLOB)"

    @property
    def has_family(self) -> bool:
        return bool(_FAMILY_KEYS & self.columns)

    @property
    def has_person(self) -> bool:
        """A file of families names at least the head."""
        return "name" in self.columns or "head_name" in self.columns

    @property
    def group_key(self) -> str:
        """What holds the rows of a family together; rows without it are families of their own."""
        if "household" in self.columns:
            return "coalesce(household, CAST(sheet AS VARCHAR) || '/' || CAST(n AS VARCHAR))"
        if "kk_index" in self.columns:
            return "coalesce(hex(kk_index), CAST(sheet AS VARCHAR) || '/' || CAST(n AS VARCHAR))"
        return ""

    @property
    def person_name(self) -> str:
        if "name" in self.columns:
            return "name"
        return "head_name" if "head_name" in self.columns else "CAST(NULL AS VARCHAR)"

    @property
    def head_name(self) -> str:
        return self.text("head_name")

    @property
    def names_person(self) -> str:
        return f"{self.person_name} IS NOT NULL"

    @property
    def relation(self) -> str:
        if "relation" in self.columns:
            return "relation"
        return "1" if "name" not in self.columns and self.has_person else "CAST(NULL AS TINYINT)"

    @property
    def is_head(self) -> str:
        return f"coalesce({self.relation} = 1, false)"

    @property
    def search_text(self) -> str:
        return "coalesce(search_text, '')" if "search_text" in self.columns else "''"

    @property
    def person_json(self) -> str:
        keys = ("sex", "birth_date", "birth_place", "relation", "wilayah", *self.person_facts)
        pairs = {key: f'"{key}"' for key in keys if key in self.columns}
        return _json({"name": self.person_name, **pairs} if self.has_person else pairs)

    @property
    def family_json(self) -> str:
        keys = ("head_name", "address", "wilayah", "desil", *self.family_facts)
        return _json({key: f'max("{key}")' for key in keys if key in self.columns})


def _json(pairs: dict[str, str]) -> str:
    """A JSON object of the keys whose SQL gives a value."""
    if not pairs:
        return "'{}'"
    packed = ", ".join(f'"{key}" := {value}' for key, value in pairs.items())
    return f"CAST(json_merge_patch('{{}}', to_json(struct_pack({packed}))) AS VARCHAR)"
