"""The audit page: what was done inside my area, and the check that the chain holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pilar.config import config
from pilar.core.audit import queries
from pilar.core.audit.models import AuditEvent
from pilar.core.ids import decode_id
from pilar.core.jobs.rules import office_zone
from pilar.core.ui.widgets import TanggalField
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.words import role_label
from pilar.foundation.wilayah.queries import AreaName, resolve
from pilar.web.audit_words import act_choices, act_words, part_words

PAGE = 50


class AuditFilter(forms.Form):
    """Act (an address may also hold its beginning), person, first and last day, subject (the 13 letters of an address)."""

    actor = forms.CharField(label=gettext_lazy("Nama pengguna"), required=False, max_length=150)
    since = TanggalField(label=gettext_lazy("Dari tanggal"), required=False)
    until = TanggalField(label=gettext_lazy("Sampai tanggal"), required=False)
    subject = forms.CharField(label=gettext_lazy("Nomor data"), required=False, max_length=13)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = str(self.data.get("act", ""))[:80]
        self.fields["act"] = forms.ChoiceField(
            label=gettext_lazy("Tindakan"), required=False,
            choices=[("", gettext_lazy("Semua")), *act_choices(*([asked] if asked else []))],
        )  # fmt: skip
        self.order_fields(["act"])

    def clean_subject(self) -> int | None:
        text = self.cleaned_data["subject"]
        if not text:
            return None
        try:
            return decode_id(text)
        except ValueError as error:
            raise forms.ValidationError(_("Nomor data terdiri dari 13 huruf dan angka.")) from error


@needs("audit.read")
@require_GET
def list_events(request: HttpRequest) -> HttpResponse:
    """Events inside my area, newest first, a page of 50 by their place in the chain."""
    form = AuditFilter(request.GET)
    events = queries.list_events(actor_of(request).scope)
    if form.is_valid():
        events = _filtered(events, form.cleaned_data)
    after = request.GET.get("after", "")
    if after.isdecimal():
        events = events.filter(seq__lt=int(after))
    rows = list(events[: PAGE + 1])
    names = resolve(actor_of(request).scope, {event.wilayah for event in rows if event.wilayah})
    context = {
        "form": form,
        "events": rows[:PAGE],
        "lines": [_line(event, names) for event in rows[:PAGE]],
        "zone": office_zone(config().office).tzname(None),
        "next_after": str(rows[PAGE - 1].seq) if len(rows) > PAGE else "",
    }
    return render(request, "web/audit.html", context, status=422 if form.errors else 200)


@needs("audit.read")
@require_POST
def verify_chain(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain now and say what was found."""
    found = queries.verify(actor_of(request).scope)
    if found.broken is None:
        text = _("Rantai utuh: %(count)s catatan diperiksa. Sidik kepala: %(digest)s.")
        messages.success(request, text % {"count": found.count, "digest": found.head_digest[:16]})
    else:
        text = _(
            "Rantai putus di catatan nomor %(seq)s: %(reason)s. Laporkan kepada inspektorat dan jangan ubah apa pun."
        )
        messages.error(request, text % {"seq": found.broken.seq, "reason": found.broken.reason})
    return redirect("audit")


@dataclass(frozen=True, slots=True)
class Line:
    """One event as the page shows it: act, role and area in words, the content as (part, key, value)."""

    event: AuditEvent
    act: str
    role: str
    area: str
    content: tuple[tuple[str, str, Any], ...]


def _line(event: AuditEvent, names: Mapping[str, AreaName]) -> Line:
    place = names.get(event.wilayah)
    content = tuple(
        (part_words(part), key, value) for part, facts in event.data.items() for key, value in facts.items()
    )
    return Line(
        event=event,
        act=act_words(event.act),
        role=role_label(event.role) if event.role else "",
        area=place.title if place else event.wilayah,
        content=content,
    )


def _filtered(events: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    if asked["act"]:
        events = events.filter(act__startswith=asked["act"])
    if asked["actor"]:
        events = events.filter(actor=asked["actor"])
    if asked["since"]:
        events = events.filter(at__gte=_midnight(asked["since"]))
    if asked["until"]:
        events = events.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    if asked["subject"] is not None:
        events = events.filter(subject_id=asked["subject"])
    return events


def _midnight(day: date) -> datetime:
    """The beginning of a day on the clock of the office."""
    return datetime.combine(day, time.min, office_zone(config().office))
