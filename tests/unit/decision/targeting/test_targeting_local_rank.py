"""Local rank in the product: survey to card, two persons, scores that add up by hand, visits, interview, meeting order."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from local_rank_office import COLUMNS, DAY, MAKER, OTHER, VILLAGES, families, published, scored, survey_csv

from pilar.core.audit.models import AuditEvent
from pilar.core.bulk.files import keep_bytes
from pilar.core.ids import encode_id
from pilar.core.jobs import worker
from pilar.core.problems import Problem
from pilar.decision.targeting.actions import rank, rank_meeting, rank_scoring
from pilar.decision.targeting.models import CardVersion, FamilyScore, RankRun, Survey, SurveyHousehold, VisitTask
from pilar.decision.targeting.queries import rank as queries
from pilar.decision.targeting.rank.card import card_of
from pilar.evidence.registry.models import Family

QUIET = {"say": lambda _done, _total, _text: None}


def received(content: bytes, at: datetime, **columns: str) -> int:
    return rank.receive_survey(
        wilayah="1872", title="Survei", file=keep_bytes("s.csv", [content], by=MAKER, at=at), as_of=DAY,
        columns=COLUMNS | columns, questions=5, protected=[], synthetic=True, by=MAKER, at=at,
    )  # fmt: skip


def test_survey_uploaded_on_the_page_becomes_a_draft_card_that_a_second_person_publishes(browser, at) -> None:
    kabid, kadis = browser("kabid", "kepala_bidang"), browser("kadis", "kepala_dinas")
    form = {
        "judul": "Susenas uji", "tanggal": "01-11-2026", "konsumsi": "konsumsi", "kelompok": "blok", "wilayah": "kode_wilayah",
        "bobot": "bobot", "pertanyaan": "5", "sintetis": "on",
        "berkas": SimpleUploadedFile("survei.csv", survey_csv(), "text/csv"),
    }  # fmt: skip
    answer = kabid.post("/peringkat/survei/baru/", form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    while worker.run_pending(limit=5):
        pass
    survey, card = Survey.objects.get(), CardVersion.objects.get()
    assert (survey.state, card.state, card.author) == ("used", "draft", "kabid")
    assert SurveyHousehold.objects.count() == 260
    assert {question["name"] for question in card.card["questions"]} <= {"motor", "kulkas", "daya", "hhsize", "hhmale"}
    page = kabid.get(f"/peringkat/kartu/{encode_id(card.pk)}/").content.decode()
    assert "Memiliki sepeda motor" in page
    assert "menunggu orang lain" in page
    assert kabid.post(f"/peringkat/kartu/{encode_id(card.pk)}/terbit/").status_code == 403
    assert kadis.post(f"/peringkat/kartu/{encode_id(card.pk)}/terbit/", {"catatan": "Cocok"}).status_code == 302
    card.refresh_from_db()
    assert (card.state, card.publisher) == ("published", "kadis")
    assert AuditEvent.objects.filter(act="targeting.card.published").count() == 1
    for path in ("", "laporan/"):
        assert kadis.get(f"/peringkat/kartu/{encode_id(card.pk)}/{path}").status_code == 200
    for path in ("kartu.pdf", "laporan.pdf"):
        assert kadis.get(f"/peringkat/kartu/{encode_id(card.pk)}/{path}").content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("spoil", "columns", "reason"),
    [
        (lambda text: "\n".join(text.splitlines()[:4]), {}, "hanya 3 rumah tangga"),
        (lambda text: text, {"weight": "timbangan"}, "kolom tidak ada dalam survei: timbangan"),
        (lambda text: text.replace(",2,", ",,", 1), {}, "bobot 'bobot' kosong"),
        (lambda text: text.replace("1872011001,0,2,", "1872011001,0,2,-", 1), {}, "nol atau negatif"),
        (lambda text: text.replace("1872011001", "METRO", 1), {}, "SKOR-004"),
        (lambda text: "kode_wilayah,blok,bobot,konsumsi,pagar\n1872011001,1,1,500000,3\n", {}, "SKOR-003"),
        (lambda text: "PK\x03\x04", {}, "SKOR-001"),
    ],
)
def test_a_bad_survey_is_refused_with_its_reason_and_makes_no_card(metro, at, spoil, columns, reason) -> None:
    survey = received(spoil(survey_csv().decode()).encode(), at, **columns)
    assert rank.fit_survey(survey_id=survey, by=MAKER, at=at, **QUIET) is None
    row = Survey.objects.get(pk=survey)
    assert row.state == "refused"
    assert reason in row.refusal
    assert not CardVersion.objects.exists()
    assert not SurveyHousehold.objects.exists()


def test_same_file_twice_is_one_survey_and_the_author_cannot_publish(metro, at) -> None:
    assert received(survey_csv(), at) == received(survey_csv(), at)
    card = CardVersion.objects.create(
        wilayah="1872", number=7, survey=Survey.objects.get(), card={}, digest="0" * 64, author="siti", created_at=at
    )
    with pytest.raises(Problem) as refused:
        rank.publish_card(card_id=card.pk, by=MAKER, at=at)
    assert refused.value.code == "SKOR-005"
    rank.drop_card(card_id=card.pk, by=OTHER, at=at, note="Survei lama")
    with pytest.raises(Problem) as refused:
        rank.publish_card(card_id=card.pk, by=OTHER, at=at)
    assert refused.value.code == "SKOR-006"


def test_scores_add_up_by_hand_and_a_second_run_gives_the_same(metro, at) -> None:
    row, made = published(at), families()
    counts = scored(at)
    assert counts["families"] == len(made)
    scores = {score.family_id: score for score in FamilyScore.objects.all()}
    for family in made[:15]:
        found = queries.family_rank(MAKER.scope, family, at=at)
        assert found is not None
        assert sum(points for _label, _answer, points in found.lines) == found.total == scores[family].score
    assert sorted({score.tenth for score in scores.values()}) == list(range(1, 11))
    empty = scores[made[0]]
    assert (empty.low, empty.high, empty.apart) == (1, 10, None)
    digest = RankRun.objects.get(current=True).digest
    again = rank_scoring.start_run(area="1872", by=MAKER, at=at, day=date(2026, 11, 2))
    rank_scoring.score_area(run_id=again, by=MAKER, at=at, step=rank_scoring_step)
    assert RankRun.objects.get(current=True).digest == digest
    assert RankRun.objects.filter(current=True).count() == 1
    assert queries.run_over(MAKER.scope.narrowed(VILLAGES[0])).pk == again
    assert row.pk == queries.card_in_force(MAKER.scope).pk


def rank_scoring_step(done: int, total: int, sentence: str):
    from django.db import transaction

    return transaction.atomic()


def test_disagreement_is_a_visit_that_goes_when_its_reason_goes_and_never_a_change(metro, at, browser) -> None:
    published(at)
    made = families()
    Family.objects.filter(pk=made[11]).update(desil=10)
    Family.objects.filter(pk=made[12]).update(desil=1)
    scored(at)
    apart = FamilyScore.objects.filter(apart__isnull=False).exclude(apart__in=(-1, 0, 1))
    opened = VisitTask.objects.filter(is_open=True, kind="desil")
    assert set(opened.values_list("family_id", flat=True)) == set(apart.values_list("family_id", flat=True))
    assert Family.objects.get(pk=made[11]).desil == 10
    overview = browser("kabid", "kepala_bidang").get("/peringkat/").content.decode()
    assert "Tidak dapat dibandingkan" in overview
    visited = opened.first()
    with pytest.raises(Problem) as refused:
        rank.close_visit(task_id=visited.pk, result="sesuai_desil", note=" ", by=MAKER, at=at)
    assert refused.value.code == "SKOR-008"
    psm = browser("psm", "psm", visited.wilayah[:10])
    address = f"/peringkat/kunjungan/{encode_id(visited.pk)}/"
    assert psm.get(address).status_code == 200
    assert psm.post(address, {"hasil": "sesuai_desil", "catatan": "Rumah dilihat 3 November"}).status_code == 302
    visited.refresh_from_db()
    assert (visited.is_open, visited.result, visited.closed_by) == (False, "sesuai_desil", "psm")
    stranger = browser("jauh", "psm", "1872041001")
    far = VisitTask.objects.exclude(wilayah__startswith="1872041001").first()
    assert stranger.get(f"/peringkat/kunjungan/{encode_id(far.pk)}/").status_code == 404
    # Where desil and score agree in the next run, the open visits are closed by the system.
    for score in FamilyScore.objects.exclude(apart=None):
        Family.objects.filter(pk=score.family_id).update(desil=score.tenth)
    second = rank_scoring.start_run(area="1872", by=MAKER, at=at, day=date(2026, 11, 3))
    rank_scoring.score_area(run_id=second, by=MAKER, at=at, step=rank_scoring_step)
    assert not VisitTask.objects.filter(is_open=True, kind="desil").exists()
    assert set(VisitTask.objects.values_list("result", flat=True)) == {"sesuai_desil", "tidak_berlaku"}


def test_interview_asks_until_the_decision_cannot_change_and_agrees_with_the_whole_card(metro, at, browser) -> None:
    row = published(at)
    card = card_of(row.card, "uji")
    page = browser("kabid", "kepala_bidang")
    address = f"/peringkat/kartu/{encode_id(row.pk)}/wawancara/"
    in_the_field = browser("tksk_a", "tksk", "187201").get(address).text
    assert "/peringkat/kunjungan/" in in_the_field and 'href="/peringkat/"' not in in_the_field
    for rich in (True, False):
        truth = {
            "motor": float(rich),
            "kulkas": float(rich),
            "daya": 4.0 if rich else 1.0,
            "hhsize": 2.0,
            "hhmale": 1.0,
        }
        form: dict[str, str] = {"kuota": "30", "risiko": "10", "wilayah": "1872011001"}
        answer = page.get(address)
        for _ in range(6):
            found = answer.context["found"]
            if found.question is None:
                break
            name = found.question
            named = hasattr(answer.context["form"].fields["jawaban"], "choices")
            sent = form | {"tanya": name, "jawaban": repr(truth[name]) if named else f"{truth[name]:g}"}
            answer = page.post(address, sent)
            form[f"j-{name}"] = repr(truth[name])
        assert answer.context["found"].listed is not rich
        full = card.score(["1872", "1872/187201"], truth)
        assert (full <= row.interview["30/10"]["cutoff"]) is not rich
    first = page.get(address).context["found"].question
    assert page.post(address, {"kuota": "30", "risiko": "10", "tanya": first, "jawaban": "banyak"}).status_code == 422


def test_meeting_moves_above_the_cap_wait_for_a_written_reason(metro, at, browser) -> None:
    published(at)
    families()
    scored(at)
    village = VILLAGES[0]
    rank_meeting.set_blend(wilayah="1872", weight=90, cap=10, valid_from=DAY, basis="SK uji", by=MAKER, at=at)
    lines = queries.meeting_lines(MAKER.scope, village, DAY)
    families_there = [line.family_id for line in lines]
    places = {family: place for place, family in enumerate(reversed(families_there), start=1)}
    blended = rank_meeting.record_order(village=village, day=DAY, places=places, reasons={}, by=MAKER, at=at)
    waiting = [line for line in blended if line.needs_reason]
    assert waiting
    with_reason = rank_meeting.record_order(
        village=village,
        day=DAY,
        places=places,
        reasons={line.family_id: "Baru sakit keras" for line in waiting},
        by=MAKER,
        at=at,
    )
    assert not any(line.needs_reason for line in with_reason)
    assert [line.family_id for line in with_reason] != [line.family_id for line in blended]
    for bad in ({families_there[0]: 1, families_there[1]: 1}, {families_there[0]: 0}):
        with pytest.raises(Problem) as refused:
            rank_meeting.record_order(village=village, day=DAY, places=bad, reasons={}, by=MAKER, at=at)
        assert refused.value.code == "SKOR-011"
    assert browser("lurah", "lurah", village).get(f"/peringkat/musyawarah/{village}/").status_code == 200
    assert browser("lurah2", "lurah", VILLAGES[1]).get(f"/peringkat/musyawarah/{village}/").status_code == 404


def test_without_a_card_or_outside_the_area_nothing_is_scored(metro, at, make_actor) -> None:
    with pytest.raises(Problem) as refused:
        rank_scoring.start_run(area="1872", by=MAKER, at=at, day=DAY)
    assert refused.value.code == "SKOR-007"
    with pytest.raises(Problem) as refused:
        rank_scoring.start_run(area="1872", by=make_actor("1371"), at=at, day=DAY)
    assert refused.value.code == "UMUM-404"
    with pytest.raises(Problem) as refused:
        rank_scoring.start_run(area="1872", by=make_actor("1872", can={"targeting.view"}), at=at, day=DAY)
    assert refused.value.code == "UMUM-403"
