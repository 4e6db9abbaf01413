"""`pilar db`: bring the database up to date, look into it, check it."""

import json

import click

from pilar.cli.words import JSON_HELP


def prepare() -> None:
    """Apply migrations and collect static files; both are quick when nothing changed."""
    from django.conf import settings
    from django.core.management import call_command

    from pilar.config import config

    config().home.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)


@click.group()
def db() -> None:
    """Basis data: mutakhirkan, periksa."""


@db.command()
def migrate() -> None:
    """Memutakhirkan susunan tabel."""
    prepare()
    click.echo("Susunan tabel mutakhir.")


@db.command()
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def check(as_json: bool) -> None:
    """Memeriksa keutuhan berkas basis data."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            answer = str(cursor.fetchone()[0])
            cursor.execute("PRAGMA cipher_integrity_check")
            broken = [str(row[0]) for row in cursor.fetchall()]
        else:
            cursor.execute("SELECT count(*) FROM pg_class")
            answer, broken = "ok", []
    result = {"engine": connection.vendor, "ok": answer == "ok" and not broken, "detail": broken or answer}
    click.echo(json.dumps(result) if as_json else f"{result['engine']}: {'utuh' if result['ok'] else result['detail']}")
    if not result["ok"]:
        raise SystemExit(1)
