"""What every page knows: navigation, office, whether the data are synthetic."""

from typing import Any

from django.http import HttpRequest

from pilar.config import config


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for ui/base.html."""
    return {"synthetic_data": config().synthetic}
