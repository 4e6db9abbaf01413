"""User errors: numbered, in a sentence, with what to do. They carry no traceback to the person.

Every context declares its problems once with `problem(...)`; the catalogue is printed into docs by a test.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as translate

CATALOGUE: dict[str, "ProblemKind"] = {}


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A declared kind of user error: stable code, sentence and advice in Indonesian, HTTP status."""

    code: str
    sentence: str
    advice: str
    status: int = 422

    def __call__(self, **facts: Any) -> "Problem":
        return Problem(self, facts)


class Problem(Exception):
    """One occurrence of a declared problem, with the facts that fill its sentence."""

    def __init__(self, kind: ProblemKind, facts: dict[str, Any]) -> None:
        self.kind = kind
        self.facts = facts
        super().__init__(f"{kind.code}: {self.sentence}")

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def sentence(self) -> str:
        return translate(self.kind.sentence).format(**self.facts)

    @property
    def advice(self) -> str:
        return translate(self.kind.advice).format(**self.facts)

    @property
    def status(self) -> int:
        return self.kind.status

    def as_dict(self) -> dict[str, str]:
        """The shape every door answers with: code, sentence, advice."""
        return {"code": self.code, "sentence": self.sentence, "advice": self.advice}


def problem(code: str, sentence: str, advice: str, status: int = 422) -> ProblemKind:
    """Declare a kind of problem. Raises ValueError when the code is already taken by another sentence."""
    kind = ProblemKind(code, sentence, advice, status)
    if CATALOGUE.setdefault(code, kind) != kind:
        raise ValueError(f"problem code {code} is declared twice")
    return kind


NOT_FOUND = problem(
    "UMUM-404",
    "Data tidak ditemukan atau di luar wilayah kerja Anda.",
    "Periksa alamat halaman atau hubungi admin bila wilayah Anda seharusnya mencakupnya.",
    404,
)
NOT_ALLOWED = problem(
    "UMUM-403",
    "Peran Anda tidak mencakup tindakan ini.",
    "Minta rekan yang berwenang melakukannya, atau hubungi admin.",
    403,
)
CHANGED_MEANWHILE = problem(
    "UMUM-409",
    "Data ini baru saja diubah oleh orang lain.",
    "Muat ulang halaman, periksa perubahannya, lalu ulangi bila masih perlu.",
    409,
)
