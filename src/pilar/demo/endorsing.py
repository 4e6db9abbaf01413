"""From the closed session to the endorsed list and its answers: lurah, camat, verifikator, head of the office, data officer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.decision.deliberation.actions import endorsement, exchange, verification
from pilar.decision.deliberation.models import Endorsement, SampleDraw, SampleRow, Sending, SentUsul, SessionItem
from pilar.decision.proposals.models import Usul
from pilar.demo.desks import Desks, VillageDesk
from pilar.demo.draws import weighted
from pilar.demo.streams import stream

Say = Callable[[str], None]
SAMPLE = 6
ANSWERED = 0.7
"""Share of what was sent that has an answer; the rest ages in the list of what has none."""
_ANSWERS = (("CALON PENERIMA", 60), ("GAGAL CEK REKENING", 15), ("BERHASIL CEK REKENING", 15), ("STATUS BARU 2027", 10))
_FIRST_LIST, _SECOND_LIST = ("sent",), ("endorsed",)


def endorse_lists(desks: Desks, say: Say) -> None:
    """Two lists are endorsed; other kelurahan wait with the lurah, the camat, the verifier or the head. Again it changes nothing."""
    say("Pengesahan kelurahan, verifikasi dinas, pengesahan kepala dinas …")
    for desk in desks.with_aim("district", "checked", "verified", "endorsed", "sent"):
        for session in _closed(desks, desk):
            verification.endorse_session(session_id=session, by=desk.lurah, at=now())
    for desk in desks.with_aim("checked", "verified", "endorsed", "sent"):
        _step(_at(desk, "disahkan_kelurahan"), "diverifikasi_kecamatan", desk.checker)
    _return_one(desks)
    _list(desks, 0, _FIRST_LIST)
    _list(desks, 1, _SECOND_LIST)
    _verify(desks, ("verified",))
    _draw(desks)


def send_first_list(desks: Desks, say: Say) -> None:
    """The first endorsed list goes to SIKS-NG; the second waits for somebody to send it."""
    say("Kiriman SIKS-NG …")
    first = _endorsements(desks)[:1]
    if not first or Sending.objects.filter(endorsement=first[0]).exists():
        return
    exchange.send_list(
        endorsement_id=first[0].pk, profile="bnba-lengkap", reason="Pengiriman usulan bulan berjalan",
        by=desks.by_role["pengisi_data"], at=now(),
    )  # fmt: skip


def answers_file(desks: Desks) -> bytes:
    """A sheet of statuses as SIKS-NG shows them, for most of what was sent; b"" when nothing was. Whole numbers."""
    sent = SentUsul.objects.filter(sending__endorsement__in=_endorsements(desks)).select_related("usul")
    rng = stream(desks.seed, "answers")
    rows = [one for one in sent.order_by("sending_id", "position") if float(rng.random()) < ANSWERED]
    if not rows:
        return b""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("NIK", "NAMA", "STATUS", "KETERANGAN"))
    for fact in exchange.facts_of([one.usul for one in rows]):
        status = _ANSWERS[int(weighted(rng, 1, [share for _, share in _ANSWERS])[0])][0]
        writer.writerow((fact["nik"], fact["name"], status, "DATA SINTETIS"))
    return out.getvalue().encode()


def _closed(desks: Desks, desk: VillageDesk) -> list[int]:
    from pilar.demo.sessions import sessions_of

    return [one.pk for one in sessions_of(desks, desk) if one.state == "ditutup" and one.period == desks.period]


def _at(desk: VillageDesk, *states: str) -> list[int]:
    rows = Usul.objects.within(desk.checker.scope).filter(wilayah__startswith=desk.code, state__in=states)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _step(usul_ids: Sequence[int], target: str, by: Actor, reason: str = "") -> None:
    if usul_ids:
        verification.step_many(usul_ids=usul_ids, target=target, by=by, at=now(), reason=reason)


def _verify(desks: Desks, aims: Iterable[str]) -> None:
    for desk in desks.with_aim(*aims):
        _step(_at(desk, "diverifikasi_kecamatan"), "diverifikasi_dinas", desks.by_role["verifikator"])


def _return_one(desks: Desks) -> None:
    """The first usulan that a table found eligible goes back, chosen by the record of the table and so only once."""
    for desk in desks.with_aim("checked")[:1]:
        items = SessionItem.objects.filter(
            session__in=_closed(desks, desk), decision="layak", usul__isnull=False, changed_note=""
        ).order_by("position")  # fmt: skip
        first = items.values_list("usul_id", flat=True).first()
        if first in _at(desk, "diverifikasi_kecamatan"):
            reason = "Foto rumah tidak berkoordinat; lengkapi lalu kirim kembali."
            _step([first], "dikembalikan", desks.by_role["verifikator"], reason)


def _endorsements(desks: Desks) -> list[Endorsement]:
    return list(Endorsement.objects.filter(wilayah=desks.office, period=desks.period).order_by("pk"))


def _list(desks: Desks, place: int, aims: Iterable[str]) -> None:
    """The list at a place: verified and endorsed in one go, so that a later one never takes what waits for the head."""
    if len(_endorsements(desks)) > place:
        return
    _verify(desks, aims)
    waiting = Usul.objects.within(desks.by_role["kepala_dinas"].scope).filter(state="diverifikasi_dinas")
    if waiting.exists():
        endorsement.endorse(
            area=desks.office, period=desks.period, signer="Drs. Bambang Suryanto", signer_nip="196804121994031007",
            by=desks.by_role["kepala_dinas"], at=now(),
        )  # fmt: skip


def _draw(desks: Desks) -> None:
    """A sample to look at once more, half of it looked at."""
    by = desks.by_role["verifikator"]
    if SampleDraw.objects.filter(wilayah=desks.office).exists() or not desks.with_aim("checked", "verified"):
        return
    if not any(
        _at(desk, "diverifikasi_kecamatan", "diverifikasi_dinas") for desk in desks.with_aim("checked", "verified")
    ):
        return
    number = verification.draw_sample(area=desks.office, size=SAMPLE, seed=desks.seed, by=by, at=now())
    for place, row in enumerate(SampleRow.objects.filter(draw_id=number).order_by("position")[: SAMPLE // 2]):
        said = ("berbeda", "Alamat di KK berbeda dengan lapangan.") if place == 0 else ("sesuai", "")
        verification.note_sample(row_id=row.pk, outcome=said[0], note=said[1], by=by, at=now())
