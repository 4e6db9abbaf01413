"""Tables of targeting, one module per subject."""

from pilar.decision.targeting.models.coverage import CoverageArea, CoverageRun, PovertyFigure
from pilar.decision.targeting.models.evaluation import EvaluationRun, Outcome, RunTotal
from pilar.decision.targeting.models.facts import DataTask, StatedFact
from pilar.decision.targeting.models.rank import (
    BlendSetting,
    CardVersion,
    FamilyScore,
    MeetingOrder,
    MeetingPlace,
    RankRun,
    Survey,
    SurveyHousehold,
    VisitTask,
)
from pilar.decision.targeting.models.rules import RuleChoice, RuleEvent, RuleVersion
from pilar.decision.targeting.models.simulation import Scenario, ScenarioChange

__all__ = [
    "BlendSetting",
    "CardVersion",
    "CoverageArea",
    "CoverageRun",
    "DataTask",
    "EvaluationRun",
    "FamilyScore",
    "MeetingOrder",
    "MeetingPlace",
    "Outcome",
    "PovertyFigure",
    "RankRun",
    "RuleChoice",
    "RuleEvent",
    "RuleVersion",
    "RunTotal",
    "Scenario",
    "ScenarioChange",
    "StatedFact",
    "Survey",
    "SurveyHousehold",
    "VisitTask",
]
