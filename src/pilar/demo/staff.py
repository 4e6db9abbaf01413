"""One login for each role that works in a Dinas Sosial's month. The password is public: these people do not exist."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from pilar.core.clock import now
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts import actions, queries
from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.wilayah.queries import children, resolve

PASSWORD = "pilar-contoh-2026"  # noqa: S105  printed to whoever starts the demonstration

_PEOPLE = (
    ("admin", "admin", 4, "Rina Kartikasari"),
    ("kadis", "kepala_dinas", 4, "Drs. Bambang Suryanto"),
    ("kabid", "kepala_bidang", 4, "Endah Puspitasari"),
    ("verifikator", "verifikator", 4, "Agus Setiawan"),
    ("pengisi", "pengisi_data", 4, "Dewi Lestari"),
    ("loket", "front_office", 4, "Sri Wahyuni"),
    ("bappeda", "bappeda", 4, "Hendra Gunawan"),
    ("inspektorat", "inspektorat", 4, "Yusuf Hidayat"),
    ("dpo", "dpo", 4, "Maya Anggraini"),
    ("walikota", "kepala_daerah", 4, "H. Ahmad Fauzi"),
    ("tksk", "tksk", 6, "Siti Maryam"),
    ("camat", "camat", 6, "Rudi Hartono"),
    ("lurah", "lurah", 10, "Supriyadi"),
    ("operator", "operator_kelurahan", 10, "Nur Aini"),
    ("psm", "psm", 10, "Wagiman"),
    ("provinsi", "provinsi", 2, "Ratna Sari Dewi"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """A login, its full name, its role and area in words, and the actor it becomes."""

    username: str
    full_name: str
    role: str
    label: str
    area: str
    actor: Actor


def make_staff(office: str, *, village: str) -> list[Login]:
    """Users with their assignments, those of a kelurahan in `village` ("": the first); who is already there stays as they are."""
    village = village or _first_village(office)
    return [make_login(username, role, village[:length], name) for username, role, length, name in _PEOPLE]


def _first_village(office: str) -> str:
    system = Scope.system()
    district = children(system, office)[0].code
    return children(system, district)[0].code


def make_login(username: str, role: str, area: str, name: str) -> Login:
    """A user with one assignment; who is already there stays as they are."""
    by, at = Actor.system(), now()
    model = get_user_model()
    user = model.objects.filter(username=username).first()
    if user is None:
        with transaction.atomic():
            full_name = name or f"{ROLES[role].label_id} contoh"
            made = actions.create_user(
                username=username, full_name=full_name, position=ROLES[role].label_id, by=by, at=at
            )
            actions.assign_role(
                user_id=made.user_id, role=role, wilayah=area, active_from=queries.today(at), by=by, at=at
            )
            user = model.objects.get(pk=made.user_id)
            user.password = _hashed_once()
            user.must_change_password = False
            user.save(update_fields=["password", "must_change_password"])
    _, actor = queries.find_actor(user.pk, queries.today(at), role)
    if actor is None:
        raise RuntimeError(f"{username} has no running assignment")
    title = resolve(Scope.system(), [area])[area].title
    return Login(username, user.full_name, role, ROLES[role].label_id, title, actor)


@cache
def _hashed_once() -> str:
    """One hash for all: the password is public, and a city has some hundred logins."""
    return make_password(PASSWORD)
