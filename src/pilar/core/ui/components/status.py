"""Statuses, findings and notices: colour, sign and word together, each with its next act."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilar.core.ui.icons import icon

TONES: dict[str, str] = {
    "neutral": "circle-dashed",
    "info": "info",
    "ok": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "waiting": "clock",
    "done": "check",
}
SEVERITIES = ("error", "warning", "info")


def tag(label: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A status. tone: neutral, info, ok, warning, error, waiting, done.

    Example: {% tag "Menunggu musyawarah" "waiting" %}
    """
    if tone not in TONES:
        raise ValueError(f"tone must be one of {', '.join(TONES)}, not {tone!r}")
    shown = "neutral" if tone == "waiting" else tone
    return format_html('<span class="tag is-{}">{}{}</span>', shown, icon(icon_name or TONES[tone]), label)


def severity_word(severity: str) -> str:
    """The word that stands beside the sign."""
    words = {"error": _("Harus diperbaiki"), "warning": _("Perlu diperiksa"), "info": _("Untuk diketahui")}
    return words[severity]


def finding(
    severity: str,
    code: str,
    sentence: str,
    evidence: str | Sequence[str] = (),
    next_label: str = "",
    next_url: str = "",
) -> SafeString:
    """One finding of a check. severity: error, warning, info. `evidence`: the facts with date and source, a line each.

    Example: {% finding "error" "REG-102" "NIK dipakai dua orang." evidence=rows next_label="Bandingkan" next_url=url %}
    """
    if severity not in SEVERITIES:
        raise ValueError(f"severity must be one of {', '.join(SEVERITIES)}, not {severity!r}")
    lines = [evidence] if isinstance(evidence, str) else list(evidence)
    context = {
        "severity": severity,
        "icon_name": TONES[severity],
        "word": severity_word(severity),
        "code": code,
        "sentence": sentence,
        "evidence": [line for line in lines if line],
        "next_label": next_label,
        "next_url": next_url,
    }
    return render_to_string("ui/components/finding.html", context)


def notice(content: str, tone: str = "info") -> SafeString:
    """A message on the page. tone: info, ok, warning, error.

    Example: {% notice "warning" %}<p>Periode ditutup besok.</p>{% endnotice %}
    """
    if tone not in ("info", "ok", "warning", "error"):
        raise ValueError(f"tone must be info, ok, warning or error, not {tone!r}")
    return format_html(
        '<div class="notice is-{}">{}<div class="notice-body">{}</div></div>', tone, icon(TONES[tone]), content
    )
