"""Files to providers, read back by readers that are not ours: exact amounts, escaped names, count and total."""

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.delivery.disbursement.providers import iso20022, mass_text, sheets
from pilar.delivery.disbursement.providers.profiles import PROFILES, profile_for, profiles_of
from pilar.delivery.disbursement.providers.render import Head, PayLine, plain_name
from pilar.delivery.disbursement.references import reference

HEAD = Head(3, 1, "bri", "002", "BANSOS 00001 DAFTAR 3", datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "P123-1")
NS = {"p": iso20022.NAMESPACE}
ODD = 'SITI <b> & "NUR\'AINI" ]]> é\x00'


def lines(count: int = 3, name: str = "SITI", amount: int = 600_000) -> list[PayLine]:
    return [
        PayLine(n, reference(10**12 + n, 1), f"00120{n:08d}", name, amount + n, "1872011001")
        for n in range(1, count + 1)
    ]


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(1, 10**13)), min_size=1, max_size=5))
def test_pain001_read_by_another_reader_says_the_same(people: list[tuple[str, int]]) -> None:
    paid = [
        PayLine(n, reference(n, 1), f"{n:010d}", name, amount, "") for n, (name, amount) in enumerate(people, start=1)
    ]
    root = ElementTree.fromstring(iso20022.write_pain001(profile_for("bri", "pain001"), HEAD, paid))
    found = root.findall(".//p:CdtTrfTxInf", NS)
    amounts = [one.findtext("p:Amt/p:InstdAmt", namespaces=NS) for one in found]
    assert amounts == [f"{line.amount_rp}.00" for line in paid]
    assert [one.findtext("p:PmtId/p:EndToEndId", namespaces=NS) for one in found] == [line.e2e for line in paid]
    assert [one.findtext("p:CdtrAcct/p:Id/p:Othr/p:Id", namespaces=NS) for one in found] == [
        line.account for line in paid
    ]
    for path in ("p:GrpHdr", "p:PmtInf"):
        head = root.find(f"./p:CstmrCdtTrfInitn/{path}", NS)
        assert head is not None
        assert head.findtext("p:NbOfTxs", namespaces=NS) == str(len(paid))
        assert head.findtext("p:CtrlSum", namespaces=NS) == f"{sum(line.amount_rp for line in paid)}.00"


def test_pain001_keeps_an_odd_name_a_name() -> None:
    root = ElementTree.fromstring(iso20022.write_pain001(profile_for("bri", "pain001"), HEAD, lines(1, ODD)))
    assert root.findtext(".//p:Cdtr/p:Nm", namespaces=NS) == ODD.replace("\x00", "")


def test_mass_text_has_count_and_total_in_its_head() -> None:
    rows = mass_text.write(profile_for("bri", "mass_text"), HEAD, lines(3, "Émile, Jr")).decode("ascii").split("\r\n")
    assert rows[0] == "P,20261124,,3,1800006.00"
    cells = rows[1].split(",")
    assert (cells[1], cells[5], cells[6]) == ("EMILE JR", "IDR", "600001.00")
    assert len(cells) == 11
    assert len(cells[8]) <= 19
    assert profile_for("bri", "mass_text").rows_per_file == 99_999


@pytest.mark.parametrize("profile", [one for one in PROFILES if one.form == "csv"], ids=lambda one: one.code)
def test_sheets_carry_reference_and_amount(profile) -> None:
    text = sheets.write_csv(profile, HEAD, lines(2, "=HYPERLINK(1)")).decode()
    rows = list(csv.DictReader(io.StringIO(text), delimiter=profile.separator))
    titles = {column.field: column.title for column in profile.columns}
    assert [row[titles["e2e"]] for row in rows] == [line.e2e for line in lines(2)]
    assert [int(row[titles["amount"]]) for row in rows] == [600_001, 600_002]
    assert not any(row[titles["name"]].startswith("=") for row in rows)


@given(st.text(max_size=120), st.integers(1, 60))
def test_names_are_cut_the_same_every_time(name: str, width: int) -> None:
    cut = plain_name(name, width)
    assert len(cut) <= width
    assert cut.isascii()
    assert cut == plain_name(name, width) == cut.upper()


def test_every_channel_has_a_shape() -> None:
    from pilar.delivery.disbursement.lists import CHANNELS

    assert all(profiles_of(one.code) for one in CHANNELS)
