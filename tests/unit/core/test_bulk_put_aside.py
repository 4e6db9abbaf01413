"""Bulk work larger than its memory puts aside on disk, encrypted, and leaves nothing behind."""

from pathlib import Path

from pilar.config import config
from pilar.core.bulk.engine import analysis

CANARY = "NAMA RAHASIA YANG TIDAK BOLEH TERBACA"


def test_work_larger_than_memory_goes_on_and_what_is_put_aside_cannot_be_read() -> None:
    with analysis() as engine:
        engine.execute("SET memory_limit = '48MB'")
        engine.execute(
            f"CREATE TABLE work AS SELECT range AS n, '{CANARY} ' || md5(range::text) || md5((range + 1)::text) AS name, "
            "dense_rank() OVER (ORDER BY hash(range)) AS part "
            "FROM range(400000)"
        )
        assert engine.execute("SELECT count(*), max(part) FROM work").fetchone() == (400_000, 400_000)
        folder = Path(str(engine.execute("SELECT current_setting('temp_directory')").fetchone()[0]))  # type: ignore[index]
        written = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        assert sum(map(len, written)) > 1_000_000, "nothing was put aside: the test shows nothing"
        assert not any(CANARY.encode() in data for data in written)
    assert not list((config().home / "tmp").glob("olah-*"))
