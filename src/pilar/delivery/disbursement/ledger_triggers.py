"""What the database itself guarantees about the ledger, on both engines.

Postings are written first, then the transaction that closes them (the foreign key is checked at commit). When a transaction
appears its postings must be two or more and sum to zero; afterwards none can be added, and neither table is changed or deleted. So
every committed transaction is balanced: a posting without its transaction does not commit. PostgreSQL checks a whole
statement at once (transition tables), SQLite row by row.
"""

from typing import Any

_TXN, _POSTING = "disbursement_txn", "disbursement_posting"
_OPEN = "the ledger is append-only"

_SQLITE = (
    f"CREATE TRIGGER ledger_balance BEFORE INSERT ON {_TXN} WHEN (SELECT count(*) < 2 OR sum(amount_rp) <> 0 FROM {_POSTING} "
    "WHERE txn_id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ledger transaction does not balance'); END",
    f"CREATE TRIGGER ledger_closed BEFORE INSERT ON {_POSTING} WHEN EXISTS (SELECT 1 FROM {_TXN} WHERE id = NEW.txn_id) "
    "BEGIN SELECT RAISE(ABORT, 'ledger transaction is closed'); END",
    *(
        f"CREATE TRIGGER ledger_{table[13:]}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_OPEN}'); END"
        for table in (_TXN, _POSTING)
        for verb in ("UPDATE", "DELETE")
    ),
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ("
    f"SELECT 1 FROM added LEFT JOIN {_POSTING} p ON p.txn_id = added.id GROUP BY added.id "
    "HAVING count(p.id) < 2 OR sum(p.amount_rp) <> 0) THEN RAISE EXCEPTION 'ledger transaction does not balance'; "
    "END IF; RETURN NULL; END $$",
    "CREATE OR REPLACE FUNCTION ledger_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ("
    f"SELECT 1 FROM added JOIN {_TXN} t ON t.id = added.txn_id) THEN RAISE EXCEPTION 'ledger transaction is closed'; "
    "END IF; RETURN NULL; END $$",
    f"CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_OPEN}'; END $$",
    f"CREATE TRIGGER ledger_balance AFTER INSERT ON {_TXN} REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_balance()",
    f"CREATE TRIGGER ledger_closed AFTER INSERT ON {_POSTING} REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_closed()",
    *(
        f"CREATE TRIGGER ledger_no_{name} BEFORE {verb} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        for table in (_TXN, _POSTING)
        for name, verb in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE"))
    ),
)
_CREATE = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_DROP = {
    "sqlite": tuple(
        f"DROP TRIGGER IF EXISTS {name}"
        for name in (
            "ledger_balance", "ledger_closed", "ledger_txn_update", "ledger_txn_delete", "ledger_posting_update", "ledger_posting_delete",
        )
    ),
    "postgresql": tuple(
        f"DROP TRIGGER IF EXISTS {name} ON {table}"
        for table, own in ((_TXN, "ledger_balance"), (_POSTING, "ledger_closed"))
        for name in (own, "ledger_no_change", "ledger_no_truncate")
    ),
}  # fmt: skip


def create_triggers(_apps: Any, schema_editor: Any) -> None:
    """Migration step: from here on the ledger only grows, and only in balance."""
    for statement in _CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop_triggers(_apps: Any, schema_editor: Any) -> None:
    """Migration step backwards."""
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)
