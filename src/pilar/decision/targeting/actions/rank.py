"""Writing of the local rank: a survey comes in, a card is fitted, a second person publishes it; settings and visits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.files import open_kept
from pilar.core.bulk.models import StoredFile
from pilar.core.ids import new_ids
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.decision.targeting import problems_rank as problems
from pilar.decision.targeting.actions.rank_survey import SurveyData, read_file
from pilar.decision.targeting.models import CardVersion, Survey, SurveyHousehold, VisitTask
from pilar.decision.targeting.models.rank import VISIT_RESULTS
from pilar.evidence.registry.rules import KK_FIELD

Say = Callable[[int, int, str], None]
"""say(done, total, sentence): progress of a long act."""
PUBLISHERS = ("targeting.publish",)


@transaction.atomic
def receive_survey(
    *,
    wilayah: str,
    title: str,
    file: StoredFile,
    as_of: date,
    columns: Mapping[str, str],
    questions: int,
    protected: Sequence[str],
    synthetic: bool,
    by: Actor,
    at: datetime,
) -> int:
    """Keep a survey that waits for its fit; the same file with the same date and length is the same survey.

    Raises UMUM-403, UMUM-404 (outside the scope).
    """
    by.scope.require("targeting.manage")
    if not by.scope.covers(wilayah):
        raise NOT_FOUND()
    survey, fresh = Survey.objects.get_or_create(
        wilayah=wilayah,
        file=file,
        as_of=as_of,
        questions=questions,
        defaults={
            "title": title.strip()[:120],
            "columns": dict(columns),
            "protected": list(protected),
            "synthetic": synthetic,
            "by": by.username,
            "at": at,
        },
    )
    if not fresh and survey.state == "refused":
        Survey.objects.filter(pk=survey.pk).update(columns=dict(columns), state="waiting", refusal="")
    audit.record(
        "targeting.survey.received",
        by=by,
        at=at,
        wilayah=wilayah,
        subject=("survey", survey.pk),
        after={"title": survey.title, "sha256": file.sha256, "columns": dict(columns), "fresh": fresh},
    )
    return survey.pk


def fit_survey(*, survey_id: int, by: Actor, at: datetime, say: Say) -> int | None:
    """Fit a card from a survey and keep it as a draft. Returns the card, None when the survey was refused (the reason is kept).

    Repeated for a survey that has a card already it gives that card. Raises UMUM-403, UMUM-404.
    """
    by.scope.require("targeting.manage")
    survey = Survey.objects.within(by.scope).select_related("file").filter(pk=survey_id).first()
    if survey is None:
        raise NOT_FOUND()
    known = CardVersion.objects.filter(survey=survey).order_by("-number").first()
    if known is not None:
        return known.pk
    say(0, 4, "Membaca survei")
    try:
        with open_kept(survey.file.sha256) as file:
            data = read_file(file.read(), survey.file.name, survey.columns, survey.protected)
    except Problem as refused:
        _refuse(survey, refused, by, at)
        return None
    return _fit(survey, data, by, at, say)


def _refuse(survey: Survey, refused: Problem, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(state="refused", refusal=f"{refused.code}: {refused.sentence}"[:500])
        audit.record(
            "targeting.survey.refused",
            by=by,
            at=at,
            wilayah=survey.wilayah,
            subject=("survey", survey.pk),
            after={"code": refused.code},
        )


def _fit(survey: Survey, data: SurveyData, by: Actor, at: datetime, say: Say) -> int:
    from pilar.decision.targeting.rank.fit import fit
    from pilar.decision.targeting.rank.plans import plans_for

    say(1, 4, "Memilih pertanyaan dan menguji silang per kelompok")
    card, _ = fit(
        data.survey,
        data.names,
        questions=survey.questions,
        area_columns=data.area_columns,
        protected=survey.protected,
    )
    say(2, 4, "Menyusun urutan wawancara")
    plans = plans_for(card, data.survey)
    say(3, 4, "Menyimpan kartu")
    with transaction.atomic():
        last = CardVersion.objects.filter(wilayah=survey.wilayah).aggregate(last=Max("number"))["last"] or 0
        version = CardVersion(
            wilayah=survey.wilayah,
            number=last + 1,
            survey=survey,
            card=card.as_data(),
            digest=hashlib.sha256(card.to_json().encode()).hexdigest(),
            report=dict(card.report),
            interview=plans,
            author=survey.by,
            created_at=at,
        )
        version.save(force_insert=True)
        _keep_households(survey, data)
        Survey.objects.filter(pk=survey.pk).update(
            state="used", notes=data.survey.notes, households=data.survey.size, refusal=""
        )
        audit.record(
            "targeting.card.fitted",
            by=by,
            at=at,
            wilayah=survey.wilayah,
            subject=("card", version.pk),
            after={"number": version.number, "digest": version.digest, "held_out": card.report["held_out"]},
        )
    return version.pk


def _keep_households(survey: Survey, data: SurveyData) -> None:
    """The households with consumption, once for a survey; the KK number itself is not kept."""
    import math

    if SurveyHousehold.objects.filter(survey=survey).exists():
        return
    families = _families_of(data.cards)
    rows = [place for place, value in enumerate(data.consumption) if value > 0]
    ids = new_ids(len(rows))
    SurveyHousehold.objects.bulk_create(
        [
            SurveyHousehold(
                pk=pk,
                survey=survey,
                wilayah=data.codes[place],
                family_id=families.get(data.cards[place]),
                group=data.groups[place],
                members=None if math.isnan(data.members[place]) else int(data.members[place]),
                consumption=max(1, round(float(data.consumption[place]))),
                weight_millionths=round(float(data.weights[place]) * 1_000_000),
            )
            for pk, place in zip(ids, rows, strict=True)
        ],
        batch_size=5_000,
    )


def _families_of(cards: Sequence[str]) -> dict[str, int]:
    """Active family per KK number, where exactly one carries it."""
    from pilar.core.bulk.engine import analysis
    from pilar.evidence.intake.publish.run import insert_arrow, look_up

    usable = sorted({card for card in cards if len(card) == 16})
    if not usable:
        return {}
    by_index = dict(zip(vault.blind_index_many(KK_FIELD, usable), usable, strict=True))
    with analysis(threads=1) as engine:
        engine.execute("CREATE TABLE card (digest BLOB)")
        insert_arrow(engine, "card", [(digest,) for digest in by_index])
        look_up(
            engine,
            "home",
            "SELECT digest FROM card",
            "SELECT wanted.key, f.id FROM wanted JOIN registry_family f ON f.kk_index = wanted.key WHERE f.status = 'aktif'",
            "digest BLOB, id BIGINT",
        )
        rows = engine.execute("SELECT digest, min(id) FROM home GROUP BY digest HAVING count(*) = 1").fetchall()
    return {by_index[bytes(digest)]: int(family) for digest, family in rows}


@transaction.atomic
def publish_card(*, card_id: int, by: Actor, at: datetime, note: str = "") -> int:
    """Publish a draft; the card in force until now is retired. Returns the card.

    Raises UMUM-403, UMUM-404, SKOR-005 (who had it fitted), SKOR-006 (no draft).
    """
    card = _draft(card_id, by)
    if card.author == by.username:
        raise problems.SAME_PERSON()
    CardVersion.objects.filter(wilayah=card.wilayah, state="published").update(state="retired", retired_at=at)
    CardVersion.objects.filter(pk=card.pk).update(
        state="published", publisher=by.username, published_at=at, note=note.strip()[:500]
    )
    audit.record(
        "targeting.card.published",
        by=by,
        at=at,
        wilayah=card.wilayah,
        subject=("card", card.pk),
        after={"number": card.number, "digest": card.digest},
        reason=note.strip(),
    )
    return card.pk


def publish_card_once(*, card_id: int, by: Actor, at: datetime, note: str = "") -> int:
    """As `publish_card`; a card that is in force already stays so."""
    if CardVersion.objects.within(by.scope).filter(pk=card_id, state="published").exists():
        return card_id
    return publish_card(card_id=card_id, by=by, at=at, note=note)


@transaction.atomic
def drop_card(*, card_id: int, by: Actor, at: datetime, note: str) -> int:
    """Lay a draft aside, with a reason. Raises UMUM-403, UMUM-404, SKOR-006, SKOR-008."""
    card = _draft(card_id, by)
    if not note.strip():
        raise problems.REASON_NEEDED()
    CardVersion.objects.filter(pk=card.pk).update(state="dropped", retired_at=at, note=note.strip()[:500])
    audit.record(
        "targeting.card.dropped",
        by=by,
        at=at,
        wilayah=card.wilayah,
        subject=("card", card.pk),
        after={"number": card.number},
        reason=note.strip(),
    )
    return card.pk


def _draft(card_id: int, by: Actor) -> CardVersion:
    if not any(by.scope.can(one) for one in PUBLISHERS):
        raise NOT_ALLOWED()
    card = CardVersion.objects.within(by.scope).select_for_update().filter(pk=card_id).first()
    if card is None:
        raise NOT_FOUND()
    if card.state != "draft":
        raise problems.NOT_DRAFT()
    return card


@transaction.atomic
def close_visit(*, task_id: int, result: str, note: str, by: Actor, at: datetime) -> int:
    """Write down what the visit found. Nothing of the family changes by it.

    Raises UMUM-403, UMUM-404, SKOR-008 (no note), SKOR-009 (closed already).
    """
    if not (by.scope.can("field.collect") or by.scope.can("registry.family.edit") or by.scope.can("targeting.manage")):
        raise NOT_ALLOWED()
    task = VisitTask.objects.within(by.scope).select_for_update().filter(pk=task_id).first()
    if task is None or result not in VISIT_RESULTS[:-1]:
        raise NOT_FOUND()
    if not task.is_open:
        raise problems.VISIT_CLOSED()
    if not note.strip():
        raise problems.REASON_NEEDED()
    VisitTask.objects.filter(pk=task.pk).update(
        is_open=False, result=result, note=note.strip()[:500], closed_at=at, closed_by=by.username
    )
    audit.record(
        "targeting.visit.closed",
        by=by,
        at=at,
        wilayah=task.wilayah,
        subject=("visit", task.pk),
        after={"result": result},
        reason=note.strip(),
    )
    return task.pk
