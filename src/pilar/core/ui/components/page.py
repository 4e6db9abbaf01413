"""Page head, buttons, tabs, counts that are links, disclosure, sections of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pilar.core.ui.formats import angka
from pilar.core.ui.icons import icon
from pilar.core.ui.shell import Crumb

KINDS = ("primary", "secondary", "danger", "quiet")


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a link to a page of its own, so it has an address and works without script."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    return "" if kind == "primary" else f" is-{kind}"


def _attributes(attrs: dict[str, Any]) -> SafeString:
    """Extra attributes; `data_x="y"` and `hx_get="y"` become data-x and hx-get. Handlers and styles are refused."""
    out = SafeString("")
    for key, value in attrs.items():
        name = key.replace("_", "-")
        if name.startswith(("on", "hx-on")) or name == "style":
            raise ValueError(f"attribute {name!r} is not allowed (Content-Security-Policy)")
        if value is True:
            out += format_html(" {}", name)
        elif value not in (None, False):
            out += format_html(' {}="{}"', name, value)
    return out


def button(label: str, kind: str = "primary", icon_name: str = "", **attrs: Any) -> SafeString:
    """Submit button with a verb. kind: primary (one a page), secondary, danger, quiet.

    Example: {% button "Kirim ke musyawarah" icon_name="send" name="act" value="send" %}
    """
    attrs.setdefault("type", "submit")
    sign = icon(icon_name) if icon_name else ""
    return format_html('<button class="button{}"{}>{}{}</button>', _kind(kind), _attributes(attrs), sign, label)


def link_button(label: str, url: str, kind: str = "primary", icon_name: str = "", **attrs: Any) -> SafeString:
    """A link that looks like a button, for the next act on another page.

    Example: {% link_button "Tambah keluarga" url kind="secondary" icon_name="plus" %}
    """
    sign = icon(icon_name) if icon_name else ""
    return format_html('<a class="button{}" href="{}"{}>{}{}</a>', _kind(kind), url, _attributes(attrs), sign, label)


def breadcrumb(crumbs: Sequence[Crumb | tuple[str, str]]) -> SafeString:
    """Where this page stands: a list of Crumb or (label, url); the last one is this page.

    Example: {% breadcrumb crumbs %}
    """
    steps = [c if isinstance(c, Crumb) else Crumb(*c) for c in crumbs]
    return render_to_string("ui/components/breadcrumb.html", {"crumbs": steps}) if steps else SafeString("")


def page_header(
    content: str, title: str, lead: str = "", crumbs: Sequence[Crumb | tuple[str, str]] = (), status: str = ""
) -> SafeString:
    """Title, one sentence, the page's acts (block content: one primary button, few secondary ones).

    Example: {% page_header "Usulan" lead="12 menunggu." %}{% link_button "Buat usulan" url %}{% endpage_header %}
    """
    return render_to_string(
        "ui/components/page_header.html",
        {"title": title, "lead": lead, "crumbs": crumbs, "status": status, "actions": content.strip() and content},
    )


def tabs(items: Sequence[Tab], label: str) -> SafeString:
    """Views of one subject, each with its own address. `label` names the group for screen readers.

    Example: {% tabs items label="Bagian keluarga" %}
    """
    return render_to_string("ui/components/tabs.html", {"tabs": items, "label": label})


def stat(label: str, value: int | None, url: str, tone: str = "") -> SafeString:
    """A count that is a link to its list. tone: "", "warning", "error" (the label must say why); zero alarms nobody.

    Example: <ul class="stats"><li>{% stat "Terlambat" 7 url tone="error" %}</li></ul>
    """
    if tone not in ("", "warning", "error"):
        raise ValueError(f"tone must be warning or error, not {tone!r}")
    extra = f" is-{tone}" if tone and value else ""
    return format_html(
        '<a class="stat{}" href="{}"><span class="stat-value">{}</span> <span class="stat-label">{}</span></a>',
        extra, url, angka(value), label,
    )  # fmt: skip


def work_item(what: str, url: str, when: str = "", status: str = "", icon_name: str = "clipboard-list") -> SafeString:
    """One line of "what waits for me": an act, when it is due, its status (a rendered tag).

    Example: <ul class="work"><li>{% work_item "Periksa 12 usulan RW 03" url when="Hari ini" %}</li></ul>
    """
    return render_to_string(
        "ui/components/work_item.html",
        {"what": what, "url": url, "when": when, "status": status, "icon_name": icon_name},
    )


def details(content: str, summary: str, opened: bool = False) -> SafeString:
    """What few need: meaning of a word, evidence, history.

    Example: {% details "Apa itu desil?" %}<p>…</p>{% enddetails %}
    """
    return format_html(
        '<details class="details"{}><summary>{}{}</summary><div class="details-body">{}</div></details>',
        SafeString(" open") if opened else "", icon("chevron-right"), summary, content,
    )  # fmt: skip


def card(content: str, title: str = "", level: int = 2) -> SafeString:
    """A sheet of paper with a heading (level 2 to 4).

    Example: {% card "Anggota keluarga" %}…{% endcard %}
    """
    if level not in (2, 3, 4):
        raise ValueError("level must be 2, 3 or 4")
    head = format_html("<h{}>{}</h{}>", level, title, level) if title else ""
    return format_html('<section class="card">{}{}</section>', head, content)
