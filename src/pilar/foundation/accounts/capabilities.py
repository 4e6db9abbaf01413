"""What a role may do, as declared words, and which two of them one person must not combine.

A door asks for a capability, never for a role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from django.utils.translation import gettext

AGGREGATE_ONLY = "aggregate.only"
"""Marks a role that sees counts and never a name; small counts stay suppressed."""

_ROWS: tuple[tuple[str, str, str], ...] = (
    ("wilayah.view", "Melihat wilayah", "See areas"),
    ("wilayah.manage", "Mengelola wilayah", "Manage areas"),
    ("accounts.view", "Melihat akun dan penugasan", "See accounts and assignments"),
    ("accounts.manage", "Mengelola akun dan penugasan", "Manage accounts and assignments"),
    ("settings.manage", "Mengatur sistem", "Manage settings"),
    ("jobs.view", "Melihat pekerjaan latar", "See background jobs"),
    ("jobs.view_all", "Melihat pekerjaan latar orang lain", "See background jobs of others"),
    ("jobs.manage", "Membatalkan dan mengulangi pekerjaan latar", "Cancel and retry background jobs"),
    ("audit.read", "Membaca jejak audit", "Read the audit trail"),
    ("privacy.manage", "Mengurus hak subjek data dan insiden", "Handle data-subject rights and incidents"),
    ("registry.family.view", "Melihat keluarga", "See families"),
    ("registry.family.edit", "Mengusulkan perubahan data keluarga", "Record facts of families"),
    ("registry.person.view", "Melihat orang, NIK tersamar", "See persons, NIK masked"),
    ("registry.person.edit", "Mengusulkan perubahan data orang", "Record facts of persons"),
    ("registry.nik.unmask", "Membuka NIK dan KK dengan alasan", "Unmask NIK and KK with a reason"),
    ("registry.sensitive.view", "Melihat kesehatan dan disabilitas", "See health and disability"),
    ("ppks.view", "Melihat PPKS yang tidak sensitif", "See PPKS that are not sensitive"),
    ("ppks.edit", "Mencatat PPKS", "Record PPKS"),
    ("ppks.sensitive.view", "Melihat PPKS sensitif", "See sensitive PPKS"),
    ("pillars.view", "Melihat pilar sosial", "See social pillars"),
    ("pillars.edit", "Mengelola pilar sosial", "Manage social pillars"),
    ("pillars.report", "Menulis laporan pilar", "Write pillar reports"),
    ("pillars.approve", "Menyetujui laporan pilar", "Approve pillar reports"),
    ("intake.upload", "Mengunggah berkas data", "Upload data files"),
    ("intake.publish", "Menerbitkan berkas data", "Publish data files"),
    ("linkage.review", "Memutuskan kemiripan data", "Decide on similar records"),
    ("linkage.run", "Memadankan register dan daftar lain", "Match the register and other lists"),
    ("linkage.manage", "Mengatur model dan ambang padanan", "Manage linkage models and thresholds"),
    ("field.collect", "Mendata di lapangan", "Collect in the field"),
    ("field.assign", "Membagi tugas lapangan", "Assign field work"),
    ("field.forms", "Mengelola formulir lapangan", "Manage field forms"),
    ("targeting.view", "Melihat peringkat dan kriteria", "See ranks and criteria"),
    ("targeting.manage", "Mengelola ketentuan kelayakan", "Manage eligibility rules"),
    ("targeting.publish", "Menerbitkan ketentuan kelayakan", "Publish eligibility rules"),
    ("screening.view", "Melihat tanda pemeriksaan", "See flags"),
    ("screening.run", "Menjalankan pemeriksaan meja", "Run the desk check"),
    ("screening.clarify", "Mencatat klarifikasi dan bukti", "Record clarifications and evidence"),
    ("screening.decide", "Memutuskan tanda pemeriksaan", "Decide on flags"),
    ("proposals.view", "Melihat usulan", "See proposals"),
    ("proposals.create", "Membuat usulan", "Create proposals"),
    ("proposals.endorse", "Mengesahkan usulan di kelurahan/desa", "Endorse proposals in the village"),
    ("proposals.check", "Memeriksa kelengkapan di kecamatan", "Check completeness in the subdistrict"),
    ("proposals.verify", "Memverifikasi usulan di dinas", "Verify proposals at the office"),
    ("proposals.approve", "Mengesahkan usulan sebagai kepala OPD", "Approve proposals as head of office"),
    ("proposals.send", "Mencatat pengiriman dan jawaban SIKS-NG", "Record SIKS-NG sending and answers"),
    ("deliberation.manage", "Menyiapkan musyawarah", "Prepare the deliberation"),
    ("deliberation.sign", "Menandatangani berita acara", "Sign the minutes"),
    ("deliberation.view", "Melihat musyawarah dan hasilnya", "See deliberations and their results"),
    ("deliberation.calendar", "Mengatur jadwal dan pengaturan wilayah", "Set the calendar and settings of areas"),
    ("complaints.receive", "Menerima pengaduan", "Receive complaints"),
    ("complaints.handle", "Menangani pengaduan", "Handle complaints"),
    ("complaints.decide", "Memutuskan pengaduan dan sanggah", "Decide on complaints"),
    ("programs.view", "Melihat program dan penerima", "See programmes and recipients"),
    ("programs.manage", "Mengelola program", "Manage programmes"),
    ("programs.decree", "Menetapkan penerima", "Decree recipients"),
    ("disbursement.view", "Melihat penyaluran", "See disbursement"),
    ("disbursement.order", "Menyusun perintah salur", "Draw up payment orders"),
    ("disbursement.approve", "Menyetujui daftar salur", "Approve payment batches"),
    ("disbursement.send", "Menyegel dan mengirim daftar salur", "Seal and send payment batches"),
    ("disbursement.reconcile", "Merekonsiliasi penyaluran", "Reconcile disbursement"),
    ("cases.view", "Melihat kasus dan rujukan", "See cases and referrals"),
    ("cases.work", "Menangani kasus", "Work on cases"),
    ("cases.decide", "Menetapkan layanan kasus", "Decide on services"),
    ("cases.answer", "Menjawab rujukan", "Answer referrals"),
    ("export.named", "Mengekspor daftar bernama", "Export named lists"),
    ("reports.view", "Melihat laporan dan angka", "See reports and figures"),
    ("reports.publish", "Menerbitkan data terbuka", "Publish open data"),
    (AGGREGATE_ONLY, "Hanya angka, tanpa nama", "Counts only, no names"),
)
CAPABILITIES: Mapping[str, tuple[str, str]] = MappingProxyType({code: (idn, eng) for code, idn, eng in _ROWS})
"""Capability code -> (Indonesian label, English label)."""


@dataclass(frozen=True, slots=True)
class DutyPair:
    """Two capabilities that must not meet. "record": not by one person on the same record. "person": one person
    must not hold both for areas that overlap."""

    first: str
    second: str
    within: Literal["record", "person"]
    reason_id: str

    @property
    def reason(self) -> str:
        """Why not, in the language of the page."""
        return gettext(self.reason_id)


INCOMPATIBLE_DUTIES = (
    DutyPair("proposals.create", "proposals.endorse", "record", "Pengusul tidak mengesahkan usulannya sendiri."),
    DutyPair("proposals.create", "proposals.verify", "record", "Pengusul tidak memverifikasi usulannya sendiri."),
    DutyPair("proposals.create", "proposals.approve", "record", "Pengusul tidak mengesahkan usulannya sendiri."),
    DutyPair("proposals.verify", "proposals.approve", "record", "Verifikator tidak mengesahkan hasil verifikasinya."),
    DutyPair("screening.clarify", "screening.decide", "record", "Pencatat bukti tidak memutuskan tanda itu."),
    DutyPair("complaints.handle", "complaints.decide", "record", "Penangan pengaduan tidak memutuskannya."),
    DutyPair("programs.manage", "programs.decree", "record", "Penyusun daftar tidak menetapkan daftar itu."),
    DutyPair("disbursement.order", "disbursement.reconcile", "record", "Penyusun salur tidak merekonsiliasinya."),
    DutyPair("disbursement.order", "disbursement.approve", "record", "Penyusun daftar salur tidak menyetujuinya."),
    DutyPair("disbursement.order", "disbursement.send", "record", "Penyusun daftar salur tidak mengirimnya."),
    DutyPair("disbursement.approve", "disbursement.send", "record", "Penyetuju daftar salur tidak mengirimnya."),
    DutyPair("disbursement.order", "programs.decree", "record", "Penetap penerima tidak menyusun perintah salur."),
    DutyPair("targeting.manage", "targeting.publish", "record", "Penyusun ketentuan tidak menerbitkannya sendiri."),
    DutyPair("intake.upload", "intake.publish", "record", "Pengunggah tidak menerbitkan berkasnya sendiri."),
    DutyPair("pillars.report", "pillars.approve", "record", "Pelapor tidak menyetujui laporannya sendiri."),
    DutyPair("accounts.manage", "proposals.verify", "person", "Pengelola akun tidak ikut memutuskan usulan."),
    DutyPair("accounts.manage", "proposals.approve", "person", "Pengelola akun tidak ikut memutuskan usulan."),
    DutyPair("accounts.manage", "programs.decree", "person", "Pengelola akun tidak ikut menetapkan penerima."),
    DutyPair("audit.read", "accounts.manage", "person", "Pemeriksa audit tidak mengelola akun."),
    DutyPair("audit.read", "proposals.create", "person", "Pemeriksa audit tidak mengusulkan."),
    DutyPair("audit.read", "disbursement.order", "person", "Pemeriksa audit tidak menyusun perintah salur."),
)
