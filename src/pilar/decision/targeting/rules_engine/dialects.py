"""The few ways in which the four databases differ where rules are concerned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True)
class Dialect:
    """`fence` follows a subquery that must not be merged into its reader (or its expressions run many times)."""

    engine: Engine
    double: str
    fence: str
    quote: str
    _date_number: str
    _shift_right: str
    _whole_division: str

    def name(self, identifier: str) -> str:
        """A quoted identifier.

        Raises:
            ValueError: it carries a quotation mark or control sign.
        """
        if not identifier or self.quote in identifier or not identifier.isprintable():
            raise ValueError(f"not a usable column or table name: {identifier!r}")
        return f"{self.quote}{identifier}{self.quote}"

    def text(self, value: str) -> str:
        """A text literal; backslashes and control signs never get here (parsing refuses them)."""
        escaped = value.replace("'", "\\'" if self.engine is Engine.SPARK else "''")
        return f"'{escaped}'"

    def date_number(self, column: str) -> str:
        """A date column as yyyymmdd."""
        return self._date_number.format(x=column)

    def high_word(self, expression: str, bits: int) -> str:
        """A non-negative whole number shifted right."""
        return self._shift_right.format(x=expression, n=bits)

    def whole_division(self, left: str, right: int) -> str:
        """Division of non-negative whole numbers, rounded down."""
        return self._whole_division.format(x=left, y=right)


_ISO = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"

DIALECTS: dict[Engine, Dialect] = {
    Engine.SQLITE: Dialect(
        Engine.SQLITE,
        "REAL",
        " LIMIT -1",
        '"',
        f"(CASE WHEN {{x}} GLOB '{_ISO}' THEN CAST(REPLACE({{x}}, '-', '') AS INTEGER) END)",
        "({x} >> {n})",
        "({x} / {y})",
    ),
    Engine.POSTGRESQL: Dialect(
        Engine.POSTGRESQL,
        "DOUBLE PRECISION",
        " OFFSET 0",
        '"',
        "CAST(date_part('year', {x}) * 10000 + date_part('month', {x}) * 100 + date_part('day', {x}) AS BIGINT)",
        "({x} >> {n})",
        "({x} / {y})",
    ),
    Engine.DUCKDB: Dialect(
        Engine.DUCKDB,
        "DOUBLE",
        "",
        '"',
        "CAST(year({x}) * 10000 + month({x}) * 100 + day({x}) AS BIGINT)",
        "({x} >> {n})",
        "({x} // {y})",
    ),
    Engine.SPARK: Dialect(
        Engine.SPARK,
        "DOUBLE",
        "",
        "`",
        "CAST(year({x}) * 10000 + month({x}) * 100 + day({x}) AS BIGINT)",
        "shiftright({x}, {n})",
        "({x} div {y})",
    ),
}
