"""Long work, confirmation, language, messages, letters, and the links to styles and scripts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.messages.storage.base import Message
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pilar.core.ui.components.status import notice
from pilar.core.ui.icons import vendor_file

STYLE_FILES = ("pilar.css", "components.css", "forms.css", "charts.css", "print.css")
RUNNING = ("queued", "running")
STATES = (*RUNNING, "succeeded", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Progress:
    """A long piece of work as a page shows it. state: queued, running, succeeded, failed, cancelled.

    `done` and `total` count `unit` ("baris"); `ends_at` is the expected or real end; `poll_url` answers with this
    component alone; `cancel_url` takes a POST; `message` is the sentence of a failure or a result.
    """

    title: str
    state: str
    poll_url: str
    done: int = 0
    total: int | None = None
    unit: str = ""
    phase: str = ""
    ends_at: dt.datetime | None = None
    cancel_url: str = ""
    result_url: str = ""
    result_label: str = ""
    message: str = ""

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"state must be one of {', '.join(STATES)}, not {self.state!r}")

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def share(self) -> float | None:
        """Between 0 and 1, or None when the total is not known."""
        return min(1.0, self.done / self.total) if self.total else None


def progress(context: Context, work: Progress) -> SafeString:
    """Progress with counts and an end time; asks `poll_url` every 2 seconds while it runs.

    Without script: give the page `refresh_seconds` (base.html adds the refresh). Example: {% progress work %}
    """
    return render_to_string("ui/components/progress.html", {"work": work, "csrf_token": context.get("csrf_token", "")})


def confirm_dialog(
    content: str, dialog_id: str, title: str, trigger: str, url: str, kind: str = "secondary", icon_name: str = ""
) -> SafeString:
    """A button that asks before it acts. Block content: the sentence and the POST form.

    `url` is a page that asks the same question, for those without script.

    Example: {% confirm_dialog "batal" title="Batalkan?" trigger="Batalkan" url=url %}<form …>{% endconfirm_dialog %}
    """
    return render_to_string(
        "ui/components/confirm_dialog.html",
        {"content": content, "id": dialog_id, "title": title, "trigger": trigger, "url": url, "kind": kind,
         "icon_name": icon_name},
    )  # fmt: skip


def language_switch(context: Context) -> SafeString:
    """ID | EN: a form that posts to Django's `set_language`; nothing when that address does not exist.

    Example: {% language_switch %}
    """
    try:
        url = reverse("set_language")
    except NoReverseMatch:
        return SafeString("")
    request = context.get("request")
    here = request.get_full_path() if request is not None else "/"
    now = (get_language() or "id").split("-")[0]
    languages = [("id", "ID", "Bahasa Indonesia"), ("en", "EN", "English")]
    return render_to_string(
        "ui/components/language_switch.html",
        {"url": url, "here": here, "now": now, "languages": languages, "csrf_token": context.get("csrf_token", "")},
    )


def message_notice(message: Message) -> SafeString:
    """One message of django.contrib.messages as a notice.

    extra_tags="draft:key" says that the form of that draft was accepted.
    """
    tone = {"error": "error", "warning": "warning", "success": "ok"}.get(message.level_tag, "info")
    done = (message.extra_tags or "").partition("draft:")[2]
    mark = format_html('<span data-draft-done="{}" hidden></span>', done) if done else ""
    return notice(format_html("<p>{}</p>{}", message.message, mark), tone)


def letter_head(government: str, office: str, address: str = "", logo_url: str = "") -> SafeString:
    """Head of an official letter. Example: {% letter_head "Pemerintah Kota Malang" "Dinas Sosial" "Jalan …" %}"""
    context = {"government": government, "office": office, "address": address, "logo_url": logo_url}
    return render_to_string("ui/components/letter_head.html", context)


def letter_title(title: str, number: str = "") -> SafeString:
    """Title and number of a letter. Example: {% letter_title "Berita Acara Musyawarah" "400.9/12/2026" %}"""
    line = format_html("<p>{}</p>", number) if number else ""
    return format_html('<div class="letter-title"><h1>{}</h1>{}</div>', title, line)


def signature(role: str, name: str, number: str = "", place_date: str = "") -> SafeString:
    """Room for one signature; wrap several in <div class="signatures">.

    Example: {% signature "Lurah Kauman" "Sri Wahyuni" number="NIP …" place_date="Malang, 24 November 2026" %}
    """
    context = {"role": role, "name": name, "number": number, "place_date": place_date}
    return render_to_string("ui/components/signature.html", context)


def ui_styles() -> SafeString:
    """Links to the style files, in order of layers; loaded side by side. For base templates."""
    urls = ((static(f"ui/css/{name}"),) for name in STYLE_FILES)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', urls)


def ui_scripts() -> SafeString:
    """htmx 4 (no style of its own; the policy forbids eval) and our ES modules. For base templates."""
    return format_html(
        '<meta name="htmx-config" content="includeIndicatorCSS:false">\n'
        '<script src="{}" defer></script>\n<script type="module" src="{}"></script>',
        static(f"ui/vendor/{vendor_file('htmx')}"),
        static("ui/js/pilar.js"),
    )
