"""The file of a backup: a tar whose last member is a manifest with the SHA-256 of every other one."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

MANIFEST = "manifest.json"
_PIECE = 1 << 20


class BrokenArchive(RuntimeError):
    """The archive is cut, altered, or no backup; the message says which member, in Indonesian."""


class ArchiveWriter:
    """Adds files and hashes them on the way."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.hashes: dict[str, str] = {}
        self.size = 0

    def add(self, name: str, path: Path) -> None:
        """A file under this name."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = path.stat().st_size, 0o600
        with path.open("rb") as file:
            reader = _Hashing(file)
            self._tar.addfile(info, reader)  # type: ignore[arg-type]
        self.hashes[name], self.size = reader.digest.hexdigest(), self.size + info.size

    def finish(self, facts: dict[str, Any]) -> None:
        """The manifest: `facts` and the hashes."""
        text = json.dumps({**facts, "members": self.hashes}, indent=1, sort_keys=True).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))


class _Hashing:
    """A file whose reads are hashed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


@contextmanager
def writing(target: Path) -> Iterator[ArchiveWriter]:
    """The archive appears under its name only when it is complete and synced."""
    scratch = target.with_name(f"{target.name}.{os.urandom(4).hex()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w|") as tar:
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def extract(source: Path, home: Path) -> dict[str, Any]:
    """Unpack into `home` and check every hash. Returns the manifest. Raises BrokenArchive."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None or not _is_inside(member.name):
                    raise BrokenArchive(f"isi “{member.name}” tidak semestinya ada di cadangan")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    found[member.name] = _write(content, home / member.name)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BrokenArchive("berkas cadangan rusak atau bukan cadangan Pilar") from error
    if manifest is None:
        raise BrokenArchive("berkas cadangan terpotong: daftar isinya tidak ada")
    wrong = {name for name in {*found, *manifest["members"]} if found.get(name) != manifest["members"].get(name)}
    if wrong:
        raise BrokenArchive(f"isi cadangan berubah atau hilang: {', '.join(sorted(wrong)[:3])}")
    return manifest


def _is_inside(name: str) -> bool:
    parts = Path(name).parts
    return bool(parts) and not Path(name).is_absolute() and ".." not in parts


def _write(content: Any, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
