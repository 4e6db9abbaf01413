"""Reads rule files (TOML) into a RuleBook; the shape of the file is checked here, its meaning in `checking`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .catalogue import NAME, WIDEST_RANGE, Catalogue, Field, Kind, Subject
from .parsing import ParameterValue
from .problems import RuleProblem, RulesRefused
from .rulebook import (
    OPEN_END,
    Component,
    Condition,
    Parameter,
    Place,
    Programme,
    RuleBook,
    Source,
    Stage,
    Text,
)
from .toml_lines import TomlLines

LARGEST_FILE = 2_000_000
_TOP = {
    "title",
    "include",
    "choices",
    "fields",
    "member_fields",
    "parameter",
    "condition",
    "programme",
}
_DATED = {"key", "from", "until", "alternative", "basis", "source", "sureness"}
_KEYS = {
    "parameter": _DATED | {"value", "unit", "note"},
    "condition": _DATED | {"subject", "when", "met", "not_met", "unknown", "note"},
    "programme": _DATED | {"name", "conditions", "component", "most_units", "most_amount", "stage", "note"},
    "component": {"key", "label", "each", "member", "units", "most"},
    "stage": {"key", "months"},
}


def load(path: Path, catalogue: Catalogue | None = None) -> RuleBook:
    """Reads one file with its includes, or every `*.toml` of a folder in order of name.

    Args:
        path: a TOML file or a folder.
        catalogue: fields known beforehand; the file's own `[fields]` win.

    Raises:
        RulesRefused: a file is missing, unreadable, not TOML or not of the documented shape.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise RulesRefused([RuleProblem(path.name, 1, "folder tidak memuat berkas .toml")])
    reader = _Reader()
    for file in files:
        reader.read(file)
    return reader.book(catalogue or Catalogue())


def load_text(text: str, catalogue: Catalogue | None = None, name: str = "ketentuan.toml") -> RuleBook:
    """Reads a text that includes no other file (an edited copy on screen).

    Raises:
        RulesRefused: not TOML or not of the documented shape.
    """
    reader = _Reader()
    reader.read_text(text, name, folder=None)
    return reader.book(catalogue or Catalogue())


@dataclass
class _Reader:
    seen: set[Path] = field(default_factory=set)
    problems: list[RuleProblem] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    family: dict[str, Field] = field(default_factory=dict)
    member: dict[str, Field] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    choice_places: dict[str, Place] = field(default_factory=dict)

    def book(self, catalogue: Catalogue) -> RuleBook:
        if self.problems:
            raise RulesRefused(self.problems)
        return RuleBook(
            title=" / ".join(self.titles),
            catalogue=catalogue.merged(Catalogue(self.family, self.member)),
            parameters=tuple(self.parameters),
            conditions=tuple(self.conditions),
            programmes=tuple(self.programmes),
            choices=self.choices,
            choice_places=self.choice_places,
        )

    def read(self, file: Path) -> None:
        if file.resolve() in self.seen:
            return
        self.seen.add(file.resolve())
        try:
            if file.stat().st_size > LARGEST_FILE:
                raise OSError(f"lebih besar dari {LARGEST_FILE} bita")
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(RuleProblem(file.name, 1, f"berkas tidak dapat dibaca: {error}"))
            return
        self.read_text(text, file.name, folder=file.parent)

    def read_text(self, text: str, name: str, *, folder: Path | None) -> None:
        try:
            data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found.group(1)) if found else 1
            self.problems.append(RuleProblem(name, line, f"bukan TOML yang sah: {error}"))
            return
        _FileReader(self, name, TomlLines(text)).read(data, folder)


class _Malformed(Exception):
    """A value has the wrong shape; turned into a RuleProblem with its line."""


class _FileReader:
    def __init__(self, whole: _Reader, name: str, lines: TomlLines) -> None:
        self._whole = whole
        self._name = name
        self._lines = lines

    def read(self, data: Mapping[str, Any], folder: Path | None) -> None:
        for key in data.keys() - _TOP:
            self._complain((), key, f"bagian '{key}' tidak dikenal")
        self._guarded((), "title", lambda: self._whole.titles.append(_text(data.get("title", self._name))))
        self._guarded((), "include", lambda: self._includes(data.get("include", []), folder))
        self._fields(data.get("fields", {}), "fields", self._whole.family)
        self._fields(data.get("member_fields", {}), "member_fields", self._whole.member)
        self._choices(data.get("choices", {}))
        self._each(data, "parameter", self._parameter)
        self._each(data, "condition", self._condition)
        self._each(data, "programme", self._programme)

    def _includes(self, names: Any, folder: Path | None) -> None:
        for name in _list(names):
            if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_\-]+\.toml", name):
                raise _Malformed("include hanya nama berkas .toml di folder yang sama")
            if folder is None:
                raise _Malformed("include tidak dapat dipakai di sini")
            self._whole.read(folder / name)

    def _fields(self, table: Any, where: str, into: dict[str, Field]) -> None:
        if not isinstance(table, dict):
            self._complain((), where, f"[{where}] harus berupa tabel")
            return
        for name, content in table.items():

            def declare(name: str = name, content: Any = content) -> None:
                declared = _field(name, content)
                if into.setdefault(name, declared) != declared:
                    raise _Malformed(f"isian '{name}' dinyatakan dua kali dengan jenis berbeda")

            table_path = (where, name) if isinstance(content, dict) else (where,)
            self._guarded(table_path, name, declare)

    def _choices(self, table: Any) -> None:
        def choose() -> None:
            for key, value in _dict(table).items():
                if self._whole.choices.get(key, value) != value:
                    raise _Malformed(f"pilihan untuk '{key}' ditulis dua kali")
                self._whole.choices[_name(key)] = _text(value)
                self._whole.choice_places[key] = Place(self._name, self._lines.line(("choices",), key))

        self._guarded((), "choices", choose)

    def _each(self, data: Mapping[str, Any], kind: str, read: Any) -> None:
        items = data.get(kind, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self._complain((), kind, f"{kind} ditulis sebagai [[{kind}]]")
            return
        for index, item in enumerate(items):
            path: tuple[str | int, ...] = (kind, index)
            for key in item.keys() - _KEYS[kind]:
                self._complain(path, key, f"kunci '{key}' tidak dikenal pada [[{kind}]]")
            self._guarded(path, "key", lambda item=item, path=path: read(item, path))

    def _parameter(self, item: dict[str, Any], path: tuple[str | int, ...]) -> None:
        if "value" not in item:
            raise _Malformed("parameter membutuhkan value")
        self._whole.parameters.append(
            Parameter(
                **self._dated(item, path),
                value=_parameter_value(item["value"]),
                unit=_text(item.get("unit", "")),
                source=_source(item),
            )
        )

    def _condition(self, item: dict[str, Any], path: tuple[str | int, ...]) -> None:
        subject = item.get("subject", "family")
        if subject not in set(Subject):
            raise _Malformed("subject adalah 'family' atau 'member'")
        if not isinstance(item.get("when"), str):
            raise _Malformed('syarat membutuhkan when = "..."')
        key = _text(item.get("key", ""))
        self._whole.conditions.append(
            Condition(
                **self._dated(item, path),
                subject=Subject(subject),
                when=item["when"],
                met=_both(item.get("met", f"{key}: terpenuhi")),
                not_met=_both(item.get("not_met", f"{key}: tidak terpenuhi")),
                unknown=_both(item.get("unknown", f"{key}: data belum ada")),
                source=_source(item),
                when_place=Place(self._name, self._lines.line(path, "when")),
            )
        )

    def _programme(self, item: dict[str, Any], path: tuple[str | int, ...]) -> None:
        conditions = _list(item.get("conditions", []))
        if not conditions:
            raise _Malformed("program membutuhkan sedikitnya satu syarat dalam conditions")
        components = [
            self._component(_dict(part), (*path, "component", number))
            for number, part in enumerate(_list(item.get("component", [])))
        ]
        self._whole.programmes.append(
            Programme(
                **self._dated(item, path),
                name=_both(item.get("name", item.get("key", ""))),
                conditions=tuple(_name(key) for key in conditions),
                components=tuple(components),
                most_units=_limit(item.get("most_units", "")),
                most_amount=_limit(item.get("most_amount", "")),
                stages=tuple(_stage(_dict(stage)) for stage in _list(item.get("stage", []))),
                note=_text(item.get("note", "")),
                source=_source(item),
            )
        )

    def _component(self, item: dict[str, Any], path: tuple[str | int, ...]) -> Component:
        place = Place(self._name, self._lines.line(path, "key"))
        for key in item.keys() - _KEYS["component"]:
            self._complain(path, key, f"kunci '{key}' tidak dikenal pada [[programme.component]]")
        if "member" in item and "units" in item:
            raise _Malformed("komponen memakai member atau units, tidak keduanya")
        if "each" not in item:
            raise _Malformed("komponen membutuhkan each (rupiah per satuan)")
        return Component(
            key=_name(item.get("key", "")),
            label=_both(item.get("label", item.get("key", ""))),
            each=_limit(item["each"]),
            member=_text(item.get("member", "")),
            units=_limit(item.get("units", "")),
            most=_limit(item.get("most", "")),
            place=place,
        )

    def _dated(self, item: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        start = _day(item.get("from"), "from")
        end = _day(item["until"], "until") if "until" in item else OPEN_END
        if end <= start:
            raise _Malformed("until harus sesudah from (hari pertama yang tidak lagi berlaku)")
        alternative = item.get("alternative", "")
        return {
            "key": _name(item.get("key", "")),
            "start": start,
            "end": end,
            "alternative": _text(alternative),
            "place": Place(self._name, self._lines.line(path)),
        }

    def _guarded(self, path: tuple[str | int, ...], key: str, action: Any) -> None:
        try:
            action()
        except _Malformed as error:
            self._complain(path, key, str(error))

    def _complain(self, path: tuple[str | int, ...], key: str, reason: str) -> None:
        self._whole.problems.append(RuleProblem(self._name, self._lines.line(path, key), reason))


def _field(name: str, content: Any) -> Field:
    if isinstance(content, str):
        content = {"type": content}
    table = _dict(content)
    if extra := table.keys() - {"type", "min", "max", "label"}:
        raise _Malformed(f"kunci '{min(extra)}' tidak dikenal pada isian '{name}'")
    if table.get("type") not in set(Kind):
        raise _Malformed(f"jenis isian '{name}' harus salah satu dari {', '.join(Kind)}")
    kind = Kind(table["type"])
    low, high = table.get("min"), table.get("max")
    for bound in (low, high):
        if bound is None:
            continue
        if not kind.numeric or isinstance(bound, bool) or not isinstance(bound, int | float):
            raise _Malformed(f"min dan max isian '{name}' harus bilangan")
        if not abs(bound) <= WIDEST_RANGE:
            raise _Malformed(f"min dan max isian '{name}' paling jauh {WIDEST_RANGE}")
    if low is not None and high is not None and low > high:
        raise _Malformed(f"min isian '{name}' lebih besar dari max")
    return Field(_name(name), kind, low, high, _text(table.get("label", "")))


def _stage(item: dict[str, Any]) -> Stage:
    months = _list(item.get("months", []))
    if not months or not all(isinstance(month, int) and 1 <= month <= 12 for month in months):
        raise _Malformed("tahap membutuhkan months = [1, 2, 3] (1 sampai 12)")
    return Stage(_text(item.get("key", "")), tuple(months))


def _parameter_value(value: Any) -> ParameterValue:
    if isinstance(value, list):
        if not value or not all(isinstance(one, bool | int | float | str) for one in value):
            raise _Malformed("daftar parameter berisi bilangan atau teks dan tidak kosong")
        return tuple(value)
    if isinstance(value, datetime) or not isinstance(value, bool | int | float | str | date):
        raise _Malformed("value adalah bilangan, teks, ya/tidak, tanggal, atau daftarnya")
    return value


def _source(item: Mapping[str, Any]) -> Source:
    return Source(*(_text(item.get(key, "")) for key in ("basis", "source", "sureness")))


def _both(value: Any) -> Text:
    if isinstance(value, str):
        return Text(value, value)
    table = _dict(value)
    if not isinstance(table.get("id"), str) or not set(table) <= {"id", "en"}:
        raise _Malformed('kalimat ditulis sebagai { id = "...", en = "..." }')
    return Text(table["id"], _text(table.get("en", table["id"])))


def _day(value: Any, key: str) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _Malformed(f"{key} harus tanggal, misalnya {key} = 2026-01-01")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise _Malformed(f"nama '{str(value)[:60]}' harus huruf kecil, angka dan garis bawah, paling panjang 60")
    return value


def _limit(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Malformed(f"harus teks, bukan {type(value).__name__}")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Malformed("harus berupa daftar")
    return value


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Malformed("harus berupa tabel")
    return value
