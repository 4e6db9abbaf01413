"""Numbers, money, dates, identity numbers: as people here write them."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.ui import formats
from pilar.core.ui.widgets import AngkaInput, NikInput, TanggalField


def test_known_values() -> None:
    assert formats.angka(1_234_567) == "1.234.567"
    assert formats.angka(Decimal("12.50")) == "12,5"
    assert formats.angka(Decimal("1E+6")) == "1.000.000"
    assert formats.angka(12, 2) == "12,00"
    assert formats.angka(-0.001, 1) == "0,0"
    assert formats.angka(-1500) == "−1.500"
    assert formats.rupiah(200_000) == "Rp\u00a0200.000"
    assert formats.rupiah(-5000) == "−Rp\u00a05.000"
    assert formats.persen(0.1234) == "12,3%"
    assert formats.persen(0.5) == "50%"
    assert formats.persen(1, 0) == "100%"


@pytest.mark.parametrize(
    "show",
    [
        formats.angka,
        formats.rupiah,
        formats.persen,
        formats.tanggal,
        formats.waktu,
        formats.jam,
        formats.nik_masked,
        formats.nik_grouped,
    ],
)
@pytest.mark.parametrize("absent", [None, ""])
def test_absent_is_a_dash_never_zero(show: object, absent: object) -> None:
    assert show(absent) == "–"  # type: ignore[operator]


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_can_be_read_back(value: int) -> None:
    text = formats.angka(value)
    assert int(text.replace(".", "").replace("−", "-")) == value
    assert re.fullmatch(r"−?\d{1,3}(\.\d{3})*", text)
    assert formats.rupiah(value).endswith(formats.angka(abs(value)))


@given(st.floats(min_value=0, max_value=1))
def test_shares_are_rounded_not_shifted(share: float) -> None:
    shown = formats.persen(share)
    assert abs(float(shown.rstrip("%").replace(".", "").replace(",", ".")) - share * 100) <= 0.0501


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_not_a_number_is_a_dash(bad: float) -> None:
    assert formats.angka(bad) == formats.persen(bad) == "–"


def test_months_follow_the_language() -> None:
    day = dt.date(2026, 8, 1)
    with translation.override("id"):
        assert formats.tanggal(day) == "1 Agustus 2026"
    with translation.override("en"):
        assert formats.tanggal(day) == "1 August 2026"


def test_the_clock_of_three_zones() -> None:
    moment = dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.UTC)
    with translation.override("id"):
        assert formats.waktu(moment, "WIB") == "24 November 2026 23.30 WIB"
        assert formats.waktu(moment, "WITA") == "25 November 2026 00.30 WITA"
        assert formats.waktu(moment, "WIT") == "25 November 2026 01.30 WIT"
        assert formats.tanggal(moment, "WIT") == "25 November 2026"
        with timezone.override("Asia/Makassar"):
            assert formats.jam(moment) == "00.30 WITA"
        assert formats.jam(moment.replace(tzinfo=None), "WIB") == "23.30 WIB"
    with pytest.raises(ValueError, match="zone must be one of"):
        formats.waktu(moment, "WIX")


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_masked_shows_only_eight_digits(nik: str) -> None:
    shown = formats.nik_masked(nik)
    assert shown == f"{nik[:4]}••••••••{nik[12:]}"
    assert formats.nik_masked(formats.nik_grouped(nik)) == shown
    assert formats.nik_grouped(nik).replace("\u00a0", "") == nik


@given(st.text(max_size=30))
def test_anything_else_is_masked_whole(text: str) -> None:
    digits = re.sub(r"\D", "", text)
    if text and not (len(digits) == 16 and digits.isascii()):
        assert set(formats.nik_masked(text)) == {"•"}


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31)), st.sampled_from("-/. "))
def test_dates_typed_in_any_shape(day: dt.date, sign: str) -> None:
    read = TanggalField().clean
    assert read(f"{day.day}{sign}{day.month}{sign}{day.year}") == day
    assert read(f"{day:%d%m%Y}") == day
    for language in ("id", "en"):
        with translation.override(language):
            assert read(formats.tanggal(day)) == day
            assert read(formats.tanggal(day).upper()) == day


@pytest.mark.parametrize(
    "bad",
    [
        "31-02-1987",
        "24-11-87",
        "1987-11-24",
        "besok",
        "24 Nopember1987",
        "00-00-0000",
        "٢٤-١١-١٩٨٧",
        "1-13-2000",
        "24 xyz 1987",
    ],
)
def test_unclear_dates_are_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        TanggalField().clean(bad)


@pytest.mark.parametrize(
    "typed",
    ["3573 0102 0390 0001", "3573.0102.0390.0001", "3573-0102-0390-0001", "'3573010203900001", " 3573010203900001\n"],
)
def test_nik_is_taken_in_any_shape(typed: str) -> None:
    assert NikInput().value_from_datadict({"nik": typed}, {}, "nik") == "3573010203900001"


def test_nik_keeps_wrong_letters_for_the_rule_to_judge() -> None:
    widget = NikInput()
    assert widget.value_from_datadict({"nik": "3573O102"}, {}, "nik") == "3573O102"
    assert widget.value_from_datadict({}, {}, "nik") is None
    assert widget.format_value("35730102") == "3573 0102"
    assert widget.format_value("3573O102") == "3573O102"


@given(st.integers(min_value=0, max_value=10**12))
def test_amounts_with_dots_are_read(value: int) -> None:
    widget = AngkaInput()
    shown = widget.format_value(value)
    for typed in (shown, f"Rp {shown}", f"rp. {shown}", str(value)):
        assert widget.value_from_datadict({"n": typed}, {}, "n") == str(value)


@pytest.mark.parametrize("typed", ["1.5", "12.50", "1.2345", "1,5"])
def test_a_point_that_is_no_thousands_sign_stays(typed: str) -> None:
    assert AngkaInput().value_from_datadict({"n": typed}, {}, "n") == typed
