"""Names of families for lists; the scope is asked again when names are shown."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps

from pilar.core.scope import Scope


def heads_of(scope: Scope, ids: Sequence[int]) -> dict[int, str]:
    """Name of the head by family id, for the families inside the scope. Raises UMUM-403."""
    scope.require("registry.family.view")
    family = apps.get_model("registry", "Family")
    rows = family.objects.within(scope).filter(pk__in=list(ids)).values_list("pk", "head_name")
    return {number: name or "–" for number, name in rows}
