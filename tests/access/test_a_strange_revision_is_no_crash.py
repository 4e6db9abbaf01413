"""What a browser sends as the revision of a form is believed only when it is a small number."""

from typing import Any

import pytest

from pilar.core.doors import revision_sent


@pytest.mark.parametrize(
    ("sent", "read"), [("7", 7), ("", 0), ("abc", 0), ("-1", 0), ("1e9", 0), ("٣", 0), ("9" * 40, 0)]
)
def test_only_a_small_number_is_a_revision(rf: Any, sent: str, read: int) -> None:
    assert revision_sent(rf.post("/", {"revision": sent})) == read
    assert revision_sent(rf.post("/", {})) == 0
