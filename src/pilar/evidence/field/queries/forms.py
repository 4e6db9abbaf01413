"""Forms for the office's desk."""

from django.db.models import Count, Q

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.field.models import Form, FormAccess, FormVersion


def list_forms(scope: Scope) -> list[Form]:
    """Forms of the office and of the package (area ""), by name, with the number of records inside the scope."""
    scope.require("field.forms")
    inside = Q(submissions__in=_records(scope))
    return list(
        _visible(scope)
        .select_related("current")
        .annotate(records=Count("submissions", filter=inside))
        .order_by("name", "pk")
    )


def get_form(scope: Scope, form_id: int) -> Form:
    """One form. Raises UMUM-404."""
    scope.require("field.forms")
    row = _visible(scope).select_related("current").filter(pk=form_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def versions_of(scope: Scope, form_id: int) -> list[FormVersion]:
    """Versions, newest first, without the XForm."""
    return list(get_form(scope, form_id).versions.defer("xform").prefetch_related("media").order_by("-pk"))


def get_version(scope: Scope, form_id: int, version_id: int) -> FormVersion:
    """One version of a visible form. Raises UMUM-404."""
    row = FormVersion.objects.filter(form=get_form(scope, form_id), pk=version_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def access_of(scope: Scope, form_id: int) -> list[FormAccess]:
    """Running access inside the scope."""
    rows = get_form(scope, form_id).access.filter(taken_at__isnull=True).order_by("role", "wilayah")
    return [one for one in rows if scope.narrowed(one.wilayah).prefixes]


def _visible(scope: Scope):  # type: ignore[no-untyped-def]
    """Own forms, forms of offices above (their area contains ours), and those of the package."""
    if not scope.prefixes:
        return Form.objects.none()
    above = {code[:length] for code in scope.prefixes for length in range(len(code))}
    return Form.objects.filter(scope.filter() | Q(wilayah__in={"", *above}))


def _records(scope: Scope):  # type: ignore[no-untyped-def]
    from pilar.evidence.field.models import Submission

    return Submission.objects.within(scope)
