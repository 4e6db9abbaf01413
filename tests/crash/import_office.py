"""One installation of its own for tests that run `pilar` as other processes, on the engine of PILAR_DATABASE_URL."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).parents[2]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.foundation.wilayah.actions import load_national_areas
load_national_areas(by=Actor.system(), at=now(), within=("1872",))
"""
STATE = """
import django, json; django.setup()
from tests.crash.registry_state import facts_state
print(json.dumps(facts_state()))
"""


class Office:
    """A home folder and a database; `pilar(...)` runs the program in them."""

    def __init__(self, home: Path, url: str = "") -> None:
        self.home, self.url = home, url
        self.environ = os.environ | {
            "PILAR_HOME": str(home), "PILAR_DATABASE_URL": url, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "pilar.settings", "PILAR_LOG_LEVEL": "WARNING",
        }  # fmt: skip

    def start(self, *words: str, **more: Any) -> "subprocess.Popen[str]":
        """The program, running."""
        command = [sys.executable, "-m", "pilar", *words]
        return subprocess.Popen(
            command, env=self.environ, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
        )

    def pilar(self, *words: str, code: int = 0) -> Any:
        """The JSON that the program prints; it must end with this exit code."""
        process = self.start(*words)
        out, errors = process.communicate(timeout=240)
        assert process.returncode == code, (words, process.returncode, out[-2000:], errors[-3000:])
        return json.loads(out) if "--json" in words else out

    def python(self, program: str) -> str:
        """What a piece of Python prints inside this installation."""
        done = subprocess.run(
            [sys.executable, "-c", program], env=self.environ, cwd=ROOT, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def state(self) -> dict[str, str]:
        """Hashes of what the register says."""
        found: dict[str, str] = json.loads(self.python(STATE))
        return found


@contextmanager
def office(home: Path, like: Office | None = None) -> Iterator[Office]:
    """A fresh installation with the areas of Kota Metro, or a copy of one; its PostgreSQL database goes away afterwards."""
    base = os.environ.get("PILAR_DATABASE_URL", "")
    if like is not None:
        shutil.copytree(like.home, home)
    home.mkdir(parents=True, exist_ok=True)
    if not base:
        made = Office(home)
        if like is None:
            made.python(PREPARE)
        yield made
        return
    import psycopg

    name = f"pilar_office_{os.getpid()}_{random.randrange(10**6)}"
    template = f" TEMPLATE {urlsplit(like.url).path.lstrip('/')}" if like is not None else ""
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{template}")
        try:
            made = Office(home, urlunsplit(urlsplit(base)._replace(path=f"/{name}")))
            if like is None:
                made.python(PREPARE)
            yield made
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
