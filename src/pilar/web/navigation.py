"""The sections of Pilar, declared once; each person sees those that their present role may enter."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pilar.core.scope import Actor
from pilar.core.ui.shell import NavItem


@dataclass(frozen=True, slots=True)
class Section:
    """One entry: words, name of the address, icon, the capabilities of which one opens it (none: everybody)."""

    label: str | Promise
    url_name: str
    icon: str
    capabilities: tuple[str, ...] = ()
    short: str | Promise = ""
    also: tuple[str, ...] = ()
    """Other beginnings of paths that belong to this section."""


SECTIONS: tuple[Section, ...] = (
    Section(_("Beranda"), "home", "house"),
    Section(_("Usulan"), "proposals:list", "clipboard-list", ("proposals.view",)),
    Section(_("Praverifikasi"), "proposals:desk", "clipboard-check", ("screening.view",), short=_("Periksa")),
    Section(_("Musyawarah"), "deliberation:list", "users", ("deliberation.view",), short=_("Sidang")),
    Section(
        _("Verifikasi"),
        "deliberation:desk",
        "file-check",
        ("proposals.check", "proposals.verify", "proposals.approve"),
        also=("/pengesahan/", "/kiriman-siks/", "/surat-keluarga/"),
    ),
    Section(_("Program"), "programs:list", "hand-coins", ("programs.view",)),
    Section(_("Sanggah"), "deliberation:objections", "message-circle", ("complaints.receive", "complaints.decide")),
    Section(_("Tanda"), "screening:flags", "flag", ("screening.view",)),
    Section(_("Kunjungan"), "visits:overview", "map-pin", ("field.assign",)),
    Section(_("Formulir lapangan"), "field:forms", "file-check", ("field.forms",), short=_("Formulir")),
    Section(_("Telepon petugas"), "field:phones", "list-checks", ("field.assign",), short=_("Telepon")),
    Section(_("Karantina lapangan"), "field:held", "flag", ("field.assign",), short=_("Karantina")),
    Section(_("Kiriman data"), "intake:list", "file-up", ("intake.upload", "intake.publish"), short=_("Kiriman")),
    Section(_("Padanan"), "linkage:home", "git-merge", ("linkage.review", "linkage.run")),
    Section(_("Versi DTSEN"), "intake:versions", "git-compare", ("registry.family.view",), short=_("Versi")),
    Section(_("Kelayakan"), "targeting:runs", "badge-check", ("targeting.view",), short=_("Layak")),
    Section(
        _("Meja ketentuan"),
        "targeting:desk",
        "scale",
        ("targeting.view", "targeting.manage", "targeting.publish"),
        short=_("Aturan"),
    ),
    Section(_("Skor lokal"), "targeting:rank", "chart-column", ("targeting.view",), short=_("Skor")),
    Section(_("Celah cakupan"), "targeting:coverage", "map-pin", ("targeting.view", "reports.view"), short=_("Celah")),
    Section(_("Simulasi"), "targeting:scenarios", "sliders-horizontal", ("targeting.view",)),
    Section(_("Penyaluran"), "disbursement:stages", "hand-coins", ("disbursement.view",), short=_("Salur")),
    Section(_("Rekonsiliasi"), "reconciliation:desk", "scale", ("disbursement.reconcile",), short=_("Rekon")),
    Section(
        _("Gagal salur"),
        "reconciliation:repairs",
        "triangle-alert",
        ("disbursement.view", "disbursement.reconcile"),
        short=_("Gagal"),
    ),
    Section(
        _("Uji terima"),
        "reconciliation:draws",
        "badge-check",
        ("disbursement.view", "disbursement.reconcile"),
        short=_("Uji"),
    ),
    Section(
        _("Banding daftar"),
        "reconciliation:comparisons",
        "git-compare",
        ("disbursement.reconcile",),
        short=_("Banding"),
    ),
    Section(_("Loket warga"), "counter", "hand-heart", ("registry.person.view",), short=_("Loket")),
    Section(_("Keluarga"), "registry:families", "users-round", ("registry.family.view",), also=("/orang/", "/cari/")),
    Section(_("Pengguna"), "accounts:list", "users", ("accounts.view",)),
    Section(_("Wilayah"), "wilayah:browse", "map", ("wilayah.view",)),
    Section(_("Pekerjaan latar"), "jobs:list", "list-checks", ("jobs.view",), short=_("Pekerjaan")),
    Section(_("Catatan audit"), "audit", "history", ("audit.read",), short=_("Audit")),
)
"""In the order of the work; the first three stand in the bar of a phone."""


def sections_for(actor: Actor) -> list[Section]:
    """The sections that this actor may enter."""
    return [one for one in SECTIONS if not one.capabilities or any(actor.scope.can(cap) for cap in one.capabilities)]


def items_for(request: HttpRequest, actor: Actor) -> list[NavItem]:
    """The navigation of a page; the section whose address begins the present path is the active one."""
    addresses = [(one, reverse(one.url_name)) for one in sections_for(actor)]
    begins = [(start, url) for one, url in addresses for start in (url, *one.also) if request.path.startswith(start)]
    here = max(begins, key=lambda pair: len(pair[0]), default=("", ""))[1]
    return [NavItem(str(one.label), url, one.icon, active=url == here, short=str(one.short)) for one, url in addresses]
