"""A form over declared questions: built from the catalogue, so that no code list is written a second time."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import AngkaInput, TanggalField
from pilar.evidence.registry.catalogue import VARIABLES, Variable, asked_sentence

REASON = _("Alasan atau bukti")
UNKNOWN = _("Belum diketahui")


class ReasonForm(forms.Form):
    """Every act says why."""

    alasan = forms.CharField(
        label=REASON, max_length=300, help_text=_("Contoh: KK asli diperlihatkan di loket, 24 November 2026.")
    )


class AnswersForm(ReasonForm):
    """One field per variable, the reason last; `changed` gives only what differs from what was known."""

    def __init__(self, *args: Any, variables: Sequence[Variable], known: dict[str, Any], **kwargs: Any) -> None:
        self.variables, self.known = variables, known
        kwargs["initial"] = {v.key: _shown(v, known.get(v.key)) for v in variables}
        super().__init__(*args, **kwargs)
        reason = self.fields.pop("alasan")
        for variable in variables:
            self.fields[variable.key] = field_of(variable)
        self.fields["alasan"] = reason

    def changed(self) -> dict[str, Any]:
        """Key -> stored value (None: cleared) of every answer that is not what was known."""
        values = {v.key: stored(v, self.cleaned_data.get(v.key)) for v in self.variables}
        return {key: value for key, value in values.items() if value != self.known.get(key)}


def field_of(variable: Variable) -> forms.Field:
    """The form field of a question: choices, ticks for a sum, whole number, text, date; never required."""
    hint = "" if variable.asked_if.always else asked_sentence(variable)
    common: dict[str, Any] = {"label": variable.asks, "required": False, "help_text": hint}
    if variable.kind == "single":
        choices = [("", UNKNOWN), *((str(a.code), a.name) for a in variable.answers)]
        return forms.ChoiceField(choices=choices, **common)
    if variable.kind == "sum":
        choices = [(str(a.code), a.name) for a in variable.answers]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if variable.kind == "number":
        return forms.IntegerField(min_value=variable.minimum, max_value=variable.maximum, widget=AngkaInput, **common)
    if variable.kind == "date":
        return TanggalField(**common)
    return forms.CharField(max_length=variable.maximum or 200, **common)


def stored(variable: Variable, value: Any) -> Any:
    """What a cleaned form value is in the table of facts; None for no answer.

    Ticks of a sum are added; a tick that stands alone (0, 99) beside others adds up to what the check then refuses.
    """
    if value in (None, "", []):
        return None
    if variable.kind == "single":
        return int(value)
    if variable.kind == "sum":
        codes = {int(each) for each in value}
        return sum(codes)
    return value


def _shown(variable: Variable, value: Any) -> Any:
    if value is None:
        return None
    if variable.kind == "single":
        return str(value)
    if variable.kind == "sum":
        try:
            return [str(answer.code) for answer in variable.chosen(int(value))]
        except ValueError:
            return []
    return value


_name_of = lazy(lambda answer: answer.name, str)
RELATION_CHOICES = [(str(a.code), _name_of(a)) for a in VARIABLES["status_hubungan_keluarga"].answers]
SEX_CHOICES = [(str(a.code), _name_of(a)) for a in VARIABLES["jenis_kelamin"].answers]
