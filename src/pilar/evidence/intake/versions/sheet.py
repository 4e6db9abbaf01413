"""The families behind a number as a workbook: names and places, no NIK and no KK number."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pilar.core.ids import encode_id
from pilar.core.scope import Scope
from pilar.evidence.intake.versions.families import FamilyLine
from pilar.evidence.registry.catalogue.dtsen import desil_change, desil_label
from pilar.foundation.wilayah.queries import resolve

_HEADS = ("Kode keluarga", "Nama kepala keluarga", "Wilayah sebelumnya", "Wilayah sekarang", "Desil sebelumnya",
          "Desil sekarang", "Arti desil sekarang", "Perubahan")  # fmt: skip
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def families_workbook(scope: Scope, title: str, rows: Sequence[FamilyLine]) -> bytes:
    """XLSX made in memory; texts are text, also those that look like a formula."""
    import xlsxwriter

    names = resolve(scope, {code for row in rows for code in (row.area_before, row.area_after) if code})
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("Keluarga")
        bold = book.add_format({"bold": True})
        quoted = book.add_format({"quote_prefix": True})
        sheet.write_string(0, 0, title, bold)
        for column, head in enumerate(_HEADS):
            sheet.write_string(2, column, head, bold)
        for line, row in enumerate(rows, start=3):
            texts = (
                encode_id(row.family_id),
                row.head_name,
                *(names[c].path if c else "" for c in (row.area_before, row.area_after)),
            )
            for column, text in enumerate(texts):
                sheet.write_string(line, column, text, quoted if text.startswith(_FORMULA_SIGNS) else None)
            for column, desil in ((4, row.desil_before), (5, row.desil_after)):
                if desil is not None:
                    sheet.write_number(line, column, desil)
            sheet.write_string(line, 6, desil_label(row.desil_after).name_id if row.desil_after else "")
            sheet.write_string(line, 7, change_words(row))
        sheet.freeze_panes(3, 0)
        sheet.autofilter(2, 0, 2 + max(len(rows), 1), len(_HEADS) - 1)
        for column, width in enumerate((16, 32, 44, 44, 16, 14, 26, 18)):
            sheet.set_column(column, column, width)
    return target.getvalue()


def change_words(row: FamilyLine) -> str:
    """ "Naik Signifikan", or what else became of the family."""
    if not row.area_before:
        return "Baru"
    if not row.area_after:
        return "Tidak ada lagi"
    if row.desil_before is None or row.desil_after is None:
        return "Desil tidak diketahui"
    return desil_change(row.desil_before, row.desil_after).name_id
