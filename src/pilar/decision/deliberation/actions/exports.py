"""Exports of endorsed lists; each is audited with its number of rows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.decision.deliberation.documents.content import KK, NIK
from pilar.decision.deliberation.documents.endorsed import list_xlsx
from pilar.decision.deliberation.models import EndorsedUsul
from pilar.decision.deliberation.queries.endorsements import get_endorsement
from pilar.decision.proposals.places import rt_rw
from pilar.decision.proposals.queries import kind_label
from pilar.decision.screening.lists import REASONS_BY_CODE
from pilar.foundation.wilayah.queries import resolve


@transaction.atomic
def export_list(*, endorsement_id: int, by: Actor, at: datetime) -> bytes:
    """An endorsed list as a workbook, numbers masked. Raises UMUM-403, UMUM-404."""
    by.scope.require("export.named")
    endorsement = get_endorsement(by.scope, endorsement_id)
    rows = list(
        EndorsedUsul.objects.within(by.scope)
        .filter(endorsement=endorsement)
        .select_related("usul")
        .order_by("position")
    )
    niks = vault.unseal_many(NIK, [row.usul.nik_sealed for row in rows])
    kks = vault.unseal_many(KK, [row.usul.kk_sealed for row in rows])
    names = resolve(by.scope, {row.wilayah[:10] for row in rows})
    with override("id"):
        lines = [
            (
                row.position, row.name, vault.mask_digits(nik) if nik else "", vault.mask_digits(kk) if kk else "",
                names[row.wilayah[:10]].title, rt_rw(row.wilayah), kind_label(row.kind, row.programme),
                REASONS_BY_CODE[row.reason].name_id if row.reason else "",
            )
            for row, nik, kk in zip(rows, niks, kks, strict=True)
        ]  # fmt: skip
        data = list_xlsx(endorsement, lines, at=at)
    audit.record(
        "deliberation.list.exported", by=by, at=at, wilayah=endorsement.wilayah, subject=("endorsement", endorsement.pk), rows=len(rows)
    )  # fmt: skip
    return data
