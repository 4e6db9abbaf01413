"""Inbound files as lines: result sheets through profiles, pain.002, camt.053, camt.054 and MT940; all of them streaming.

`open_reading(open_stream, name, profile)` finds the format by the first bytes. A line that cannot be understood is a line with a fault.
"""

from pilar.delivery.reconciliation.readers.detect import open_reading
from pilar.delivery.reconciliation.readers.shape import FIELDS, Reading, ReadLine, Statement

__all__ = ["FIELDS", "ReadLine", "Reading", "Statement", "open_reading"]
