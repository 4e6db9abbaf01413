"""The card: what is printed, stored as JSON, and added up by hand. Low score = poorer."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

FORMAT = 1
NOTICE = "Skor lokal untuk urutan kunjungan dan pemeriksaan. Bukan desil BPS dan tidak mengubahnya."
#: One point stands for this much log consumption: about one percent.
POINT = 0.01
Answer = float | None


class CardRefused(Exception):
    """The file is not a card of this program; the message says why in Indonesian."""


@dataclass(frozen=True)
class Points:
    """One question: `points[i]` for answers between `thresholds[i-1]` (inclusive) and `thresholds[i]`."""

    name: str
    thresholds: tuple[float, ...]
    points: tuple[int, ...]
    missing: int

    def of(self, answer: Answer) -> int:
        """Points of an answer; None or NaN takes the points of "unknown"."""
        if answer is None or math.isnan(answer):
            return self.missing
        return self.points[sum(1 for threshold in self.thresholds if answer >= threshold)]


@dataclass(frozen=True)
class Correction:
    """Whole points for a group whose need a card about the house misjudges.

    `test` is "<=", ">=", "=" on the answer of `question`, or "missing".
    """

    name: str
    question: str
    test: str
    value: float
    points: int

    def holds(self, answer: Answer) -> bool:
        """Whether the family belongs to the group; an unknown answer belongs only to "missing"."""
        if answer is None or math.isnan(answer):
            return self.test == "missing"
        if self.test == "missing":
            return False
        if self.test == "=":
            return answer == self.value
        return answer <= self.value if self.test == "<=" else answer >= self.value


@dataclass(frozen=True)
class Card:
    """A published scorecard.

    areas: points by code path ("12/15"), innermost known path counts; unknown areas take `base` alone.
    cutoffs: highest score of local tenth 1 to 9 in the survey. band: per local tenth, the range of tenths of
    measured consumption that holds four of five families.
    """

    base: int
    area_columns: tuple[str, ...]
    areas: Mapping[str, int]
    questions: tuple[Points, ...]
    corrections: tuple[Correction, ...]
    cutoffs: tuple[int, ...]
    band: tuple[tuple[int, int], ...]
    spread: float
    report: Mapping[str, Any] = field(default_factory=dict)

    def area_points(self, path: Sequence[str]) -> int:
        """Points of the innermost area on the card; `path` outermost first, each joined with those above."""
        return next((self.areas[code] for code in reversed(path) if code in self.areas), 0)

    def lines(self, path: Sequence[str], answers: Mapping[str, Answer]) -> list[tuple[str, int]]:
        """What one adds up: (name, points) of base, area, every question and correction that holds."""
        found = [("dasar", self.base), ("wilayah", self.area_points(path))]
        found += [(question.name, question.of(answers.get(question.name))) for question in self.questions]
        found += [
            (f"koreksi {item.name}", item.points) for item in self.corrections if item.holds(answers.get(item.question))
        ]
        return found

    def asked(self) -> list[str]:
        """Names of everything one has to ask, those of corrections included, once each."""
        return list(dict.fromkeys([*(one.name for one in self.questions), *(one.question for one in self.corrections)]))

    def points_of(self, name: str, answer: Answer) -> int:
        """Points of one answer, its corrections included."""
        own = sum(question.of(answer) for question in self.questions if question.name == name)
        return own + sum(item.points for item in self.corrections if item.question == name and item.holds(answer))

    def score(self, path: Sequence[str], answers: Mapping[str, Answer]) -> int:
        """Sum of `lines`."""
        return sum(points for _, points in self.lines(path, answers))

    def as_data(self) -> dict[str, Any]:
        """The content of the card's file."""
        return {"kind": "pilar-skor-lokal", "format": FORMAT, "notice": NOTICE, "point": POINT, **asdict(self)}

    def to_json(self) -> str:
        """Stable text: same card, same bytes."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def printed(self) -> str:
        """The card as text for paper."""
        out = ["KARTU SKOR LOKAL", NOTICE, "Skor rendah = lebih miskin. Jumlahkan semua poin.", ""]
        out.append(f"Poin dasar: {self.base}")
        for question in self.questions:
            out += ["", question.name]
            out += [f"  {label:<28}{points:>5}" for label, points in labels(question)]
        if self.corrections:
            out += ["", "Koreksi kelompok (tambahkan bila berlaku)"]
            out += [f"  {item.name} ({_rule(item)}){item.points:>+5}" for item in self.corrections]
        out += ["", "Wilayah (" + " / ".join(self.area_columns) + "), pakai yang paling dalam"]
        out += [f"  {code:<28}{points:>+5}" for code, points in sorted(self.areas.items())]
        return "\n".join(out) + "\n"


def labels(question: Points) -> list[tuple[str, int]]:
    """Answer ranges of a question with their points, as printed."""
    edges = [f"{edge:g}".replace(".", ",") for edge in question.thresholds]
    if not edges:
        return [("diketahui", question.points[0]), ("tidak diketahui", question.missing)]
    names = [f"kurang dari {edges[0]}"]
    names += [f"{low} sampai kurang dari {high}" for low, high in pairwise(edges)]
    names.append(f"{edges[-1]} atau lebih")
    return [*zip(names, question.points, strict=True), ("tidak diketahui", question.missing)]


def _rule(item: Correction) -> str:
    return f"{item.question} tidak terisi" if item.test == "missing" else f"{item.question} {item.test} {item.value:g}"


def read_card(path: Path) -> Card:
    """A card written by `to_json`.

    Raises:
        CardRefused: not readable, another kind or format, or parts missing.
    """
    try:
        return card_of(json.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, ValueError) as error:
        raise CardRefused(f"{path.name} tidak dapat dibaca sebagai kartu: {error}") from None


def card_of(content: Mapping[str, Any], name: str) -> Card:
    """The card of `as_data`. Raises CardRefused as `read_card`; `name` stands in the reason."""
    try:
        if content.get("kind") != "pilar-skor-lokal" or content.get("format") != FORMAT:
            raise CardRefused(f"{name} bukan kartu skor lokal format {FORMAT}")
        return Card(
            base=int(content["base"]),
            area_columns=tuple(content["area_columns"]),
            areas={str(code): int(points) for code, points in content["areas"].items()},
            questions=tuple(
                Points(item["name"], tuple(item["thresholds"]), tuple(item["points"]), item["missing"])
                for item in content["questions"]
            ),
            corrections=tuple(Correction(**item) for item in content["corrections"]),
            cutoffs=tuple(content["cutoffs"]),
            band=tuple((low, high) for low, high in content["band"]),
            spread=float(content["spread"]),
            report=content["report"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CardRefused(f"{name} tidak dapat dibaca sebagai kartu: {error}") from None
