"""Reads rule files (TOML) into a RuleBook; the shape of the file is checked here, its meaning in `checking`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .catalogue import Catalogue, Field, Subject
from .problems import RuleProblem, RulesRefused
from .rulebook import (
    OPEN_END,
    Component,
    Condition,
    Parameter,
    Place,
    Programme,
    RuleBook,
)
from .shapes import (
    Malformed,
    both_texts,
    day_of,
    dict_of,
    field_of,
    limit_of,
    list_of,
    name_of,
    parameter_value_of,
    source_of,
    stage_of,
    text_of,
)
from .toml_lines import TomlLines

LARGEST_FILE = 2_000_000
FILE_NAME = re.compile(r"[A-Za-z0-9_\-]{1,56}\.toml")
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


def load_files(files: Mapping[str, str], catalogue: Catalogue | None = None) -> RuleBook:
    """Reads texts by file name (a version kept in the database); `include` names another of them.

    Raises:
        RulesRefused: no file, a bad name, too large, not TOML or not of the documented shape.
    """
    reader = _Reader(texts=files)
    if not files:
        raise RulesRefused([RuleProblem("ketentuan", 1, "tidak ada berkas .toml")])
    for name in sorted(files):
        reader.read_named(name)
    return reader.book(catalogue or Catalogue())


@dataclass
class _Reader:
    texts: Mapping[str, str] | None = None
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

    def read_named(self, name: str) -> None:
        """One of `texts`; the same file once, however often it is included."""
        if Path(name) in self.seen:
            return
        self.seen.add(Path(name))
        text = (self.texts or {}).get(name)
        if text is None or not FILE_NAME.fullmatch(name) or len(text.encode()) > LARGEST_FILE:
            self.problems.append(RuleProblem(name[:60], 1, "berkas tidak ada, namanya tidak sah, atau terlalu besar"))
            return
        self.read_text(text, name, folder=None)

    def read_text(self, text: str, name: str, *, folder: Path | None) -> None:
        try:
            data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found.group(1)) if found else 1
            self.problems.append(RuleProblem(name, line, f"bukan TOML yang sah: {error}"))
            return
        _FileReader(self, name, TomlLines(text)).read(data, folder)


class _FileReader:
    def __init__(self, whole: _Reader, name: str, lines: TomlLines) -> None:
        self._whole = whole
        self._name = name
        self._lines = lines

    def read(self, data: Mapping[str, Any], folder: Path | None) -> None:
        for key in data.keys() - _TOP:
            self._complain((), key, f"bagian '{key}' tidak dikenal")
        self._guarded((), "title", lambda: self._whole.titles.append(text_of(data.get("title", self._name))))
        self._guarded((), "include", lambda: self._includes(data.get("include", []), folder))
        self._fields(data.get("fields", {}), "fields", self._whole.family)
        self._fields(data.get("member_fields", {}), "member_fields", self._whole.member)
        self._choices(data.get("choices", {}))
        self._each(data, "parameter", self._parameter)
        self._each(data, "condition", self._condition)
        self._each(data, "programme", self._programme)

    def _includes(self, names: Any, folder: Path | None) -> None:
        for name in list_of(names):
            if not isinstance(name, str) or not FILE_NAME.fullmatch(name):
                raise Malformed("include hanya nama berkas .toml di folder yang sama")
            if folder is not None:
                self._whole.read(folder / name)
            elif self._whole.texts is not None and name in self._whole.texts:
                self._whole.read_named(name)
            else:
                raise Malformed(f"include menyebut {name} yang tidak ada di sini")

    def _fields(self, table: Any, where: str, into: dict[str, Field]) -> None:
        if not isinstance(table, dict):
            self._complain((), where, f"[{where}] harus berupa tabel")
            return
        for name, content in table.items():

            def declare(name: str = name, content: Any = content) -> None:
                declared = field_of(name, content)
                if into.setdefault(name, declared) != declared:
                    raise Malformed(f"isian '{name}' dinyatakan dua kali dengan jenis berbeda")

            table_path = (where, name) if isinstance(content, dict) else (where,)
            self._guarded(table_path, name, declare)

    def _choices(self, table: Any) -> None:
        def choose() -> None:
            for key, value in dict_of(table).items():
                if self._whole.choices.get(key, value) != value:
                    raise Malformed(f"pilihan untuk '{key}' ditulis dua kali")
                self._whole.choices[name_of(key)] = text_of(value)
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
            raise Malformed("parameter membutuhkan value")
        self._whole.parameters.append(
            Parameter(
                **self._dated(item, path),
                value=parameter_value_of(item["value"]),
                unit=text_of(item.get("unit", "")),
                source=source_of(item),
            )
        )

    def _condition(self, item: dict[str, Any], path: tuple[str | int, ...]) -> None:
        subject = item.get("subject", "family")
        if subject not in set(Subject):
            raise Malformed("subject adalah 'family' atau 'member'")
        if not isinstance(item.get("when"), str):
            raise Malformed('syarat membutuhkan when = "..."')
        key = text_of(item.get("key", ""))
        self._whole.conditions.append(
            Condition(
                **self._dated(item, path),
                subject=Subject(subject),
                when=item["when"],
                met=both_texts(item.get("met", f"{key}: terpenuhi")),
                not_met=both_texts(item.get("not_met", f"{key}: tidak terpenuhi")),
                unknown=both_texts(item.get("unknown", f"{key}: data belum ada")),
                source=source_of(item),
                when_place=Place(self._name, self._lines.line(path, "when")),
            )
        )

    def _programme(self, item: dict[str, Any], path: tuple[str | int, ...]) -> None:
        conditions = list_of(item.get("conditions", []))
        if not conditions:
            raise Malformed("program membutuhkan sedikitnya satu syarat dalam conditions")
        components = [
            self._component(dict_of(part), (*path, "component", number))
            for number, part in enumerate(list_of(item.get("component", [])))
        ]
        self._whole.programmes.append(
            Programme(
                **self._dated(item, path),
                name=both_texts(item.get("name", item.get("key", ""))),
                conditions=tuple(name_of(key) for key in conditions),
                components=tuple(components),
                most_units=limit_of(item.get("most_units", "")),
                most_amount=limit_of(item.get("most_amount", "")),
                stages=tuple(stage_of(dict_of(stage)) for stage in list_of(item.get("stage", []))),
                note=text_of(item.get("note", "")),
                source=source_of(item),
            )
        )

    def _component(self, item: dict[str, Any], path: tuple[str | int, ...]) -> Component:
        place = Place(self._name, self._lines.line(path, "key"))
        for key in item.keys() - _KEYS["component"]:
            self._complain(path, key, f"kunci '{key}' tidak dikenal pada [[programme.component]]")
        if "member" in item and "units" in item:
            raise Malformed("komponen memakai member atau units, tidak keduanya")
        if "each" not in item:
            raise Malformed("komponen membutuhkan each (rupiah per satuan)")
        return Component(
            key=name_of(item.get("key", "")),
            label=both_texts(item.get("label", item.get("key", ""))),
            each=limit_of(item["each"]),
            member=text_of(item.get("member", "")),
            units=limit_of(item.get("units", "")),
            most=limit_of(item.get("most", "")),
            place=place,
        )

    def _dated(self, item: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        start = day_of(item.get("from"), "from")
        end = day_of(item["until"], "until") if "until" in item else OPEN_END
        if end <= start:
            raise Malformed("until harus sesudah from (hari pertama yang tidak lagi berlaku)")
        alternative = item.get("alternative", "")
        return {
            "key": name_of(item.get("key", "")),
            "start": start,
            "end": end,
            "alternative": text_of(alternative),
            "place": Place(self._name, self._lines.line(path)),
        }

    def _guarded(self, path: tuple[str | int, ...], key: str, action: Any) -> None:
        try:
            action()
        except Malformed as error:
            self._complain(path, key, str(error))

    def _complain(self, path: tuple[str | int, ...], key: str, reason: str) -> None:
        self._whole.problems.append(RuleProblem(self._name, self._lines.line(path, key), reason))
