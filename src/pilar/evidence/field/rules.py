"""Pure decisions of the field: names of sealed columns, limits, reasons of quarantine, flags of a record."""

from types import MappingProxyType

XML_FIELD = "field.submission.xml"
HELD_FIELD = "field.quarantine.xml"
ENTITY_FIELD = "field.entity.data"
HELD_ENTITY_FIELD = "field.entity.held"

ANNOUNCED_BYTES = 10_000_000
"""X-OpenRosa-Accept-Content-Length: Collect fills a POST up to this size."""
ACCEPTED_BYTES = 60_000_000
"""What a POST may really have; above it 413."""
MAX_FILES = 300
"""Parts of one POST; Collect sends up to 101 files and the XML."""
MAX_XML_BYTES = 5_000_000
MAX_XML_DEPTH = 60
MAX_XML_ELEMENTS = 60_000

REASONS = MappingProxyType(
    {
        "other_xml": "Nomor kiriman sama, tetapi isinya berbeda.",
        "old_version": "Perbaikan atas versi yang bukan lagi versi terakhir.",
        "unknown_original": "Perbaikan atas kiriman yang tidak dikenal.",
        "unknown_form": "Formulirnya tidak dikenal di kantor ini.",
        "not_yours": "Perbaikan atas kiriman milik petugas lain.",
        "no_access": "Peran atau wilayah petugas tidak mencakup formulir ini.",
    }
)
"""Codes of Quarantine.reason with the sentence for people."""

FLAGS = MappingProxyType(
    {
        "closed_form": "Formulir sudah ditutup ketika kiriman datang.",
        "old_form_version": "Diisi dengan versi formulir yang lama.",
        "unknown_form_version": "Versi formulir tidak dikenal.",
        "no_access_now": "Petugas tidak (lagi) berhak atas formulir ini.",
        "clock": "Jam telepon menyimpang lebih dari dua hari dari jam server.",
        "end_before_start": "Waktu selesai mendahului waktu mulai.",
        "gps_zero": "Titik GPS 0,0: bukan tempat yang nyata.",
        "gps_outside": "Titik GPS di luar Indonesia.",
        "gps_inexact": "Ketelitian GPS lebih buruk dari 100 meter.",
        "area_outside": "Kode wilayah jawaban di luar wilayah petugas; wilayah petugas yang dipakai.",
        "second_file": "Nama berkas yang sama datang dengan isi lain; keduanya disimpan.",
        "unnamed_file": "Ada berkas yang tidak disebut dalam kiriman.",
        "empty_file": "Ada berkas yang kosong (0 bita).",
        "wrong_type": "Isi berkas tidak sesuai dengan akhiran namanya.",
        "incomplete": "Pengirim menandai kiriman ini belum lengkap.",
        "encrypted": "Kiriman terenkripsi: disimpan, tidak dapat dibaca di sini.",
    }
)
"""Codes of SubmissionVersion.flags with the sentence for people."""
