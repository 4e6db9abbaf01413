"""Reading a multipart post: raw file names, chunked bodies, files sealed while they arrive, a cut post is never taken for whole."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from pilar.evidence.field.ingest.blobs import Arriving, Kept
from pilar.evidence.field.problems import BAD_XML, CUT, NO_XML, TOO_BIG
from pilar.evidence.field.rules import ACCEPTED_BYTES, MAX_XML_BYTES

XML_PART = "xml_submission_file"
_TAIL = 512


@dataclass(slots=True)
class Posted:
    """The parts of a post: XML bytes, files (not in their place yet), and small text fields."""

    xml: bytes
    files: list[Arriving]
    incomplete: bool
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        self.sha256 = hashlib.sha256(self.xml).hexdigest()

    def keep_files(self) -> Sequence[Kept]:
        """Move all files to their places, synced."""
        return [one.keep() for one in self.files]

    def discard(self) -> None:
        for one in self.files:
            one.discard()


class _Counted:
    """The body as a stream that knows how much it gave and what came last; refuses to give more than the limit."""

    def __init__(self, stream: Any, expected: int | None) -> None:
        self._stream, self._expected = stream, expected
        self.count, self.tail = 0, b""

    def read(self, size: int = -1) -> bytes:
        if self._expected is not None:
            left = self._expected - self.count
            size = left if size < 0 else min(size, left)
            if size == 0:
                return b""
        data: bytes = self._stream.read(size if size >= 0 else 65536)
        self.count += len(data)
        if self.count > ACCEPTED_BYTES:
            raise TOO_BIG(limit=ACCEPTED_BYTES // 1_000_000)
        self.tail = (self.tail + data)[-_TAIL:]
        return data

    def whole(self, boundary: bytes) -> bool:
        complete = self._expected is None or self.count == self._expected
        return complete and (b"--" + boundary + b"--") in self.tail


class _RawNames(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str | None:
        """As sent: the name is data here and never becomes a path."""
        return file_name or None


class _Parts(FileUploadHandler):
    def __init__(self) -> None:
        super().__init__()
        self.xml: bytearray | None = None
        self.files: list[Arriving] = []
        self._now: bytearray | Arriving | None = None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        if field_name == XML_PART and self.xml is None:
            self.xml = self._now = bytearray()
        else:
            self._now = Arriving(file_name)
            self.files.append(self._now)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if isinstance(self._now, bytearray):
            if len(self._now) + len(raw_data) > MAX_XML_BYTES:
                raise TOO_BIG(limit=MAX_XML_BYTES // 1_000_000)
            self._now += raw_data
        elif self._now is not None:
            self._now.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


def read_post(request: HttpRequest) -> Posted:
    """Raises LAP-010 (too large), LAP-011 (cut), LAP-012 (no XML part), LAP-013 (not multipart)."""
    length = request.META.get("CONTENT_LENGTH", "")
    expected = int(length) if length.isascii() and length.isdigit() else None
    chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    if expected is None and not chunked:
        raise NO_XML()
    if expected is not None and expected > ACCEPTED_BYTES:
        raise TOO_BIG(limit=ACCEPTED_BYTES // 1_000_000)
    # Django's own stream ends at Content-Length, which a chunked body has not.
    body = _Counted(request.META["wsgi.input"] if chunked else request, None if chunked else expected)
    parts = _Parts()
    try:
        fields, boundary = _parse(request, body, parts)
        if not body.whole(boundary):
            raise CUT()
        xml = bytes(parts.xml) if parts.xml is not None else fields.get(XML_PART, "").encode()
        if not xml:
            raise NO_XML()
        return Posted(xml, parts.files, fields.get("*isIncomplete*", "").strip().lower() == "yes")
    except BaseException:
        for one in parts.files:
            one.discard()
        raise


def _parse(request: HttpRequest, body: _Counted, parts: _Parts) -> tuple[Any, bytes]:
    meta = {**request.META, "CONTENT_LENGTH": ACCEPTED_BYTES}
    try:
        parser = _RawNames(meta, body, [parts], "utf-8")  # type: ignore[arg-type]
        fields, _ = parser.parse()
    except UnreadablePostError as error:
        raise CUT() from error
    except (MultiPartParserError, RequestDataTooBig, SuspiciousOperation) as error:
        raise BAD_XML(detail=str(error) or type(error).__name__) from error
    return fields, parser._boundary  # type: ignore[attr-defined]
