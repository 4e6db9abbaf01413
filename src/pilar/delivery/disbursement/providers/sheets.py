"""Mapped sheets: CSV and XLSX after the columns of a profile."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
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


def _rows(profile: Profile, head: Head, lines: Sequence[PayLine]) -> Any:
    getters = [_getter(column, head, profile) for column in profile.columns]
    return ([get(line) for get in getters] for line in lines)


def _getter(column: SheetColumn, head: Head, profile: Profile) -> Callable[[PayLine], Any]:
    from pilar.delivery.disbursement.providers.render import plain_name

    plain: dict[str, Callable[[PayLine], Any]] = {
        "number": lambda line: line.number,
        "e2e": lambda line: line.e2e,
        "account": lambda line: line.account,
        "name": lambda line: disarmed(plain_name(line.name, column.width, upper=profile.upper)),
        "amount": lambda line: line.amount_rp,
        "remark": lambda line: head.remark[: column.width or None],
        "bank_code": lambda line: head.bank_code,
        "village": lambda line: line.village,
        "blank": lambda line: "",
    }
    return plain[column.field]
