"""The mark of a synthetic installation: every page and paper says so as long as the file lies in the home folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "SINTETIS.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was generated: city code, persons, seed, and how far the month went."""

    office: str
    persons: int
    seed: int
    through: str


def write(home: Path, mark: Mark) -> None:
    """Place the mark, whole or not at all."""
    scratch = home / (FILE_NAME + ".baru")
    scratch.write_text(json.dumps(asdict(mark)), encoding="ascii")
    scratch.replace(home / FILE_NAME)


def read(home: Path) -> Mark | None:
    """The mark of an installation, or None."""
    path = home / FILE_NAME
    return Mark(**json.loads(path.read_text(encoding="ascii"))) if path.exists() else None
