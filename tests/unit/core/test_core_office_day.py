"""A day that is written down is a day on the clock of the office: between midnight and seven the UTC day is another one."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[3] / "src" / "pilar"
UTC_DAY = re.compile(r"\bat\.date\(\)|\bnow\(\)\.date\(\)|\.astimezone\(\)")


def test_no_day_is_taken_from_the_clock_of_utc_or_of_the_machine() -> None:
    taken = [
        f"{path.relative_to(SOURCES)}:{number}"
        for path in sorted(SOURCES.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if UTC_DAY.search(line)
    ]
    assert taken == []
