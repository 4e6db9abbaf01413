"""Forms of the linkage pages. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from pilar.core.bulk.readers.layout import heading_key
from pilar.evidence.linkage.models.lists import OUTCOMES
from pilar.evidence.linkage.rules import FIELD_WORDS
from pilar.evidence.linkage.sheets import Head, masked


class ListFileForm(forms.Form):
    """The list as a file."""

    berkas = forms.FileField(
        label=_("Daftar"),
        allow_empty_file=True,
        help_text=_("XLSX, XLS, ODS, CSV atau teks bergaris tegak. Isinya disimpan tersandi."),
        error_messages={"required": _("Pilih berkasnya dulu."), "missing": _("Pilih berkasnya dulu.")},
    )


class ListColumnsForm(forms.Form):
    """One drop-down per field of the engine: which column holds it."""

    def __init__(self, *args: Any, head: Head, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.head = head
        choices = [("", translate("Tidak ada"))]
        for place, heading in enumerate(head.headings):
            if heading_key(heading) and heading not in [value for value, _label in choices]:
                seen = [masked(row[place]) for row in head.samples if place < len(row) and row[place].strip()]
                example = f" ({', '.join(dict.fromkeys(seen[:2]))})" if seen else ""
                choices.append((heading, f"{heading}{example}"))
        for role, words in FIELD_WORDS.items():
            self.fields[role] = forms.ChoiceField(
                label=translate(words), choices=choices, required=False, initial=head.guessed.get(role, "")
            )

    def mapping(self) -> dict[str, str]:
        """Field → heading, the chosen ones."""
        return {role: value for role in FIELD_WORDS if (value := self.cleaned_data.get(role))}


class ListFilter(forms.Form):
    """Filter of the answers for a list."""

    hasil = forms.ChoiceField(label=_("Hasil"), required=False, choices=[("", _("Semua")), *OUTCOMES])
    berbeda = forms.ChoiceField(label=_("Yang berbeda"), required=False)
    kemensos = forms.ChoiceField(
        label=_("Kata Kemensos"),
        required=False,
        choices=[("", _("Semua")), ("ya", _("PADAN (≥ 60 %)")), ("tidak", _("TIDAK PADAN"))],
    )

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(role, translate(FIELD_WORDS[role])) for role in roles if role not in ("rt", "rw")]
        both = [("rt_rw", "RT/RW")] if {"rt", "rw", "address"} & set(roles) else []
        self.fields["berbeda"].choices = [("", translate("Semua")), *named, *both]  # type: ignore[attr-defined]


class SampleForm(forms.Form):
    """How many pairs to label."""

    jumlah = forms.IntegerField(
        label=_("Jumlah pasangan contoh"), min_value=10, max_value=1_000, initial=200,
        help_text=_("200 memberi gambaran, 500 atau lebih memberi angka yang dapat dipegang."),
    )  # fmt: skip


class ThresholdForm(forms.Form):
    """Weights are log2 odds: 0 is even, each step doubles."""

    match_weight = forms.FloatField(
        label=_("Bobot usul gabung"), min_value=-20, max_value=40,
        help_text=_("Di atasnya pasangan diusulkan digabung. 0 berarti peluang 50 %, 3 sekitar 89 %, 7 sekitar 99 %."),
    )  # fmt: skip
    review_weight = forms.FloatField(
        label=_("Bobot tinjau"), min_value=-20, max_value=40,
        help_text=_("Di atasnya pasangan masuk antrean tinjau. −5 berarti peluang sekitar 3 %."),
    )  # fmt: skip
    most_doubles = forms.FloatField(
        label=_("Rem: paling banyak tercatat ganda (%)"), min_value=0.1, max_value=100,
        help_text=_("Bila lebih, padanan berhenti dan tidak menyimpan apa pun."),
    )  # fmt: skip
    most_pairs = forms.IntegerField(
        label=_("Rem: paling banyak pasangan sekali jalan"), min_value=1, max_value=10_000_000
    )
    alasan = forms.CharField(label=_("Alasan"), max_length=200, help_text=_("Tercatat dalam catatan audit."))
