"""Files of providers as lines: sheets through profiles, pain.002, camt, MT940, and what is refused with a named problem."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.problems import Problem
from pilar.core.ui.formats import rupiah
from pilar.delivery.reconciliation.readers import Reading, ReadLine, open_reading
from pilar.delivery.reconciliation.readers.profile import profile_from, profiles
from pilar.delivery.reconciliation.rules.dates import DateRefused, day_of
from pilar.delivery.reconciliation.rules.money import AmountRefused, rupiah_of
from pilar.delivery.reconciliation.rules.repair import reason_of
from pilar.delivery.reconciliation.rules.sampling import allocate, draw

HEAD = "No;No Referensi;No Rekening;Nama;Nominal;Tanggal;Status;Keterangan\n"


def read(text: str | bytes, profile: str = "hasil-salur", name: str = "hasil.csv") -> tuple[Reading, list[ReadLine]]:
    data = text.encode() if isinstance(text, str) else text
    reading = open_reading(lambda: io.BytesIO(data), name, profiles()[profile] if profile else None)
    return reading, list(reading.lines())


def data_of(lines: list[ReadLine]) -> list[ReadLine]:
    return [one for one in lines if one.kind != "note"]


@given(st.integers(0, 10**15))
def test_every_way_of_writing_money_is_read_exactly(amount: int) -> None:
    dotted = f"{amount:,}".replace(",", ".")
    for text in (
        str(amount),
        f"{amount}.00",
        f"{amount},00",
        f"Rp {dotted},00",
        f"Rp{dotted}",
        f"{amount:,}.00",
        f"IDR {amount:,}",
        str(rupiah(amount)),
        f"{dotted},-",
    ):
        assert rupiah_of(text) == amount, text
    assert rupiah_of(f"-{amount}") == -amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,5E5",
        "1.5e+05",
        "200.000,50",
        "12.34.567",
        "1.234.56",
        "dua ratus",
        "٢٠٠",
        "0.200",
        "1e309",
        "9" * 19,
        "--5",
        "NaN",
        "inf",
    ],
)
def test_money_refused_with_a_reason(text: str) -> None:
    with pytest.raises(AmountRefused) as refusal:
        rupiah_of(text)
    assert str(refusal.value).startswith("nominal")


@given(st.text(max_size=30))
def test_any_text_is_money_or_refused(text: str) -> None:
    try:
        assert isinstance(rupiah_of(text), int)
    except AmountRefused:
        pass


def test_dates() -> None:
    for text in (
        "2026-11-24",
        "24/11/2026",
        "24-11-2026 08.30",
        "24 Nov 2026",
        "24 Nopember 2026",
        "20261124",
        "2026-11-24T08:30:00+07:00",
    ):
        assert day_of(text) == date(2026, 11, 24), text
    for text in ("11/24/2026", "24/11/26", "besok", "", "46350", "31/02/2026"):
        with pytest.raises(DateRefused):
            day_of(text)


def test_sheet_with_text_amounts_and_three_dates() -> None:
    _, lines = read(
        "LAPORAN HASIL SALUR\n" + HEAD + "1;P1;7712345678;SITI;Rp 200.000,00;2026-11-24;SUKSES;\n"
        "2;P2;7712345679;BUDI;200.000;24/11/2026;GAGAL;Rekening pasif\n3;P3;771;SRI;200000.00;24 Nov 2026;DIBAYAR;\n"
        "4;P4;771;ANI;1,5E5;24/11/2026;SUKSES;\n5;P5;771;TUTI;200.000;24/11/2026;ENTAHLAH;\nTotal;;;;1.000.000;;;\n"
    )  # fmt: skip
    found = data_of(lines)
    assert [(one.kind, one.amount_rp, str(one.on), one.fault) for one in found] == [
        ("paid", 200_000, "2026-11-24", ""), ("rejected", 200_000, "2026-11-24", ""), ("paid", 200_000, "2026-11-24", ""),
        ("paid", None, "2026-11-24", "nominal_rusak"), ("unknown", 200_000, "2026-11-24", "status_asing"),
    ]  # fmt: skip
    assert found[3].fault_text.startswith("nominal ditulis dalam notasi ilmiah")
    assert [one.row for one in lines] == list(range(1, 9))


def test_shifted_columns_are_explained() -> None:
    rows = "".join(f"{n};P{n};X;771234567{n};SITI;200.000;24/11/2026;SUKSES;\n" for n in range(5))
    reading, lines = read(HEAD + rows)
    assert reading.shifted
    assert {one.fault for one in data_of(lines)} == {"kolom_bergeser"}
    assert "“Nominal” ada di kolom 5, tetapi nominalnya ada di kolom 6" in data_of(lines)[0].fault_text


def test_one_shifted_row_among_good_ones() -> None:
    _, lines = read(
        HEAD
        + "1;P1;77;A;200.000;24/11/2026;SUKSES;\n2;P2;78;B;;200.000;24/11/2026;SUKSES\n3;P3;79;C;200.000;24/11/2026;SUKSES;\n"
    )
    assert [one.fault for one in data_of(lines)] == ["", "kolom_bergeser", ""]


def test_control_row() -> None:
    head = "No Resi;Kode Bayar;Nama;Jumlah;Tanggal Bayar;Status\n"
    row = "R{0};P{0};SITI;600.000;24/11/2026;BAYAR\n"
    reading, _ = read(head + row.format(1) + row.format(2) + "JUMLAH;;2 KPM;1.200.000;;\n", "pos-bayar")
    assert (reading.control_count, reading.control_total_rp) == (2, 1_200_000)


def test_profiles_are_checked() -> None:
    with pytest.raises(Problem, match="REKON-001"):
        profile_from("x", b'label = "x"\n[columns]\nname = ["Nama"]')
    with pytest.raises(Problem, match="REKON-001"):
        profile_from("x", b'label = "x"\n[columns]\namount = ["A"]\nstatus = ["S"]\n[kinds]\nmagic = ["OK"]')
    with pytest.raises(Problem, match="REKON-002"):
        read("a;b\n1;2\n")
    with pytest.raises(Problem, match="REKON-007"):
        read(HEAD, "")


PAIN = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<OrgnlGrpInfAndSts><OrgnlMsgId>B1</OrgnlMsgId><OrgnlNbOfTxs>3</OrgnlNbOfTxs></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>P1</OrgnlEndToEndId><TxSts>ACSC</TxSts><AcctSvcrRef>J1</AcctSvcrRef><OrgnlTxRef><Amt><InstdAmt Ccy="IDR">200000.00</InstdAmt></Amt><Cdtr><Nm>SITI</Nm></Cdtr></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>P2</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>P3</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""  # noqa: E501
CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id><ElctrncSeqNb>7</ElctrncSeqNb>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="IDR">1000000</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="IDR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="IDR">400000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-11-24</Dt></BookgDt><AcctSvcrRef>E</AcctSvcrRef><NtryDtls>
<TxDtls><Refs><EndToEndId>P1</EndToEndId><AcctSvcrRef>J1</AcctSvcrRef></Refs><Amt Ccy="IDR">200000.00</Amt></TxDtls>
<TxDtls><Refs><EndToEndId>P2</EndToEndId><AcctSvcrRef>J2</AcctSvcrRef></Refs><Amt Ccy="IDR">200000.00</Amt></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="IDR">2500</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-11-24</Dt></BookgDt><AddtlNtryInf>Biaya adm</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="IDR">200000</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><BookgDt><Dt>2026-11-25</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>P1</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""  # noqa: E501


def test_pain_002() -> None:
    _, lines = read(PAIN, "")
    assert [(one.kind, one.e2e, one.amount_rp, one.reason_code, one.fault) for one in lines] == [
        ("paid", "P1", 200_000, "", ""), ("rejected", "P2", None, "AC04", ""), ("pending", "P3", None, "", ""),
    ]  # fmt: skip


def test_camt_053_and_its_balance() -> None:
    reading, lines = read(CAMT.format(closing="797500"), "")
    assert [(one.kind, one.e2e, one.amount_rp) for one in lines] == [
        ("paid", "P1", 200_000), ("paid", "P2", 200_000), ("fee", "", 2_500), ("reversal", "P1", 200_000),
    ]  # fmt: skip
    assert (reading.statements[0].number, reading.statements[0].gap_rp) == ("7", 0)
    wrong, _ = read(CAMT.format(closing="797000"), "")
    assert wrong.statements[0].gap_rp == 500


MT940 = """:20:REF
:25:0012345678
:28C:00007/001
:60F:C261123IDR1000000,
:61:2611241124D200000,NTRFP1//J1
:86:/EREF/P1/NAME/SITI AMINAH/ACCT/7712345678
:61:2611241124D2500,NCHGNONREF//J2
:86:BIAYA ADMIN
:61:2611251125C200000,NRTIP1//J3
:86:RETUR
:62F:C261125IDR997500,
"""


def test_mt940() -> None:
    reading, lines = read(MT940, "")
    assert [(one.kind, one.e2e, one.bank_reference, one.amount_rp) for one in lines] == [
        ("paid", "P1", "J1", 200_000), ("fee", "", "J2", 2_500), ("returned", "P1", "J3", 200_000),
    ]  # fmt: skip
    assert (lines[0].name, lines[0].account) == ("SITI AMINAH", "7712345678")
    assert reading.statements[0].gap_rp == 0
    cut, _ = read(MT940[: MT940.index(":62F:")], "")
    assert cut.control_needed


BOMBS = {
    "doctype": '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "x">]><Document>pain.002</Document>',
    "external": '<!DOCTYPE d SYSTEM "file:///etc/passwd"><Document>camt.053</Document>',
    "late doctype": "<?xml version='1.0'?>"
    + " " * 5000
    + "<!DOCTYPE d [<!ENTITY a 'x'>]><Document>pain.002</Document>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_entities_are_refused_before_they_are_read(name: str) -> None:
    with pytest.raises(Problem) as refusal:
        read(BOMBS[name], "")
    assert refusal.value.code in ("REKON-003", "REKON-006")


def test_a_doctype_behind_the_first_block_is_refused_too() -> None:
    with pytest.raises(Problem, match="REKON-003"):
        read("<?xml version='1.0'?><!-- pain.002 -->" + " " * 5000 + "<!DOCTYPE d [<!ENTITY a 'x'>]><Document/>", "")


def test_deep_long_and_cut_xml_are_refused() -> None:
    for text, code in (
        ("<Document>pain.002" + "<a>" * 100, "REKON-004"), (PAIN.replace("closed", "x" * 70_000), "REKON-004"), (PAIN[: len(PAIN) * 2 // 3], "REKON-005"),
        ("<Document>pacs.008</Document>", "REKON-006"),
    ):  # fmt: skip
        with pytest.raises(Problem, match=code):
            read(text, "")


def test_reasons_of_failure() -> None:
    said = {
        "Rekening tidak terdaftar": "tidak_terdaftar",
        "NAMA BERBEDA": "nama_beda",
        "wafat": "meninggal",
        "Kartu hilang": "rusak_hilang",
        "???": "lainnya",
    }
    assert {text: reason_of("", text) for text in said} == said


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 50), max_size=6),
    st.integers(0, 80),
    st.integers(0, 9),
)
def test_samples_can_be_drawn_again(sizes: dict[str, int], wanted: int, seed: int) -> None:
    given_ = allocate(sizes, wanted)
    assert sum(given_.values()) == min(wanted, sum(sizes.values()))
    assert all(0 < count <= sizes[name] for name, count in given_.items())
    strata, start = {}, 0
    for name, size in sizes.items():
        strata[name] = list(range(start, start + size))
        start += size
    assert draw(strata, wanted, seed) == draw({name: ids[::-1] for name, ids in strata.items()}, wanted, seed)
