"""Encryption: what goes in comes out, only for its own field, and nothing altered opens."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core import vault
from pilar.core.vault import fields, keyring

NIK = "registry.person.nik"


@given(st.text(min_size=1, max_size=60))
def test_a_sealed_value_opens_to_the_same_text(text: str) -> None:
    assert vault.unseal(NIK, vault.seal(NIK, text)) == text


def test_a_sealed_value_does_not_show_its_text_and_differs_each_time() -> None:
    first, second = vault.seal(NIK, "1872014107900001"), vault.seal(NIK, "1872014107900001")
    assert b"1872014107900001" not in first
    assert first != second


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(fields.CannotOpen):
        vault.unseal("registry.family.kk", vault.seal(NIK, "1872014107900001"))


def test_an_altered_value_does_not_open() -> None:
    blob = bytearray(vault.seal(NIK, "1872014107900001"))
    blob[20] ^= 1
    with pytest.raises(fields.CannotOpen):
        vault.unseal(NIK, bytes(blob))


def test_the_blind_index_is_equal_exactly_for_equal_field_and_text() -> None:
    assert vault.blind_index(NIK, "1") == vault.blind_index(NIK, "1")
    assert vault.blind_index(NIK, "1") != vault.blind_index(NIK, "2")
    assert vault.blind_index(NIK, "1") != vault.blind_index("other", "1")
    assert vault.blind_index_many(NIK, ["1", None, ""]) == [vault.blind_index(NIK, "1"), None, None]


def test_rotation_keeps_old_values_readable_and_old_indexes_findable() -> None:
    blob, index = vault.seal(NIK, "old"), vault.blind_index(NIK, "old")
    keyring.add_keys()
    assert vault.unseal(NIK, blob) == "old"
    assert vault.blind_index(NIK, "old") != index
    assert index in vault.index_candidates(NIK, "old")
    fresh = vault.seal(NIK, "old")
    keyring.drop_old_keys()
    assert vault.unseal(NIK, fresh) == "old"
    with pytest.raises(keyring.KeyMissing):
        vault.unseal(NIK, blob)


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_a_sealed_file_opens_to_the_same_bytes(tmp_path: Path, size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    target = tmp_path / "file"
    assert vault.seal_file(io.BytesIO(content), target) == size
    assert b"".join(vault.open_sealed(target)) == content


def test_a_cut_swapped_or_altered_file_does_not_open(tmp_path: Path) -> None:
    target = tmp_path / "file"
    vault.seal_file(io.BytesIO(b"x" * (3 << 20)), target)
    good = target.read_bytes()
    chunk = (1 << 20) + 16
    head = 15
    cut = good[: head + 2 * chunk]
    swapped = good[:head] + good[head + chunk : head + 2 * chunk] + good[head : head + chunk] + good[head + 2 * chunk :]
    altered = good[:100] + bytes([good[100] ^ 1]) + good[101:]
    for damaged in (cut, swapped, altered, good + b"0"):
        target.write_bytes(damaged)
        with pytest.raises(fields.CannotOpen):
            list(vault.open_sealed(target))


def test_key_files_are_readable_by_the_owner_only() -> None:
    keyring.ring()
    assert keyring.ring_path().stat().st_mode & 0o777 == 0o600
