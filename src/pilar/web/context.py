"""What every page knows: navigation, office, the acting person, whether the data are synthetic."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pilar.config import config
from pilar.core.scope import Actor, Scope
from pilar.core.ui.shell import MenuLink
from pilar.foundation.accounts.words import role_label
from pilar.foundation.wilayah.queries import resolve
from pilar.web.navigation import bottom_of, items_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for ui/base.html: nav, office_name, user_label, user_role, user_menu, logout_url, synthetic_data."""
    context: dict[str, Any] = {"synthetic_data": config().synthetic, "office_name": _office_name, "home_url": "/"}
    context["second_factor_required"] = settings.PILAR_REQUIRE_MFA
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return context
    items = items_for(request, actor)
    return context | {
        "actor": actor,
        "area_name": lambda: _area_name(actor),
        "nav": items,
        "bottom_nav": bottom_of(items, actor.role),
        "user_label": request.user.get_full_name(),  # type: ignore[union-attr]
        "user_role": role_label(actor.role),
        "user_menu": _user_menu(request),
        "logout_url": reverse("account_logout"),
        "search_url": reverse("registry:search") if actor.scope.can("registry.person.view") else "",
    }


def _user_menu(request: HttpRequest) -> list[MenuLink]:
    menu = [MenuLink(_("Akun saya"), reverse("accounts:own"), "user")]
    if len(request.roles) > 1:  # type: ignore[attr-defined]
        menu.append(MenuLink(_("Ganti peran"), reverse("accounts:switch"), "refresh-cw"))
    return menu


def _office_name() -> str:
    """Called by the template only where it is shown: it costs a query."""
    office = config().office
    if not office:
        return _("Dinas Sosial")
    return _("Dinas Sosial %(area)s") % {"area": resolve(Scope.system(), [office])[office].title}


def _area_name(actor: Actor) -> str:
    """The areas of the present role; more than three are counted."""
    codes = actor.scope.prefixes
    if "" in codes:
        return _("Seluruh Indonesia")
    if len(codes) > 3:
        return _("%(count)s wilayah") % {"count": len(codes)}
    names = resolve(actor.scope, codes)
    return ", ".join(names[code].title for code in codes)
