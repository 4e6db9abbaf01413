"""The roles of the field: level, labels, capabilities.

Least privilege: no role sees sensitive PPKS, an unmasked NIK or the audit trail unless its duty needs it. The
list of roles is that of the offices studied; what each may do is our own choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from .capabilities import AGGREGATE_ONLY, CAPABILITIES, INCOMPATIBLE_DUTIES


class Level(IntEnum):
    """Where a role is normally held; a higher number is a wider area. The value orders roles, nothing else."""

    WARGA = 0
    RT = 1
    RW = 2
    KELURAHAN = 3
    KECAMATAN = 4
    KOTA = 5
    PROVINSI = 6
    NASIONAL = 7


AREA_LENGTHS: Mapping[Level, tuple[int, ...]] = MappingProxyType(
    {
        Level.WARGA: (10, 13, 16),
        Level.RT: (16,),
        Level.RW: (13,),
        Level.KELURAHAN: (10, 13, 16),
        Level.KECAMATAN: (6, 10),
        Level.KOTA: (4, 6, 10),
        Level.PROVINSI: (2, 4),
        Level.NASIONAL: (0,),
    }
)
"""Lengths of the area code that an assignment at each level may name; an office may split its work by area."""


@dataclass(frozen=True, slots=True)
class Role:
    """One role. ValueError when it claims an undeclared capability or both sides of an incompatible pair."""

    code: str
    level: Level
    label_id: str
    label_en: str
    capabilities: frozenset[str]

    def __post_init__(self) -> None:
        unknown = self.capabilities - set(CAPABILITIES)
        if unknown:
            raise ValueError(f"{self.code}: undeclared capabilities {sorted(unknown)}")
        for pair in INCOMPATIBLE_DUTIES:
            if {pair.first, pair.second} <= self.capabilities:
                raise ValueError(f"{self.code} combines {pair.first} and {pair.second}")

    @property
    def named_data(self) -> bool:
        """False for roles that see counts only."""
        return AGGREGATE_ONLY not in self.capabilities


_LOOK = ("wilayah.view", "registry.family.view", "registry.person.view", "proposals.view", "programs.view")
_VILLAGE = (
    *_LOOK,
    "ppks.view",
    "pillars.view",
    "screening.view",
    "deliberation.manage",
    "deliberation.view",
    "reports.view",
)
_OFFICE = (
    *_LOOK,
    "accounts.view",
    "registry.sensitive.view",
    "ppks.view",
    "ppks.sensitive.view",
    "pillars.view",
    "targeting.view",
    "screening.view",
    "deliberation.view",
    "disbursement.view",
    "cases.view",
    "reports.view",
)


def _role(code: str, level: Level, label_id: str, label_en: str, *capabilities: str) -> Role:
    return Role(code, level, label_id, label_en, frozenset(capabilities))


_ROLES = (
    # A resident sees their own record by another door (own NIK, rate-limited), so the role holds no capability.
    _role("warga", Level.WARGA, "Warga", "Resident"),
    _role("rt", Level.RT, "Ketua RT", "Head of neighbourhood (RT)", *_LOOK, "proposals.create"),
    _role("rw", Level.RW, "Ketua RW", "Head of RW", *_LOOK, "proposals.create"),
    _role(
        "psm",
        Level.KELURAHAN,
        "PSM/kader",
        "Community social worker (PSM)",
        *_LOOK,
        "ppks.view",
        "ppks.edit",
        "registry.family.edit",
        "registry.person.edit",
        "field.collect",
        "proposals.create",
        "screening.view",
        "screening.clarify",
        "complaints.receive",
        "pillars.report",
    ),
    _role(
        "operator_kelurahan",
        Level.KELURAHAN,
        "Operator kelurahan/desa",
        "Village operator",
        *_VILLAGE,
        "ppks.edit",
        "registry.family.edit",
        "registry.person.edit",
        "registry.nik.unmask",
        "intake.upload",
        "linkage.review",
        "screening.run",
        "screening.clarify",
        "proposals.create",
        "proposals.send",
        "complaints.receive",
        "disbursement.view",
        "export.named",
    ),
    _role(
        "lurah",
        Level.KELURAHAN,
        "Lurah/kepala desa",
        "Village head",
        *_VILLAGE,
        "disbursement.view",
        "proposals.endorse",
        "deliberation.sign",
    ),
    _role(
        "tksk",
        Level.KECAMATAN,
        "TKSK",
        "Subdistrict social-welfare worker (TKSK)",
        *_VILLAGE,
        "ppks.edit",
        "registry.family.edit",
        "registry.person.edit",
        "field.collect",
        "field.assign",
        "proposals.check",
        "screening.clarify",
        "complaints.receive",
        "cases.view",
        "disbursement.view",
        "pillars.report",
    ),
    _role(
        "kasi_kesos",
        Level.KECAMATAN,
        "Kasi kesos kecamatan",
        "Subdistrict welfare section head",
        *_VILLAGE,
        "proposals.check",
        "disbursement.view",
    ),
    _role(
        "camat",
        Level.KECAMATAN,
        "Camat",
        "Subdistrict head",
        *_LOOK,
        "pillars.view",
        "proposals.check",
        "disbursement.view",
        "reports.view",
    ),
    _role(
        "pendamping_pkh",
        Level.KECAMATAN,
        "Pendamping PKH",
        "PKH companion",
        *_LOOK,
        "registry.family.edit",
        "registry.person.edit",
        "registry.sensitive.view",
        "field.collect",
        "screening.view",
        "screening.clarify",
        "disbursement.view",
        "pillars.report",
    ),
    _role(
        "fasilitator_slrt",
        Level.KELURAHAN,
        "Fasilitator SLRT",
        "SLRT facilitator",
        *_LOOK,
        "ppks.view",
        "ppks.edit",
        "registry.family.edit",
        "field.collect",
        "complaints.receive",
        "cases.view",
    ),
    _role(
        "front_office",
        Level.KOTA,
        "Front office SLRT/Puskesos",
        "Front office",
        *_LOOK,
        "disbursement.view",
        "complaints.receive",
        "cases.view",
    ),
    _role(
        "back_office",
        Level.KOTA,
        "Back office SLRT/Puskesos",
        "Back office",
        *_LOOK,
        "registry.nik.unmask",
        "registry.sensitive.view",
        "ppks.view",
        "ppks.edit",
        "ppks.sensitive.view",
        "disbursement.view",
        "complaints.handle",
        "cases.view",
        "cases.work",
    ),
    _role(
        "supervisor_slrt",
        Level.KECAMATAN,
        "Supervisor SLRT",
        "SLRT supervisor",
        *_VILLAGE,
        "field.assign",
        "complaints.handle",
        "cases.view",
        "pillars.approve",
    ),
    _role(
        "manajer_slrt",
        Level.KOTA,
        "Manajer SLRT",
        "SLRT manager",
        *_OFFICE,
        "complaints.decide",
        "cases.decide",
    ),
    _role(
        "pengisi_data",
        Level.KOTA,
        "Pengisi data",
        "Data officer",
        *_OFFICE,
        "registry.family.edit",
        "registry.person.edit",
        "registry.nik.unmask",
        "ppks.edit",
        "pillars.edit",
        "intake.upload",
        "linkage.review",
        "linkage.run",
        "screening.run",
        "screening.clarify",
        "proposals.create",
        "proposals.send",
        "programs.manage",
        "disbursement.order",
        "field.forms",
        "export.named",
    ),
    _role(
        "verifikator",
        Level.KOTA,
        "Verifikator",
        "Verifier",
        *_OFFICE,
        "registry.nik.unmask",
        "intake.publish",
        "linkage.review",
        "linkage.run",
        "field.assign",
        "screening.run",
        "screening.decide",
        "proposals.verify",
        "proposals.send",
        "disbursement.send",
        "disbursement.reconcile",
        "pillars.approve",
    ),
    _role(
        "kepala_bidang",
        Level.KOTA,
        "Kepala bidang",
        "Head of division",
        *_OFFICE,
        "intake.publish",
        "linkage.review",
        "linkage.run",
        "linkage.manage",
        "targeting.manage",
        "deliberation.calendar",
        "screening.decide",
        "complaints.decide",
        "cases.decide",
        "programs.manage",
        "disbursement.approve",
        "disbursement.reconcile",
        "pillars.edit",
        "pillars.approve",
        "field.forms",
        "field.assign",
        "export.named",
        "reports.publish",
    ),
    _role(
        "kepala_dinas",
        Level.KOTA,
        "Kepala Dinas Sosial",
        "Head of the social office",
        *_OFFICE,
        "targeting.publish",
        "proposals.approve",
        "programs.decree",
        "disbursement.approve",
        "complaints.decide",
        "reports.publish",
    ),
    _role(
        "kepala_daerah",
        Level.KOTA,
        "Wali kota/bupati",
        "Mayor or regent",
        "wilayah.view",
        "reports.view",
        AGGREGATE_ONLY,
    ),
    _role("bappeda", Level.KOTA, "Bappeda", "Planning agency", "wilayah.view", "reports.view", AGGREGATE_ONLY),
    _role(
        "inspektorat",
        Level.KOTA,
        "Inspektorat",
        "Inspectorate",
        *_LOOK,
        "screening.view",
        "targeting.view",
        "disbursement.view",
        "accounts.view",
        "reports.view",
        "audit.read",
    ),
    _role(
        "dpo",
        Level.KOTA,
        "Pejabat pelindungan data (DPO)",
        "Data-protection officer",
        "wilayah.view",
        "accounts.view",
        "reports.view",
        "audit.read",
        "privacy.manage",
    ),
    # Keeps the system running and never looks at a person.
    _role(
        "admin",
        Level.KOTA,
        "Admin sistem",
        "System administrator",
        "wilayah.view",
        "wilayah.manage",
        "accounts.view",
        "accounts.manage",
        "settings.manage",
        "jobs.view",
        "jobs.view_all",
        "jobs.manage",
    ),
    _role(
        "provinsi",
        Level.PROVINSI,
        "Dinas Sosial provinsi",
        "Provincial social office",
        "wilayah.view",
        "reports.view",
        "pillars.view",
        AGGREGATE_ONLY,
    ),
    _role("lks", Level.KOTA, "LKS", "Social-welfare institution (LKS)", "cases.answer"),
    _role("faskes", Level.KOTA, "Puskesmas/rumah sakit", "Health facility", "cases.answer"),
)
ROLES: Mapping[str, Role] = MappingProxyType({role.code: role for role in _ROLES})
