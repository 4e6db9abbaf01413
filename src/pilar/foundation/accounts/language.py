"""The language of the pages: a cookie of the browser, remembered with the account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_ONE_YEAR = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    """The chosen language, otherwise Indonesian: browsers here are often set to English by nobody's choice."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Keep the language for a year. Unknown languages are ignored."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=_ONE_YEAR, secure=settings.SESSION_COOKIE_SECURE,
            httponly=True, samesite="Lax",
        )  # fmt: skip
