"""Inputs for what people here type: NIK and KK numbers, dates day first, whole rupiah. Any shape of typing is taken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.formats import MONTHS


class NikInput(forms.TextInput):
    """Sixteen digits, shown 4-4-4-4; pasted in any shape. Never kept in a draft.

    The field's own rule judges the number."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"class": "is-nik", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(base | {"data-nik": "", "data-no-draft": ""} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        text = str(value or "")
        if re.fullmatch(r"[0-9]{1,16}", text):
            return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
        return text or None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        raw = data.get(name)
        return None if raw is None else re.sub(r"[\s.\-'’]", "", str(raw))


class TanggalInput(forms.DateInput):
    """A date as text, day first: 24-11-2026."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"class": "is-date", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(base | (attrs or {}), format="%d-%m-%Y")


class AngkaInput(forms.TextInput):
    """A whole number with dots: "1.234.567" or "Rp 200.000" is read as 1234567 or 200000."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "is-number", "inputmode": "numeric", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        text = "" if value is None else str(value)
        return f"{int(text):,}".replace(",", ".") if re.fullmatch(r"-?\d+", text) else text or None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        raw = data.get(name)
        if raw is None:
            return None
        text = re.sub(r"^\s*Rp\.?\s*|[\s\u00a0]", "", str(raw), flags=re.IGNORECASE)
        # A dot is a thousands sign only before exactly three digits; otherwise the field must refuse it.
        return text.replace(".", "") if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text) else text


class TanggalField(forms.DateField):
    """A date typed day first in any shape: 24-11-2026, 24/11/2026, 24112026, 24 November 2026, 24 Nov 2026."""

    widget = TanggalInput
    default_error_messages = {
        "invalid": _("Tulis tanggal, bulan, tahun, misalnya 24-11-2026."),
        "short_year": _("Tulis tahun dengan empat angka, misalnya 1987."),
    }

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        day, month, year = self._parts(str(value).strip().lower())
        try:
            return dt.date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def _parts(self, text: str) -> tuple[int, int, int]:
        found = re.fullmatch(r"([0-9]{1,2})[\s./\-]+([0-9]{1,2}|[a-z]{3,9})[\s./\-]+([0-9]{2,4})", text)
        found = found or re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(found[3]) != 4:
            raise ValidationError(self.error_messages["short_year"], code="short_year")
        return int(found[1]), self._month(found[2]), int(found[3])

    def _month(self, word: str) -> int:
        if word.isdigit():
            return int(word)
        for names in MONTHS.values():
            for number, name in enumerate(names, 1):
                if len(word) >= 3 and (
                    name.lower() == word or name.lower()[:3] == word or word == {8: "agt"}.get(number)
                ):
                    return number
        raise ValidationError(self.error_messages["invalid"], code="invalid")
