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
    group: str | Promise = ""
    """The kind of work; neighbours of one kind stand under this heading."""


USULAN = _("Usulan dan musyawarah")
WARGA = _("Warga")
BANTUAN = _("Program dan bantuan")
LAPANGAN = _("Lapangan")
DATA = _("Data masuk")
ATURAN = _("Ketentuan dan sasaran")
PENGATURAN = _("Pengaturan")

SECTIONS: tuple[Section, ...] = (
    Section(_("Beranda"), "home", "house"),
    Section(_("Usulan"), "proposals:list", "clipboard-list", ("proposals.view",), group=USULAN),
    Section(
        _("Praverifikasi"), "proposals:desk", "clipboard-check", ("screening.view",), short=_("Periksa"), group=USULAN
    ),
    Section(_("Musyawarah"), "deliberation:list", "users", ("deliberation.view",), short=_("Sidang"), group=USULAN),
    Section(
        _("Verifikasi"),
        "deliberation:desk",
        "file-check",
        ("proposals.check", "proposals.verify", "proposals.approve"),
        also=("/pengesahan/", "/surat-keluarga/"),
        group=USULAN,
    ),
    Section(
        _("Kiriman SIKS-NG"), "deliberation:sendings", "send", ("proposals.send",), short=_("SIKS-NG"), group=USULAN
    ),
    Section(
        _("Sanggah"),
        "deliberation:objections",
        "message-circle",
        ("complaints.receive", "complaints.decide"),
        group=USULAN,
    ),
    Section(_("Tanda"), "screening:flags", "flag", ("screening.view",), group=USULAN),
    Section(_("Loket warga"), "counter", "hand-heart", ("registry.person.view",), short=_("Loket"), group=WARGA),
    Section(
        _("Keluarga"),
        "registry:families",
        "users-round",
        ("registry.family.view",),
        also=("/orang/", "/cari/"),
        group=WARGA,
    ),
    Section(_("Program"), "programs:list", "hand-coins", ("programs.view",), group=BANTUAN),
    Section(
        _("Penyaluran"), "disbursement:stages", "banknote", ("disbursement.view",), short=_("Salur"), group=BANTUAN
    ),
    Section(
        _("Rekonsiliasi"), "reconciliation:desk", "scale", ("disbursement.reconcile",), short=_("Rekon"), group=BANTUAN
    ),
    Section(
        _("Gagal salur"),
        "reconciliation:repairs",
        "triangle-alert",
        ("disbursement.view", "disbursement.reconcile"),
        short=_("Gagal"),
        group=BANTUAN,
    ),
    Section(
        _("Uji terima"),
        "reconciliation:draws",
        "badge-check",
        ("disbursement.view", "disbursement.reconcile"),
        short=_("Uji"),
        group=BANTUAN,
    ),
    Section(
        _("Banding daftar"),
        "reconciliation:comparisons",
        "git-compare",
        ("disbursement.reconcile",),
        short=_("Banding"),
        group=BANTUAN,
    ),
    Section(_("Kunjungan"), "visits:overview", "map-pin", ("field.assign",), group=LAPANGAN),
    Section(_("Formulir lapangan"), "field:forms", "file-check", ("field.forms",), short=_("Formulir"), group=LAPANGAN),
    Section(_("Telepon petugas"), "field:phones", "list-checks", ("field.assign",), short=_("Telepon"), group=LAPANGAN),
    Section(_("Karantina lapangan"), "field:held", "flag", ("field.assign",), short=_("Karantina"), group=LAPANGAN),
    Section(
        _("Kiriman data"), "intake:list", "file-up", ("intake.upload", "intake.publish"), short=_("Kiriman"), group=DATA
    ),
    Section(_("Padanan"), "linkage:home", "git-merge", ("linkage.review", "linkage.run"), group=DATA),
    Section(
        _("Versi DTSEN"), "intake:versions", "git-compare", ("registry.family.view",), short=_("Versi"), group=DATA
    ),
    Section(_("Kelayakan"), "targeting:runs", "badge-check", ("targeting.view",), short=_("Layak"), group=ATURAN),
    Section(
        _("Meja ketentuan"),
        "targeting:desk",
        "scale",
        ("targeting.view", "targeting.manage", "targeting.publish"),
        short=_("Aturan"),
        group=ATURAN,
    ),
    Section(_("Skor lokal"), "targeting:rank", "chart-column", ("targeting.view",), short=_("Skor"), group=ATURAN),
    Section(
        _("Celah cakupan"),
        "targeting:coverage",
        "map-pin",
        ("targeting.view", "reports.view"),
        short=_("Celah"),
        group=ATURAN,
    ),
    Section(_("Simulasi"), "targeting:scenarios", "sliders-horizontal", ("targeting.view",), group=ATURAN),
    Section(_("Pengguna"), "accounts:list", "users", ("accounts.view",), group=PENGATURAN),
    Section(_("Wilayah"), "wilayah:browse", "map", ("wilayah.view",), group=PENGATURAN),
    Section(_("Pekerjaan latar"), "jobs:list", "list-checks", ("jobs.view",), short=_("Pekerjaan"), group=PENGATURAN),
    Section(_("Catatan audit"), "audit", "history", ("audit.read",), short=_("Audit"), group=PENGATURAN),
)
"""In the order of the work."""

BOTTOM: dict[str, tuple[str, ...]] = {
    "lurah": ("deliberation:list", "counter"),
    "operator_kelurahan": ("proposals:list", "counter"),
    "front_office": ("counter", "registry:families"),
    "verifikator": ("deliberation:desk", "proposals:list"),
    "kepala_bidang": ("deliberation:desk", "deliberation:objections"),
    "kepala_dinas": ("deliberation:desk", "deliberation:objections"),
    "pengisi_data": ("intake:list", "proposals:list"),
    "admin": ("accounts:list", "jobs:list"),
    "dpo": ("audit", "accounts:list"),
    "inspektorat": ("audit", "programs:list"),
}
"""What stands beside the home in the bar of a phone, by role; for other roles the first sections."""


def sections_for(actor: Actor) -> list[Section]:
    """The sections that this actor may enter."""
    return [one for one in SECTIONS if not one.capabilities or any(actor.scope.can(cap) for cap in one.capabilities)]


def items_for(request: HttpRequest, actor: Actor) -> list[NavItem]:
    """The navigation of a page; the section whose address begins the present path is the active one."""
    addresses = [(one, reverse(one.url_name)) for one in sections_for(actor)]
    begins = [(start, url) for one, url in addresses for start in (url, *one.also) if request.path.startswith(start)]
    here = max(begins, key=lambda pair: len(pair[0]), default=("", ""))[1]
    return [
        NavItem(str(one.label), url, one.icon, active=url == here, short=str(one.short), group=str(one.group))
        for one, url in addresses
    ]


def bottom_of(items: list[NavItem], role: str) -> list[NavItem]:
    """The same items, those of the phone's bar first."""
    first = [reverse("home"), *(reverse(name) for name in BOTTOM.get(role, ()))]
    return sorted(items, key=lambda item: first.index(item.url) if item.url in first else len(first))
