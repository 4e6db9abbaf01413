"""Reads the XML of a record: no DOCTYPE, bounded depth and size; local names only. Pure: no Django, no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from pilar.evidence.field.rules import MAX_XML_BYTES, MAX_XML_DEPTH, MAX_XML_ELEMENTS

_FILE_NAME = re.compile(
    r"^[^\r\n]{1,240}\.(jpe?g|png|gif|webp|heic|mp4|3gpp?|m4a|amr|ogg|wav|webm|pdf|csv|xlsx|enc)$", re.I
)


class Unreadable(ValueError):
    """The XML is no record. `code`: doctype, syntax, too_deep, too_large, no_form, no_instance_id."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        super().__init__(f"{code} {detail}".strip())


@dataclass(slots=True)
class Node:
    """An element: local name, attributes by local name, text directly in it, children in order."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def child(self, name: str) -> "Node | None":
        return next((one for one in self.children if one.name == name), None)

    def said(self, name: str) -> str:
        """Text of a child without the white space around it; "" when there is none."""
        found = self.child(name)
        return found.text.strip() if found else ""

    def walk(self, above: str = "") -> Iterator[tuple[str, "Node"]]:
        """Every element with its path from the root, without numbers of repeats: "/data/group/name"."""
        path = f"{above}/{self.name}"
        yield path, self
        for one in self.children:
            yield from one.walk(path)


@dataclass(frozen=True, slots=True)
class Record:
    """What the head of a record says, and the whole tree."""

    root: Node
    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    encrypted: bool

    def leaves(self) -> Iterator[tuple[str, str]]:
        """(path, text) of every element without children, in order, the meta block included."""
        for path, node in self.root.walk():
            if not node.children:
                yield path, node.text.strip()

    def first(self, name: str) -> str:
        """Text of the first leaf with this local name, "" when there is none."""
        return next((text for path, text in self.leaves() if path.rsplit("/", 1)[1] == name), "")

    def file_names(self, binary_paths: frozenset[str] | None) -> list[str]:
        """Names of the files that belong to the record, each once. Without the form's paths: whatever looks like a file name."""
        if self.encrypted:
            named = [text for path, text in self.leaves() if path.endswith(("/media/file", "/encryptedXmlFile"))]
        elif binary_paths is None:
            named = [text for path, text in self.leaves() if "/meta/" not in path and _FILE_NAME.match(text)]
        else:
            named = [text for path, text in self.leaves() if path in binary_paths]
        return list(dict.fromkeys(text for text in named if text))


def parse_record(xml: bytes) -> Record:
    """Raises Unreadable."""
    root = _tree(xml)
    form_id = root.attributes.get("id", "") or root.attributes.get("xmlns", "")
    if not form_id:
        raise Unreadable("no_form")
    meta = root.child("meta")
    instance_id = (meta.said("instanceID") if meta else "") or root.attributes.get("instanceID", "")
    if not instance_id or len(instance_id) > 250:
        raise Unreadable("no_instance_id")
    return Record(
        root=root,
        form_id=form_id[:250],
        version=root.attributes.get("version", "")[:100],
        instance_id=instance_id,
        deprecated_id=(meta.said("deprecatedID") if meta else "")[:250],
        encrypted=root.attributes.get("encrypted", "") == "yes",
    )


def _local(name: str) -> str:
    return name.rsplit("|", 1)[-1]


def _tree(xml: bytes) -> Node:
    if len(xml) > MAX_XML_BYTES:
        raise Unreadable("too_large")
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    builder = _Builder()
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Unreadable("syntax", f"baris {error.lineno}, kolom {error.offset}") from error
    except (LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("syntax", "enkode") from error
    if builder.root is None:
        raise Unreadable("syntax")
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def doctype(self, *_: object) -> None:
        raise Unreadable("doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_XML_ELEMENTS:
            raise Unreadable("too_large")
        if len(self._open) >= MAX_XML_DEPTH:
            raise Unreadable("too_deep")
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()})
        if not self._open and "|" in name:
            node.attributes.setdefault("xmlns", name.rsplit("|", 1)[0])
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _: str) -> None:
        self._open.pop()

    def text(self, data: str) -> None:
        self._open[-1].text += data
