"""Every read of disbursement."""

from pilar.delivery.disbursement.queries.orders import (
    batch_of_instruction,
    batch_row,
    batches_of,
    board_of,
    history_of,
    ordered_lines,
    progress_by_village,
    ready_of,
)

__all__ = [
    "batch_of_instruction",
    "batch_row",
    "batches_of",
    "board_of",
    "history_of",
    "ordered_lines",
    "progress_by_village",
    "ready_of",
]
