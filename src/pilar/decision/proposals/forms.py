"""Forms of usulan: filters of the list, a new usulan, a step with its reason."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pilar.core.scope import Scope
from pilar.core.ui.widgets import NikInput, TanggalField
from pilar.decision.proposals.lifecycle import STATES
from pilar.decision.proposals.lists import CHANNELS, KINDS, PROGRAMMES
from pilar.decision.proposals.queries import UsulFilter
from pilar.decision.screening.desk_check.rules import RULES
from pilar.decision.screening.lists import REASONS
from pilar.foundation.wilayah.queries import children
from pilar.foundation.wilayah.widgets import AreaField

_SEVERITIES = [("", _("Semua")), ("error", _("Menahan")), ("warning", _("Periksa")), ("info", _("Catatan"))]


class UsulFilterForm(forms.Form):
    """Filters, all of them words of the address."""

    wilayah = forms.ChoiceField(label=_("Wilayah"), required=False)
    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Semua keadaan")), *((s.code, s.name_id) for s in STATES)]
    )
    jenis = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=[("", _("Semua jenis")), *((k.code, k.name_id) for k in KINDS)]
    )
    temuan = forms.ChoiceField(label=_("Temuan"), required=False, choices=_SEVERITIES)
    kode = forms.ChoiceField(
        label=_("Kode temuan"), required=False, choices=[("", _("Semua kode")), *((r.code, r.code) for r in RULES)]
    )

    def __init__(self, data: QueryDict, *, scope: Scope) -> None:
        super().__init__(data)
        self.fields["wilayah"].choices = [("", _("Seluruh wilayah saya")), *_areas(scope)]  # type: ignore[attr-defined]

    def asked(self) -> UsulFilter:
        """The filter; words that are no choice are left out (the form then shows the error)."""
        self.is_valid()
        data = {key: value for key, value in self.cleaned_data.items() if key not in self.errors}
        return UsulFilter(
            wilayah=data.get("wilayah", ""), state=data.get("keadaan", ""), kind=data.get("jenis", ""),
            severity=data.get("temuan", ""), code=data.get("kode", ""),
        )  # fmt: skip


def _areas(scope: Scope) -> list[tuple[str, Any]]:
    """Kelurahan of the scope, grouped by kecamatan."""
    found: list[tuple[str, Any]] = []
    for prefix in scope.prefixes[:20]:
        for child in children(scope, prefix):
            below = children(scope, child.code) if len(prefix) == 4 else ()
            found.append((child.title, [(child.code, child.title), *((v.code, v.title) for v in below)]))
    return found


class UsulForm(forms.Form):
    """A new usulan for somebody who is not picked from the register."""

    kind = forms.ChoiceField(label=_("Jenis usulan"), choices=[(k.code, k.name_id) for k in KINDS])
    programme = forms.ChoiceField(
        label=_("Program"), required=False, choices=[("", _("Tidak ada")), *((p.code, p.name_id) for p in PROGRAMMES[:3])],
        help_text=_("Wajib untuk usulan bansos dan penghentian."),
    )  # fmt: skip
    name = forms.CharField(label=_("Nama"), max_length=120, help_text=_("Seperti di KTP, misalnya SITI AMINAH"))
    nik = forms.CharField(label=_("NIK"), required=False, widget=NikInput(), help_text=_("16 angka; kosongkan bila belum ada"))
    kk = forms.CharField(label=_("Nomor KK"), required=False, widget=NikInput(), help_text=_("16 angka"))
    birth_date = TanggalField(label=_("Tanggal lahir"), required=False, help_text=_("Misalnya 24-11-1980"))
    sex = forms.ChoiceField(label=_("Jenis kelamin"), required=False, choices=[("", "–"), ("1", _("Laki-laki")), ("2", _("Perempuan"))])
    address = forms.CharField(label=_("Alamat"), required=False, max_length=250)
    channel = forms.ChoiceField(label=_("Kanal"), choices=[(c.code, c.name_id) for c in CHANNELS])
    reason = forms.ChoiceField(
        label=_("Alasan penghentian"), required=False, choices=[("", _("Bukan penghentian")), *((r.code, f"{r.code} {r.name_id}") for r in REASONS)],
    )  # fmt: skip
    rationale = forms.CharField(
        label=_("Alasan usulan"), max_length=250, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu atau dua kalimat, misalnya: suami meninggal, tiga anak sekolah, rumah menumpang."),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            for key in ("name", "nik", "kk", "birth_date", "sex", "address"):
                del self.fields[key]
        else:
            self.fields["wilayah"] = AreaField(
                scope=scope, label=_("Kelurahan/desa"), deepest=10, at_least=10
            )
            self.order_fields(["kind", "programme", "name", "nik", "kk", "birth_date", "sex", "wilayah", "address"])


class StepForm(forms.Form):
    """A reason for a step."""

    reason = forms.CharField(
        label=_("Alasan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca oleh warga dan pemeriksa; tulis dengan kata biasa."),
    )  # fmt: skip
