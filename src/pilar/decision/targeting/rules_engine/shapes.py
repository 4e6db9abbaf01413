"""Values of a rule file in their documented shapes; a wrong one is refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .catalogue import NAME, WIDEST_RANGE, Field, Kind
from .parsing import ParameterValue
from .rulebook import Source, Stage, Text


class Malformed(Exception):
    """A value has the wrong shape; turned into a RuleProblem with its line."""


def field_of(name: str, content: Any) -> Field:
    if isinstance(content, str):
        content = {"type": content}
    table = dict_of(content)
    if extra := table.keys() - {"type", "min", "max", "label"}:
        raise Malformed(f"kunci '{min(extra)}' tidak dikenal pada isian '{name}'")
    if table.get("type") not in set(Kind):
        raise Malformed(f"jenis isian '{name}' harus salah satu dari {', '.join(Kind)}")
    kind = Kind(table["type"])
    low, high = table.get("min"), table.get("max")
    for bound in (low, high):
        if bound is None:
            continue
        if not kind.numeric or isinstance(bound, bool) or not isinstance(bound, int | float):
            raise Malformed(f"min dan max isian '{name}' harus bilangan")
        if not abs(bound) <= WIDEST_RANGE:
            raise Malformed(f"min dan max isian '{name}' paling jauh {WIDEST_RANGE}")
    if low is not None and high is not None and low > high:
        raise Malformed(f"min isian '{name}' lebih besar dari max")
    return Field(name_of(name), kind, low, high, text_of(table.get("label", "")))


def stage_of(item: dict[str, Any]) -> Stage:
    months = list_of(item.get("months", []))
    if not months or not all(isinstance(month, int) and 1 <= month <= 12 for month in months):
        raise Malformed("tahap membutuhkan months = [1, 2, 3] (1 sampai 12)")
    return Stage(text_of(item.get("key", "")), tuple(months))


def parameter_value_of(value: Any) -> ParameterValue:
    if isinstance(value, list):
        if not value or not all(isinstance(one, bool | int | float | str) for one in value):
            raise Malformed("daftar parameter berisi bilangan atau teks dan tidak kosong")
        return tuple(value)
    if isinstance(value, datetime) or not isinstance(value, bool | int | float | str | date):
        raise Malformed("value adalah bilangan, teks, ya/tidak, tanggal, atau daftarnya")
    return value


def source_of(item: Mapping[str, Any]) -> Source:
    return Source(*(text_of(item.get(key, "")) for key in ("basis", "source", "sureness")))


def both_texts(value: Any) -> Text:
    if isinstance(value, str):
        return Text(value, value)
    table = dict_of(value)
    if not isinstance(table.get("id"), str) or not set(table) <= {"id", "en"}:
        raise Malformed('kalimat ditulis sebagai { id = "...", en = "..." }')
    return Text(table["id"], text_of(table.get("en", table["id"])))


def day_of(value: Any, key: str) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Malformed(f"{key} harus tanggal, misalnya {key} = 2026-01-01")
    return value


def name_of(value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise Malformed(f"nama '{str(value)[:60]}' harus huruf kecil, angka dan garis bawah, paling panjang 60")
    return value


def limit_of(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_of(value)


def text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed(f"harus teks, bukan {type(value).__name__}")
    return value


def list_of(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed("harus berupa daftar")
    return value


def dict_of(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("harus berupa tabel")
    return value
