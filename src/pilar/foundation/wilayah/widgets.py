"""Form field to choose an area: drop-downs that follow each other, with and without script."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from pilar.core.scope import Scope
from pilar.foundation.wilayah.queries import name_path, picker, unknown_codes
from pilar.foundation.wilayah.rules import LEVELS, Level, is_code


def chosen_code(data: Mapping[str, Any], name: str, root: str = "") -> str:
    """The deepest code of the drop-downs `name-2`, `name-4` ... that continue each other; `root` when none does.

    The empty choice of a drop-down carries the code above it, so it means "that far and no further".
    """
    chosen = root
    for level in LEVELS:
        code = str(data.get(f"{name}-{int(level)}") or "")
        if is_code(code) and code.startswith(chosen) and len(code) > len(chosen):
            chosen = code
    return chosen


class AreaPicker(forms.Widget):
    """Drop-downs from below `root` down to `deepest`; each change brings the next one (htmx), or the button does."""

    def __init__(self, scope: Scope, root: str = "", deepest: int = Level.DESA) -> None:
        super().__init__()
        self.scope, self.root, self.deepest = scope, root, deepest

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        attrs = attrs or {}
        context = picker_context(self.scope, name, str(value or ""), self.root, self.deepest, attrs.get("id", ""))
        context["described"] = attrs.get("aria-describedby", "")
        context["invalid"] = attrs.get("aria-invalid", "")
        return render_to_string("wilayah/picker.html", context)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        if f"{name}-lanjut" in data:
            return f"{chosen_code(data, name, self.root)}+"
        return chosen_code(data, name, self.root)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-{self._first_level()}" if id_ else ""

    def _first_level(self) -> int:
        return next((int(level) for level in LEVELS if level > len(self.root)), int(Level.RT))


def picker_context(scope: Scope, name: str, value: str, root: str, deepest: int, html_id: str = "") -> dict[str, Any]:
    """Context of `wilayah/picker.html` for a chosen code (a trailing "+" asks for the next drop-down)."""
    code = value.rstrip("+")
    return {
        "steps": [
            {"step": step, "parent": _above(step.level, code, root), "id": f"{html_id or f'id_{name}'}-{step.level}"}
            for step in picker(scope, code, root, deepest)
        ],
        "name": name,
        "next_name": f"{name}-lanjut",
        "root": root,
        "deepest": int(deepest),
        "id": html_id or f"id_{name}",
        "path": name_path(scope, code) if code and code != root else "",
    }


def _above(level: int, code: str, root: str) -> str:
    """The code that the empty choice of a drop-down stands for."""
    length = max((each for each in (0, *LEVELS) if each < level), default=0)
    return code[:length] if len(code) >= length else root


class AreaField(forms.CharField):
    """An area code chosen by drop-downs; at least as deep as `at_least` (length of the code), and inside the scope."""

    default_error_messages = {
        "too_wide": _("Pilih sampai tingkat yang paling bawah."),
        "outside": _("Wilayah ini di luar wilayah kerja Anda."),
        "next": _("Lanjutkan memilih wilayah, lalu kirim lagi."),
    }

    def __init__(
        self, *, scope: Scope, root: str = "", deepest: int = Level.DESA, at_least: int | None = None, **kwargs: Any
    ) -> None:
        self.scope, self.root = scope, root
        self.at_least = int(deepest if at_least is None else at_least)
        super().__init__(widget=AreaPicker(scope, root, deepest), max_length=17, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(value or "")
        if text.endswith("+"):
            raise forms.ValidationError(self.error_messages["next"], code="next")
        code = "" if text == self.root else text
        cleaned = str(super().clean(code))
        if not cleaned:
            return cleaned
        if not self.scope.covers(cleaned) or not cleaned.startswith(self.root):
            raise forms.ValidationError(self.error_messages["outside"], code="outside")
        if len(cleaned) < self.at_least:
            raise forms.ValidationError(self.error_messages["too_wide"], code="too_wide")
        if unknown_codes(self.scope, [cleaned]):
            raise forms.ValidationError(self.error_messages["outside"], code="outside")
        return cleaned
