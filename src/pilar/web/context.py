"""What every page knows: navigation, office, the acting person, whether the data are synthetic."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pilar.config import config
from pilar.core.scope import Actor
from pilar.core.ui.shell import MenuLink
from pilar.foundation.accounts.tables import role_label
from pilar.web.navigation import items_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for ui/base.html: nav, office_name, user_label, user_role, user_menu, logout_url, synthetic_data."""
    context: dict[str, Any] = {"synthetic_data": config().synthetic, "office_name": _("Dinas Sosial"), "home_url": "/"}
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return context
    return context | {
        "actor": actor,
        "nav": items_for(request, actor),
        "user_label": request.user.get_full_name(),  # type: ignore[union-attr]
        "user_role": role_label(actor.role),
        "user_menu": _user_menu(request),
        "logout_url": reverse("account_logout"),
    }


def _user_menu(request: HttpRequest) -> list[MenuLink]:
    menu = [MenuLink(_("Akun saya"), reverse("accounts:own"), "user")]
    if len(request.roles) > 1:  # type: ignore[attr-defined]
        menu.append(MenuLink(_("Ganti peran"), reverse("accounts:switch"), "refresh-cw"))
    return menu
