"""Tables of reconciliation, one module per use."""

from pilar.delivery.reconciliation.models.closing import Closing, Explanation
from pilar.delivery.reconciliation.models.comparison import Comparison, ComparisonLine
from pilar.delivery.reconciliation.models.inbound import Inbound, Line, LineDecision
from pilar.delivery.reconciliation.models.repair import RepairCase, RepairStep
from pilar.delivery.reconciliation.models.sampling import RecipientDraw, RecipientSample

__all__ = [
    "Closing", "Comparison", "ComparisonLine", "Explanation", "Inbound", "Line", "LineDecision", "RecipientDraw", "RecipientSample",
    "RepairCase", "RepairStep",
]  # fmt: skip
