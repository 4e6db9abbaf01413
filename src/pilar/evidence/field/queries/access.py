"""Who may fill which form."""

from pilar.core.scope import Actor
from pilar.evidence.field.models import Form, FormAccess


def may_fill(form: Form, by: Actor) -> bool:
    """True when a running access names the role and an area that meets the areas of the person."""
    areas = FormAccess.objects.filter(form=form, role=by.role, taken_at__isnull=True).values_list("wilayah", flat=True)
    return any(by.scope.narrowed(area).prefixes for area in areas)


def forms_for(by: Actor) -> list[Form]:
    """The published forms that this person may fill, by name, with their current version."""
    given = FormAccess.objects.filter(
        role=by.role, taken_at__isnull=True, form__state="terbit", form__current__isnull=False
    )
    forms: dict[int, Form] = {}
    for access in given.select_related("form", "form__current").order_by("form__name", "form_id"):
        if by.scope.narrowed(access.wilayah).prefixes:
            forms[access.form_id] = access.form
    return list(forms.values())
