"""What every reader yields: one line of a file, and what the file says about itself as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class ReadLine(NamedTuple):
    """One line. `kind`: of `rules.classes.KINDS`; `amount_rp` not negative, None when the file does not say or it cannot be read;
    `fault`: class code of what could not be read, `fault_text` why; `signed_rp`: what it does to the statement's balance."""

    row: int
    raw: str
    kind: str = "unknown"
    e2e: str = ""
    bank_reference: str = ""
    amount_rp: int | None = None
    on: date | None = None
    account: str = ""
    name: str = ""
    reason_code: str = ""
    reason_text: str = ""
    fault: str = ""
    fault_text: str = ""
    signed_rp: int = 0


FIELDS = ReadLine._fields


@dataclass(slots=True)
class Statement:
    """One account statement: balances in whole rupiah, None when not said; `moved_rp`: sum of its lines."""

    number: str = ""
    opening_rp: int | None = None
    closing_rp: int | None = None
    moved_rp: int = 0

    @property
    def gap_rp(self) -> int | None:
        """Opening + lines - closing: 0 when it adds up, None when a balance is missing."""
        if self.opening_rp is None or self.closing_rp is None:
            return None
        return self.opening_rp + self.moved_rp - self.closing_rp


@dataclass(slots=True)
class Reading:
    """A file being read. The figures stand after `lines()` came to its end."""

    format: str
    source: Callable[[Reading], Iterator[ReadLine]]
    control_needed: bool = False
    control_count: int | None = None
    control_total_rp: int | None = None
    statements: list[Statement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shifted: bool = False

    def lines(self) -> Iterator[ReadLine]:
        return self.source(self)
