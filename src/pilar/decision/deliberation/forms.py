"""Forms of the musyawarah pages. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilar.core.declared import choices
from pilar.core.scope import Scope
from pilar.core.ui.widgets import TanggalField
from pilar.decision.deliberation.actions.plan import Guest
from pilar.decision.deliberation.lists import DECISIONS, ELEMENTS, FORMS
from pilar.decision.proposals.lists import CHANNELS
from pilar.decision.screening.lists import REASONS
from pilar.foundation.wilayah.rules import Level
from pilar.foundation.wilayah.widgets import AreaField

NO_REASON = [("", _("Tanpa kode"))]
SEXES = [("", _("Belum dicatat")), (1, _("Laki-laki")), (2, _("Perempuan"))]


class PlanForm(forms.Form):
    """When and where a session is held."""

    form = forms.ChoiceField(label=_("Bentuk"), choices=choices(FORMS))
    date = TanggalField(label=_("Tanggal"), help_text=_("Contoh: 10-11-2026"))
    time = forms.TimeField(
        label=_("Jam mulai"), initial="09:00", help_text=_("Contoh: 09:00"), input_formats=["%H:%M", "%H.%M"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )  # fmt: skip
    venue = forms.CharField(label=_("Tempat"), max_length=200, help_text=_("Contoh: Balai Kelurahan Imopuro"))
    chair = forms.CharField(label=_("Pimpinan"), max_length=120, required=False)
    note_taker = forms.CharField(label=_("Notulis"), max_length=120, required=False)
    agenda = forms.CharField(
        label=_("Agenda"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    quota = forms.IntegerField(
        label=_("Kuota usulan layak"), required=False, min_value=1, max_value=100_000, help_text=_("Kosongkan bila tidak ada kuota.")
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = scope.prefixes[0] if len(scope.prefixes) == 1 and len(scope.prefixes[0]) == Level.DESA else ""
        if not self.home:
            self.fields["area"] = AreaField(
                scope=scope, root=scope.prefixes[0] if len(scope.prefixes) == 1 else "", deepest=Level.DESA, at_least=Level.DESA,
                label=_("Kelurahan/desa"),
            )  # fmt: skip
            self.order_fields(["area", *self.fields])

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of plan_session."""
        given = self.cleaned_data
        starts = timezone.make_aware(datetime.combine(given["date"], given["time"]))
        kept = {key: given[key] for key in ("form", "venue", "chair", "note_taker", "agenda", "quota")}
        area = self.home or given["area"]
        return kept | {"area": area, "starts_at": starts, "period": f"{given['date']:%Y-%m}"}


class DecisionForm(forms.Form):
    """The decision on one item, for pages without JavaScript."""

    decision = forms.ChoiceField(label=_("Keputusan"), choices=choices(DECISIONS), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Kode alasan"), required=False, choices=[*NO_REASON, *choices(REASONS)]
    )  # fmt: skip
    words = forms.CharField(
        label=_("Alasan dalam kata-kata"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Contoh: sudah membuka warung, anak bekerja."),
    )  # fmt: skip
    settles = forms.BooleanField(
        label=_("Ini keputusan yang disepakati setelah melihat kedua pendapat"), required=False
    )


class ObjectionForm(forms.Form):
    """Somebody at the table objects."""

    name = forms.CharField(label=_("Siapa yang keberatan"), max_length=120)
    words = forms.CharField(
        label=_("Isi keberatan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip


class GuestsForm(forms.Form):
    """People to invite: one line each, "name; position; RT/RW; telephone"."""

    element = forms.ChoiceField(label=_("Unsur"), choices=choices(ELEMENTS))
    people = forms.CharField(
        label=_("Nama"), widget=forms.Textarea(attrs={"rows": 4, "data-no-draft": ""}),
        help_text=_("Satu orang satu baris: nama; jabatan; RT/RW; nomor HP. Yang belum diketahui dikosongkan."),
    )  # fmt: skip
    sex = forms.TypedChoiceField(label=_("Jenis kelamin"), required=False, coerce=int, empty_value=None, choices=SEXES)
    signatory = forms.BooleanField(label=_("Menandatangani berita acara"), required=False)

    def clean_people(self) -> list[list[str]]:
        lines = [line for line in str(self.cleaned_data["people"]).splitlines() if line.strip()]
        if len(lines) > 300:
            raise forms.ValidationError(_("Paling banyak 300 orang sekali simpan."))
        rows = [[part.strip() for part in line.split(";")] for line in lines]
        for row in rows:
            if len(row) > 4 or not row[0]:
                raise forms.ValidationError(_("Baris “%(line)s” tidak terbaca."), params={"line": "; ".join(row)[:60]})
            if len(row) == 4 and row[3] and not re.fullmatch(r"\+?[0-9 -]{8,18}", row[3]):
                raise forms.ValidationError(_("Nomor HP pada baris “%(line)s” tidak terbaca."), params={"line": row[0]})
        return rows

    def guests(self) -> list[Guest]:
        """The people named."""
        given = self.cleaned_data
        return [
            Guest(
                element=given["element"], name=row[0], position=row[1] if len(row) > 1 else "", place=row[2] if len(row) > 2 else "",
                phone=row[3] if len(row) > 3 else "", sex=given["sex"], signatory=given["signatory"],
            )
            for row in given["people"]
        ]  # fmt: skip


class ReasonForm(forms.Form):
    """A reason for an act."""

    reason = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class WindowForm(forms.Form):
    """Days of a month in which an act is open."""

    closed = forms.BooleanField(label=_("Tidak dibuka sama sekali"), required=False)
    first_day = forms.IntegerField(label=_("Tanggal awal"), min_value=1, max_value=31, required=False)
    last_day = forms.IntegerField(
        label=_("Tanggal akhir"), min_value=1, max_value=31, required=False, help_text=_("31 berarti akhir bulan.")
    )
    valid_from = TanggalField(label=_("Berlaku mulai bulan"), help_text=_("Contoh: 01-12-2026"))
    basis = forms.CharField(
        label=_("Dasar"), max_length=200, help_text=_("Contoh: Surat Kepala Dinas nomor 460/12/2026")
    )


class SettingForm(forms.Form):
    """One setting of an area, written as the declared example shows."""

    value = forms.CharField(label=_("Nilai"), max_length=300)
    valid_from = TanggalField(label=_("Berlaku mulai"), help_text=_("Contoh: 01-12-2026"))
    basis = forms.CharField(label=_("Dasar"), max_length=200)


class QuorumForm(forms.Form):
    """How many must be present: in all, and of each element (empty or 0: none is asked of that element)."""

    total = forms.IntegerField(label=_("Paling sedikit hadir"), min_value=0, max_value=10_000)
    valid_from = TanggalField(label=_("Berlaku mulai"), help_text=_("Contoh: 01-12-2026"))
    basis = forms.CharField(label=_("Dasar"), max_length=200)

    def __init__(self, *args: Any, quorum: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["total"].initial = quorum.get("total", 0)
        for one in ELEMENTS:
            self.fields[f"element_{one.code}"] = forms.IntegerField(
                label=_("Di antaranya: %(element)s") % {"element": one.name}, min_value=0, max_value=10_000, required=False,
                initial=quorum.get("elements", {}).get(one.code),
            )  # fmt: skip
        self.order_fields(["total", *(f"element_{one.code}" for one in ELEMENTS), "valid_from", "basis"])

    def clean(self) -> dict[str, Any]:
        """Refuses a quorum that asks more of the elements than in all."""
        given = super().clean() or {}
        asked = sum(given.get(f"element_{one.code}") or 0 for one in ELEMENTS)
        if "total" in given and asked > given["total"]:
            self.add_error("total", _("Jumlah menurut unsur (%(n)s) lebih besar dari jumlah ini.") % {"n": asked})
        return given

    def quorum(self) -> dict[str, Any]:
        """The setting as it is kept."""
        given = self.cleaned_data
        counts = {one.code: given[f"element_{one.code}"] for one in ELEMENTS}
        return {"total": given["total"], "elements": {code: count for code, count in counts.items() if count}}


class SampleForm(forms.Form):
    """How many to look at once more, and the number that decides which."""

    size = forms.IntegerField(label=_("Jumlah contoh"), min_value=1, max_value=500, initial=10)
    seed = forms.IntegerField(
        label=_("Angka undian"), min_value=0, max_value=2_000_000_000, initial=2026,
        help_text=_("Angka yang sama memberi contoh yang sama, sehingga dapat diundi ulang di depan orang lain."),
    )  # fmt: skip


class EndorseForm(forms.Form):
    """Who endorses which period."""

    period = forms.RegexField(
        r"^20[0-9]{2}-(0[1-9]|1[0-2])$", label=_("Periode"), widget=forms.DateInput(attrs={"type": "month"})
    )
    signer = forms.CharField(label=_("Nama penanda tangan"), max_length=120)
    signer_nip = forms.CharField(label=_("NIP"), max_length=30, required=False)


class ReceiveForm(forms.Form):
    """An objection as it was told."""

    side = forms.ChoiceField(
        label=_("Pendapat"),
        choices=[("menolak", _("Keluarga ini tidak layak")), ("membela", _("Keluarga ini layak"))],
        widget=forms.RadioSelect,
    )
    objector = forms.CharField(label=_("Nama yang menyanggah"), max_length=120)
    relation = forms.CharField(
        label=_("Hubungan"), max_length=60, required=False, help_text=_("Contoh: tetangga, ketua RT, keluarga sendiri")
    )
    phone = forms.RegexField(
        r"^\+?[0-9 -]{8,18}$", label=_("Nomor HP"), required=False, widget=forms.TextInput(attrs={"data-no-draft": "", "inputmode": "tel"})
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Diterima melalui"), choices=choices(CHANNELS), initial="datang_langsung")
    words = forms.CharField(label=_("Isi sanggah"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ObjectionAnswerForm(forms.Form):
    """What is done with an objection, and the words of the answer."""

    act = forms.ChoiceField(
        label=_("Tindakan"),
        choices=[
            ("kunjungan", _("Minta kunjungan dulu")),
            ("dikabulkan", _("Kabulkan: usulan diperiksa ulang")),
            ("ditolak", _("Tolak: keputusan tetap")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Alasan dan jawaban"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Jawaban ini dibacakan kepada warga yang menyanggah."),
    )  # fmt: skip
