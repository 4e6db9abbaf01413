"""`pilar serve` and `pilar worker`."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat tempat melayani")
@click.option("--port", default=8000, show_default=True, help="Port")
@click.option(
    "--worker/--no-worker", "with_worker", default=None, help="Jalankan juga pekerja latar (bawaan: PILAR_WORKER)"
)
def serve(host: str, port: int, with_worker: bool | None) -> None:
    """Melayani halaman, dan pekerjaan latar bila diminta, sampai dihentikan."""
    from pilar.cli.database import prepare

    prepare()
    serve_forever(host, port, with_worker)


def serve_forever(host: str, port: int, with_worker: bool | None = None) -> None:
    """Serve until interrupted; the database must be ready."""
    from pilar.config import config

    settings = config()
    with _worker_process(settings.worker if with_worker is None else with_worker):
        from granian import Granian
        from granian.constants import Interfaces

        Granian(
            "pilar.web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.web_workers,
            blocking_threads=8,
            websockets=False,
            log_access=False,
            respawn_failed_workers=True,  # else one killed process of the pages (memory) ends the whole office
        ).serve()


@contextmanager
def _worker_process(wanted: bool) -> Iterator[None]:
    """The background worker beside the server, ended with it."""
    if not wanted:
        yield
        return
    process = subprocess.Popen([sys.executable, "-m", "pilar", "worker"], env=os.environ.copy())
    watcher = threading.Thread(target=process.wait, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


@click.command()
def worker() -> None:
    """Menjalankan pekerjaan latar sampai dihentikan."""
    from pilar.core.jobs.worker import run_process

    run_process()
