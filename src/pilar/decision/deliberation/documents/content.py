"""What the papers of a session say, gathered once from its rows: words only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pilar.config import config
from pilar.core import vault
from pilar.core.documents import Letterhead, Signatory
from pilar.core.jobs.rules import office_zone
from pilar.core.scope import Scope
from pilar.decision.deliberation.lists import ELEMENTS, ELEMENTS_BY_CODE
from pilar.decision.deliberation.models import Attendee, Session, SessionItem
from pilar.decision.proposals.lists import KINDS_BY_CODE
from pilar.decision.proposals.places import rt_rw
from pilar.decision.screening.lists import REASONS_BY_CODE
from pilar.foundation.wilayah.queries import get_area

NIK, KK, PHONE = "registry.person.nik", "registry.family.kk", "deliberation.attendee.phone"
LEGAL_BASIS = (
    "Undang-Undang Nomor 13 Tahun 2011 tentang Penanganan Fakir Miskin, Pasal 8 dan Pasal 9",
    "Peraturan Menteri Sosial Nomor 3 Tahun 2025 tentang pemanfaatan Data Tunggal Sosial dan Ekonomi Nasional",
)
"""Shown as the basis of the meeting; an office that names others puts its own berita-acara.typ into PILAR_HOME/templat."""
PARTS = (
    ("A", "Usulan baru yang dinyatakan layak"),
    ("B", "Usulan yang dinyatakan tidak layak"),
    ("C", "Perbaikan data"),
    ("D", "Usulan penghentian menurut alasan"),
    ("E", "Keberatan yang dicatat"),
    ("F", "Yang ditunda ke musyawarah berikutnya"),
    ("G", "Tanda pemeriksaan: dinilai tetap layak"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """One line of the BNBA. `nik` and `kk` as shown (masked or whole). `rank`: place in the order of need, where the area ranks."""

    part: str
    no: int
    name: str
    nik: str
    kk: str
    rt_rw: str
    kind: str
    reason: str
    note: str
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGuest:
    """One line of the list of attendance. `how` in words; `signature` the PNG drawn on glass, or None."""

    name: str
    element: str
    position: str
    place: str
    phone: str
    how: str
    signature: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything the papers of a session draw on."""

    letterhead: Letterhead
    village: str
    word: str
    place_path: str
    head_title: str
    period: str
    starts_at: datetime
    closed_at: datetime | None
    zone: str
    venue: str
    chair: str
    note_taker: str
    agenda: str
    elements: Sequence[tuple[str, int, int]]
    guests: Sequence[PaperGuest]
    rows: Sequence[PaperRow]
    objections: Sequence[tuple[str, str, str]]
    signatories: Sequence[Signatory]
    synthetic: bool
    record_hash: str

    def part(self, letter: str) -> list[PaperRow]:
        """The rows of one part of the BNBA."""
        return [row for row in self.rows if row.part == letter]


def content_of(session: Session, *, unmasked: bool = False) -> Content:
    """Gather a session for its papers; a fixed number of queries. Numbers of people are masked unless `unmasked`."""
    scope = Scope((session.wilayah,), frozenset({"*"}))
    area = get_area(scope, session.wilayah)
    above = {one.code: one for one in area.above}
    city, district = above.get(session.wilayah[:4]), above.get(session.wilayah[:6])
    guests = list(session.attendees.order_by("element", "name"))
    return Content(
        letterhead=Letterhead(
            government=f"Pemerintah {city.title}" if city else "",
            office=f"{area.word} {area.name}",
            address=district.title.replace("Kec.", "Kecamatan") if district else "",
        ),
        village=area.name,
        word=area.word,
        place_path=area.path,
        head_title=f"{area.head_title or 'Lurah'} {area.name}",
        period=session.period,
        starts_at=session.starts_at,
        closed_at=session.closed_at,
        zone=office_zone(session.wilayah).tzname(None) or "",
        venue=session.venue,
        chair=session.chair,
        note_taker=session.note_taker,
        agenda=session.agenda,
        elements=_elements(guests),
        guests=_guests(guests),
        rows=_rows(session, unmasked),
        objections=_objections(session),
        signatories=_signatories(session, guests, f"{area.head_title or 'Lurah'} {area.name}"),
        synthetic=config().synthetic,
        record_hash=session.record_hash,
    )


def _elements(guests: Sequence[Attendee]) -> list[tuple[str, int, int]]:
    found = []
    for one in ELEMENTS:
        mine = [guest for guest in guests if guest.element == one.code]
        if mine:
            found.append((one.name_id, sum(g.invited for g in mine), sum(g.present_at is not None for g in mine)))
    return found


def _guests(guests: Sequence[Attendee]) -> list[PaperGuest]:
    from pilar.core.bulk.files import open_kept

    words = {"": "", "daftar": "hadir", "qr": "hadir (QR)", "tanda": "tanda tangan"}
    phones = vault.unseal_many(PHONE, [one.phone_sealed for one in guests])
    made = []
    for one, phone in zip(guests, phones, strict=True):
        drawn = None
        if one.sign_file is not None:
            with open_kept(one.sign_file.sha256) as stream:
                drawn = stream.read()
        made.append(
            PaperGuest(
                name=one.name, element=ELEMENTS_BY_CODE[one.element].name_id, position=one.position, place=one.place, phone=phone or "",
                how=words[one.present_by], signature=drawn,
            )
        )  # fmt: skip
    return made


def _rows(session: Session, unmasked: bool) -> list[PaperRow]:
    items = [one for one in session.items.select_related("usul", "flag", "family").order_by("position") if one.decision]
    items.sort(key=lambda one: (one.rank is None, one.rank or 0))
    niks = vault.unseal_many(NIK, [one.usul.nik_sealed if one.usul else None for one in items])
    kks = vault.unseal_many(
        KK, [one.usul.kk_sealed if one.usul else one.family.kk_sealed if one.family else None for one in items]
    )
    counts: dict[str, int] = {}
    rows = []
    for item, nik, kk in zip(items, niks, kks, strict=True):
        part = part_of(item)
        counts[part] = counts.get(part, 0) + 1
        rows.append(_row(item, part, counts[part], _shown(nik, unmasked), _shown(kk, unmasked)))
    return sorted(rows, key=lambda row: (row.part, row.no))


def _shown(digits: str | None, unmasked: bool) -> str:
    return (digits if unmasked else vault.mask_digits(digits)) if digits else "–"


def part_of(item: SessionItem) -> str:
    """The part of the BNBA in which an item stands."""
    if item.decision == "tunda":
        return "F"
    if item.decision == "tidak_layak":
        return "B"
    if item.origin == "tanda" and item.decision == "layak":
        return "G"
    if item.decision == "perbaikan" or item.origin == "perbaikan":
        return "C"
    return "D" if item.origin == "penghentian" else "A"


def _row(item: SessionItem, part: str, number: int, nik: str, kk: str) -> PaperRow:
    usul = item.usul
    kind = "Tanda pemeriksaan" if item.flag_id else "Keluarga belum diusulkan"
    if usul is not None:
        kind = KINDS_BY_CODE[usul.kind].name_id + (f": {usul.programme}" if usul.programme else "")
    asked = usul.reason if usul is not None and part == "D" else ""
    code = item.reason_code or asked
    reason = REASONS_BY_CODE[code].name_id if code else ""
    return PaperRow(
        part=part, no=number, name=item.name, nik=nik, kk=kk, kind=kind, reason=reason, note=item.words,
        rank=item.rank, rt_rw=rt_rw(item.wilayah) or "–",
    )  # fmt: skip


def _objections(session: Session) -> list[tuple[str, str, str]]:
    acts = session.acts.filter(kind="keberatan", outcome="berlaku").select_related("item").order_by("id")
    return [(act.item.name if act.item else "", act.name, act.words) for act in acts]


def _signatories(session: Session, guests: Sequence[Attendee], head_title: str) -> list[Signatory]:
    named = [one for one in guests if one.signatory and one.present_at is not None]
    head = Signatory(role=head_title, name=session.chair)
    council = next((one for one in named if one.element == "bpd_lpm"), None)
    other = next((one for one in named if one.element not in ("bpd_lpm", "pemerintah")), None)
    signs = [Signatory(role="Notulis", name=session.note_taker)]
    if council is not None:
        signs = [Signatory(role=council.position or "BPD/LPM", name=council.name)]
    if other is not None:
        signs.append(Signatory(role=other.position or "Wakil masyarakat", name=other.name))
    return [*signs[:2], head]
