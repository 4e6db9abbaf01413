"""Profiles of known files, declared as data in `profil/*.toml`."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Profile:
    """How a known file is laid out: its kind of content, text options, headings per field, fixed options.

    `strict`: only the declared headings count, synonyms do not. `source` names where the layout is known from. `place`: where
    it stands among the choices, what offices get most often first.
    """

    code: str
    label: str
    kind: str
    label_en: str = ""
    description: str = ""
    description_en: str = ""
    place: int = 99
    source: str = ""
    delimiter: str = ""
    encoding: str = ""
    quoting: bool = True
    strict: bool = False
    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The label in the language of the page."""
        return self.label_en if self.label_en and get_language() == "en" else gettext(self.label)

    @property
    def about(self) -> str:
        """What stands in the file, in the language of the page."""
        return self.description_en if get_language() == "en" else self.description


def _read(raw: dict[str, Any]) -> Profile:
    headings = {
        key: tuple([texts] if isinstance(texts, str) else texts) for key, texts in raw.pop("headings", {}).items()
    }
    return Profile(**raw, headings=headings)


@cache
def all_profiles() -> dict[str, Profile]:
    """Every shipped profile by code. Raises ValueError for a file that does not say what it must."""
    found: dict[str, Profile] = {}
    folder = resources.files("pilar.evidence.intake") / "profil"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            try:
                profile = _read(tomllib.loads(entry.read_text(encoding="utf-8")))
            except (TypeError, tomllib.TOMLDecodeError) as error:
                raise ValueError(f"profil/{entry.name}: {error}") from error
            found[profile.code] = profile
    return found


def profile_of(code: str) -> Profile:
    """A profile by code; "peta-NAMA" style codes of the mapping screen are plain profiles of their kind.

    KeyError for an unknown code.
    """
    if code.startswith("peta:"):
        kind = code.removeprefix("peta:")
        return Profile(code=code, label=_("Kolom dicocokkan sendiri"), kind=kind)
    return all_profiles()[code]
