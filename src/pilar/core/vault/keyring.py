"""The key ring: numbered data keys and index keys, the newest active, old ones kept until rotation ends."""

import base64
import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pilar.config import config

_RECHECK_SECONDS = 1.0


class KeyMissing(RuntimeError):
    """A value names a key that the ring does not hold: the ring was lost or restored from the wrong copy."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys by number. `data_active` seals; `index_active` is the first index asked."""

    data: dict[int, bytes]
    data_active: int
    index: dict[int, bytes]
    index_active: int

    def data_key(self, number: int) -> bytes:
        if number not in self.data:
            raise KeyMissing(f"data key {number} is not in the key ring")
        return self.data[number]


def ring_path() -> Path:
    """Where the ring lies: PILAR_VAULT_FILE or the keys folder of the installation."""
    named = os.environ.get("PILAR_VAULT_FILE")
    return Path(named) if named else config().keys_dir / "vault.json"


def _encode(ring: Ring) -> str:
    def keys(of: dict[int, bytes]) -> dict[str, str]:
        return {str(number): base64.b64encode(key).decode() for number, key in of.items()}

    return json.dumps(
        {
            "data": {"active": ring.data_active, "keys": keys(ring.data)},
            "index": {"active": ring.index_active, "keys": keys(ring.index)},
        },
        indent=1,
    )


def _decode(text: str) -> Ring:
    raw = json.loads(text)

    def keys(part: str) -> dict[int, bytes]:
        return {int(number): base64.b64decode(key) for number, key in raw[part]["keys"].items()}

    return Ring(keys("data"), raw["data"]["active"], keys("index"), raw["index"]["active"])


def _store(path: Path, ring: Ring) -> None:
    scratch = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_encode(ring))
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def _with_lock(path: Path, act: Callable[[], Ring]) -> Ring:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (path.parent / ".vault.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return act()


def _create(path: Path) -> Ring:
    def act() -> Ring:
        if not path.exists():
            _store(path, Ring({1: secrets.token_bytes(32)}, 1, {1: secrets.token_bytes(32)}, 1))
        return _decode(path.read_text(encoding="ascii"))

    return _with_lock(path, act)


class _Cache:
    ring: Ring | None = None
    path: Path | None = None
    mtime_ns = 0
    checked = 0.0


def ring() -> Ring:
    """The current ring, read again when its file has changed, so that a rotation reaches a serving process."""
    path = ring_path()
    moment = time.monotonic()
    if _Cache.ring is not None and _Cache.path == path and moment - _Cache.checked < _RECHECK_SECONDS:
        return _Cache.ring
    loaded = _load(path)
    _Cache.path, _Cache.checked = path, moment
    return loaded


def _load(path: Path) -> Ring:
    if not path.exists():
        _Cache.ring = _create(path)
        _Cache.mtime_ns = path.stat().st_mtime_ns
        return _Cache.ring
    mtime_ns = path.stat().st_mtime_ns
    if _Cache.ring is None or _Cache.path != path or mtime_ns != _Cache.mtime_ns:
        _Cache.ring = _decode(path.read_text(encoding="ascii"))
        _Cache.mtime_ns = mtime_ns
    return _Cache.ring


def refresh() -> Ring:
    """Read the ring from its file now."""
    _Cache.checked = 0.0
    _Cache.ring = None
    return ring()


def _change(edit: Callable[[Ring], Ring]) -> Ring:
    path = ring_path()
    ring()

    def act() -> Ring:
        changed = edit(_decode(path.read_text(encoding="ascii")))
        _store(path, changed)
        return changed

    changed = _with_lock(path, act)
    refresh()
    return changed


def add_keys() -> Ring:
    """Begin a rotation: a new data key and a new index key become active, the old ones stay readable."""

    def edit(old: Ring) -> Ring:
        data_number, index_number = max(old.data) + 1, max(old.index) + 1
        return Ring(
            {**old.data, data_number: secrets.token_bytes(32)},
            data_number,
            {**old.index, index_number: secrets.token_bytes(32)},
            index_number,
        )

    return _change(edit)


def drop_old_keys() -> Ring:
    """End a rotation: only the active keys remain. Call it when no value uses the old ones any more."""

    def edit(old: Ring) -> Ring:
        return Ring(
            {old.data_active: old.data[old.data_active]},
            old.data_active,
            {old.index_active: old.index[old.index_active]},
            old.index_active,
        )

    return _change(edit)
