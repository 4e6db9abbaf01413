"""Mapped sheets: CSV and XLSX after the columns of a profile."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pilar.core.documents.text import disarmed
from pilar.delivery.disbursement.providers.profiles import Profile, SheetColumn

if TYPE_CHECKING:
    from pilar.delivery.disbursement.providers.render import Head, PayLine


def write_csv(profile: Profile, head: Head, lines: Sequence[PayLine]) -> bytes:
    """UTF-8, one head row, CR LF line ends. Amounts are plain digits; names never begin a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=profile.separator, lineterminator="\r\n")
    writer.writerow([column.title for column in profile.columns])
    writer.writerows(_rows(profile, head, lines))
    return out.getvalue().encode()


def write_sheet(profile: Profile, head: Head, lines: Sequence[PayLine]) -> bytes:
    """The same as a workbook; identifiers are text, amounts numbers."""
    from pilar.core.documents import Column, Sheet, write_xlsx

    kinds = {"amount": "number", "number": "number"}
    columns = tuple(
        Column(title=column.title, kind=kinds.get(column.field, "text"), width=max(12, min(column.width or 12, 44)))  # type: ignore[arg-type]
        for column in profile.columns
    )
    sheet = Sheet(name="Salur", columns=columns, rows=list(_rows(profile, head, lines)))
    return write_xlsx([sheet], title=profile.name_id, at=head.made_at)


def _rows(profile: Profile, head: Head, lines: Sequence[PayLine]) -> Iterator[tuple[Any, ...]]:
    """The rows, made column by column."""
    return zip(*(_cells(column, head, profile, lines) for column in profile.columns), strict=True)


def _cells(column: SheetColumn, head: Head, profile: Profile, lines: Sequence[PayLine]) -> list[Any]:
    from pilar.delivery.disbursement.providers.render import plain_name

    match column.field:
        case "name":
            width, upper = column.width, profile.upper
            return [disarmed(plain_name(line.name, width, upper=upper)) for line in lines]
        case "amount":
            return [line.amount_rp for line in lines]
        case "remark":
            return [head.remark[: column.width or None]] * len(lines)
        case "bank_code":
            return [head.bank_code] * len(lines)
        case "blank":
            return [""] * len(lines)
        case field:
            return list(map(attrgetter(field), lines))
