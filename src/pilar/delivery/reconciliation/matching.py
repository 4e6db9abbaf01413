"""Set-based matching of inbound lines with orders, in DuckDB: each line gets one class, whatever the others are.

Tables in: `lines` (n, file, row, family, kind, e2e, ref, amount, day, account, name, reason_code, reason_text, fault, fault_text), where
`family` is "laporan" (sheet, pain.002) or "mutasi" (camt, MT940); `orders` (instruction_id, e2e, channel, batch_id, amount, account (as in
accounts.py), name, state, stage_id, wilayah); `known` (n, ref, kind, e2e, amount, day, family, instruction_id, posted): lines of
earlier files that stand. Table out: `result` (n, class, instruction_id, order_rp, count, other, via, wilayah). `n` gives no precedence:
what is chosen among equals is chosen by reference and content, so that any order of files ends in the same books.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from pilar.delivery.reconciliation.accounts import WHOLE
from pilar.delivery.reconciliation.rules.names import name_key, names_agree

if TYPE_CHECKING:
    import duckdb

_PAYING = "('paid','rejected','returned','not_collected','reversal')"
_ASIDE = "CASE l.kind WHEN 'fee' THEN 'biaya' WHEN 'interest' THEN 'bunga' WHEN 'credit' THEN 'dana_masuk' WHEN 'pending' THEN 'proses' ELSE 'tanpa_pasangan' END"
_BOTH_WHOLE = f"length(l.account) = {WHOLE} AND length(o.account) = {WHOLE}"
LINE_COLUMNS = (
    "n", "file", "row", "family", "kind", "e2e", "ref", "amount", "day", "account", "name", "reason_code", "reason_text", "fault", "fault_text",
)  # fmt: skip


def match_lines(
    engine: duckdb.DuckDBPyConnection, *, channel: str, stage_id: int | None, closed: Collection[int] = ()
) -> None:
    """Make the table `result`. `channel` is that of the files; `stage_id` None takes orders of every stage; nothing moves in `closed` stages."""
    _repeats(engine)
    _by_reference(engine)
    _by_account(engine)
    _by_sum(engine)
    _judge_names(engine)
    _judge(engine, channel, stage_id, closed)
    _result(engine)


def _repeats(engine: duckdb.DuckDBPyConnection) -> None:
    """Lines that say again what stands already, in this reading or in an earlier file; and references with two contents."""
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE live AS
        SELECT *, coalesce(amount, -1) AS sum_rp,
          CASE WHEN fault <> '' OR (ref = '' AND e2e = '') THEN 1 ELSE row_number() OVER (
            PARTITION BY file, family, kind, ref, e2e, amount, day, account, upper(name), fault <> '' ORDER BY row, n) END AS turn,
          CASE WHEN fault <> '' OR (ref = '' AND e2e = '') THEN NULL ELSE first_value(row) OVER (
            PARTITION BY file, family, kind, ref, e2e, amount, day, account, upper(name), fault <> '' ORDER BY row, n) END AS first_row
        FROM lines"""
    )
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE clashing AS
        SELECT family, kind, ref FROM (
          SELECT family, kind, ref, e2e, coalesce(amount, -1) AS sum_rp FROM live WHERE fault = '' AND ref <> '' AND kind IN {_PAYING}
          UNION SELECT family, kind, ref, e2e, coalesce(amount, -1) FROM known WHERE ref <> '' AND posted)
        GROUP BY ALL HAVING count(*) > 1"""
    )
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT l.n FROM live l SEMI JOIN known k
          ON k.family = l.family AND k.kind = l.kind AND k.ref = l.ref AND k.e2e = l.e2e AND k.amount IS NOT DISTINCT FROM l.amount
          AND k.n <> l.n
        WHERE l.fault = '' AND (l.ref <> '' OR l.e2e <> '')"""
    )


def _by_reference(engine: duckdb.DuckDBPyConnection) -> None:
    """By our own reference; then by a bank reference that an earlier line of the same instruction carried."""
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE paired AS
        SELECT l.n, o.instruction_id, 'e2e' AS via FROM live l JOIN orders o ON o.e2e = l.e2e
        WHERE l.e2e <> '' AND l.fault = '' AND l.kind IN {_PAYING}"""
    )
    engine.execute(
        f"""INSERT INTO paired
        SELECT l.n, any_value(k.instruction_id), 'acuan' FROM live l
        JOIN known k ON k.ref = l.ref AND k.instruction_id IS NOT NULL
        WHERE l.ref <> '' AND l.fault = '' AND l.kind IN {_PAYING} AND l.e2e = '' AND l.n NOT IN (SELECT n FROM paired)
        GROUP BY l.n HAVING count(DISTINCT k.instruction_id) = 1"""
    )


def _by_account(engine: duckdb.DuckDBPyConnection) -> None:
    """By amount and the whole account (else its last digits and the name), only where exactly one order and one line fit.

    A line with a reference that nobody ordered stays.
    """
    engine.create_function("name_key", name_key, ["VARCHAR"], "VARCHAR")  # type: ignore[list-item]
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE lonely AS
        SELECT n, right(account, 4) AS tail, account, amount, name_key(name) AS who, kind FROM live
        WHERE e2e = '' AND fault = '' AND kind IN {_PAYING} AND length(account) >= 4 AND (name <> '' OR length(account) = {WHOLE}) AND amount IS NOT NULL
          AND n NOT IN (SELECT n FROM paired) AND turn = 1"""
    )
    if not engine.execute("SELECT count(*) FROM lonely").fetchall()[0][0]:
        engine.execute("CREATE OR REPLACE TEMP TABLE doubtful (n BIGINT, size BIGINT)")
        engine.execute(
            "CREATE OR REPLACE TEMP TABLE owing (tail VARCHAR, account VARCHAR, who VARCHAR, amount BIGINT, instruction_id BIGINT, state VARCHAR)"
        )
        return
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE owing AS
        SELECT right(account, 4) AS tail, account, name_key(name) AS who, amount, instruction_id, state FROM orders
        WHERE length(account) >= 4 AND right(account, 4) IN (SELECT tail FROM lonely)"""
    )
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE fitting AS
        SELECT l.n, o.instruction_id, count(*) OVER (PARTITION BY l.n) AS orders_fit,
          count(*) OVER (PARTITION BY o.instruction_id, l.kind) AS lines_fit
        FROM lonely l JOIN owing o ON o.tail = l.tail AND o.amount = l.amount
          AND CASE WHEN {_BOTH_WHOLE} THEN o.account = l.account ELSE o.who = l.who AND l.who <> '' END
          AND ((l.kind IN ('returned', 'reversal')) = (o.state = 'paid'))
        WHERE o.instruction_id NOT IN (SELECT instruction_id FROM paired)"""
    )
    engine.execute(
        "INSERT INTO paired SELECT n, instruction_id, 'rekening' FROM fitting WHERE orders_fit = 1 AND lines_fit = 1"
    )
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE doubtful AS
        SELECT n, max(greatest(orders_fit, lines_fit)) AS size FROM fitting WHERE orders_fit > 1 OR lines_fit > 1 GROUP BY n"""
    )


def _by_sum(engine: duckdb.DuckDBPyConnection) -> None:
    """One paid line for all open orders of one account and name, to the rupiah; and one debit for a whole batch."""
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE joined AS
        WITH due AS (
          SELECT tail, account, who, sum(amount) AS amount, list(instruction_id ORDER BY instruction_id) AS ids, count(*) AS size FROM owing
          WHERE state IN ('sent', 'unknown') AND instruction_id NOT IN (SELECT instruction_id FROM paired) GROUP BY tail, account, who HAVING count(*) > 1)
        SELECT l.n, o.ids, o.size, o.amount FROM lonely l JOIN due o ON o.tail = l.tail AND o.amount = l.amount
          AND CASE WHEN {_BOTH_WHOLE} THEN o.account = l.account AND (l.who = '' OR o.who = l.who) ELSE o.who = l.who AND l.who <> '' END
        WHERE l.kind = 'paid' AND l.n NOT IN (SELECT n FROM paired) AND l.n NOT IN (SELECT n FROM doubtful)
        QUALIFY count(*) OVER (PARTITION BY o.tail, o.account, o.who) = 1"""
    )
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE whole_batch AS
        SELECT l.n, any_value(b.total) AS total FROM live l JOIN (SELECT batch_id, sum(amount) AS total FROM orders
          WHERE batch_id IS NOT NULL GROUP BY batch_id HAVING count(*) > 1) b ON b.total = l.amount
        WHERE l.kind IN ('paid', 'batch', 'unknown') AND l.family = 'mutasi' AND l.e2e = '' AND l.fault = ''
          AND l.n NOT IN (SELECT n FROM paired) AND l.n NOT IN (SELECT n FROM joined) GROUP BY l.n"""
    )


def _judge_names(engine: duckdb.DuckDBPyConnection) -> None:
    """Pairs of writings that are not one name: only distinct pairs that differ as text are looked at."""
    pairs = engine.execute(
        """SELECT DISTINCT upper(trim(l.name)) AS said, upper(trim(o.name)) AS ordered FROM paired p JOIN live l USING (n)
        JOIN orders o USING (instruction_id) WHERE l.name <> '' AND o.name <> '' AND upper(trim(l.name)) <> upper(trim(o.name))"""
    ).fetchall()
    wrong: Sequence[tuple[str, str]] = [(said, ordered) for said, ordered in pairs if not names_agree(said, ordered)]
    engine.execute("CREATE OR REPLACE TEMP TABLE strangers (said VARCHAR, ordered VARCHAR)")
    if wrong:
        import pyarrow as pa

        engine.register(
            "wrong_names", pa.table({"said": [one for one, _ in wrong], "ordered": [two for _, two in wrong]})
        )
        engine.execute("INSERT INTO strangers SELECT said, ordered FROM wrong_names")
        engine.unregister("wrong_names")


def _judge(engine: duckdb.DuckDBPyConnection, channel: str, stage_id: int | None, closed: Collection[int]) -> None:
    """Paired lines against their orders. Amounts of one instruction are judged together; the rest line by line."""
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE against AS
        SELECT l.n, l.kind, l.family, l.ref, l.amount AS said, p.instruction_id, p.via, o.amount AS due, o.state, o.channel, o.stage_id,
          CASE WHEN ? IS NOT NULL AND o.stage_id <> ? THEN 'tahap_lain' WHEN list_contains(?, o.stage_id) THEN 'bentrok'
               WHEN o.channel <> ? THEN 'beda_penyalur'
               WHEN s.said IS NOT NULL THEN 'beda_nama'
               WHEN length(l.account) >= 4 AND length(o.account) >= 4 AND right(l.account, 4) <> right(o.account, 4) THEN 'beda_rekening'
               WHEN {_BOTH_WHOLE} AND l.account <> o.account THEN 'beda_rekening'
               WHEN o.state IN ('draft', 'cancelled') THEN 'batal_dibayar' ELSE '' END AS wrong
        FROM paired p JOIN live l USING (n) JOIN orders o USING (instruction_id)
        LEFT JOIN strangers s ON s.said = upper(trim(l.name)) AND s.ordered = upper(trim(o.name))
        WHERE l.turn = 1 AND l.n NOT IN (SELECT n FROM repeated)
          AND (l.family, l.kind, l.ref) NOT IN (SELECT (family, kind, ref) FROM clashing)""",
        [stage_id, stage_id, list(closed) or [0], channel],
    )
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE judged AS
        WITH earlier AS (
          SELECT instruction_id, bool_or(kind = 'paid') AS paid, bool_or(kind = 'paid' AND family = 'laporan') AS reported,
            bool_or(kind = 'paid' AND family = 'mutasi') AS booked,
            bool_or(kind IN ('returned', 'reversal')) AS gone FROM known WHERE instruction_id IS NOT NULL AND posted GROUP BY 1),
        good AS (
          SELECT *, count(*) OVER same AS size, sum(said) OVER same AS together,
            row_number() OVER (PARTITION BY instruction_id, kind, family ORDER BY CASE WHEN said = due THEN 0 ELSE 1 END, ref, n) AS place,
            min(family) OVER (PARTITION BY instruction_id, kind) AS first_family,
            max(CASE WHEN said = due THEN 1 ELSE 0 END) OVER same AS whole
          FROM against WHERE wrong = '' WINDOW same AS (PARTITION BY instruction_id, kind, family)),
        paid_now AS (SELECT DISTINCT instruction_id FROM good WHERE kind = 'paid' AND (said = due OR together = due))
        SELECT g.n, g.instruction_id, g.due, g.size, g.via, CASE
          WHEN g.kind = 'rejected' THEN CASE WHEN g.place > 1 OR g.family <> g.first_family THEN 'ganda_lain' ELSE 'gagal' END
          WHEN g.kind = 'not_collected' THEN CASE WHEN g.place > 1 OR g.family <> g.first_family THEN 'ganda_lain' ELSE 'tidak_diambil' END
          WHEN g.kind IN ('returned', 'reversal') THEN CASE
            WHEN coalesce(e.gone, false) OR g.state = 'returned' OR g.place > 1 THEN 'ganda_lain'
            WHEN g.state <> 'paid' AND NOT coalesce(e.paid, false) AND g.instruction_id NOT IN (SELECT instruction_id FROM paid_now) THEN 'mendahului'
            WHEN coalesce(g.said, g.due) < g.due THEN 'kurang' WHEN coalesce(g.said, g.due) > g.due THEN 'lebih'
            WHEN g.kind = 'returned' THEN 'retur' ELSE 'pembalikan' END
          WHEN (g.family = 'laporan' AND coalesce(e.reported, false)) OR (g.family = 'mutasi' AND coalesce(e.booked, false)) THEN 'bayar_dua_kali'
          WHEN g.whole = 1 AND g.place > 1 THEN 'bayar_dua_kali'
          WHEN g.whole = 1 THEN CASE WHEN coalesce(e.paid, false) OR g.family <> g.first_family THEN 'ganda_lain' ELSE 'cocok' END
          WHEN g.size > 1 AND g.together = g.due THEN
            CASE WHEN coalesce(e.paid, false) OR g.family <> g.first_family THEN 'ganda_lain' ELSE 'bagian' END
          WHEN g.together > g.due THEN 'lebih' ELSE 'kurang' END AS class
        FROM good g LEFT JOIN earlier e USING (instruction_id)
        UNION ALL SELECT n, instruction_id, due, 1, via, wrong FROM against WHERE wrong <> ''"""
    )


def _result(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE result AS
        SELECT l.n, CASE
          WHEN l.fault <> '' THEN l.fault
          WHEN l.turn > 1 THEN 'ganda_berkas'
          WHEN r.n IS NOT NULL THEN 'ganda_lain'
          WHEN c.ref IS NOT NULL THEN 'acuan_bentrok'
          WHEN j.class IS NOT NULL THEN j.class
          WHEN s.n IS NOT NULL THEN 'gabungan'
          WHEN b.n IS NOT NULL THEN 'gabungan_berkas'
          WHEN l.kind NOT IN {_PAYING} THEN {_ASIDE}
          WHEN l.e2e <> '' THEN 'tidak_dipesan'
          WHEN d.n IS NOT NULL THEN 'pasangan_ragu'
          ELSE 'tanpa_pasangan' END AS class,
          coalesce(j.instruction_id, p.instruction_id) AS instruction_id, CAST(coalesce(j.due, s.amount, b.total, o.amount) AS BIGINT) AS order_rp,
          coalesce(j.size, s.size, d.size, 1) AS count, coalesce(j.via, p.via, '') AS via, s.ids AS ids,
          CASE WHEN l.turn > 1 THEN CAST(l.first_row AS VARCHAR) WHEN j.class = 'beda_penyalur' THEN o.channel
               WHEN j.class = 'batal_dibayar' THEN o.state WHEN j.class = 'bentrok' THEN 'tahap sudah ditutup' ELSE '' END AS other, coalesce(o.wilayah, '') AS wilayah
        FROM live l LEFT JOIN repeated r ON r.n = l.n
        LEFT JOIN clashing c ON c.family = l.family AND c.kind = l.kind AND c.ref = l.ref AND l.ref <> ''
        LEFT JOIN judged j ON j.n = l.n LEFT JOIN paired p ON p.n = l.n LEFT JOIN joined s ON s.n = l.n LEFT JOIN whole_batch b ON b.n = l.n
        LEFT JOIN doubtful d ON d.n = l.n LEFT JOIN orders o ON o.instruction_id = coalesce(j.instruction_id, p.instruction_id)"""
    )
    # A clash with a known reference whose content is that of this very line is a repeat, not a clash; repeats were taken out first.


OUTCOME_OF = {
    "cocok": "paid", "bagian": "paid", "gabungan": "paid", "gagal": "rejected", "tidak_diambil": "not_collected", "retur": "returned",
    "pembalikan": "returned",
}  # fmt: skip
"""Class -> kind of outcome that the books are told."""


def outcomes_sql() -> str:
    """What the books are told: (n, kind, ref, instruction_id, amount, day, reason_code, reason_text); parts of one payment become one outcome."""
    kinds = " ".join(f"WHEN '{one}' THEN '{kind}'" for one, kind in OUTCOME_OF.items())
    return f"""
        WITH told AS (
          SELECT r.n, r.class, CASE r.class {kinds} END AS kind, l.ref, l.e2e, r.instruction_id, r.order_rp, r.ids, l.day, l.reason_code, l.reason_text
          FROM result r JOIN lines l USING (n) WHERE r.class IN ({", ".join(f"'{one}'" for one in OUTCOME_OF)}))
        SELECT min(n) AS n, kind, min(CASE WHEN ref <> '' THEN ref ELSE class || '-' || e2e END) AS ref, instruction_id, max(order_rp) AS amount,
          max(day) AS day, min(reason_code) AS reason_code, min(reason_text) AS reason_text FROM told WHERE class <> 'gabungan'
        GROUP BY kind, instruction_id
        UNION ALL
        SELECT n, kind, CASE WHEN ref <> '' THEN ref ELSE 'GAB' END || '#' || part.instruction_id, part.instruction_id, part.amount, day,
          reason_code, reason_text
        FROM (SELECT *, unnest(ids) AS one FROM told WHERE class = 'gabungan') JOIN orders part ON part.instruction_id = one"""
