"""Phones on a bad network against the real server: nothing lost, nothing twice, every byte right, no orphan files.

    python benchmarks/field/storm.py --records 1000 [--naive] [--home DIR] [--kill-every 0.5 2] [--pg-data DIR]

Own fault proxy: of all connections a share is spoiled: cut inside the request, answer lost, answer cut, or slowed down. The server is
granian with its real application; one of its workers gets SIGKILL every 0.5 to 2 seconds. A fifth of the records is sent over four
connections at the same time. `--naive` serves a deliberately naive door (look, then insert; files written without sync, no unique
key) through the same proxy: it must fail. Ends with status 1 when anything is lost, double, wrong or orphaned.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORM = "badai"
PG_BIN = os.environ.get("PG_BIN", "/usr/lib/postgresql/15/bin")


@dataclass
class Tally:
    """What the phones and the proxy counted."""

    posts: int = 0
    cut: int = 0
    lost_answers: int = 0
    cut_answers: int = 0
    slowed: int = 0
    kills: int = 0
    database_restarts: int = 0
    sent_bytes: int = 0
    statuses: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """One record of a phone: its XML and files, all from the seed."""

    instance: str
    xml: bytes
    files: dict[str, bytes]


def make_record(number: int, rng: random.Random, photo_kb: int) -> Made:
    files = {
        f"foto & {number}-{n}.jpg": b"\xff\xd8\xff\xe0" + rng.randbytes(rng.randint(photo_kb // 2, photo_kb) * 1024)
        for n in range(2)
    }
    instance = f"uuid:{rng.getrandbits(128):032x}"
    names = [name.replace("&", "&amp;") for name in files]
    xml = (
        f'<data id="{FORM}" version="1"><nama>Keluarga {number}</nama><foto>{names[0]}</foto><foto2>{names[1]}</foto2>'
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    )
    return Made(instance, xml.encode(), files)


def multipart(xml: bytes, files: dict[str, bytes]) -> bytes:
    parts = [("xml_submission_file", "s.xml", "text/xml", xml)] + [
        (name, name, "image/jpeg", data) for name, data in files.items()
    ]
    out = []
    for name, file, kind, data in parts:
        out.append(
            f'--XX\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
        )
        out.append(data + b"\r\n")
    return b"".join(out) + b"--XX--\r\n"


class Proxy:
    """Forwards connections to the server and spoils a share of them."""

    def __init__(self, target: int, share: float, rng: random.Random, tally: Tally) -> None:
        self.target, self.share, self.rng, self.tally = target, share, rng, tally

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kind = self.rng.choice(("cut", "lost", "cut_answer", "slow")) if self.rng.random() < self.share else ""
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        try:
            await self._carry(kind, reader, writer, up_reader, up_writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            up_writer.close()

    async def _carry(self, kind, reader, writer, up_reader, up_writer) -> None:  # type: ignore[no-untyped-def]
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        body = await reader.readexactly(length)
        if kind == "cut":
            self.tally.cut += 1
            up_writer.write(head + body[: self.rng.randint(0, max(length - 1, 0))])
            await up_writer.drain()
            return
        if kind == "slow":
            self.tally.slowed += 1
            up_writer.write(head)
            for start in range(0, length, max(length // 5, 1)):
                up_writer.write(body[start : start + max(length // 5, 1)])
                await up_writer.drain()
                await asyncio.sleep(0.04)
        else:
            up_writer.write(head + body)
            await up_writer.drain()
        answer = await up_reader.read(-1)
        if kind == "lost":
            self.tally.lost_answers += 1
            return
        if kind == "cut_answer":
            self.tally.cut_answers += 1
            answer = answer[: self.rng.randint(0, 12)]
        writer.write(answer)
        await writer.drain()


async def post(port: int, path: str, body: bytes, tally: Tally) -> int:
    """Status of one POST, 0 when the line broke."""
    tally.posts += 1
    tally.sent_bytes += len(body)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        answer = await asyncio.wait_for(reader.read(-1), 60)
        writer.close()
    except (OSError, TimeoutError):
        return 0
    if not answer.startswith(b"HTTP/1.1 ") or b"\r\n\r\n" not in answer or b"openrosa-version" not in answer.lower():
        return 0
    return int(answer[9:12])


async def deliver(port: int, path: str, made: Made, tally: Tally, rng: random.Random, by_one: bool) -> None:
    """As Collect: everything again from the first part until a 201 or 202; or the XML first and then each photo by itself."""
    bodies = [multipart(made.xml, made.files)]
    if by_one:
        bodies = [multipart(made.xml, {}), *(multipart(made.xml, {name: data}) for name, data in made.files.items())]
    for body in bodies:
        while True:
            status = await post(port, path, body, tally)
            tally.statuses[str(status)] = tally.statuses.get(str(status), 0) + 1
            if status in (201, 202):
                break
            await asyncio.sleep(rng.uniform(0.05, 0.3))


def kill_a_worker(server: int, rng: random.Random) -> bool:
    """SIGKILL to one child of our own server process."""
    children = [one for file in Path(f"/proc/{server}/task").glob("*/children") for one in file.read_text().split()]
    workers = [int(one) for one in children if "resource_tracker" not in _command(int(one))]
    if not workers:
        return False
    try:
        os.kill(rng.choice(workers), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def restart_database(data: Path) -> None:
    """As after a power cut: no checkpoint, the write-ahead log alone brings everything back."""
    command = [f"{PG_BIN}/pg_ctl", "-D", str(data), "-m", "immediate", "-w", "-l", str(data / "storm.log"), "restart"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


class Server:
    """The server under test and its supervisor: started again when it ends, as systemd does. Granian gives up when a worker dies
    right after its start."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self._command, self._env, self._log = command, env, log.open("wb")
        self.restarts = -1
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, env=self._env, stdout=self._log, stderr=self._log, start_new_session=True
        )
        self.restarts += 1

    def kill_a_worker(self, rng: random.Random) -> bool:
        if self.process.poll() is not None:
            self.start()
            return False
        return kill_a_worker(self.process.pid, rng)

    def stop(self) -> None:
        """End it with everything that it started; a worker that was just being started does not hear of SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._log.close()


async def storm(args: argparse.Namespace, port: int, path: str, server: Server) -> tuple[list[Made], Tally, float]:
    rng = random.Random(args.seed)
    tally = Tally()
    proxy = Proxy(port, args.spoiled, random.Random(args.seed + 1), tally)
    listening = await asyncio.start_server(proxy.handle, "127.0.0.1", 0, limit=1 << 26)
    through = listening.sockets[0].getsockname()[1]
    records = [make_record(number, rng, args.photo_kb) for number in range(args.records)]
    waiting = list(records)
    stop = asyncio.Event()

    async def phone() -> None:
        while waiting:
            made = waiting.pop()
            times = 4 if rng.random() < 0.2 else 1
            by_one = rng.random() < 0.5
            await asyncio.gather(*(deliver(through, path, made, tally, rng, by_one) for _ in range(times)))

    async def killer() -> None:
        while args.kills and not stop.is_set():
            await asyncio.sleep(rng.uniform(*args.kill_every))
            tally.kills += server.kill_a_worker(rng)

    async def restarter() -> None:
        while args.pg_data and not stop.is_set():
            await asyncio.sleep(rng.uniform(5, 10))
            await asyncio.to_thread(restart_database, Path(args.pg_data))
            tally.database_restarts += 1

    started = time.monotonic()
    killing = asyncio.gather(killer(), restarter())
    await asyncio.wait_for(asyncio.gather(*(phone() for _ in range(args.phones))), args.give_up)
    took = time.monotonic() - started
    stop.set()
    await killing
    listening.close()
    return records, tally, took


def judge(home: Path, records: list[Made], naive: bool) -> dict[str, int]:
    """Asks a fresh process for what the server has, then compares with what the phones sent."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("server_side.py")), "naive-dump" if naive else "dump"],
        env=os.environ | {"PILAR_HOME": str(home)}, capture_output=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    by_instance: dict[str, list[dict[str, object]]] = {}
    for row in found["records"]:
        by_instance.setdefault(row["instance"], []).append(row)
    lost = double = wrong = 0
    for made in records:
        rows = by_instance.pop(made.instance, [])
        lost += not rows
        double += len(rows) > 1
        want = {name: hashlib.sha256(data).hexdigest() for name, data in made.files.items()}
        for row in rows[:1]:
            files = row["files"]
            good = row["xml"] == hashlib.sha256(made.xml).hexdigest() and sorted(files) == sorted(
                [name, digest] for name, digest in want.items()
            )
            wrong += not good
    return {
        "lost": lost, "double": double, "wrong": wrong, "unknown": len(by_instance), "orphans": found["orphans"],
        "rows_without_file": found["missing"], "leftovers_swept": found["leftovers"], "held": found["held"],
    }  # fmt: skip


def run(args: argparse.Namespace) -> dict[str, object]:
    """One storm; returns the figures."""
    home = Path(
        args.home or tempfile.mkdtemp(prefix="storm-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    )
    env = os.environ | {"PILAR_HOME": str(home), "PILAR_REQUIRE_MFA": "false"}
    side = [sys.executable, str(Path(__file__).with_name("server_side.py"))]
    ready = subprocess.run(
        [*side, "naive-prepare" if args.naive else "prepare"], env=env, capture_output=True, text=True, check=False
    )
    if ready.returncode:
        raise SystemExit(ready.stderr)
    token = ready.stdout.strip().rsplit("\n", 1)[-1]
    port = args.port or free_port()
    server = Server([*side, "naive-serve" if args.naive else "serve", str(port)], env, home / "server.log")
    try:
        _wait_for(port)
        path = "/naive/submission" if args.naive else f"/key/{token}/submission"
        records, tally, took = asyncio.run(storm(args, port, path, server))
    finally:
        server.stop()
    figures = judge(home, records, args.naive)
    megabytes = sum(len(one.xml) + sum(map(len, one.files.values())) for one in records) / 1e6
    return {
        "naive": args.naive, "records": len(records), "MB": round(megabytes, 1), "seconds": round(took, 1), "records_per_s": round(len(records) / took, 1),
        **figures, "server_restarts": server.restarts, **{key: value for key, value in vars(tally).items() if key != "sent_bytes"},
        "sent_over_needed": round(tally.sent_bytes / 1e6 / megabytes, 2), "home": str(home),
    }  # fmt: skip


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    import socket

    for _ in range(900):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(0.5)
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def failed(figures: dict[str, object]) -> bool:
    return any(figures[key] for key in ("lost", "double", "wrong", "unknown", "orphans", "rows_without_file", "held"))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    found.add_argument("--records", type=int, default=200)
    found.add_argument("--photo-kb", type=int, default=80)
    found.add_argument("--phones", type=int, default=16)
    found.add_argument("--spoiled", type=float, default=0.4)
    found.add_argument("--kills", action=argparse.BooleanOptionalAction, default=True)
    found.add_argument("--naive", action="store_true")
    found.add_argument("--seed", type=int, default=7)
    found.add_argument("--port", type=int, default=0, help="0: a free one")
    found.add_argument("--kill-every", type=float, nargs=2, default=(0.5, 2.0), metavar="SECONDS")
    found.add_argument(
        "--pg-data", default="", help="data folder of a PostgreSQL server of our own, restarted in the storm"
    )
    found.add_argument("--home", default="")
    found.add_argument(
        "--give-up", type=float, default=7200, metavar="SECONDS", help="not delivered by then: a failure"
    )
    return found


if __name__ == "__main__":
    result = run(parser().parse_args())
    print(json.dumps(result, indent=1))
    sys.exit(1 if failed(result) else 0)
