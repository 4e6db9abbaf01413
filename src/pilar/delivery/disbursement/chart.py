"""The chart of accounts and the two-legged movements of the ledger. Pure.

A movement takes an amount from one account and puts it into another. What stands on an account is its sum of postings; `fund` goes
below zero by what was decreed, so that all accounts together are always zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from pilar.core.declared import Entry, by_code


def _account(code: str, name_id: str, name_en: str) -> Entry:
    return Entry(code=code, name_id=name_id, name_en=name_en, tag="local")


FUND, PAYABLE, COMMITTED, TRANSIT = "fund", "payable", "committed", "transit"
DISBURSED, RETUR, TREASURY = "disbursed", "retur", "treasury"
ACCOUNTS = (
    _account(FUND, "Dana bantuan (SP2D)", "Aid fund (SP2D)"),
    _account(PAYABLE, "Ditetapkan, belum diperintahkan", "Decreed, not ordered"),
    _account(COMMITTED, "Diperintahkan, belum dikirim", "Ordered, not sent"),
    _account(TRANSIT, "Di penyalur", "At the provider"),
    _account(DISBURSED, "Diterima penerima", "Received by recipients"),
    _account(RETUR, "Retur", "Returned"),
    _account(TREASURY, "Kembali ke kas negara/daerah", "Back to the treasury"),
)
ACCOUNTS_BY_CODE = by_code(ACCOUNTS)


@dataclass(frozen=True, slots=True)
class Movement:
    """One kind of ledger transaction; its key is `kind:subject`, so that a replay does nothing."""

    kind: str
    source: str
    target: str


MOVEMENTS = {
    one.kind: one
    for one in (
        Movement("decree", FUND, PAYABLE),  # subject: the decree, all its entitlements in one amount
        Movement("order", PAYABLE, COMMITTED),
        Movement("reorder", RETUR, COMMITTED),  # a new attempt after money came back
        Movement("cancel", COMMITTED, PAYABLE),
        Movement("recancel", COMMITTED, RETUR),  # its reverse, so that the money stands where it came from
        Movement("send", COMMITTED, TRANSIT),
        Movement("paid", TRANSIT, DISBURSED),
        Movement("rejected", TRANSIT, PAYABLE),
        Movement("returned", DISBURSED, RETUR),
        Movement("unspent", PAYABLE, TREASURY),  # a rejected payment given back
        Movement("refund", RETUR, TREASURY),  # a returned payment given back
    )
}
