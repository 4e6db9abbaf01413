"""Reads of decrees: their lines with explanations, their recap by kecamatan, their papers, the public check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.proposals.places import rt_rw
from pilar.delivery.programs import setwise
from pilar.delivery.programs.digest import digest_of
from pilar.delivery.programs.models import Decree, DecreeLine, DecreePaper
from pilar.delivery.programs.wording import PartWords, component_label, part_words
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD
from pilar.foundation.wilayah.queries import name_path, resolve

PAGE = 100
_SLICE = 5_000


def get_decree(scope: Scope, decree_id: int) -> Decree:
    """One decree with its stage and programme. Needs programs.view. Raises UMUM-404."""
    scope.require("programs.view")
    row = Decree.objects.within(scope).select_related("stage__programme").filter(pk=decree_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def lines_of(scope: Scope, decree: Decree, *, after: int = 0) -> list[tuple[DecreeLine, list[PartWords]]]:
    """Lines inside the scope behind a position, `PAGE` + 1 of them, each explained."""
    rows = DecreeLine.objects.within(scope).filter(decree=decree, position__gt=after).prefetch_related("parts")
    return [
        (
            one,
            [
                part_words(p.component, p.amount_rp, p.explanation)
                for p in sorted(one.parts.all(), key=lambda p: p.component)
            ],
        )
        for one in rows.order_by("position")[: PAGE + 1]
    ]


def recap_of(scope: Scope, decree: Decree) -> list[tuple[str, int, int]]:
    """(kecamatan, recipients, rupiah) of the whole decree."""
    found = setwise.rows(
        "SELECT substr(wilayah, 1, 6), count(*), sum(amount_rp) FROM programs_decreeline WHERE decree_id = %s GROUP BY 1 ORDER BY 1",
        [decree.pk],
    )
    names = resolve(scope, [row[0] for row in found])
    return [(names[code].title if code in names else code, int(count), int(total)) for code, count, total in found]


def annex_lines(scope: Scope, decree: Decree) -> Iterator[tuple[Any, ...]]:
    """Every line of the annex in its order, numbers masked; read in slices so that memory stays flat."""
    for start in range(0, decree.count, _SLICE):
        found = setwise.rows(
            "SELECT l.id, l.position, l.name, p.nik_sealed, f.kk_sealed, l.wilayah, l.sequence, l.amount_rp FROM programs_decreeline l "
            "LEFT JOIN registry_person p ON p.id = l.person_id LEFT JOIN registry_family f ON f.id = l.family_id "
            "WHERE l.decree_id = %s AND l.position > %s AND l.position <= %s ORDER BY l.position",
            [decree.pk, start, start + _SLICE],
        )
        parts: dict[int, list[str]] = {}
        for line, component in setwise.rows(
            "SELECT p.line_id, p.component FROM programs_decreepart p JOIN programs_decreeline l ON l.id = p.line_id "
            "WHERE l.decree_id = %s AND l.position > %s AND l.position <= %s ORDER BY p.line_id, p.component",
            [decree.pk, start, start + _SLICE],
        ):
            parts.setdefault(line, []).append(component_label(component))
        names = resolve(scope, {row[5][:10] for row in found})
        for pk, position, name, nik, kk, area, sequence, amount in found:
            village = names[area[:10]].title if area[:10] in names else area[:10]
            yield (
                position, name, vault.mask_digits(vault.unseal(NIK_FIELD, nik)), vault.mask_digits(vault.unseal(KK_FIELD, kk)), village,
                rt_rw(area), "; ".join(parts.get(pk, [])), sequence, amount,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """What the page behind a QR says: no name of anybody."""

    kind: str
    number: str
    place: str
    programme: str
    date: date | None
    issued_at: datetime
    rows: int
    sha256: str
    whole: bool


def get_paper(scope: Scope, paper_id: int) -> DecreePaper:
    """One paper; it names people of the whole decree, so the scope must cover it. Needs programs.view. Raises UMUM-404."""
    scope.require("programs.view")
    row = DecreePaper.objects.select_related("decree", "file").filter(pk=paper_id).first()
    if row is None or not scope.covers(row.decree.wilayah):
        raise NOT_FOUND()
    return row


def public_paper(code: str) -> PublicPaper | None:
    """What is known of the paper behind a code; None for a code that was never given."""
    row = DecreePaper.objects.select_related("decree__stage__programme").filter(check_code=code).first()
    if row is None:
        return None
    decree = row.decree
    place = name_path(Scope((decree.wilayah,), frozenset({"*"})), decree.wilayah)
    return PublicPaper(
        row.get_kind_display(), decree.number, place, decree.stage.programme.name, decree.date, row.issued_at, row.rows, row.sha256,
        decree.digest == digest_of(decree),
    )  # fmt: skip
