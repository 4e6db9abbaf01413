"""The last line of defence of the logs: a NIK is hidden wherever it stands, an id with more digits survives."""

from typing import Any

from pilar.web.logs import hide_identifiers

NIK = "1872034107900001"


def _shown(**event: Any) -> dict[str, Any]:
    return dict(hide_identifiers(None, "", event))


def test_sixteen_digits_are_hidden_and_longer_numbers_stay() -> None:
    assert _shown(event=f"NIK {NIK}, lagi")["event"] == "NIK [16 angka], lagi"
    assert _shown(event="job 7400123456789012345")["event"] == "job 7400123456789012345"
    assert _shown(event="187203410790000")["event"] == "187203410790000"


def test_identifiers_inside_lists_numbers_and_keys_are_hidden_too() -> None:
    shown = _shown(event="x", rows=[NIK, {"nik": NIK, NIK: 1}], number=int(NIK), pair=(NIK, 7), count=3, flag=True)
    assert NIK not in repr(shown)
    assert (shown["count"], shown["flag"]) == (3, True)


def test_what_a_log_line_interpolates_is_hidden(capsys: Any) -> None:
    import json
    import logging

    from pilar.web.logs import configure

    configure({"level": "INFO"})
    logging.getLogger("uji").warning("orang %s dan %s", NIK, 7400123456789012345)
    line = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    assert line["event"] == "orang [16 angka] dan 7400123456789012345"
