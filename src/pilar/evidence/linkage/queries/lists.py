"""Answers for another list: rows by outcome, and all of them as a workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.linkage.models import ListRow, Run
from pilar.evidence.linkage.models.lists import OUTCOMES
from pilar.evidence.linkage.queries.frame import frame_of
from pilar.evidence.linkage.rules import CENTRE_PADAN, FIELD_WORDS, LIST_CELLS
from pilar.foundation.wilayah.queries import resolve

PAGE = 20
SHEET_ROWS = 100_000
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = ("national_id", "family_id", "phone")


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: what the list and the register say (numbers masked unless asked for), and how that compares."""

    role: str
    title: str
    listed: str
    registered: str
    state: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row of the answer. `centre_padan`: the ministry's rule, None without a name."""

    pk: int
    row: int
    outcome: str
    outcome_words: str
    name: str
    person_id: int | None
    probability: float | None
    sentence: str
    fields: tuple[FieldLine, ...]
    others: int
    centre_similarity: int | None

    @property
    def centre_padan(self) -> bool | None:
        """What the centre would say: PADAN from 60 percent."""
        return None if self.centre_similarity is None else self.centre_similarity >= CENTRE_PADAN


@dataclass(frozen=True, slots=True)
class ListPage:
    """Lines and the cursor of the next page ("" on the last)."""

    lines: list[ListLine]
    after: str


def list_answers(
    scope: Scope, run_id: int, *, outcome: str = "", field: str = "", centre: str = "", after: str = ""
) -> ListPage:
    """Rows in the order of the list. `field`: only rows in which this field differs; `centre`: "ya"/"tidak" by the ministry's rule."""
    rows = _rows(scope, run_id, outcome=outcome, field=field, centre=centre)
    if after.isascii() and after.isdigit():
        rows = rows.filter(row__gt=int(after))
    found = list(rows[: PAGE + 1])
    lines = _lines(scope, found[:PAGE], readable=False)
    return ListPage(lines, str(found[PAGE - 1].row) if len(found) > PAGE else "")


def _rows(scope: Scope, run_id: int, *, outcome: str = "", field: str = "", centre: str = "") -> Any:
    get_list_run(scope, run_id)
    rows = ListRow.objects.filter(run_id=run_id).order_by("row")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if field in (*FIELD_WORDS, "rt_rw"):
        rows = rows.filter(**{f"fields__{field}__in": ["beda", "mirip"]})
    if centre in ("ya", "tidak"):
        edge = CENTRE_PADAN
        rows = rows.filter(**({"centre_similarity__gte": edge} if centre == "ya" else {"centre_similarity__lt": edge}))
    return rows


def get_list_run(scope: Scope, run_id: int) -> Run:
    """The run of a list; its whole area must lie in the scope, since a row has no place of its own. Raises UMUM-404."""
    run = Run.objects.filter(pk=run_id, kind="daftar").select_related("file").first()
    if run is None or not scope.covers(run.wilayah):
        raise NOT_FOUND()
    return run


def _lines(scope: Scope, rows: list[ListRow], *, readable: bool) -> list[ListLine]:
    """Cells opened, register values read as they are now; a person outside the scope stays unread."""
    words = dict(OUTCOMES)
    cells = [json.loads(text) for text in vault.unseal_many(LIST_CELLS, [row.cells_sealed for row in rows])]
    frame = frame_of(scope, [row.person_id for row in rows if row.person_id is not None])
    people = {int(person["id"]): person for person in frame.table.to_pylist()}
    names = resolve(scope, {person["area"] for person in people.values()})
    for person in people.values():
        person["area"] = names[person["area"]].title
    return [
        ListLine(
            pk=row.pk, row=row.row, outcome=row.outcome, outcome_words=str(words[row.outcome]),
            name=cell.get("name", "") or vault.mask_digits(cell.get("national_id", "")),
            person_id=row.person_id if row.person_id in people else None, probability=row.probability, sentence=row.sentence,
            fields=tuple(_field_lines(row, cell, people.get(row.person_id or 0, {}), readable)), others=len(row.others),
            centre_similarity=row.centre_similarity,
        )
        for row, cell in zip(rows, cells, strict=True)
    ]  # fmt: skip


def _field_lines(row: ListRow, cell: dict[str, str], person: dict[str, str], readable: bool) -> Iterator[FieldLine]:
    roles = [role for role in FIELD_WORDS if role in cell or role in row.fields]
    for role in roles:
        state = row.fields.get(role) or (row.fields.get("rt_rw", "kosong") if role in ("rt", "rw") else "kosong")
        listed, registered = cell.get(role, ""), person.get(role) or ""
        if role == "sex":
            registered = {"1": _("Laki-laki"), "2": _("Perempuan")}.get(registered, "")
        if role in _NUMBERS and not readable:
            listed, registered = vault.mask_digits(listed), vault.mask_digits(registered)
        yield FieldLine(role, _(FIELD_WORDS[role]), listed, registered, state)


def outcome_counts(scope: Scope, run_id: int) -> dict[str, int]:
    """Rows per outcome."""
    from django.db.models import Count

    get_list_run(scope, run_id)
    rows = ListRow.objects.filter(run_id=run_id).order_by().values_list("outcome").annotate(Count("id"))
    return {str(outcome): int(count) for outcome, count in rows}


def results_workbook(scope: Scope, run_id: int, *, outcome: str = "", part: int = 1) -> bytes:
    """XLSX in memory: one line per row, per field the list's value, the register's value and how they compare. 100,000 rows a part."""
    import xlsxwriter

    run = get_list_run(scope, run_id)
    roles = [role for role in FIELD_WORDS if role in run.mapping]
    heads = ["Baris", "Hasil", "Peluang", "Kemiripan nama (aturan Kemensos, %)", "Kata Kemensos", "Penjelasan"]
    for role in roles:
        title = FIELD_WORDS[role]
        heads += [f"{title} (daftar)", f"{title} (register)", f"{title}: banding"]
    target = io.BytesIO()
    options = {"constant_memory": True, "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("Padanan")
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        sheet.freeze_panes(1, 2)
        line = 0
        for line, answer in enumerate(_all_lines(scope, run_id, outcome, part), start=1):
            for column, value in enumerate(_cells(answer, roles)):
                if isinstance(value, str):
                    sheet.write_string(line, column, value, quoted if value.startswith(_FORMULA_SIGNS) else None)
                elif value is not None:
                    sheet.write_number(line, column, value)
        sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
    return target.getvalue()


def _all_lines(scope: Scope, run_id: int, outcome: str, part: int) -> Iterator[ListLine]:
    rows = _rows(scope, run_id, outcome=outcome)
    first = (part - 1) * SHEET_ROWS
    for start in range(first, first + SHEET_ROWS, 5_000):
        found = list(rows[start : start + 5_000])
        yield from _lines(scope, found, readable=True)
        if len(found) < 5_000:
            return


def _cells(line: ListLine, roles: Iterable[str]) -> Iterator[str | float | None]:
    yield line.row
    yield line.outcome_words
    yield None if line.probability is None else round(line.probability, 4)
    yield line.centre_similarity
    yield "" if line.centre_padan is None else "PADAN" if line.centre_padan else "TIDAK PADAN"
    yield line.sentence
    by_role = {one.role: one for one in line.fields}
    for role in roles:
        one = by_role.get(role)
        yield one.listed if one else ""
        yield one.registered if one else ""
        yield one.state if one else ""
