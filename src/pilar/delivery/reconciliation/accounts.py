"""Account numbers in matching: lines and orders meet by the blind index of the whole number, never by the number itself.

In the tables `lines` and `orders` of the analysis an account is the index in hexadecimal (32 signs) with the last four digits behind it,
or only the last digits where the whole number is not known (a bank that masks it, an order without account).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pilar.core import vault
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD

if TYPE_CHECKING:
    import duckdb

WHOLE = 36
"""Length of an account that is known in full: index and last four digits."""
_WHOLE_NUMBER = "regexp_full_match(account, '[0-9]{6,20}')"
_ZEROS = 4


def account_key(index: bytes | memoryview | None, last4: str) -> str:
    """What stands for an account in the analysis."""
    return f"{bytes(index).hex()}{last4:>4}" if index is not None else last4


def index_accounts(engine: duckdb.DuckDBPyConnection) -> None:
    """Put the index in place of the whole numbers that new lines carry; table `numbers` (n, number) keeps them for sealing.

    A number that no order has is tried once more with the leading zeros that spreadsheets drop, and under index keys that go out.
    """
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE numbers AS SELECT n, account AS number FROM lines WHERE {_WHOLE_NUMBER}"
    )
    found = [row[0] for row in engine.execute("SELECT DISTINCT number FROM numbers").fetchall()]
    if not found:
        return
    ordered = {
        row[0]
        for row in engine.execute(
            f"SELECT DISTINCT left(account, 32) FROM orders WHERE length(account) = {WHOLE}"
        ).fetchall()
    }
    if not ordered:
        return
    keys = []
    for number, index in zip(found, vault.blind_index_many(ACCOUNT_FIELD, found), strict=True):
        text = index.hex() if index else ""
        keys.append((text if text in ordered else _second_try(number, ordered) or text) + number[-4:])
    import pyarrow as pa

    engine.register("indexed_in", pa.table({"number": found, "account": keys}))
    engine.execute("UPDATE lines SET account = i.account FROM indexed_in i WHERE i.number = lines.account")
    engine.unregister("indexed_in")


def _second_try(number: str, ordered: set[str]) -> str:
    for zeros in range(_ZEROS + 1):
        for index in vault.index_candidates(ACCOUNT_FIELD, "0" * zeros + number):
            if index.hex() in ordered:
                return index.hex()
    return ""


def seal_numbers(engine: duckdb.DuckDBPyConnection, which: str) -> None:
    """Table `kept_numbers` (n, sealed, idx): whole numbers of the lines for which the condition `which` on `result` r holds."""
    rows = engine.execute(
        f"SELECT n, number, account FROM numbers JOIN result r USING (n) JOIN lines l USING (n) WHERE length(l.account) = {WHOLE} AND ({which})"
    ).fetchall()
    import pyarrow as pa

    table = pa.table(
        {
            "n": pa.array([row[0] for row in rows], pa.int64()),
            "sealed": pa.array(vault.seal_many(ACCOUNT_FIELD, [row[1] for row in rows]), pa.binary()),
            "idx": pa.array([bytes.fromhex(row[2][:32]) for row in rows], pa.binary()),
        }
    )
    engine.register("kept_in", table)
    engine.execute("CREATE OR REPLACE TEMP TABLE kept_numbers AS SELECT * FROM kept_in")
    engine.unregister("kept_in")
