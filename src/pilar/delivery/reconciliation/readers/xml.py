"""XML as a stream of small records. No document type, no entities, bounded depth and size: what a bomb needs is refused at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from pilar.core.problems import Problem, problem

DOCTYPE_REFUSED = problem(
    "REKON-003",
    "Berkas “{name}” memuat DOCTYPE atau entitas XML dan ditolak sebelum dibaca.",
    "Laporan bank yang sah tidak memerlukannya. Minta kiriman ulang dan laporkan kepada admin.",
)
XML_TOO_DEEP = problem(
    "REKON-004", "Berkas “{name}” tersusun terlalu dalam atau memuat teks yang terlalu panjang; ditolak.",
    "Minta kiriman ulang dari penyalur.",
)  # fmt: skip
BROKEN_XML = problem(
    "REKON-005", "Berkas “{name}” bukan XML yang utuh: {why}.", "Berkas mungkin terpotong; minta kiriman ulang dari penyalur."
)  # fmt: skip
DEEPEST, LONGEST_TEXT, MOST_NODES = 40, 64 << 10, 5_000


@dataclass(slots=True)
class Node:
    """One element without namespace."""

    tag: str
    row: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def at(self, path: str) -> Node | None:
        """The first element at a path like "Refs/EndToEndId"."""
        here: Node | None = self
        for step in path.split("/"):
            here = next((one for one in here.children if one.tag == step), None) if here else None
        return here

    def say(self, *paths: str) -> str:
        """Text of the first path that is there and not empty."""
        for path in paths:
            if (found := self.at(path)) is not None and found.text.strip():
                return found.text.strip()
        return ""

    def every(self, tag: str) -> Iterator[Node]:
        """All elements of a tag below, at any depth."""
        for one in self.children:
            if one.tag == tag:
                yield one
            yield from one.every(tag)

    def as_text(self) -> str:
        """Itself as XML."""
        marks = "".join(f' {key}="{escape(value)}"' for key, value in self.attributes.items())
        inner = escape(self.text.strip()) + "".join(one.as_text() for one in self.children)
        return f"<{self.tag}{marks}>{inner}</{self.tag}>"


def records(stream: BinaryIO, name: str, wanted: frozenset[str]) -> Iterator[Node]:
    """Each element of a wanted tag as soon as it ends, without those wanted ones inside it that were already given.

    Raises REKON-003 (document type), REKON-004 (depth, length), REKON-005 (not well formed).
    """
    maker = _Maker(name, wanted)
    while True:
        chunk = stream.read(1 << 16)
        try:
            maker.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            why = f"baris {error.lineno}, {expat.ErrorString(error.code)}"
            yield from maker.ready
            raise BROKEN_XML(name=name, why=why) from error
        except Problem:
            raise
        except (LookupError, ValueError) as error:
            raise BROKEN_XML(name=name, why="pengodean hurufnya tidak dikenal") from error
        yield from maker.ready
        maker.ready = []
        if not chunk:
            return


class _Maker:
    def __init__(self, name: str, wanted: frozenset[str]) -> None:
        self.name, self.wanted, self.ready = name, wanted, list[Node]()
        self.open: list[Node] = []
        self.inside = self.nodes = self.letters = 0
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_: object) -> None:
        raise DOCTYPE_REFUSED(name=self.name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        plain = tag.rpartition(" ")[2]
        node = Node(plain, self.parser.CurrentLineNumber, attributes)
        self.nodes += 1
        self.letters = 0
        if plain in self.wanted:
            self.inside += 1
            if self.inside == 1:
                self.nodes = 0
        if len(self.open) >= DEEPEST or (self.inside and self.nodes > MOST_NODES):
            raise XML_TOO_DEEP(name=self.name)
        self.open.append(node)

    def _text(self, text: str) -> None:
        if self.open:
            self.letters += len(text)
            if self.letters > LONGEST_TEXT:
                raise XML_TOO_DEEP(name=self.name)
            if self.inside:
                self.open[-1].text += text

    def _end(self, _: str) -> None:
        node = self.open.pop()
        if node.tag in self.wanted:
            self.inside -= 1
            self.ready.append(node)
            self.nodes = 0
        elif self.inside and self.open:
            self.open[-1].children.append(node)
