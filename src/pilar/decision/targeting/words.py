"""Words of states and outcomes, in the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATE_WORDS: dict[str, str | Promise] = {
    "draft": _("Draf"),
    "proposed": _("Menunggu terbit"),
    "published": _("Terbit"),
    "retired": _("Dicabut"),
    "dropped": _("Dibuang"),
}
STATE_TONES = {"draft": "neutral", "proposed": "waiting", "published": "ok", "retired": "done", "dropped": "done"}
OUTCOME_WORDS: dict[str, str | Promise] = {
    "met": _("Memenuhi"),
    "not_met": _("Tidak memenuhi"),
    "unknown": _("Belum diketahui"),
}
CONDITION_WORDS: dict[str, str | Promise] = {
    "met": _("Terpenuhi"),
    "not_met": _("Tidak terpenuhi"),
    "unknown": _("Belum diketahui"),
}
OUTCOME_TONES = {"met": "ok", "not_met": "error", "unknown": "waiting"}
