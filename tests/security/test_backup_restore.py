"""The restore drill (goal R8): an office out of its backup, whole, with the audit head that the backup promised."""

import json
import os
import random
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from tests.crash.import_file import write
from tests.crash.import_office import Office, office


def import_words(file: Path, as_of: str) -> list[str]:
    return [
        "import",
        str(file),
        "--profile",
        "dtsen-member-detail",
        "--as-of",
        as_of,
        "--option",
        "regency=1872",
        "--json",
    ]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with people, quarantine and a delivery that waits to be published."""
    with office(tmp_path_factory.mktemp("cadangan") / "kantor") as made:
        folder = made.home.parent
        made.pilar(*import_words(write(folder / "satu.csv", 600), "2026-03-31"))
        made.pilar(*import_words(write(folder / "siap.csv", 50, seed=5), "2026-06-30"), "--check-only")
        made.pilar("audit", "anchor")
        yield made


@contextmanager
def new_place(home: Path) -> Iterator[Office]:
    """Where a backup is restored to: a folder that does not exist, and on PostgreSQL an empty database."""
    base = os.environ.get("PILAR_DATABASE_URL", "")
    if not base:
        yield Office(home)
        return
    import psycopg

    name = f"pilar_restore_{os.getpid()}_{random.randrange(10**6)}"
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Office(home, urlunsplit(urlsplit(base)._replace(path=f"/{name}")))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.timeout(600)
def test_a_backup_becomes_the_same_office_elsewhere(old: Office, tmp_path: Path) -> None:
    before = old.state()
    made = old.pilar("backup", str(tmp_path / "pilar.tar"), "--json")
    verified = old.pilar("audit", "verify", "--json")
    assert (made["audit_seq"], made["audit_head"]) == (verified["events"], verified["head"])
    old.pilar(*import_words(write(tmp_path / "dua.csv", 40, seed=8), "2026-09-30"))
    assert old.state() != before
    with tarfile.open(tmp_path / "pilar.tar") as tar:
        names = tar.getnames()
        assert not [name for name in names if name.startswith("keys")]
        assert (
            sum(name.startswith("files/") for name in names) == 2
            and sum(name.startswith("staged/") for name in names) == 1
        )
    with new_place(tmp_path / "baru") as fresh:
        words = ("restore", str(tmp_path / "pilar.tar"), "--home", str(fresh.home), "--json")
        assert "--keys" in fails(fresh, *words)
        assert not fresh.home.exists()
        restored = fresh.pilar(*words, "--keys", str(old.home / "keys"))
        assert (restored["audit_seq"], restored["audit_head"], restored["files"]) == (
            made["audit_seq"],
            made["audit_head"],
            2,
        )
        assert fresh.state() == before
        assert fresh.pilar("audit", "verify", "--json")["ok"] and fresh.pilar("db", "check", "--json")["ok"]
        waiting = fresh.pilar(*import_words(old.home.parent / "siap.csv", "2026-06-30"))
        assert waiting["state"] == "terbit" and waiting["published"]["rows"] == waiting["accepted"]


def fails(made: Office, *words: str) -> str:
    """The sentence of a command that must not succeed."""
    process = made.start(*words)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 1, (out, errors)
    assert "Traceback" not in errors, errors
    return errors


@pytest.mark.timeout(600)
def test_a_backup_with_keys_stands_alone_and_an_altered_one_is_refused(old: Office, tmp_path: Path) -> None:
    whole = tmp_path / "semua.tar"
    old.pilar("backup", str(whole), "--with-keys", "--json")
    assert "sudah ada" in fails(old, "backup", str(whole))
    assert whole.stat().st_mode & 0o077 == 0
    rng = random.Random(os.urandom(8))
    with new_place(tmp_path / "baru") as fresh:
        with tarfile.open(whole) as tar:
            largest = max(tar.getmembers(), key=lambda member: member.size)
        for name in ("berubah", "terpotong"):
            content = bytearray(whole.read_bytes())
            place = largest.offset_data + rng.randrange(largest.size)
            if name == "berubah":
                content[place] ^= 1
            else:
                del content[place:]
            (tmp_path / f"{name}.tar").write_bytes(content)
            words = ("restore", str(tmp_path / f"{name}.tar"), "--home", str(fresh.home))
            assert "cadangan" in fails(fresh, *words) and not fresh.home.exists()
        fresh.home.mkdir()
        (fresh.home / "isi").write_text("x")
        assert "tidak kosong" in fails(fresh, "restore", str(whole), "--home", str(fresh.home))
        shutil.rmtree(fresh.home)
        fresh.pilar("restore", str(whole), "--home", str(fresh.home), "--json")
        assert fresh.state() == old.state()


@pytest.mark.timeout(600)
def test_other_keys_are_recognised_before_anything_is_read(old: Office, tmp_path: Path) -> None:
    old.pilar("backup", str(tmp_path / "p.tar"), "--json")
    other = Office(tmp_path / "lain")
    other.home.mkdir()
    other.python("import django; django.setup()\nfrom pilar.core.vault.keyring import ring; ring()")
    with new_place(tmp_path / "baru") as fresh:
        words = ("restore", str(tmp_path / "p.tar"), "--home", str(fresh.home), "--keys", str(other.home / "keys"))
        assert "bukan kunci" in fails(fresh, *words) and not fresh.home.exists()


def test_paths_that_lead_out_of_the_archive_are_refused(tmp_path: Path) -> None:
    import io

    from pilar.cli.archive import BrokenArchive, extract

    for name in ("../keluar", "/etc/keluar", "a/../../keluar"):
        with tarfile.open(tmp_path / "jahat.tar", "w") as tar:
            info = tarfile.TarInfo(name)
            info.size = 1
            tar.addfile(info, io.BytesIO(b"x"))
            manifest = json.dumps({"members": {}}).encode()
            info = tarfile.TarInfo("manifest.json")
            info.size = len(manifest)
            tar.addfile(info, io.BytesIO(manifest))
        with pytest.raises(BrokenArchive):
            extract(tmp_path / "jahat.tar", tmp_path / "rumah")
    assert not list(tmp_path.glob("keluar*"))
