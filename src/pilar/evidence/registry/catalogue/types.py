"""The shapes of a declared variable and of its answers."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import get_language

from .asked import ALWAYS, AskedIf

Subject = Literal["family", "person"]
Kind = Literal["single", "sum", "number", "text", "date"]

REGSOSEK = "BPS, formulir REGSOSEK2022.K (2022)"
REGSOSEK_TAG = "src:OSID H"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer code of a question; codes are those printed on the form."""

    code: int
    name_id: str
    name_en: str

    @property
    def name(self) -> str:
        """The answer in the language of the present page."""
        return self.name_en if get_language() == "en" else self.name_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One question of the register.

    `key` is the database column and the name in our API; it equals `api_name`, the DTSEN field of the same
    meaning, wherever DTSEN has one. `kind` "single" holds one answer code; "sum" the sum of power-of-two
    codes, with 0 for none and any other code (99) standing alone; "number" a whole number within `minimum`
    and `maximum`; "text" at most `maximum` characters. `optional` variables are never reported as missing.
    `sensitive` marks health, disability and pregnancy (UU 27/2022 Art. 4; UU 24/2013 Art. 84).
    """

    key: str
    number: str | None
    subject: Subject
    kind: Kind
    label_id: str
    label_en: str
    question: str
    answers: tuple[Answer, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    asked_if: AskedIf = ALWAYS
    optional: bool = False
    sensitive: bool = False
    api_name: str | None = None
    bdt_column: int | None = None
    source: str = REGSOSEK
    tag: str = REGSOSEK_TAG

    @property
    def label(self) -> str:
        """The short label in the language of the present page."""
        return self.label_en if get_language() == "en" else self.label_id

    def __post_init__(self) -> None:
        if not self.key.isidentifier() or len(self.key) > 50:
            raise ValueError(f"{self.key!r} cannot be a column name")
        if (self.kind in ("single", "sum")) != bool(self.answers):
            raise ValueError(f"{self.key}: answers belong to coded variables, and to these alone")
        if len({answer.code for answer in self.answers}) != len(self.answers):
            raise ValueError(f"{self.key}: an answer code stands twice")
        if self.kind == "number" and (self.minimum is None or self.maximum is None):
            raise ValueError(f"{self.key}: a number needs both bounds")

    @property
    def codes(self) -> frozenset[int]:
        return frozenset(answer.code for answer in self.answers)

    @property
    def bits(self) -> tuple[int, ...]:
        """The codes of a "sum" that may be added: powers of two. Empty for other kinds."""
        if self.kind != "sum":
            return ()
        return tuple(code for code in sorted(self.codes) if code > 0 and code & (code - 1) == 0)

    def answer_name(self, code: int) -> str:
        """Name of one answer code in the language of the page; KeyError for a code the question does not have."""
        for answer in self.answers:
            if answer.code == code:
                return answer.name
        raise KeyError(code)

    @property
    def asks(self) -> str:
        """The question as a form puts it; in English, where the official questionnaire has no wording, the label."""
        return self.label_en if get_language() == "en" else self.question or self.label_id

    def chosen(self, value: int) -> tuple[Answer, ...]:
        """The answers that a stored value stands for; a sum is taken apart. ValueError if it cannot be."""
        if self.kind == "sum" and value not in self.codes:
            if value <= 0 or value & ~sum(self.bits):
                raise ValueError(f"{value} is no sum of the codes of {self.key}")
            return tuple(a for a in self.answers if a.code in self.bits and a.code & value)
        found = tuple(answer for answer in self.answers if answer.code == value)
        if not found:
            raise ValueError(f"{value} is no code of {self.key}")
        return found


YES_NO = (Answer(1, "Ya", "Yes"), Answer(2, "Tidak", "No"))
YES_NO_UNKNOWN = (*YES_NO, Answer(8, "Tidak tahu", "Does not know"))
