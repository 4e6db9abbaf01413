"""Tables of targeting, one module per subject."""

from pilar.decision.targeting.models.evaluation import EvaluationRun, Outcome, RunTotal
from pilar.decision.targeting.models.facts import DataTask, StatedFact
from pilar.decision.targeting.models.rules import RuleChoice, RuleEvent, RuleVersion

__all__ = [
    "DataTask",
    "EvaluationRun",
    "Outcome",
    "RuleChoice",
    "RuleEvent",
    "RuleVersion",
    "RunTotal",
    "StatedFact",
]
