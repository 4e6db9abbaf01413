"""Refusals of the rule engine: every one names the file, the line and the reason in Indonesian."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class RuleProblem:
    """One reason why a rule book may not be published or evaluated."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class RulesRefused(Exception):
    """The rule book is not usable; `problems` is sorted by file and line and never empty."""

    def __init__(self, problems: list[RuleProblem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ExpressionRefused(Exception):
    """One expression is not in the permitted language; the caller adds file and line."""
