"""Speed of reading with a full register: fills an installation, then measures the real views, and prints a table and JSON.

    python benchmarks/reading/run.py [--engine sqlite postgresql] [--persons 1000000] [--rounds 200] [--keep FOLDER] [--url URL] [--json]

`--keep`: filled installations stay in this folder and are used again. PostgreSQL: a server of this run's own, or the empty (or once
filled) database of `--url`. See README.md beside this file.
"""

import argparse
import importlib.machinery
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILLED = "terisi.json"
GOALS = {
    "cari": 100.0,
    "cari: nama salah eja + kelurahan + tahun": 50.0,
    "cari: nama salah eja + kel. + tahun": 50.0,
    "halaman": 100.0,
    "loket": 100.0,
}


def child(program: str, words: list[object], home: Path, url: str) -> str:
    """What a program of this folder prints in an installation of its own; its talk goes on to our stderr."""
    environ = os.environ | {
        "PILAR_HOME": str(home), "PILAR_DATABASE_URL": url, "PYTHONPATH": f"{ROOT / 'src'}:{HERE}", "DJANGO_SETTINGS_MODULE": "pilar.settings",
        "PILAR_LOG_LEVEL": "ERROR", "PILAR_REQUIRE_MFA": "false",
    }  # fmt: skip
    words = [sys.executable, HERE / program, *words]
    done = subprocess.run([str(word) for word in words], env=environ, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{program} ended with {done.returncode}")
    return done.stdout


@contextmanager
def database(engine: str, url: str) -> Iterator[str]:
    """The address for PILAR_DATABASE_URL: "" for SQLite."""
    if engine == "sqlite" or url:
        yield "" if engine == "sqlite" else url
        return
    loader = importlib.machinery.SourceFileLoader("pilar_run", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("pilar_run", loader)
    assert spec is not None
    program = importlib.util.module_from_spec(spec)
    loader.exec_module(program)
    server = program.PostgreSQL()
    try:
        yield server.start(program.PostgreSQL.binaries())
    finally:
        server.stop()


def measure(engine: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Fill unless it is filled, then read."""
    home = folder / f"{engine}-{asked.persons}"
    home.mkdir(parents=True, exist_ok=True)
    with database(engine, asked.url) as url:
        mark = home / FILLED
        if not mark.exists():
            begun = time.monotonic()
            child("fill.py", [asked.persons, asked.seed], home, url)
            mark.write_text(json.dumps({"persons": asked.persons, "seconds": round(time.monotonic() - begun, 1)}))
        result: dict[str, Any] = json.loads(child("reader.py", [asked.rounds, asked.seed], home, url))
        if not asked.url and engine == "postgresql":
            mark.unlink()  # the server of this run goes, and its database with it
    return result


def table(results: list[dict[str, Any]]) -> str:
    """Markdown, milliseconds."""
    lines = ["| | mesin | p50 | p95 | p99 | CPU p95 | kueri | lima teratas |", "|---|---|---|---|---|---|---|---|"]
    for name in results[0]["measured"]:
        for result in results:
            row = result["measured"][name]
            five = f"{row['first_five']:.3f}" if "first_five" in row else ""
            lines.append(
                f"| {name} | {result['engine']} | {row['ms_p50']} | {row['ms_p95']} | {row['ms_p99']} | {row['cpu_ms_p95']} | {row['queries']} | {five} |"
            )
    return "\n".join(lines)


def missed(results: list[dict[str, Any]]) -> list[str]:
    """Measurements above their goal (p95, milliseconds)."""
    found = []
    for result in results:
        for name, row in result["measured"].items():
            goal = GOALS.get(name, GOALS.get(name.split(":")[0].split()[0]))
            if goal is not None and row["ms_p95"] > goal:
                found.append(f"{result['engine']}: {name}: p95 {row['ms_p95']} ms, goal {goal:g} ms")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--engine", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--url", default="")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pilar-baca-") as scratch:
        results = [measure(engine, asked.keep or Path(scratch), asked) for engine in asked.engine]
    about = {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
    }
    if asked.json:
        print(json.dumps(about | {"results": results, "missed": missed(results)}, ensure_ascii=False, indent=1))
        return
    print(table(results), *missed(results), sep="\n")


main()
