"""Matching of columns for any other sheet: choose what it is about, correct the guess, keep it for the next time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilar.core.bulk.models import StoredFile
from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.problems import NOT_FOUND, Problem
from pilar.evidence.intake import actions, queries
from pilar.evidence.intake.forms import FileForm, UploadForm
from pilar.evidence.intake.guess import guess_fields
from pilar.evidence.intake.kinds import Kind, all_kinds
from pilar.evidence.intake.models import SavedMapping
from pilar.evidence.intake.preview import SheetHead, masked_cell, read_head
from pilar.evidence.intake.views.batches import ask_for_check, home_of, to_batch
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today

_SESSION = "intake_matching"
UNUSED = "-"
"""Choice of a column that no field needs."""
_KEPT_FILES = 20
"""Files a session may be matching at once; the oldest gives way."""


class MappingForm(UploadForm):
    """One drop-down per column, the day of the data, and a name under which the mapping is kept."""

    nama = forms.CharField(
        label=gettext_lazy("Simpan susunan ini dengan nama"), max_length=100, required=False,
        help_text=gettext_lazy("Agar lembar dengan kepala kolom yang sama langsung dikenali. Contoh: Daftar PSM Kecamatan"),
    )  # fmt: skip

    def __init__(self, *args: Any, head: SheetHead, guessed: list[str], kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        del self.fields["berkas"]
        self.head, self.kind = head, kind
        choices = [
            (UNUSED, _("Tidak dipakai")),
            *((f.key, f"{f.name}{' *' if f.required else ''}") for f in kind.fields),
        ]
        for place, heading in enumerate(head.headings):
            examples = [masked_cell(row[place]) for row in head.rows if place < len(row) and row[place].strip()]
            self.fields[f"kolom_{place}"] = forms.ChoiceField(
                label=heading or _("Kolom %(number)s (tanpa kepala)") % {"number": place + 1},
                choices=choices,
                initial=guessed[place] or UNUSED,
                disabled=not heading,
                help_text=_("Contoh isi: %(cells)s") % {"cells": " · ".join(dict.fromkeys(examples[:3]))}
                if examples
                else _("Kosong di baris awal"),
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        """The drop-downs in the order of the sheet."""
        return [self[f"kolom_{place}"] for place in range(len(self.head.headings))]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields that are no columns."""
        return [field for field in self if not field.name.startswith("kolom_")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, int] = {}
        for place in range(len(self.head.headings)):
            key = cleaned.get(f"kolom_{place}", "")
            if key in taken:
                self.add_error(
                    f"kolom_{place}",
                    _("Sudah dipakai untuk kolom “%(other)s”; pilih satu saja.")
                    % {"other": self.head.headings[taken[key]]},
                )
            elif key not in ("", UNUSED):
                taken[key] = place
        missing = [field.name for field in self.kind.fields if field.required and field.key not in taken]
        if missing:
            self.add_error(None, _("Belum ada kolom untuk: %(fields)s.") % {"fields": ", ".join(missing)})
        return cleaned

    def mapping(self) -> dict[str, str]:
        """Field key → column of the sheet; "" for fields that no column feeds, so that no synonym steps in."""
        chosen = {self.cleaned_data.get(f"kolom_{place}", ""): place for place in range(len(self.head.headings))}
        return {f.key: self.head.mapping_text(chosen[f.key]) if f.key in chosen else "" for f in self.kind.fields}


@needs("intake.upload")
def match_start(request: HttpRequest) -> HttpResponse:
    """The file first; it is kept, nothing is read into the register."""
    actor, form = (
        actor_of(request),
        FileForm(
            request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
        ),
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["berkas"]
        try:
            kept = file.keeper.keep(by=actor, at=now())
            head = read_head(kept, file.name, None)
        except Problem as refusal:
            form.add_error("berkas", f"{refusal.sentence} {refusal.advice}")
        else:
            return _to_columns(request, kept, file.name, queries.list_mappings(actor.scope, headings_key=head.key))
    return render(request, "intake/match_start.html", {"form": form}, status=422 if form.errors else 200)


@needs("intake.upload")
def match_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Match the columns of a batch whose profile did not fit; its file is kept already."""
    batch = queries.get_batch(actor_of(request).scope, batch_id)
    return _to_columns(request, batch.file, batch.file_name, [], kind=batch.kind)


def _to_columns(
    request: HttpRequest, file: StoredFile, name: str, saved: list[SavedMapping], kind: str = ""
) -> HttpResponse:
    """Remember in the session that this person holds this file: an address alone opens nothing."""
    held = {key: value for key, value in request.session.get(_SESSION, {}).items() if key != encode_id(file.pk)}
    held[encode_id(file.pk)] = name
    request.session[_SESSION] = dict(list(held.items())[-_KEPT_FILES:])
    chosen = saved[0].kind if saved else kind
    address = reverse("intake:match-columns", args=[file.pk])
    return redirect(f"{address}?jenis={chosen}" if chosen else address)


@needs("intake.upload")
def match_columns(request: HttpRequest, file_id: int) -> HttpResponse:
    """Kind of content, then one drop-down per column beside the first rows."""
    actor, at = actor_of(request), now()
    name = request.session.get(_SESSION, {}).get(encode_id(file_id))
    file = StoredFile.objects.filter(pk=file_id).first()
    if name is None or file is None:
        raise NOT_FOUND()
    kinds = [kind for kind in all_kinds() if actor.scope.can(kind.capability)]
    kind = next((kind for kind in kinds if kind.code == request.GET.get("jenis")), None)
    head = read_head(file, name, kind)
    context: dict[str, Any] = {"name": name, "kinds": kinds, "kind": kind, "head": head, "preview": _preview(head)}
    if kind is None:
        return render(request, "intake/match_columns.html", context)
    saved = next(
        (one for one in queries.list_mappings(actor.scope, headings_key=head.key) if one.kind == kind.code), None
    )
    form = MappingForm(
        request.POST if request.method == "POST" else None, head=head, guessed=_guessed(head, kind, saved), kind=kind, today=today(at),
        fixed={}, home=home_of(actor.scope), initial={"nama": saved.name if saved else ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                received = _receive(request, form, file, name, kind)
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            return to_batch(request, received)
    context |= {"form": form, "saved": saved}
    return render(request, "intake/match_columns.html", context, status=422 if form.errors else 200)


def _receive(request: HttpRequest, form: MappingForm, file: StoredFile, name: str, kind: Kind) -> actions.Received:
    actor, at = actor_of(request), now()
    mapping = form.mapping()
    if form.cleaned_data["nama"]:
        actions.save_mapping(
            name=form.cleaned_data["nama"], kind=kind.code, headings_key=form.head.key, mapping=mapping, by=actor, at=at
        )
    received = actions.receive(
        file=file, file_name=name, profile=f"peta:{kind.code}", by=actor, at=at,
        as_of=form.cleaned_data["per_tanggal"], mapping=mapping, options=form.options(),
    )  # fmt: skip
    ask_for_check(received.batch_id, actor)
    return received


def _guessed(head: SheetHead, kind: Kind, saved: SavedMapping | None) -> list[str]:
    """The saved mapping of these headings, else the guess."""
    if saved is None:
        return guess_fields(head.headings, head.rows, kind.fields)
    chosen = [""] * len(head.headings)
    for key, text in saved.mapping.items():
        place = head.place_of(text) if text else None
        if place is not None and kind.field_of(key):
            chosen[place] = key
    return chosen


def _preview(head: SheetHead) -> list[list[tuple[str, str]]]:
    """First rows as (heading, masked cell)."""
    return [
        [(heading, masked_cell(cell)) for heading, cell in zip(head.headings, row, strict=False)]
        for row in head.rows[:5]
    ]
