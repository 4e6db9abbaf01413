"""`pilar users`: the first admin of an office, and help when nobody can log in. Passwords are printed once."""

import json
from datetime import datetime
from typing import Any

import click

_json = click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")
_reason = click.option("--reason", required=True, metavar="ALASAN", help="Tercatat dalam catatan audit.")
_DAY = click.DateTime(formats=["%Y-%m-%d", "%d-%m-%Y"])


@click.group(help="Pengguna: buat, tugaskan, tutup, pulihkan.")
def users() -> None:
    pass


@users.command(help="Buat pengguna dengan satu penugasan; kata sandi pertama dicetak sekali.")
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Nama lengkap.")
@click.option("--role", required=True, help="Kode peran, misalnya admin; lihat `pilar users roles`.")
@click.option("--area", required=True, metavar="KODE", help="Kode wilayah tugas, dengan atau tanpa titik.")
@click.option("--position", default="", help="Jabatan.")
@_json
def add(username: str, full_name: str, role: str, area: str, position: str, as_json: bool) -> None:
    from django.db import transaction

    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.accounts import actions, queries

    at, by = now(), Actor.system()
    with transaction.atomic():
        made = actions.create_user(username=username, full_name=full_name, position=position, by=by, at=at)
        actions.assign_role(
            user_id=made.user_id, role=role, wilayah=_plain(area), active_from=queries.today(at), by=by, at=at
        )
    _print_password(username, made.password, as_json)


@users.command(help="Beri pengguna satu penugasan lagi.")
@click.argument("username")
@click.option("--role", required=True, help="Kode peran.")
@click.option("--area", required=True, metavar="KODE", help="Kode wilayah tugas.")
@click.option("--from", "begin", type=_DAY, default=None, metavar="TANGGAL", help="Mulai; kosong berarti hari ini.")
@click.option("--to", "end", type=_DAY, default=None, metavar="TANGGAL", help="Hari pertama yang sudah tidak bertugas.")
@click.option("--decree", default="", help="Nomor SK.")
@_json
def assign(
    username: str, role: str, area: str, begin: datetime | None, end: datetime | None, decree: str, as_json: bool
) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.accounts import actions, queries

    at = now()
    actions.assign_role(
        user_id=queries.find_user_id(username),
        role=role,
        wilayah=_plain(area),
        active_from=begin.date() if begin else queries.today(at),
        active_to=end.date() if end else None,
        decree=decree,
        by=Actor.system(),
        at=at,
    )
    _print({"username": username, "role": role, "area": _plain(area)}, as_json, "Penugasan tercatat.")


@users.command(name="list", help="Daftar pengguna dengan peran yang berjalan hari ini.")
@_json
def list_all(as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Scope
    from pilar.foundation.accounts import queries

    day, rows, after = queries.today(now()), [], ""
    while page := queries.list_users(Scope.system(), after=after):
        for user in page[: queries.PAGE]:
            roles = queries.roles_of(user, day)
            rows.append({"username": user.username, "name": user.full_name, "active": user.is_active, "roles": roles})
        after = page[: queries.PAGE][-1].username
    lines = [f"{row['username']:<24}{row['name']:<32}{', '.join(row['roles'])}" for row in rows]  # type: ignore[arg-type]
    _print(rows, as_json, "\n".join(lines) or "Belum ada pengguna.")


@users.command(help="Daftar kode peran.")
@_json
def roles(as_json: bool) -> None:
    from pilar.foundation.accounts.roles import ROLES

    rows = [{"code": role.code, "label": role.label_id, "level": role.level.name.lower()} for role in ROLES.values()]
    _print(rows, as_json, "\n".join(f"{row['code']:<20}{row['level']:<12}{row['label']}" for row in rows))


@users.command(help="Tutup akun; semua sesinya berakhir.")
@click.argument("username")
@_reason
@_json
def disable(username: str, reason: str, as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.accounts import actions, queries

    actions.disable_user(user_id=queries.find_user_id(username), reason=reason, by=Actor.system(), at=now())
    _print({"username": username, "active": False}, as_json, "Akun ditutup dan semua sesinya berakhir.")


@users.command(name="reset-factor", help="Hapus faktor kedua (ponsel hilang); dipasang lagi saat masuk.")
@click.argument("username")
@_reason
@_json
def reset_factor(username: str, reason: str, as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.accounts import actions, queries

    actions.reset_second_factor(user_id=queries.find_user_id(username), reason=reason, by=Actor.system(), at=now())
    _print({"username": username, "second_factor": False}, as_json, "Faktor kedua dihapus.")


@users.command(name="reset-password", help="Buat kata sandi pertama yang baru; dicetak sekali.")
@click.argument("username")
@_reason
@_json
def reset_password(username: str, reason: str, as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.accounts import actions, queries

    made = actions.reset_password(user_id=queries.find_user_id(username), reason=reason, by=Actor.system(), at=now())
    _print_password(username, made.password, as_json)


def _plain(area: str) -> str:
    return area.replace(".", "").strip()


def _print_password(username: str, password: str, as_json: bool) -> None:
    text = f"{username}: kata sandi pertama {password}\nTidak tercetak lagi; harus diganti saat masuk."
    _print({"username": username, "first_password": password}, as_json, text)


def _print(result: Any, as_json: bool, text: str) -> None:
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else text)
