"""Tables of disbursement, one module per use."""

from pilar.delivery.disbursement.models.accounts import Card, CardStep, PayAccount
from pilar.delivery.disbursement.models.ledger import Posting, Txn
from pilar.delivery.disbursement.models.orders import (
    Answer,
    Batch,
    BatchFile,
    Instruction,
    Outbox,
    Override,
    StageAct,
)
from pilar.delivery.disbursement.models.papers import HandOver, HandOverTold
from pilar.delivery.disbursement.models.prints import BatchPrint

__all__ = [
    "Answer",
    "Batch",
    "BatchFile",
    "BatchPrint",
    "Card",
    "CardStep",
    "HandOver",
    "HandOverTold",
    "Instruction",
    "Outbox",
    "Override",
    "PayAccount",
    "Posting",
    "StageAct",
    "Txn",
]
