"""Speed of a validated import, against the database's own bulk load and an ORM loop, in one run and one table.

    python benchmarks/intake/run.py [--persons 100000 ...] [--engine sqlite postgresql] [--rivals 100000] [--json]

The file is a DTSEN member delivery made by the generator of the demonstration city, with its usual faults. CPU of the client is
the process `pilar import` with all its threads and children; CPU of the PostgreSQL server is read from /proc for a server that only
this run uses. A second process writes each 50 ms meanwhile and reports its longest wait. The rivals run only for files up to
`--rivals` persons. Results and their meaning: docs/UKURAN-IMPOR.md.
"""

import argparse
import importlib.machinery
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CHILD = Path(__file__).with_name("office_child.py")
TICK = os.sysconf("SC_CLK_TCK")


class Place:
    """One empty installation."""

    def __init__(self, home: Path, url: str, server: int | None) -> None:
        self.home, self.url, self.server = home, url, server
        self.environ = os.environ | {
            "PILAR_HOME": str(home), "PILAR_DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "pilar.settings", "PILAR_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        self.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a machine in service keeps its byte code

    def child(self, *words: object) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, str(CHILD), *map(str, words)],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def server_cpu(self) -> float:
        """Seconds of CPU of the PostgreSQL server so far, ended backends included; 0 on SQLite."""
        return _family_cpu(self.server) if self.server else 0.0


def _family_cpu(postmaster: int) -> float:
    total = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        own = int(entry.parent.name) == postmaster
        if own or int(fields[1]) == postmaster:
            total += int(fields[11]) + int(fields[12]) + (int(fields[13]) + int(fields[14]) if own else 0)
    return total / TICK


@contextmanager
def server_of_our_own() -> Iterator[tuple[str, int]]:
    """(address, process id of the postmaster) of a PostgreSQL server in a temporary folder, as `./run test` makes it."""
    loader = importlib.machinery.SourceFileLoader("pilar_run", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("pilar_run", loader)
    assert spec is not None
    program = importlib.util.module_from_spec(spec)
    loader.exec_module(program)
    server = program.PostgreSQL()
    try:
        url = server.start(program.PostgreSQL.binaries())
        yield url, int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    finally:
        server.stop()


@contextmanager
def places(engine: str, folder: Path) -> Iterator[Iterator[Place]]:
    """Empty installations, as many as are asked for."""
    if engine == "sqlite":
        yield (Place(folder / f"{engine}-{number}", "", None) for number in range(100))
        return
    import psycopg

    with server_of_our_own() as (url, postmaster):

        def made() -> Iterator[Place]:
            for number in range(100):
                with psycopg.connect(url, autocommit=True) as server:
                    server.execute(f"CREATE DATABASE b{number}")
                yield Place(folder / f"{engine}-{number}", url.rsplit("/", 1)[0] + f"/b{number}", postmaster)

        yield made()


def imported(place: Place, file: Path) -> dict[str, Any]:
    """`pilar import` measured from outside, with another process that writes meanwhile."""
    stop = place.home / "selesai"
    words = [
        "import",
        str(file),
        "--profile",
        "dtsen-member-detail",
        "--as-of",
        "2026-06-30",
        "--option",
        "regency=1872",
        "--json",
    ]
    writer = subprocess.Popen(
        [sys.executable, str(CHILD), "waits", "7200", str(stop)], env=place.environ, stdout=subprocess.PIPE, text=True
    )
    time.sleep(2)
    server, begun = place.server_cpu(), time.monotonic()
    out = place.home / "hasil.json"
    with out.open("w") as target:
        process = subprocess.Popen([sys.executable, "-m", "pilar", *words], env=place.environ, stdout=target)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    stop.touch()
    waits = json.loads(writer.communicate()[0])
    answer = json.loads(out.read_text())
    assert answer["state"] == "terbit" and answer["rows"] == answer["accepted"] + answer["quarantined"] + sum(
        answer["other"].values()
    )
    cpu = usage.ru_utime + usage.ru_stime
    return {
        "rows": answer["rows"], "accepted": answer["accepted"], "quarantined": answer["quarantined"], "wall": wall, "cpu": cpu,
        "persons_per_cpu_second": answer["rows"] / cpu, "server_cpu": place.server_cpu() - server,
        "peak_mb": usage.ru_maxrss / 1024, "longest_wait": waits["longest"], "p99_wait": waits["p99"], "writes": waits["writes"],
    }  # fmt: skip


def rivals(place: Place, empty: Iterator[Place], folder: Path, file: Path) -> dict[str, Any]:
    """The same rows by the database's own bulk load, 2,000 persons by Model.save(), and 1,000 by the act of the desk."""
    pieces = folder / "baris"
    pieces.mkdir()
    place.child("take", pieces)
    loaded, saved, desk_place = next(empty), next(empty), next(empty)
    for other in (loaded, saved, desk_place):
        other.child("prepare")
    before = loaded.server_cpu()
    bulk = loaded.child("bulk", pieces)
    bulk["server_cpu"] = loaded.server_cpu() - before
    before = saved.server_cpu()
    orm = saved.child("orm", 2_000, pieces)
    orm["server_cpu"] = saved.server_cpu() - before
    before = desk_place.server_cpu()
    desk = desk_place.child("desk", 1_000, file)
    desk["server_cpu"] = desk_place.server_cpu() - before
    shutil.rmtree(pieces)
    return {"bulk": bulk, "orm": orm, "desk": desk}


def measured(
    engine: str, persons: list[int], folder: Path, files: dict[int, Path], rivals_to: int
) -> list[dict[str, Any]]:
    results = []
    with places(engine, folder) as empty:
        for number in persons:
            place = next(empty)
            place.child("prepare")
            result = {"engine": engine, "persons": number, **imported(place, files[number])}
            if number <= rivals_to:
                result |= compared(result, rivals(place, empty, folder, files[number]))
            results.append(result)
    return results


def compared(result: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """The rivals and the ratios to them; CPU of client and server together on all sides."""
    own = result["cpu"] + result["server_cpu"]

    def each(rival: str) -> float:
        return float((others[rival]["cpu"] + others[rival]["server_cpu"]) / others[rival]["persons"])

    return others | {
        "times_bulk": own / (others["bulk"]["cpu"] + others["bulk"]["server_cpu"]),
        "times_faster_than_orm": each("orm") / (own / result["accepted"]),
        "times_faster_than_desk": each("desk") / (own / result["accepted"]),
    }


COLUMNS = (
    ("engine", "engine", "{}"), ("persons", "persons", "{:,}"), ("client CPU s", "cpu", "{:.1f}"), ("server CPU s", "server_cpu", "{:.1f}"),
    ("persons per client CPU s", "persons_per_cpu_second", "{:,.0f}"), ("wall s", "wall", "{:.1f}"), ("peak MB", "peak_mb", "{:,.0f}"),
    ("longest write wait s", "longest_wait", "{:.2f}"), ("× bulk load", "times_bulk", "{:.1f}"),
    ("× faster than bare save()", "times_faster_than_orm", "{:.0f}"), ("× faster than the desk's act", "times_faster_than_desk", "{:.0f}"),
    ("in quarantine", "quarantined", "{:,}"),
)  # fmt: skip


def table(results: list[dict[str, Any]]) -> str:
    lines = ["| " + " | ".join(title for title, _, _ in COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    lines += [
        "| " + " | ".join(form.format(result[key]) if key in result else "–" for _, key, form in COLUMNS) + " |"
        for result in results
    ]
    for engine in dict.fromkeys(result["engine"] for result in results):
        of = [result["persons_per_cpu_second"] for result in results if result["engine"] == engine]
        if len(of) > 1:
            lines.append(
                f"\n{engine}: speed at the largest is {of[-1] / of[0]:.2f} of that at the smallest (1 = linear)"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, nargs="+", default=[100_000])
    parser.add_argument("--engine", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--files", type=Path, default=Path(tempfile.gettempdir()) / "pilar-bench-files")
    parser.add_argument("--rivals", type=int, default=100_000, help="largest file for which the rivals run")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    arguments.files.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="pilar-bench-"))
    try:
        maker = Place(folder / "pembuat", "", None)
        files = {number: arguments.files / f"anggota-{number}.csv" for number in arguments.persons}
        for number, file in files.items():
            if not file.exists():
                maker.child("write", number, file)
        results = [
            one
            for engine in arguments.engine
            for one in measured(engine, sorted(arguments.persons), folder, files, arguments.rivals)
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    print(
        json.dumps({"machine": machine, "results": results}, indent=1)
        if arguments.json
        else f"{machine}\n\n{table(results)}"
    )


if __name__ == "__main__":
    main()
