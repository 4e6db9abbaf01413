"""A file before it is written: clean columns, and every damage done to them since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from pilar.demo.draws import Ints

Cell = str | int | float | date | None
Cells = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class SheetDate:
    """A date that a spreadsheet stores as a date cell, not as text."""

    value: date


@dataclass(slots=True)
class Damage:
    """One change: the record's position in the draft, the column ("" for the whole row), the kind, the true value."""

    position: int
    column: str
    kind: str
    true_value: Any


@dataclass(slots=True)
class Draft:
    """Columns of cells in file order.

    `true_id` is the family or person behind each row, 0 for an outsider; `resembles` the person_id an outsider may
    be taken for, 0 for none.
    """

    columns: dict[str, Cells]
    true_id: Ints
    family_id: Ints
    resembles: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    damages: list[Damage] = field(default_factory=list)
    renderers: dict[str, Callable[[Any], Cell]] = field(default_factory=dict)
    _touched: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.resembles.size == 0:
            self.resembles = np.zeros(self.true_id.size, dtype=np.int64)

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.true_id.size)

    def pick(self, rng: np.random.Generator, column: str, rate: float) -> Ints:
        """Rows whose cell in `column` has a value and was never damaged, each with probability `rate`."""
        if rate <= 0 or column not in self.columns:
            return np.zeros(0, dtype=np.int64)
        rows = np.flatnonzero(rng.random(self.size) < rate)
        cells, touched = self.columns[column], self._touched_in(column)
        return np.array([r for r in rows if not touched[r] and cells[r] not in (None, "")], dtype=np.int64)

    def put(self, kind: str, column: str, rows: Sequence[int] | Ints, values: Sequence[Any]) -> int:
        """Writes damaged values, skips those equal to what is there, and logs the rest. Returns how many changed."""
        cells, touched = self.columns[column], self._touched_in(column)
        changed = 0
        for row, value in zip(rows, values, strict=True):
            if value == cells[row] or touched[row]:
                continue
            self.damages.append(Damage(int(row), column, kind, cells[row]))
            cells[row] = value
            touched[row] = True
            changed += 1
        return changed

    def change(
        self, rng: np.random.Generator, kind: str, column: str, rate: float,
        alter: Callable[[np.random.Generator, Any], Any],
    ) -> None:  # fmt: skip
        """Alters the picked cells of one column one by one."""
        rows = self.pick(rng, column, rate)
        self.put(kind, column, rows, [alter(rng, self.columns[column][row]) for row in rows])

    def double_rows(self, rng: np.random.Generator, rate: float) -> None:
        """Repeats some rows, damages included, at random places."""
        copies = np.flatnonzero(rng.random(self.size) < rate)
        if not copies.size:
            return
        order = np.concatenate([np.arange(self.size), copies])
        place = np.concatenate([np.arange(self.size, dtype=np.float64), rng.random(copies.size) * self.size])
        is_copy = np.arange(order.size) >= self.size
        sequence = np.argsort(place, kind="stable")
        order, is_copy = order[sequence], is_copy[sequence]
        self.columns = {name: cells[order] for name, cells in self.columns.items()}
        self.true_id, self.family_id = self.true_id[order], self.family_id[order]
        self.resembles = self.resembles[order]
        self._follow(order)
        self.damages.extend(Damage(int(row), "", "row_doubled", None) for row in np.flatnonzero(is_copy))

    def _follow(self, order: Ints) -> None:
        """Moves the log with the rows; the copy of a damaged row has the same damages."""
        by_row: dict[int, list[Damage]] = {}
        for damage in self.damages:
            by_row.setdefault(damage.position, []).append(damage)
        self.damages = [
            Damage(new, damage.column, damage.kind, damage.true_value)
            for new, old in enumerate(order.tolist())
            for damage in by_row.get(old, ())
        ]
        self._touched = {name: touched[order] for name, touched in self._touched.items()}

    def mark(self, kind: str, column: str, rows: Sequence[int], meant: Sequence[Any]) -> None:
        """Logs cells that are what they are on purpose, such as the NIK of a recipient on another person's row."""
        self.damages.extend(Damage(int(row), column, kind, value) for row, value in zip(rows, meant, strict=True))
        touched = self._touched_in(column)
        touched[list(rows)] = True

    def is_free(self, column: str, row: int) -> bool:
        """Whether the cell was never damaged."""
        return not self._touched_in(column)[row]

    def rendered(self, column: str, value: Any) -> Any:
        """The value as it is written."""
        if isinstance(value, SheetDate) or value is None:
            return value
        renderer = self.renderers.get(column)
        return renderer(value) if renderer is not None and not isinstance(value, str) else value

    def _touched_in(self, column: str) -> Any:
        if column not in self._touched:
            self._touched[column] = np.zeros(self.size, dtype=bool)
        return self._touched[column]


def day_month_year(value: date) -> str:
    """31-12-1990."""
    return value.strftime("%d-%m-%Y")


def day_month_year_slashes(value: date) -> str:
    """31/12/1990."""
    return value.strftime("%d/%m/%Y")


def iso(value: date) -> str:
    """1990-12-31."""
    return value.isoformat()
