"""What must hold before a rule book is published: over its whole life, not only today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from .problems import RuleProblem, RulesRefused
from .resolution import names_in_use, resolve
from .rulebook import OPEN_END, Dated, RuleBook


def check(book: RuleBook) -> None:
    """Checks names, choices, overlapping dates, and the rules on every day on which anything changes.

    Raises:
        RulesRefused: every problem found, by file and line.
    """
    problems = [*_duplicate_names(book), *_choices(book), *_duplicate_components(book)]
    for items in (book.parameters, book.conditions, book.programmes):
        problems += _overlaps(items)
    if not book.programmes:
        place = (book.conditions or book.parameters)[0].place if book.conditions or book.parameters else None
        problems.append(
            place.problem("tidak ada [[programme]]") if place else RuleProblem(book.title, 1, "berkas kosong")
        )
    if problems:
        raise RulesRefused(problems)
    for day in days_of_change(book):
        try:
            resolve(book, day)
        except RulesRefused as refused:
            problems += refused.problems
    if problems:
        raise RulesRefused(problems)


def days_of_change(book: RuleBook) -> list[date]:
    """First days of all spans in which the same versions are in force and at least one programme is."""
    items = list(book.chosen((*book.parameters, *book.conditions, *book.programmes)))
    days = sorted({item.start for item in items} | {item.end for item in items if item.end != OPEN_END})
    programmes = list(book.chosen(book.programmes))
    return [day for day in days if any(programme.in_force(day) for programme in programmes)]


def _duplicate_names(book: RuleBook) -> Iterator[RuleProblem]:
    clashing = {name for name, kinds in names_in_use(book).items() if len(kinds) > 1}
    for item in (*book.parameters, *book.conditions):
        if item.key in clashing:
            yield item.place.problem(f"nama '{item.key}' dipakai untuk dua hal (isian, parameter atau syarat)")


def _choices(book: RuleBook) -> Iterator[RuleProblem]:
    alternatives = book.alternatives()
    items = {item.key: item for item in (*book.parameters, *book.conditions, *book.programmes)}
    for key, names in alternatives.items():
        if key not in book.choices:
            yield items[key].place.problem(f"'{key}' punya pilihan ({', '.join(names)}); tulis satu di [choices]")
    for key, name in book.choices.items():
        if name not in alternatives.get(key, ()):
            found = book.choice_places.get(key)
            known = ", ".join(alternatives.get(key, ())) or "tidak ada"
            reason = f"pilihan '{name}' untuk '{key}' tidak dikenal (yang ada: {known})"
            yield found.problem(reason) if found else RuleProblem("choices", 1, reason)


def _duplicate_components(book: RuleBook) -> Iterator[RuleProblem]:
    for programme in book.programmes:
        seen: set[str] = set()
        for component in programme.components:
            if component.key in seen:
                yield component.place.problem(f"komponen '{component.key}' ditulis dua kali")
            seen.add(component.key)
        if len(set(programme.conditions)) != len(programme.conditions):
            yield programme.place.problem(f"program '{programme.key}' menyebut satu syarat dua kali")
        months = [month for stage in programme.stages for month in stage.months]
        if len(set(months)) != len(months):
            yield programme.place.problem(f"program '{programme.key}': satu bulan masuk dua tahap")


def _overlaps(items: Sequence[Dated]) -> Iterator[RuleProblem]:
    """Two versions of one key on one day, unless they are different alternatives."""
    by_key: dict[str, list[Dated]] = {}
    for item in items:
        by_key.setdefault(item.key, []).append(item)
    for key, versions in by_key.items():
        versions.sort(key=lambda item: (item.start, item.end))
        for number, later in enumerate(versions):
            for earlier in versions[:number]:
                rivals = earlier.alternative and later.alternative and earlier.alternative != later.alternative
                if not rivals and later.start < earlier.end:
                    yield later.place.problem(
                        f"tanggal '{key}' bertumpuk dengan {earlier.place.file}:{earlier.place.line}"
                    )
