"""The issue's traps and bad files, each written the way some bank, post office or mistake writes it, and read as a whole file.

Every test says three things: what each line became, who is paid afterwards, and that no line is missing.
"""

import io
from datetime import date
from typing import Any

import pytest
from django.db.models import Sum
from tests.unit.delivery.reconciliation.paying_stage import PayingStage, classes, file_of, make_stage, states, take

from pilar.core.problems import Problem
from pilar.delivery.disbursement.models import Answer, Posting
from pilar.delivery.reconciliation.models import Line

pytestmark = pytest.mark.django_db
SENT, PAID = "sent", "paid"


@pytest.fixture
def stage() -> PayingStage:
    return make_stage(4)


def paid_rp() -> int:
    return int(Posting.objects.filter(account="disbursed").aggregate(s=Sum("amount_rp"))["s"] or 0)


def bpd(stage: PayingStage, statuses: tuple[str, ...] = ("BERHASIL", "BERHASIL", "GAGAL", "BERHASIL")) -> str:
    """Our own sheet for a regional bank, sent back with two columns more."""
    rows = ["REKENING TUJUAN,NAMA,JUMLAH,BERITA,REF,STATUS,KETERANGAN"]
    for order, status in zip(stage.orders, statuses, strict=True):
        rows.append(
            f'{order.account_last4},{order.name},"200,000.00",BPNT,{order.e2e},{status},{"REKENING PASIF" if status == "GAGAL" else ""}'
        )
    return "\r\n".join(rows) + "\r\n"


def book(rows: list[list[Any]]) -> bytes:
    from openpyxl import Workbook

    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_regional_bank_sends_our_sheet_back(stage: PayingStage) -> None:
    got = take(bpd(stage).encode(), stage)
    assert classes(got) == ["cocok", "cocok", "gagal", "cocok"]
    assert states(stage) == [PAID, PAID, "rejected", PAID]
    assert paid_rp() == 600_000


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_writing_of_the_file_does_not_matter(stage: PayingStage, encoding: str) -> None:
    assert classes(take(bpd(stage).replace(",", ";").replace('"200;000.00"', "200000").encode(encoding), stage)) == [
        "cocok",
        "cocok",
        "gagal",
        "cocok",
    ]


def test_a_workbook_with_a_letterhead_numbers_dates_and_a_total(stage: PayingStage) -> None:
    rows: list[list[Any]] = [
        ["PT BANK CONTOH (PERSERO) TBK"],
        ["Laporan Penyaluran Bansos"],
        [],
        ["No.", "No. Referensi", "No. Rekening", "Nama Penerima", "Nominal (Rp)", "Tgl. Transaksi", "Status"],
    ]
    for place, order in enumerate(stage.orders):
        rows.append([place + 1, order.e2e, order.account_last4, order.name, 200_000, date(2026, 11, 24), "SUKSES"])
    rows.append(["", "", "", "TOTAL", 800_000])
    got = take(book(rows), stage, name="laporan.xlsx")
    assert (file_of(got).state, file_of(got).held_reason) == ("diterapkan", "")
    assert classes(got) == ["cocok"] * 4
    assert paid_rp() == 800_000


def test_amounts_as_text_and_three_date_styles(stage: PayingStage) -> None:
    rows = [stage.row(place) for place in range(4)]
    for place, (amount, day) in enumerate(
        (
            ("Rp 200.000,00", "24-11-2026"),
            ("Rp200.000", "2026-11-24"),
            ("200,000.00", "24 November 2026"),
            ("200000", "24/11/2026"),
        )
    ):
        rows[place] = rows[place].replace(";200.000;24/11/2026;", f";{amount};{day};")
    got = take(stage.csv(*rows), stage)
    assert classes(got) == ["cocok"] * 4
    assert set(Line.objects.exclude(code="bukan_data").values_list("on_date", flat=True)) == {date(2026, 11, 24)}
    assert paid_rp() == 800_000


def test_shifted_columns_pay_nobody(stage: PayingStage) -> None:
    rows = [
        stage.row(place).replace(f";{stage.orders[place].name};", f";{stage.orders[place].name};;")
        for place in range(4)
    ]
    got = take(stage.csv(*rows), stage)
    assert file_of(got).state == "tertahan"
    assert set(states(stage)) == {SENT}
    assert Line.objects.filter(inbound_id=got.inbound_id).count() == 5


def test_half_a_file_pays_nobody_until_somebody_else_says_so(stage: PayingStage) -> None:
    head = "No;Kode Bayar;Nama;Jumlah;Tanggal Bayar;Status;Keterangan;No Resi"
    rows = [f"{n + 1};{o.e2e};{o.name};200.000;24/11/2026;BAYAR;;P{n}" for n, o in enumerate(stage.orders)]
    got = take("\n".join([head, *rows[:2], ""]).encode(), stage, profile="pos-bayar")
    assert file_of(got).state == "tertahan"
    assert "setengah berkas" in file_of(got).held_reason
    assert set(states(stage)) == {SENT}


def test_the_same_file_under_another_name_books_nothing(stage: PayingStage) -> None:
    take(bpd(stage).encode(), stage)
    again = take(bpd(stage).encode(), stage, name="revisi-final-2.csv")
    assert (again.known, again.renamed) == (True, True)
    assert paid_rp() == 600_000
    assert Answer.objects.count() == 4


def test_a_file_of_another_stage_moves_nothing(stage: PayingStage) -> None:
    other = make_stage(2, number=2)
    got = take(other.csv(other.row(0), other.row(1)), stage)
    assert classes(got) == ["tahap_lain", "tahap_lain"]
    assert set(states(other)) == {SENT}


def test_people_never_ordered_and_amounts_above_the_entitlement(stage: PayingStage) -> None:
    got = take(
        stage.csv(
            stage.row(0, e2e="PX00000000000000001", name="ORANG ASING"), stage.row(1, amount="2.000.000"), stage.row(2)
        ),
        stage,
    )
    assert classes(got) == ["tidak_dipesan", "lebih", "cocok"]
    assert states(stage) == [SENT, SENT, PAID, SENT]
    assert paid_rp() == 200_000


def test_trap_ten_times_too_small_is_no_match(stage: PayingStage) -> None:
    got = take(stage.csv(stage.row(0, amount="20.000"), stage.row(1, amount="20.000,00")), stage)
    assert classes(got) == ["kurang", "kurang"]
    assert paid_rp() == 0


def test_trap_one_fee_line_blocks_nothing(stage: PayingStage) -> None:
    fee = "9;;;BIAYA ADMINISTRASI;6.500;24/11/2026;BIAYA;;F1"
    got = take(stage.csv(stage.row(0), fee, stage.row(1)), stage)
    assert classes(got) == ["cocok", "biaya", "cocok"]
    assert paid_rp() == 400_000


def test_trap_totals_beyond_2147_million() -> None:
    rich = make_stage(3, amount=900_000_000)
    got = take(rich.csv(*(rich.row(place, amount="Rp 900.000.000,00") for place in range(3))), rich)
    assert classes(got) == ["cocok"] * 3
    assert file_of(got).total_rp == paid_rp() == 2_700_000_000


def test_trap_the_same_answers_five_times_over_pay_once(stage: PayingStage) -> None:
    for turn in range(5):
        rows = [stage.row(place, journal=f"J{place}") for place in range(4)]
        rows = rows[turn % 4 :] + rows[: turn % 4]
        take(stage.csv(*rows), stage, name=f"ulang-{turn}.csv")
    assert paid_rp() == 800_000
    assert Answer.objects.filter(kind="paid", result="posted").count() == 4


def test_trap_an_empty_file_pays_nobody(stage: PayingStage) -> None:
    with pytest.raises(Problem, match="BRK-001"):
        take(b"", stage)
    for data in (stage.csv(), b"\n\n"):
        take(data, stage, name=f"kosong-{len(data)}.csv")
    assert set(states(stage)) == {SENT}
    assert paid_rp() == 0


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document>pain.002 &b;</Document>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document xmlns="urn:camt.053">&x;</Document>',
        '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://tidak.ada/x.dtd"> %p;]><Document>camt.054</Document>',
    ],
)
def test_xml_bombs_and_external_entities_are_refused(stage: PayingStage, text: str) -> None:
    got = take(text.encode(), stage, name="mutasi.xml")
    assert file_of(got).state == "ditolak"
    assert "REKON-003" in file_of(got).held_reason
    assert set(states(stage)) == {SENT}


def test_a_workbook_that_unpacks_into_gigabytes_is_refused(stage: PayingStage) -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    got = take(out.getvalue(), stage, name="bom.xlsx")
    assert file_of(got).state == "ditolak"
    assert set(states(stage)) == {SENT}
