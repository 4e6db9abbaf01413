"""The simulated bank and post office: own file, own truth; loses, repeats and shuffles answers, and falls silent.

It is a generous bank: it never pays one reference twice, however often a file arrives. What it cannot know is that two references mean
the same entitlement.
"""

from __future__ import annotations

import csv
import io
import random
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pilar.delivery.disbursement.actions.outcomes import Outcome

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, channel TEXT NOT NULL, reference TEXT NOT NULL, kind TEXT NOT NULL,
  e2e TEXT NOT NULL, amount INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0, UNIQUE (e2e, kind));
CREATE TABLE IF NOT EXISTS file (digest INTEGER PRIMARY KEY, times INTEGER NOT NULL);
"""
_REFERENCE = ("NO_REFERENSI", "KODE_BAYAR")
_AMOUNT = ("NOMINAL", "NILAI")


@dataclass(slots=True)
class SimulatedBank:
    """One bank over a file that all processes share. `faults`: how often things go wrong (0 never, 1 as in the proof)."""

    path: Path
    seed: int
    faults: float = 1.0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(str(self.path), timeout=30, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous=OFF")
            db.executescript(_SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    def deliver(self, channel: str, name: str, data: bytes) -> str:
        """Take a payment file. Raises TimeoutError before anything happened, or after everything did: the caller cannot tell."""
        chance = random.random()  # noqa: S311  accidents, not secrets
        if chance < 0.08 * self.faults:
            raise TimeoutError("no answer before the file arrived")
        self._take(channel, data)
        if chance > 1 - 0.12 * self.faults:
            raise TimeoutError("no answer after the file was taken")
        return f"TERIMA-{zlib.crc32(data):08x}"

    def _take(self, channel: str, data: bytes) -> None:
        rows = list(csv.DictReader(io.StringIO(data.decode()), delimiter=";"))
        with self._open() as db:
            db.execute(
                "INSERT INTO file VALUES (?, 1) ON CONFLICT (digest) DO UPDATE SET times = times + 1",
                [zlib.crc32(data)],
            )
            for row in rows:
                e2e = next(row[key] for key in _REFERENCE if key in row)
                amount = int(next(row[key] for key in _AMOUNT if key in row))
                if db.execute("SELECT 1 FROM event WHERE e2e = ?", [e2e]).fetchone():
                    continue
                for kind in self._fate(e2e, channel):
                    db.execute(
                        "INSERT INTO event (channel, reference, kind, e2e, amount) VALUES (?, ?, ?, ?, ?)",
                        [channel, f"{channel}-{e2e}-{kind}", kind, e2e, amount],
                    )  # fmt: skip

    def _fate(self, e2e: str, channel: str) -> tuple[str, ...]:
        """What becomes of a payment: the same for the same reference, whoever asks."""
        lot = zlib.crc32(f"{self.seed}:{e2e}".encode()) % 100
        if lot < 80:
            return ("paid",)
        if lot < 92:
            return ("not_collected" if channel == "pos" else "rejected",)
        return ("paid", "returned")

    def answers(self) -> list[Outcome]:
        """A handful of answers: some lost this time, some told before, in no order."""
        with self._open() as db:
            fresh = db.execute(
                "SELECT id, channel, reference, kind, e2e, amount FROM event WHERE told = 0 ORDER BY random() LIMIT 40"
            ).fetchall()
            old = db.execute(
                "SELECT id, channel, reference, kind, e2e, amount FROM event WHERE told = 1 ORDER BY random() LIMIT 6"
            ).fetchall()
            kept = [row for row in fresh if random.random() > 0.25 * self.faults]  # noqa: S311
            db.executemany(
                "UPDATE event SET told = 1 WHERE id = ?", [(row[0],) for row in fresh]
            )  # a lost answer is lost
        told = kept + (old if self.faults else [])
        random.shuffle(told)
        return [_outcome(row) for row in told]

    def inquire(self, references: list[str]) -> list[Outcome]:
        """What the bank knows of these references: the evidence that ends `unknown`."""
        with self._open() as db:
            return [
                _outcome(row)
                for e2e in references
                for row in db.execute(
                    "SELECT id, channel, reference, kind, e2e, amount FROM event WHERE e2e = ?", [e2e]
                ).fetchall()
            ]

    def statement(self) -> list[Outcome]:
        """Everything that happened: the account statement at the end."""
        with self._open() as db:
            return [
                _outcome(row)
                for row in db.execute("SELECT id, channel, reference, kind, e2e, amount FROM event").fetchall()
            ]

    def files_repeated(self) -> int:
        """Files that arrived more than once."""
        with self._open() as db:
            return int(db.execute("SELECT count(*) FROM file WHERE times > 1").fetchone()[0])


def _outcome(row: tuple[int, str, str, str, str, int]) -> Outcome:
    reason = {"rejected": "rekening_pasif", "not_collected": "tidak_diambil", "returned": "tidak_aktif"}.get(row[3], "")
    return Outcome(row[1], row[2], row[3], row[4], row[5], date(2026, 11, 24), reason)  # type: ignore[arg-type]
