"""What stands in the audit trail, in words of the office. An act that nobody worded yet shows its code."""

from django.utils.translation import get_language

_WORDS: dict[str, tuple[str, str]] = {
    "accounts.factor.added": ("Faktor kedua dipasang", "Second factor set up"),
    "accounts.factor.removed": ("Faktor kedua dilepas", "Second factor removed"),
    "accounts.factor.renewed": ("Kode cadangan dibuat ulang", "Recovery codes renewed"),
    "accounts.factor.resealed": ("Rahasia faktor kedua disegel ulang", "Secret of a second factor sealed again"),
    "accounts.factor.reset": ("Faktor kedua direset admin", "Second factor reset by an administrator"),
    "accounts.language.set": ("Bahasa layar diganti", "Language of the screen changed"),
    "accounts.login.failed": ("Gagal masuk", "Sign-in failed"),
    "accounts.password.changed": ("Kata sandi diganti", "Password changed"),
    "accounts.password.reset": ("Kata sandi direset admin", "Password reset by an administrator"),
    "accounts.role.assigned": ("Peran diberikan", "Role assigned"),
    "accounts.role.ended": ("Peran diakhiri", "Role ended"),
    "accounts.session.began": ("Masuk", "Signed in"),
    "accounts.session.ended": ("Keluar", "Signed out"),
    "accounts.user.created": ("Pengguna dibuat", "User created"),
    "accounts.user.disabled": ("Akun ditutup", "Account closed"),
    "accounts.user.enabled": ("Akun dibuka lagi", "Account opened again"),
    "bulk.file.kept": ("Berkas disimpan", "File kept"),
    "intake.batch.cancelled": ("Kiriman dibatalkan", "Delivery called off"),
    "intake.batch.checked": ("Kiriman diperiksa", "Delivery checked"),
    "intake.batch.published": ("Kiriman diterbitkan", "Delivery published"),
    "intake.batch.received": ("Kiriman diterima", "Delivery received"),
    "intake.batch.refused": ("Kiriman ditolak", "Delivery refused"),
    "intake.batch.released": ("Kiriman dilepas untuk diulang", "Delivery released for another try"),
    "intake.batch.reopened": ("Kiriman dibuka lagi", "Delivery opened again"),
    "intake.comparison.downloaded": ("Perbandingan versi diunduh", "Version comparison downloaded"),
    "intake.mapping.saved": ("Susunan kolom disimpan", "Column mapping saved"),
    "intake.quarantine.downloaded": ("Karantina diunduh", "Quarantine downloaded"),
    "intake.row.set_aside": ("Baris dikesampingkan", "Row set aside"),
    "intake.rows.mended": ("Baris karantina diperbaiki", "Quarantined rows mended"),
    "jobs.job.cancelled": ("Pekerjaan latar dibatalkan", "Background job cancelled"),
    "jobs.job.followed": ("Pekerjaan latar diikuti", "Background job followed"),
    "jobs.job.requested": ("Pekerjaan latar diminta", "Background job requested"),
    "jobs.job.retried": ("Pekerjaan latar diulangi", "Background job retried"),
    "proposals.bnba.exported": ("BNBA diunduh", "BNBA downloaded"),
    "proposals.document.added": ("Berkas usulan ditambahkan", "Paper added to a proposal"),
    "proposals.usul.viewed": ("Usulan dilihat", "Proposal viewed"),
    "proposals.usul.edited": ("Usulan diperbaiki", "Proposal corrected"),
    "proposals.usul.joined": ("Usulan berulang digabung", "Repeated proposal joined"),
    "proposals.usul.proposed": ("Usulan dibuat", "Proposal made"),
    "proposals.usul.step": ("Keadaan usulan berubah", "State of a proposal changed"),
    "proposals.usul.steps": ("Keadaan banyak usulan berubah", "State of many proposals changed"),
    "proposals.usul.steps_undone": ("Perubahan banyak usulan dibatalkan", "Change of many proposals undone"),
    "proposals.usul.subject": ("Orang pada usulan ditautkan", "Person of a proposal linked"),
    "registry.families.downloaded": ("Daftar keluarga diunduh", "List of families downloaded"),
    "registry.family.corrected": ("Data keluarga diperbaiki", "Family data corrected"),
    "registry.family.head_changed": ("Kepala keluarga diganti", "Head of the family changed"),
    "registry.family.merged": ("Keluarga digabung", "Families merged"),
    "registry.family.moved": ("Keluarga pindah alamat", "Family moved"),
    "registry.family.registered": ("Keluarga didaftarkan", "Family registered"),
    "registry.family.split": ("Keluarga dipecah", "Family split"),
    "registry.kk.unmasked": ("Nomor KK dibuka", "KK number unmasked"),
    "registry.mother.unmasked": ("Nama ibu kandung dibuka", "Mother's name unmasked"),
    "registry.nik.unmasked": ("NIK dibuka", "NIK unmasked"),
    "registry.phone.unmasked": ("Nomor HP dibuka", "Telephone number unmasked"),
    "registry.family.viewed": ("Halaman keluarga dilihat", "Page of a family viewed"),
    "registry.kk.corrected": ("Nomor KK diperbaiki", "KK number corrected"),
    "registry.merge.caught_up": ("Penggabungan disusulkan", "Merge caught up"),
    "registry.nik.corrected": ("NIK diperbaiki", "NIK corrected"),
    "registry.person.alive": ("Catatan meninggal dibatalkan", "Record of death undone"),
    "registry.person.corrected": ("Data orang diperbaiki", "Person data corrected"),
    "registry.person.deceased": ("Dicatat meninggal", "Recorded as dead"),
    "registry.person.merged": ("Data ganda digabung", "Double records merged"),
    "registry.person.moved": ("Pindah keluarga", "Moved to another family"),
    "registry.person.registered": ("Orang didaftarkan", "Person registered"),
    "registry.person.split": ("Gabungan data dipisah lagi", "Merged records separated"),
    "registry.person.viewed": ("Halaman orang dilihat", "Page of a person viewed"),
    "registry.ppks.ended": ("Catatan PPKS diakhiri", "PPKS record ended"),
    "registry.ppks.marked": ("PPKS dicatat", "PPKS recorded"),
    "registry.projection.rebuilt": ("Keadaan kini disusun ulang", "Present state rebuilt"),
    "registry.search.reindexed": ("Indeks pencarian disusun ulang", "Search index rebuilt"),
    "screening.area.checked": ("Usulan diperiksa", "Proposals checked"),
    "screening.flag.viewed": ("Tanda dilihat", "Flag viewed"),
    "deliberation.objection.viewed": ("Sanggah dilihat", "Objection viewed"),
    "screening.flag.step": ("Keadaan tanda berubah", "State of a flag changed"),
    "vault.keys.rotated": ("Kunci sandi data diganti", "Data keys rotated"),
    "vault.keys.rotation_begun": ("Penggantian kunci dimulai", "Rotation of keys begun"),
    "wilayah.area.merged": ("Wilayah digabung", "Area merged"),
    "wilayah.area.renamed": ("Wilayah berganti nama", "Area renamed"),
    "wilayah.area.split": ("Wilayah dimekarkan", "Area split"),
    "wilayah.areas.loaded": ("Daftar wilayah dimuat", "List of areas loaded"),
    "wilayah.bps_bridge.imported": ("Kode BPS dimuat", "BPS codes loaded"),
    "wilayah.level_name.set": ("Sebutan tingkat wilayah diatur", "Name of an area level set"),
    "wilayah.local_units.made": ("RW dan RT dibuat", "RW and RT made"),
}
_PARTS = {"before": ("Sebelum", "Before"), "after": ("Sesudah", "After"), "data": ("Isi", "Content")}


def act_words(code: str) -> str:
    """An act in the language of the page; the code itself for an act without words."""
    return _in_language(_WORDS.get(code, (code, code)))


def part_words(part: str) -> str:
    """The part of an event's content in the language of the page."""
    return _in_language(_PARTS.get(part, (part, part)))


def act_choices(*others: str) -> list[tuple[str, str]]:
    """(code, words) of every worded act and of `others`, in the order of the alphabet."""
    return sorted(((code, act_words(code)) for code in {*_WORDS, *others}), key=lambda pair: pair[1].casefold())


def _in_language(words: tuple[str, str]) -> str:
    return words[1] if get_language() == "en" else words[0]
