"""Trained models and the thresholds that hold now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.linkage.models import Thresholds, TrainedModel
from pilar.evidence.linkage.problems import NO_MODEL, WRONG_MODEL
from pilar.evidence.linkage.rules import MATCH_WEIGHT, MOST_DOUBLES, MOST_PAIRS, REVIEW_WEIGHT

if TYPE_CHECKING:
    from pilar.evidence.linkage.engine import Limits, Model
    from pilar.evidence.linkage.engine.model import Floats


def present_thresholds() -> Thresholds:
    """The newest thresholds; without any, those of the study (unsaved, `pk` new, `set_by` empty)."""
    return Thresholds.objects.order_by("-id").first() or Thresholds(
        match_weight=MATCH_WEIGHT, review_weight=REVIEW_WEIGHT, most_doubles=MOST_DOUBLES, most_pairs=MOST_PAIRS, set_by=""
    )  # fmt: skip


def threshold_history() -> list[Thresholds]:
    """Newest first. Holds no personal data: everybody who enters the page may read it."""
    return list(Thresholds.objects.order_by("-id")[:20])


def limits_of(thresholds: Thresholds) -> Limits:
    """The thresholds in the words of the engine; its own brake stays off, a run checks after it knows the counts."""
    from pilar.evidence.linkage.engine import Limits

    return Limits(match_weight=thresholds.match_weight, review_weight=thresholds.review_weight)


def active_model() -> TrainedModel | None:
    """The model in use. A model holds no value of any person."""
    return TrainedModel.objects.filter(state="aktif").first()


@dataclass(frozen=True)
class Judge:
    """The model in use with what judging one person after the other would otherwise make anew each time. Nobody changes it."""

    version: str
    model: Model
    tables: list[Floats]
    codes: list[Callable[[Any, Any], int]]


def active_judge() -> Judge | None:
    """The model in use, ready; None without one. Raises PDN-002."""
    version = TrainedModel.objects.filter(state="aktif").values_list("version", flat=True).first()
    return _judge(version) if version else None


@lru_cache(maxsize=2)
def _judge(version: str) -> Judge:
    """Once per process and model: its version is the hash of its body."""
    model = read_model(TrainedModel.objects.get(version=version))
    return Judge(version, model, model.log_table_list(), [comparison.code() for comparison in model.comparisons])


def require_model() -> tuple[TrainedModel, Model]:
    """The model in use, as row and as the engine's object. Raises PDN-001, PDN-002."""
    row = active_model()
    if row is None:
        raise NO_MODEL()
    return row, read_model(row)


def read_model(row: TrainedModel) -> Model:
    """The engine's object. Raises PDN-002 when this version of the engine cannot use it."""
    from pilar.evidence.linkage.engine import LinkageError

    try:
        return _parsed(row.version, row.body)
    except (LinkageError, KeyError, TypeError) as error:
        raise WRONG_MODEL() from error


@lru_cache(maxsize=2)
def _parsed(version: str, body: str) -> Model:
    """Read once per process: whoever registers people asks with the same model again and again. Nobody changes the object."""
    from pilar.evidence.linkage.engine import Model

    return Model.from_json(body)


def list_models(scope: Scope) -> list[TrainedModel]:
    """Newest first, without their tables."""
    scope.require("linkage.manage")
    return list(TrainedModel.objects.defer("body").order_by("-id")[:50])


def get_model(scope: Scope, model_id: int) -> TrainedModel:
    """One model without its tables. Raises UMUM-403, UMUM-404."""
    scope.require("linkage.manage")
    row = TrainedModel.objects.defer("body").filter(pk=model_id).first()
    if row is None:
        raise NOT_FOUND()
    return row
