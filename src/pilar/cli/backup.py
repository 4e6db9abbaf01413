"""`pilar backup` and `pilar restore`: one archive of everything but the keys, and a whole office out of it."""

import hashlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from pilar.cli import archive, snapshot
from pilar.cli.words import JSON_HELP

LOOSE_FILES = ("audit-anchors.jsonl", "SINTETIS.json")
FORMAT = 1


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Sertakan kunci: siapa memegang berkas ini dapat membaca semuanya")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def backup(file: Path, with_keys: bool, as_json: bool) -> None:
    """Menyalin basis data, berkas dan jangkar audit ke FILE sambil melayani. Kunci tidak ikut kecuali diminta."""
    from pilar.config import config
    from pilar.core.vault.rotation import steady_keys

    if file.exists():
        raise click.ClickException(f"{file} sudah ada; pilih nama lain")
    begun = time.monotonic()
    scratch_parent = config().home / "tmp"
    scratch_parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=scratch_parent, prefix="cadangan-"))
    try:
        with steady_keys(), archive.writing(file) as out:
            manifest = _fill(out, config().home, scratch, with_keys)
    except snapshot.NoTool as error:
        raise click.ClickException(str(error)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    result = {
        "file": str(file), "members": len(out.hashes), "bytes": out.size, "audit_seq": manifest["audit"]["seq"],
        "audit_head": manifest["audit"]["digest"], "keys": with_keys, "seconds": round(time.monotonic() - begun, 1),
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo(f"{file}: {result['members']} isi, {out.size / 1e6:.1f} MB, catatan audit {result['audit_seq']}.")
        click.echo(
            "Kunci ikut di dalamnya: simpan terkunci."
            if with_keys
            else "Kunci TIDAK ikut: simpan folder keys di tempat lain."
        )


def _fill(out: archive.ArchiveWriter, home: Path, scratch: Path, with_keys: bool) -> dict[str, Any]:
    """Staged rows before and after the copy (a batch may be published meanwhile), kept files after it (they only grow)."""
    from django.db import connection

    from pilar import __version__
    from pilar.core.clock import now

    staged = _linked(home / "staged", scratch)
    copy = snapshot.take(scratch)
    staged |= _linked(home / "staged", scratch)
    out.add(copy.name, copy.path)
    for name, path in sorted(staged.items()):
        out.add(f"staged/{name}", path)
    for path in sorted((home / "files").glob("??/*")):
        if len(path.name) == 64:
            out.add(f"files/{path.parent.name}/{path.name}", path)
    for name in LOOSE_FILES:
        if (home / name).exists():
            out.add(name, home / name)
    if with_keys:
        for name, path in _keys(home).items():
            out.add(f"keys/{name}", path)
    manifest = {
        "format": FORMAT, "version": __version__, "engine": connection.vendor, "made_at": now().isoformat(),
        "audit": {"seq": copy.head[0], "digest": copy.head[1]}, "keys": fingerprints(home),
    }  # fmt: skip
    out.finish(manifest)
    return manifest


def _linked(folder: Path, scratch: Path) -> dict[str, Path]:
    """Files that may be removed at any moment, held by a second name."""
    held = {}
    for path in folder.glob("*"):
        target = scratch / f"staged-{path.name}"
        try:
            if len(path.name) == 13 and not target.exists():
                os.link(path, target)
                held[path.name] = target
        except FileNotFoundError:
            continue
    return held


def _keys(home: Path) -> dict[str, Path]:
    """What must survive to read a backup: the vault, the key of the database, the key of sessions."""
    from pilar.core.vault.keyring import ring_path

    found = {path.name: path for path in (home / "keys").glob("*.key")}
    return found | {"vault.json": ring_path()}


def fingerprints(home: Path) -> dict[str, str]:
    """Short hashes that tell which keys a backup needs without giving anything of them away (keys are 256 random bits)."""
    from pilar.core.vault.keyring import refresh

    ring = refresh()
    known = {f"data-{number}": key for number, key in ring.data.items()} | {
        f"index-{n}": key for n, key in ring.index.items()
    }
    database = home / "keys" / "database.key"
    if database.exists():
        known["database"] = bytes.fromhex(database.read_text(encoding="ascii").strip())
    return {name: hashlib.sha256(b"pilar " + key).hexdigest()[:12] for name, key in known.items()}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--home",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder baru; harus belum ada atau kosong",
)
@click.option(
    "--keys",
    "keys_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder kunci bila tidak ikut di cadangan",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def restore(file: Path, home: Path, keys_dir: Path | None, as_json: bool) -> None:
    """Membangun kantor dari cadangan FILE di folder baru, lalu memeriksa keutuhan dan rantai auditnya.

    PostgreSQL: PILAR_DATABASE_URL menunjuk basis data baru yang kosong.
    """
    begun = time.monotonic()
    if home.exists() and any(home.iterdir()):
        raise click.ClickException(f"{home} tidak kosong; pulihkan ke folder baru")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        manifest = archive.extract(file, home)
        result = _revive(manifest, home, keys_dir)
    except (archive.BrokenArchive, snapshot.NoTool) as error:
        shutil.rmtree(home)
        raise click.ClickException(str(error)) from error
    except click.ClickException:
        shutil.rmtree(home)
        raise
    result["seconds"] = round(time.monotonic() - begun, 1)
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo(
            f"Pulih di {home}: {result['events']} catatan audit utuh, {result['files']} berkas, keadaan {manifest['made_at']}."
        )
        click.echo(f"Layani dengan: PILAR_HOME={home} pilar serve")


def _revive(manifest: dict[str, Any], home: Path, keys_dir: Path | None) -> dict[str, Any]:
    """Keys in place, database in place, everything checked. Raises ClickException, NoTool."""
    engine = "postgresql" if os.environ.get("PILAR_DATABASE_URL") else "sqlite"
    if manifest.get("format") != FORMAT or manifest["engine"] != engine:
        raise click.ClickException(
            f"cadangan ini dari {manifest['engine']}, tujuan {engine}: atur PILAR_DATABASE_URL sesuai cadangan"
        )
    if keys_dir is not None:
        (home / "keys").mkdir(exist_ok=True, mode=0o700)
        for path in (*keys_dir.glob("*.key"), *keys_dir.glob("vault.json")):
            shutil.copy2(path, home / "keys" / path.name)
    if not (home / "keys" / "vault.json").exists():
        raise click.ClickException("kunci tidak ada di cadangan; sebutkan foldernya dengan --keys")
    os.environ["PILAR_HOME"] = str(home)
    os.environ.pop("PILAR_VAULT_FILE", None)
    import django

    django.setup()
    held = fingerprints(home)
    if missing := sorted(name for name, mark in manifest["keys"].items() if held.get(name) != mark):
        raise click.ClickException(f"kunci ini bukan kunci cadangan itu: {', '.join(missing)}")
    snapshot.put_back(home)
    return _check(manifest)


def _check(manifest: dict[str, Any]) -> dict[str, Any]:
    """The database is whole, the audit chain verifies and ends where the backup ended, every kept file is there."""
    from django.db import connection

    from pilar.core.audit import queries
    from pilar.core.bulk.files import path_of
    from pilar.core.bulk.models import StoredFile
    from pilar.core.scope import Scope

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            answer = cursor.fetchone()[0]
            cursor.execute("PRAGMA cipher_integrity_check")
            if answer != "ok" or cursor.fetchall():
                raise click.ClickException(f"basis data dari cadangan rusak: {answer}")
    found = queries.verify(Scope.system())
    head = (manifest["audit"]["seq"], manifest["audit"]["digest"])
    if found.broken is not None or (head[0] and (found.head_seq, found.head_digest) != head):
        raise click.ClickException("rantai audit di cadangan tidak utuh atau tidak berakhir di catatan yang dijanjikan")
    kept = list(StoredFile.objects.values_list("sha256", flat=True))
    if lost := [digest for digest in kept if not path_of(digest).exists()]:
        raise click.ClickException(f"{len(lost)} berkas kiriman tidak ada di cadangan, misalnya {lost[0]}")
    connection.close()
    return {"events": found.count, "audit_seq": found.head_seq, "audit_head": found.head_digest, "files": len(kept)}
