"""Form fields: label above, hint with an example, error at the field, error summary at the top."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "input"


def _widget_class(widget: forms.Widget, shape: str) -> str:
    if shape != "input":
        return ""
    if isinstance(widget, forms.Textarea):
        name = "textarea"
    elif isinstance(widget, forms.Select):
        name = "select"
    else:
        name = "input"
    return " ".join(part for part in (name, widget.attrs.get("class", "")) if part)


def _describe(field: BoundField, hint: str) -> str:
    parts = [f"{field.auto_id}-hint"] if hint else []
    if field.errors:
        parts.append(f"{field.auto_id}-error")
    return " ".join(parts)


def form_field(field: BoundField, hint: str = "", label: str = "", topic: bool = False, prefix: str = "") -> SafeString:
    """One bound field of a Django form with label, hint (default: its help_text) and error.

    `topic` makes the label the question of the page; `prefix` stands before the input ("Rp").
    Example: {% form_field form.nik hint="16 angka, contoh: 3573 0102 0390 0001" %}
    """
    if field.is_hidden:
        return field.as_widget()
    widget = field.field.widget
    shape = _shape(widget)
    hint = hint or str(field.help_text or "")
    described = _describe(field, hint)
    attrs: dict[str, Any] = {}
    if described and shape != "group":
        attrs["aria-describedby"] = described
    if field.errors and shape != "group":
        attrs["aria-invalid"] = "true"
    css = _widget_class(widget, shape)
    if css:
        attrs["class"] = css
    context = {
        "field": field, "shape": shape, "hint": hint, "label": label or field.label, "described": described,
        "topic": topic, "prefix": prefix, "optional": not field.field.required and shape != "checkbox",
        "control": "" if shape == "group" else field.as_widget(attrs=attrs),
        "choices": list(field.subwidgets) if shape == "group" else [],
    }  # fmt: skip
    return render_to_string("ui/components/form_field.html", context)


def form_fields(form: forms.BaseForm) -> SafeString:
    """All visible and hidden fields of a form in order, for forms of one topic.

    Example: {% form_fields form %}
    """
    return SafeString("".join(form_field(field) for field in form))


def error_summary(form: forms.BaseForm | Iterable[forms.BaseForm]) -> SafeString:
    """Errors of a form (or several), each a link to its field. Nothing when all is well.

    Example: {% error_summary form %}
    """
    several = [form] if isinstance(form, forms.BaseForm) else list(form)
    lines: list[tuple[str, str]] = []
    for one in several:
        lines += [("", str(error)) for error in one.non_field_errors()]
        for field in one:
            anchor = f"{field.auto_id}_0" if isinstance(field.field.widget, GROUPS) else str(field.auto_id)
            lines += [("" if field.is_hidden else anchor, f"{field.label}: {error}") for error in field.errors]
    return render_to_string("ui/components/error_summary.html", {"lines": lines}) if lines else SafeString("")


def draft_note() -> SafeString:
    """The offer to take back what was typed but not sent; first thing inside <form data-draft="…">.

    Example: <form method="post" data-draft="usul-baru">{% draft_note %}
    """
    return render_to_string("ui/components/draft_note.html")
