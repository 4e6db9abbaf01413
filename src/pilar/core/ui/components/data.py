"""Facts on a page: summary list, table, filters, pages, empty state, history, masked value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pilar.core.ui.formats import tanggal
from pilar.core.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a summary list. `source` says from where and when; `change_url` leads to its correction."""

    label: str
    value: str | SafeString
    source: str = ""
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One step of a history; `on` is a date (day first on the page)."""

    what: str
    on: dt.date | dt.datetime | None
    by: str = ""
    detail: str = ""
    icon_name: str = "circle-dashed"
    url: str = ""


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is set: its words, and the address without it."""

    label: str
    remove_url: str


def summary_list(facts: Sequence[Fact | tuple[str, Any]]) -> SafeString:
    """Facts about one thing, in order of use: a list of Fact or (label, value).

    Example: {% summary_list facts %}
    """
    rows = [f if isinstance(f, Fact) else Fact(*f) for f in facts]
    return render_to_string("ui/components/summary_list.html", {"facts": rows})


def table(
    content: str, caption: str, note: str = "", cards: bool = True, tall: bool = False, foot: str = ""
) -> SafeString:
    """A table around your own thead and tbody; on a phone each row becomes a card (give every td a data-label).

    `tall` scrolls inside with a sticky head. Numbers: class="number" on th and td.
    Example: {% table caption="Penerima Oktober" %}<thead>…</thead><tbody>…</tbody>{% endtable %}
    """
    return render_to_string(
        "ui/components/table.html",
        {"content": content, "caption": caption, "note": note, "cards": cards, "tall": tall, "foot": foot},
    )


def filter_bar(content: str, action: str = "", clear_url: str = "", label: str = "") -> SafeString:
    """A GET form, so filters stay in the address. Put fields (form_field) inside; the button is added.

    Example: {% filter_bar clear_url=request.path %}{% form_field form.status %}{% endfilter_bar %}
    """
    return render_to_string(
        "ui/components/filter_bar.html", {"content": content, "action": action, "clear_url": clear_url, "label": label}
    )


def active_filters(items: Sequence[ActiveFilter]) -> SafeString:
    """The filters that are set, each removable with one press.

    Example: {% active_filters filters %}
    """
    return render_to_string("ui/components/active_filters.html", {"items": items}) if items else SafeString("")


def address_with(query: QueryDict | Mapping[str, str], **changes: str | None) -> str:
    """The query string with some keys set, or removed (None): for page and sort links that keep the filters."""
    new = query.copy() if isinstance(query, QueryDict) else QueryDict(mutable=True)
    if not isinstance(query, QueryDict):
        new.update(query)
    for key, value in changes.items():
        if value is None:
            new.pop(key, None)
        else:
            new[key] = value
    return "?" + new.urlencode()


def pager(context: Context, after: str = "", before: str = "", shown: str = "") -> SafeString:
    """Keyset pages: `after` and `before` are opaque cursors from the query; "" means there is no such page.

    Needs `request` in the context. Example: {% pager after=page.after before=page.before shown="51–100 dari 4.310" %}
    """
    request = context.get("request")
    query = request.GET if request is not None else QueryDict()
    links = {
        "next_url": address_with(query, after=after, before=None) if after else "",
        "prev_url": address_with(query, before=before, after=None) if before else "",
    }
    return render_to_string("ui/components/pager.html", links | {"shown": shown})


def sort_link(context: Context, label: str, key: str) -> SafeString:
    """A column head that sorts by `key` through the address (?urut=key or ?urut=-key).

    Example: <th aria-sort=…>{% sort_link "Nama" "nama" %}</th>
    """
    request = context.get("request")
    query = request.GET if request is not None else QueryDict()
    now = query.get("urut", "")
    target = f"-{key}" if now == key else key
    sign = icon("arrow-up") if now == key else icon("arrow-down") if now == f"-{key}" else ""
    href = address_with(query, urut=target, after=None, before=None)
    return format_html('<a href="{}">{}{}</a>', href, label, sign)


def empty_state(content: str, title: str, text: str = "", icon_name: str = "inbox") -> SafeString:
    """Nothing here yet: why, and what to do (block content: a button).

    Example: {% empty_state "Belum ada usulan" text="…" %}{% link_button "Buat usulan" url %}{% endempty_state %}
    """
    return render_to_string(
        "ui/components/empty_state.html",
        {"title": title, "text": text, "icon_name": icon_name, "actions": content.strip() and content},
    )


def timeline(items: Sequence[Happening]) -> SafeString:
    """History of a family or a case, newest first, with date, actor and source.

    Example: {% timeline happenings %}
    """
    rows = [{"item": item, "on": tanggal(item.on), "iso": _iso(item.on)} for item in items]
    return render_to_string("ui/components/timeline.html", {"rows": rows})


def _iso(on: dt.date | dt.datetime | None) -> str:
    return on.isoformat() if on else ""


def masked(
    context: Context, value: str, url: str, label: str = "NIK", reasons: Sequence[tuple[str, str]] = ()
) -> SafeString:
    """A masked value with "Tampilkan": a POST to `url` with `alasan` (one of `reasons`; free text when there are none).

    `value` must already be masked. The answer is a fragment (htmx) or a page.
    Example: {% masked nik|nik_masked url reasons=reasons %}
    """
    return render_to_string(
        "ui/components/masked.html",
        {"value": value, "url": url, "label": label, "reasons": reasons, "csrf_token": context.get("csrf_token", "")},
    )
