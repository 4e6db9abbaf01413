"""Profiles of result sheets: which heading means what and which status means what. Data, one TOML file each.

Shipped ones lie beside this module; a file of the same name in PILAR_HOME/profil-hasil replaces one or adds another.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from pilar.config import config
from pilar.core.bulk.readers.layout import heading_key
from pilar.core.problems import problem
from pilar.delivery.reconciliation.rules.classes import KINDS

FOLDER = "profil-hasil"
COLUMNS = ("e2e", "bank_reference", "amount", "date", "account", "name", "status", "reason_code", "reason_text")
BAD_PROFILE = problem(
    "REKON-001", "Profil hasil “{name}” tidak dapat dipakai: {why}.", "Betulkan berkas profil itu atau hapus dari folder profil-hasil."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetProfile:
    """One layout. `columns`: field -> heading keys; `kinds`: status in upper case -> kind; `default_kind` for sheets without a status
    column; `control`: whether a row of totals must stand at the end."""

    code: str
    label: str
    columns: dict[str, tuple[str, ...]]
    kinds: dict[str, str]
    default_kind: str = ""
    control: bool = False

    @property
    def known(self) -> set[str]:
        return {key for keys in self.columns.values() for key in keys}


def profiles() -> dict[str, SheetProfile]:
    """All profiles by code, the office's own before the shipped ones. Raises REKON-001."""
    found = dict(_shipped())
    own = config().home / FOLDER
    for path in sorted(own.glob("*.toml")) if own.is_dir() else []:
        one = profile_from(path.stem, path.read_bytes())
        found[one.code] = one
    return found


@cache
def _shipped() -> dict[str, SheetProfile]:
    folder = Path(str(files("pilar.delivery.reconciliation.readers"))) / "profiles"
    return {path.stem: profile_from(path.stem, path.read_bytes()) for path in sorted(folder.glob("*.toml"))}


def profile_from(name: str, text: bytes) -> SheetProfile:
    """Read and check one profile. Raises REKON-001."""
    try:
        data = tomllib.loads(text.decode("utf-8"))
        columns = {str(k): tuple(heading_key(str(one)) for one in v) for k, v in dict(data["columns"]).items()}
        kinds = {
            _status_key(str(word)): str(kind) for kind, words in dict(data.get("kinds", {})).items() for word in words
        }
        made = SheetProfile(
            name,
            str(data["label"]),
            columns,
            kinds,
            str(data.get("default_kind", "")),
            bool(data.get("control", False)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BAD_PROFILE(name=name, why=f"isinya tidak lengkap ({error})") from error
    unknown = (set(columns) - set(COLUMNS)) | (set(kinds.values()) - set(KINDS))
    if unknown:
        raise BAD_PROFILE(name=name, why=f"bagian tidak dikenal: {', '.join(sorted(unknown))}")
    if "amount" not in columns:
        raise BAD_PROFILE(name=name, why="tidak ada kolom nominal (amount)")
    if not made.default_kind and "status" not in columns:
        raise BAD_PROFILE(name=name, why="tidak ada kolom status dan tidak ada default_kind")
    return made


def _status_key(text: str) -> str:
    return " ".join(text.upper().replace("_", " ").split())


def kind_of_status(profile: SheetProfile, text: str) -> str:
    """The kind behind a status; "" when the profile does not know it."""
    return profile.kinds.get(_status_key(text), "") if text.strip() else profile.default_kind
