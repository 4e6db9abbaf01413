"""A stage whose payments were sent: n recipients in two kelurahan of Kota Metro, each owed 200,000 rupiah over BRI."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.unit.evidence.registry.two_cities import AT, GANJAR, YOSO

from pilar.core.bulk.files import keep_bytes
from pilar.core.ids import new_ids
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.models import Batch, Instruction
from pilar.delivery.disbursement.references import reference
from pilar.delivery.programs.models import Decree, Entitlement, Programme, Stage
from pilar.delivery.reconciliation.actions.receive import Received, receive
from pilar.delivery.reconciliation.models import Inbound, Line
from pilar.evidence.registry.models import Family, Person

DAY = date(2026, 11, 1)
HEAD = "No;No Referensi;No Rekening;Nama;Nominal;Tanggal;Status;Keterangan;No Jurnal"
NAMES = (
    "SITI AMINAH",
    "BUDI SANTOSO",
    "SRI WAHYUNI",
    "AGUS SALIM",
    "DEWI LESTARI",
    "JOKO WIDAGDO",
    "RINA MARLINA",
    "HASAN BASRI",
    "TUTI ALAWIYAH",
    "EKO PRASETYO",
)


def actor(name: str = "rekon.satu", *areas: str) -> Actor:
    return Actor(username=name, role="verifikator", scope=Scope(areas or ("1872",), frozenset({"*"})), channel="test")


@dataclass
class PayingStage:
    """The stage and its instructions, in order."""

    stage: Stage
    orders: list[Instruction]

    def csv(self, *rows: str) -> bytes:
        return "\n".join((HEAD, *rows, "")).encode()

    def row(
        self,
        place: int,
        *,
        amount: str = "200.000",
        status: str = "SUKSES",
        words: str = "",
        journal: str = "",
        e2e: str = "",
        name: str = "",
    ) -> str:
        order = self.orders[place]
        return f"{place + 1};{e2e or order.e2e};{order.account_last4};{name or order.name};{amount};24/11/2026;{status};{words};{journal or f'J{place}'}"


def make_stage(
    count: int = 6, *, number: int = 1, channel: str = "bri", amount: int = 200_000, state: str = "sent"
) -> PayingStage:
    """Everything below reconciliation, written straight into the tables."""
    programme, _ = Programme.objects.get_or_create(
        wilayah="1872",
        code="BPNT-D",
        defaults={
            "name": "Bantuan Pangan Daerah",
            "form": "tunai",
            "active_from": DAY,
            "made_at": AT,
            "made_by": "uji",
        },
    )
    stage = Stage.objects.create(
        programme=programme, wilayah="1872", year=2026, number=number, label=f"Tahap {number}", active_from=DAY, active_to=date(2026, 12, 1),
        fund="apbd_kota", budget_rp=amount * max(count, 1) * 2, state="ordering", state_since=AT, made_at=AT, made_by="uji",
    )  # fmt: skip
    decree = Decree.objects.create(
        stage=stage, wilayah="1872", state="frozen", number=f"SK/{number}", date=DAY, count=count, total_rp=amount * count, drafted_at=AT,
        drafted_by="satu", frozen_at=AT, frozen_by="dua", digest="a" * 64,
    )  # fmt: skip
    batch = Batch.objects.create(
        stage=stage, wilayah="1872", number=1, channel=channel, profile="uji", state="transmitted", count=max(count, 1), total_rp=amount * max(count, 1),
        made_by="a", made_at=AT, approved_by="b", approved_at=AT, sent_by="c", sealed_at=AT, transmitted_at=AT,
    )  # fmt: skip
    ids = new_ids(count * 3)
    families, persons, entitlements, orders = [], [], [], []
    for n in range(count):
        family, person, right = ids[n * 3 : n * 3 + 3]
        place, name = (GANJAR, YOSO)[n % 2], f"{NAMES[n % len(NAMES)]}{'' if n < len(NAMES) else f' KE {n}'}"
        families.append(Family(pk=family, wilayah=place, head_name=name, as_of=DAY))
        persons.append(Person(pk=person, wilayah=place, family_id=family, name=name, as_of=DAY))
        facts: dict[str, Any] = {
            "stage": stage,
            "family_id": family,
            "person_id": person,
            "wilayah": place,
            "amount_rp": amount,
        }
        entitlements.append(Entitlement(pk=right, decree=decree, **facts))
        orders.append(
            Instruction(
                entitlement_id=right, attempt=1, e2e=reference(right, 1), channel=channel, batch=batch, name=name, account_last4=f"{n:04d}",
                state=state, state_since=AT, sent_at=AT, paid_on=DAY if state == "paid" else None, **facts,
            )
        )  # fmt: skip
    for model, rows in ((Family, families), (Person, persons), (Entitlement, entitlements), (Instruction, orders)):
        model.objects.bulk_create(rows, batch_size=500)  # type: ignore[attr-defined]
    return PayingStage(stage, orders)


def take(
    data: bytes,
    stage: PayingStage | None,
    *,
    name: str = "hasil.csv",
    by: Actor | None = None,
    profile: str = "hasil-salur",
    channel: str = "bri",
) -> Received:
    """Keep and read a file."""
    who = by or actor()
    file = keep_bytes(name, [data], by=who, at=AT)
    return receive(
        file=file,
        file_name=name,
        channel=channel,
        profile=profile,
        stage_id=stage.stage.pk if stage else None,
        area="1872",
        by=who,
        at=AT,
    )


def classes(received: Received) -> list[str]:
    """Classes of the data lines of a file."""
    rows = Line.objects.filter(inbound_id=received.inbound_id).exclude(code="bukan_data").order_by("row")
    return list(rows.values_list("code", flat=True))


def states(stage: PayingStage) -> list[str]:
    return list(Instruction.objects.filter(stage=stage.stage).order_by("pk").values_list("state", flat=True))


def file_of(received: Received) -> Inbound:
    return Inbound.objects.get(pk=received.inbound_id)
