"""A made file as the answer of a page."""

from django.http import HttpResponse

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_answer(data: bytes, name: str, content_type: str) -> HttpResponse:
    """The bytes as a download called `name` (letters, digits, dots and hyphens: the caller makes it)."""
    answer = HttpResponse(data, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
