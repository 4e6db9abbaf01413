"""From the endorsed lists to money received: decree, payment files, the simulated bank and post office, results, one closed stage.

Two stages of the food aid: a late one ("susulan") that was paid over BRI, settled to the rupiah and closed by two persons; and the present
one over BRI, PT Pos and by hand, of which some answers are missing, some failed and some lines of the bank explain nothing yet.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse

from pilar.config import config
from pilar.core.bulk.files import keep_bytes
from pilar.core.clock import now
from pilar.core.ids import new_id
from pilar.core.problems import Problem
from pilar.core.scope import Actor
from pilar.decision.deliberation.models import EndorsedUsul, Endorsement
from pilar.delivery.disbursement.actions import acts, batches, build, transmit
from pilar.delivery.disbursement.actions.accounts import set_account
from pilar.delivery.disbursement.actions.outcomes import Outcome
from pilar.delivery.disbursement.models import Batch, Instruction, PayAccount
from pilar.delivery.disbursement.providers.profiles import profiles_of
from pilar.delivery.disbursement.queries import ready_of
from pilar.delivery.disbursement.simulation.bank import SimulatedBank
from pilar.delivery.programs.actions import decree, enrol, papers, stages
from pilar.delivery.programs.catalogue import lists_of
from pilar.delivery.programs.models import Decree, Entitlement, Membership, MembershipStep, Programme, Stage
from pilar.delivery.programs.problems import NOBODY
from pilar.delivery.reconciliation.actions import closing, receive, repair
from pilar.delivery.reconciliation.models import Closing, Inbound, Line, RepairCase
from pilar.demo.desks import Desks
from pilar.evidence.registry.models import Person, ReceivedAid
from pilar.foundation.accounts.queries import today

Say = Callable[[str], None]
SOURCE = "SEMBAKO"
MONTHLY_RP = 200_000
PLACED = 0.9
"""Share of those proposed that have a place; the rest waits."""
ANSWERED = 0.85
"""Share of the present stage whose result the provider has told; the rest is on its way."""
_REASONS = {
    "rejected": ("Rekening pasif lebih dari 6 bulan", "Nama tidak sama dengan KTP", "Rekening tidak terdaftar", "Kartu rusak"),
    "not_collected": ("Tidak hadir sampai batas waktu", "Pindah alamat"),
    "returned": ("Rekening tutup",),
}  # fmt: skip
_STATUS = {"paid": "SUKSES", "rejected": "GAGAL", "not_collected": "TIDAK DIAMBIL", "returned": "RETUR"}
_HEAD = ("No", "No Referensi", "No Rekening", "Nama", "Nominal", "Tanggal", "Status", "Keterangan", "No Jurnal")


@dataclass(frozen=True, slots=True)
class Plan:
    """One stage of the demonstration. `final`: everything is answered, settled and closed."""

    number: int
    label: str
    active_from: date
    active_to: date
    final: bool


def plans(day: date) -> tuple[Plan, Plan]:
    """The quarter before the running one, paid late, and the running quarter."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    before = date(first.year - (first.month == 1), (first.month - 4) % 12 + 1, 1)
    return (
        Plan((before.month + 2) // 3, "Tahap susulan", before, first, True),
        Plan((first.month + 2) // 3, "Tahap berjalan", first, after, False),
    )


def pay(desks: Desks, say: Say) -> None:
    """Both stages as far as they go. Repeating it goes on after a crash, and changes nothing when all is done."""
    lists = list(Endorsement.objects.filter(wilayah=desks.office, period=desks.period, undone_at=None).order_by("pk"))
    proposed = EndorsedUsul.objects.filter(endorsement__in=lists, kind="bansos", programme=SOURCE).count()
    if not proposed and not _on_the_list(desks.office).exists():
        return
    say("Penetapan, penyaluran, dan rekonsiliasi …")
    clerk = desks.by_role["pengisi_data"]
    programme = stages.make_programme(area=desks.office, code=SOURCE, by=clerk, at=now())
    for plan in plans(today(now())):
        stage = _stage(desks, programme, plan, proposed, lists)
        if stage.state == "draft":
            known_recipients(programme, desks.office, clerk)
        if not Membership.objects.filter(programme_id=programme, state="aktif").exists():
            return
        _decree(desks, stage)
        _order(desks, stage, plan)
        _hand_in(desks, stage)
        _results(desks, stage, plan)
        if plan.final:
            _settle(desks, stage)


def _stage(desks: Desks, programme: int, plan: Plan, proposed: int, lists: Sequence[Endorsement]) -> Stage:
    clerk, places = desks.by_role["pengisi_data"], max(1, int(proposed * PLACED))
    known = Stage.objects.filter(
        programme_id=programme, year=plan.active_from.year, number=plan.number
    ).first()  # fmt: skip
    if known is not None and (known.state != "draft" or Membership.objects.filter(programme_id=programme).exists()):
        return known
    stage_id = known.pk if known else stages.open_stage(
        programme_id=programme, year=plan.active_from.year, number=plan.number, label=plan.label, active_from=plan.active_from,
        active_to=plan.active_to, fund="apbn", budget_line="5.1.06.01 Belanja bantuan sosial", budget_rp=(proposed + _on_the_list(desks.office).count()) * 3 * MONTHLY_RP,
        by=clerk, at=now(),
    )  # fmt: skip
    stages.set_quota(stage_id=stage_id, quotas={desks.office: places}, by=clerk, at=now())
    for one in lists:
        enrolled = Membership.objects.filter(programme_id=programme, endorsement_id=one.pk)
        if (
            not enrolled.exists()
            and EndorsedUsul.objects.filter(endorsement=one, kind="bansos", programme=SOURCE).exists()
        ):
            _enrol(stage_id, one.pk, clerk)
    return Stage.objects.get(pk=stage_id)


def _enrol(stage_id: int, endorsement_id: int, clerk: Actor) -> None:
    """Those of an endorsed list who can receive; a list of which nobody is in the register yet enrols nobody."""
    try:
        enrol.enrol(stage_id=stage_id, endorsement_id=endorsement_id, source=SOURCE, by=clerk, at=now())
    except Problem as refusal:
        if refusal.kind is not NOBODY:
            raise


def _on_the_list(office: str) -> QuerySet[ReceivedAid]:
    """Who received the food aid before, by the list of recipients that came in, and still lives here."""
    return ReceivedAid.objects.filter(
        wilayah__startswith=office, programme__in=lists_of(SOURCE), person__status="hidup", person__merged_into=None,
        person__family__isnull=False, person__family__merged_into=None,
    )  # fmt: skip


@transaction.atomic
def known_recipients(programme: int, office: str, by: Actor) -> int:
    """Members from before Pilar: an office that begins has its recipients already. Written straight into the tables, as a move from
    an older system would; those who take part already are left as they are. Returns how many."""
    there = set(Membership.objects.filter(programme_id=programme).values_list("family_id", flat=True))
    found: dict[int, tuple[Person, date]] = {}
    for one in _on_the_list(office).select_related("person").order_by("pk"):
        family = one.person.family_id if one.person is not None else None
        if one.person is not None and family is not None and family not in there:
            found.setdefault(family, (one.person, one.as_of))
    members = [
        Membership(
            programme_id=programme, family_id=family, person=person, wilayah=person.wilayah, per_family=True, state="aktif", since=since,
            rule_version="daftar penerima sebelum Pilar",
        )
        for family, (person, since) in found.items()
    ]  # fmt: skip
    Membership.objects.bulk_create(members, batch_size=500)
    bulk = new_id()
    MembershipStep.objects.bulk_create(
        [
            MembershipStep(
                membership=one, act="daftar", to_state="aktif", on=one.since, at=now(), by=by.username, note="Daftar penerima sebelum Pilar",
                bulk_id=bulk,
            )
            for one in members
        ],
        batch_size=500,
    )  # fmt: skip
    return len(members)


def _decree(desks: Desks, stage: Stage) -> None:
    head, at = desks.by_role["kepala_dinas"], now()
    if not Decree.objects.filter(stage=stage, state="frozen").exists():
        drafted, _ = decree.draft(stage_id=stage.pk, by=desks.by_role["pengisi_data"], at=at)
        decree.freeze(
            decree_id=drafted, signer="Drs. Bambang Suryanto", signer_nip="196804121994031007", by=head, at=at
        )  # fmt: skip
    for one in Decree.objects.filter(stage=stage, state="frozen"):
        papers.issue_papers(
            decree_id=one.pk,
            address=lambda code: desks.address + reverse("programs:check", args=[code]),
            by=head,
            at=at,
        )
        for code, number in (
            ("sk", one.number),
            ("spm", f"00{stage.number}/SPM-LS"),
            ("sp2d", f"11{stage.number}/SP2D"),
            ("si", f"S-{stage.number}"),
        ):
            acts.record_act(
                stage_id=stage.pk, code=code, on=today(at), number=number, by=desks.by_role["pengisi_data"], at=at,
                amount_rp=one.total_rp if code in ("spm", "sp2d") else None,
            )  # fmt: skip


def _order(desks: Desks, stage: Stage, plan: Plan) -> None:
    """One list for each way to the recipients: in the present stage every fourth kelurahan over the post office, every fourth by hand."""
    clerk = desks.by_role["pengisi_data"]
    rows = list(ready_of(clerk.scope, stage.pk).values_list("pk", "wilayah", "person_id").order_by("pk"))
    if Batch.objects.filter(stage=stage).exists() or not rows:
        return
    places = {code: place for place, code in enumerate(sorted({row[1][:10] for row in rows}))}
    ways: dict[str, list[int]] = {"bri": [], "pos": [], "tunai": []}
    for entitlement, wilayah, person in rows:
        channel = "bri" if plan.final else {2: "pos", 3: "tunai"}.get(places[wilayah[:10]] % 4, "bri")
        ways[channel].append(entitlement)
        if channel == "bri" and not PayAccount.objects.filter(person_id=person, channel="bri").exists():
            set_account(
                person_id=person, channel="bri", number=f"9{person % 10**14:014d}", holder="", state="aktif", by=clerk, at=now(), branch="KC Metro"
            )  # fmt: skip
    for channel, chosen in ways.items():
        if chosen:
            build.build_batch(
                stage_id=stage.pk, channel=channel, profile=profiles_of(channel)[0].code, entitlement_ids=chosen, by=clerk, at=now()
            )  # fmt: skip


def _bank(desks: Desks) -> SimulatedBank:
    """The simulated bank and post office; its books lie in the home of the demonstration."""
    return SimulatedBank(Path(config().home) / "SINTETIS-bank.db", desks.seed, faults=0.0)


def _hand_in(desks: Desks, stage: Stage) -> None:
    """The head of division approves, the verifier seals and hands over: three people."""
    verifier = desks.by_role["verifikator"]
    for one in Batch.objects.filter(stage=stage).order_by("number"):
        if one.state == "draft":
            batches.approve(batch_id=one.pk, by=desks.by_role["kepala_bidang"], at=now())
            one.refresh_from_db()
        if one.state == "approved":
            batches.seal(batch_id=one.pk, by=verifier, at=now())
            one.refresh_from_db()
        if one.state != "sealed":
            continue
        if one.channel == "tunai":
            transmit.record_handed_over(batch_id=one.pk, receipt="Bendahara pengeluaran", by=verifier, at=now())
        else:
            transmit.transmit_due(deliver=_bank(desks).deliver, by=verifier, at=now(), batch_ids=[one.pk])


def _results(desks: Desks, stage: Stage, plan: Plan) -> None:
    """What bank and post office say, as a sheet through the door for results; for the present stage not about everybody."""
    verifier = desks.by_role["verifikator"]
    for one in Batch.objects.filter(stage=stage, state="transmitted", channel__in=("bri", "pos")).order_by("number"):
        name = f"hasil-{one.channel}-tahap-{stage.number}.csv"
        if Inbound.objects.filter(stage=stage, channel=one.channel).exists():
            continue
        orders = list(Instruction.objects.filter(batch=one).order_by("pk"))
        told = orders if plan.final else orders[: max(1, int(len(orders) * ANSWERED))]
        data = sheet_of(told, _bank(desks).inquire([row.e2e for row in told]), today(now()), strange=not plan.final)
        kept = keep_bytes(name, [data], by=verifier, at=now())
        receive.receive(
            file=kept, file_name=name, channel=one.channel, profile="hasil-salur", stage_id=stage.pk, area=desks.office, by=verifier, at=now()
        )  # fmt: skip
        if one.channel == "pos":
            transmit.mark_unknown(batch_id=one.pk, by=verifier, at=now())


def sheet_of(orders: Sequence[Instruction], outcomes: Sequence[Outcome], on: date, *, strange: bool) -> bytes:
    """A result sheet as a bank writes it. `strange`: with a fee and with a payment that nobody ordered."""
    named = {one.e2e: one for one in orders}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(_HEAD)
    for place, one in enumerate(outcomes, start=1):
        order = named[one.e2e]
        words = _REASONS.get(one.kind, ("",))
        writer.writerow(
            (
                place, one.e2e, order.account_last4, order.name, f"{one.amount_rp:,}".replace(",", "."), f"{on:%d/%m/%Y}", _STATUS[one.kind],
                words[place % len(words)], one.bank_reference[:60],
            )
        )  # fmt: skip
    if strange and outcomes:
        last, channel = len(outcomes), outcomes[0].channel
        writer.writerow(
            (last + 1, "", "", "", "2.500", f"{on:%d/%m/%Y}", "BIAYA ADMIN", "Biaya administrasi", f"{channel}-BIAYA")
        )
        writer.writerow(
            (last + 2, "TRF-000417", "0417", "TIDAK DIPESAN", "600.000", f"{on:%d/%m/%Y}", "SUKSES", "", f"{channel}-000417")
        )  # fmt: skip
    return out.getvalue().encode()


def _settle(desks: Desks, stage: Stage) -> None:
    """What failed goes back to the treasury, each with its paper; then two persons close the stage."""
    verifier, head = desks.by_role["verifikator"], desks.by_role["kepala_bidang"]
    for place, one in enumerate(RepairCase.objects.filter(stage=stage, ended_at=None).order_by("pk"), start=1):
        repair.end_case(
            case_id=one.pk, result="kas_negara", note="Disetor kembali karena tahap ditutup.", number=f"STS-{place:03d}/{stage.year}",
            on=today(now()), by=verifier, at=now(),
        )  # fmt: skip
    if Closing.objects.filter(stage=stage, closed_at__isnull=False).exists():
        return
    closing.propose_closing(stage_id=stage.pk, area=desks.office, by=verifier, at=now())
    closing.close_stage(stage_id=stage.pk, by=head, at=now())


def money(office: str) -> dict[str, dict[str, Any]]:
    """Each stage in people and rupiah: decreed = never ordered + the last attempts by state. Raises RuntimeError when it does not add up."""
    from pilar.delivery.disbursement.queries import board_of

    scope = Actor.system().scope
    found: dict[str, dict[str, Any]] = {}
    for one in Stage.objects.filter(programme__in=Programme.objects.filter(wilayah=office)).order_by("pk"):
        board = board_of(scope, one.pk)
        ordered = Instruction.objects.filter(stage=one).values("entitlement_id")
        never = (
            Entitlement.objects.filter(stage=one)
            .exclude(pk__in=ordered)
            .aggregate(people=Count("pk"), rp=Sum("amount_rp"))
        )
        parts = {"never_ordered": {"people": never["people"], "rp": never["rp"] or 0}}
        parts |= {row.state.code: {"people": row.count, "rp": row.total_rp} for row in board.lines}
        sums = {unit: sum(part[unit] for part in parts.values()) for unit in ("people", "rp")}
        if sums != {"people": board.decreed, "rp": board.decreed_rp}:
            raise RuntimeError(
                f"stage {one.pk}: {sums} is not what was decreed, {board.decreed} people, Rp {board.decreed_rp}"
            )
        lines = Line.objects.filter(inbound__stage=one).exclude(code="bukan_data").values_list("code", flat=True)
        found[f"{one.year}-{one.number}"] = {
            "label": one.label, "state": one.state, "decreed": sums, "by_state": parts, "lines": dict(sorted(Counter(lines).items())),
        }  # fmt: skip
    return found
