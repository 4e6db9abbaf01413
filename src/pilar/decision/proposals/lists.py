"""Kinds of usulan, programmes proposed for, channels, documents and photos of a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass

from pilar.core.declared import Entry, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalKind(Entry):
    """A kind of usulan. `subject` says who is proposed; `names_programme` whether a programme must be chosen."""

    subject: str
    names_programme: bool = False


KINDS = (
    ProposalKind(
        code="baru_dtsen",
        name_id="Usulan baru DTSEN (tanpa bantuan)",
        name_en="New to DTSEN, without aid",
        subject="family",
        basis="Permensos 3/2025; Kepmensos 245/HUK/2025",
        tag="src:TLOGO,SIKSST H",
    ),
    ProposalKind(
        code="bansos",
        name_id="Usulan bansos",
        name_en="Proposal for aid",
        subject="family",
        names_programme=True,
        basis="Permensos 3/2025; Kepmensos 245/HUK/2025",
        tag="src:TLOGO,SIKSST H",
    ),
    ProposalKind(
        code="perbaikan_data",
        name_id="Perbaikan data",
        name_en="Correction of data",
        subject="family",
        basis="UU 13/2011 Pasal 10",
        tag="src:TLOGO,SIKSST H",
    ),
    ProposalKind(
        code="penghentian",
        name_id="Usulan penghentian",
        name_en="Proposal to stop aid",
        subject="family",
        names_programme=True,
        tag="src:TLOGO,SIKSST H",
    ),
    ProposalKind(
        code="reaktivasi_pbi",
        name_id="Reaktivasi PBI JK",
        name_en="Reactivation of PBI",
        subject="person",
        tag="src:PBI H",
    ),
    ProposalKind(
        code="pemindahan_wilayah",
        name_id="Pemindahan wilayah keluarga",
        name_en="Move of a family to another area",
        subject="family",
        tag="src:SIKSMAN M",
    ),
)
KINDS_BY_CODE: Mapping[str, ProposalKind] = by_code(KINDS)

PROGRAMMES = (
    Entry(code="PKH", name_id="Program Keluarga Harapan", name_en="Family Hope Programme", tag="src:PUSK H"),
    Entry(code="SEMBAKO", name_id="Program Sembako/BPNT", name_en="Food aid (Sembako/BPNT)", tag="src:PUSK H"),
    Entry(code="PBI", name_id="PBI Jaminan Kesehatan", name_en="Health premium paid by the state", tag="src:PUSK H"),
    Entry(code="TIDAK_ADA", name_id="Tidak ada (data saja)", name_en="None (data only)", tag="src:PUSK H"),
)

CHANNELS = (
    Entry(code="rt_rw", name_id="RT/RW", name_en="RT/RW", tag="bg M"),
    Entry(code="psm", name_id="PSM/kader", name_en="Community worker", tag="bg M"),
    Entry(
        code="datang_langsung",
        name_id="Datang sendiri ke kelurahan/desa",
        name_en="In person at the village office",
        basis="UU 13/2011 Pasal 9",
        tag="bg H",
    ),
    Entry(
        code="puskesos", name_id="Puskesos/SLRT", name_en="Puskesos/SLRT", basis="Permensos 15/2018", tag="src:PUSK H"
    ),
    Entry(
        code="musyawarah", name_id="Muncul dalam musyawarah", name_en="Raised in the deliberation", tag="src:MADIUN M"
    ),
    Entry(code="cek_bansos", name_id="Aplikasi Cek Bansos", name_en="Cek Bansos app", tag="src:MEDAN,SUARANTB H"),
    Entry(
        code="telepon_021_171",
        name_id="Pusat panggilan 021-171",
        name_en="Call centre 021-171",
        tag="src:MEDAN,SUARANTB H",
    ),
    Entry(code="whatsapp", name_id="Saluran WhatsApp", name_en="WhatsApp line", tag="src:MEDAN,SUARANTB H"),
    Entry(code="dinsos", name_id="Dinas Sosial", name_en="Social office", tag="src:TLOGO H"),
    Entry(code="daftar_pusat", name_id="Daftar dari pusat", name_en="List from the centre", tag="src:SUARANTB H"),
)
CHANNEL_FORMAL = frozenset({"rt_rw", "psm", "datang_langsung", "puskesos", "musyawarah", "dinsos"})
CHANNEL_PARTICIPATORY = frozenset({"cek_bansos", "telepon_021_171", "whatsapp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Entry):
    """A paper or photo of a proposal.

    `kinds` are the kinds of usulan it belongs to, `optional_kinds` those among them that may do without.
    `needs_position`: the photo must carry GPS, in EXIF or as a camera stamp.
    """

    kinds: frozenset[str]
    optional_kinds: frozenset[str] = frozenset()
    is_photo: bool = False
    needs_position: bool = False


_EVERY = frozenset(KINDS_BY_CODE)
_HOUSE = frozenset({"baru_dtsen", "bansos"})
DOCUMENTS = (
    Document(
        code="foto_kk",
        name_id="Foto kartu keluarga",
        name_en="Photo of the family card",
        kinds=_EVERY,
        is_photo=True,
        tag="src:PUSK H",
    ),
    Document(
        code="foto_ktp",
        name_id="Foto KTP kepala keluarga",
        name_en="Photo of the identity card",
        kinds=_EVERY,
        optional_kinds=_EVERY,
        is_photo=True,
        tag="src:USUL H",
    ),
    Document(
        code="foto_rumah_depan",
        name_id="Foto rumah tampak depan",
        name_en="Photo of the house front",
        kinds=_HOUSE,
        is_photo=True,
        needs_position=True,
        tag="src:PUSK H",
    ),
    Document(
        code="foto_rumah_dalam",
        name_id="Foto rumah bagian dalam",
        name_en="Photo inside the house",
        kinds=_HOUSE,
        is_photo=True,
        needs_position=True,
        tag="src:PUSK H",
    ),
    Document(
        code="foto_toilet",
        name_id="Foto toilet/WC",
        name_en="Photo of the toilet",
        kinds=_HOUSE,
        is_photo=True,
        needs_position=True,
        tag="src:PUSK H",
    ),
    Document(
        code="surat_faskes",
        name_id="Surat keterangan fasilitas kesehatan",
        name_en="Letter from the health facility",
        kinds=frozenset({"reaktivasi_pbi"}),
        tag="src:PBI H",
    ),
    Document(
        code="sktm",
        name_id="Surat keterangan tidak mampu (SKTM)",
        name_en="Letter of poverty (SKTM)",
        kinds=frozenset({"reaktivasi_pbi"}),
        optional_kinds=frozenset({"reaktivasi_pbi"}),
        tag="src:PBI H",
    ),
    Document(
        code="surat_dinsos",
        name_id="Surat rekomendasi Dinas Sosial",
        name_en="Letter of the social office",
        kinds=frozenset({"reaktivasi_pbi"}),
        tag="src:PBI H",
    ),
    Document(
        code="bukti_alasan",
        name_id="Bukti alasan penghentian",
        name_en="Evidence of the reason to stop",
        kinds=frozenset({"penghentian"}),
        tag="inf",
    ),
)


def documents_required(kind: str) -> tuple[Document, ...]:
    """Documents that a proposal of `kind` must have before it leaves the village; KeyError for another kind."""
    code = KINDS_BY_CODE[kind].code
    return tuple(one for one in DOCUMENTS if code in one.kinds and code not in one.optional_kinds)
