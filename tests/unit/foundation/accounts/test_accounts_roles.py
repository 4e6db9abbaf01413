"""Roles, capabilities and the duties that one person must not combine."""

import itertools

import pytest

from pilar.foundation.accounts.capabilities import AGGREGATE_ONLY, CAPABILITIES, INCOMPATIBLE_DUTIES
from pilar.foundation.accounts.duties import duties_conflict, record_conflict
from pilar.foundation.accounts.roles import AREA_LENGTHS, ROLES, Level, Role

FIELD_ROLES = """warga rt rw psm operator_kelurahan lurah tksk kasi_kesos camat pendamping_pkh fasilitator_slrt
front_office back_office supervisor_slrt manajer_slrt pengisi_data verifikator kepala_bidang kepala_dinas
kepala_daerah bappeda inspektorat dpo admin provinsi lks faskes"""


def test_roles_of_the_field() -> None:
    assert set(ROLES) == set(FIELD_ROLES.split())
    assert all(len(code) <= 40 for code in ROLES)


def test_every_capability_is_held_by_somebody() -> None:
    held = set().union(*(role.capabilities for role in ROLES.values()))
    assert held == set(CAPABILITIES)


def _holders(capability: str) -> set[str]:
    return {code for code, role in ROLES.items() if capability in role.capabilities}


def test_who_holds_the_dangerous_capabilities() -> None:
    assert _holders("proposals.verify") == {"verifikator"}
    assert _holders("proposals.approve") == {"kepala_dinas"}
    assert _holders("proposals.endorse") == {"lurah"}
    assert _holders("programs.decree") == {"kepala_dinas"}
    assert _holders("accounts.manage") == {"admin"}
    assert _holders("audit.read") == {"inspektorat", "dpo"}
    assert _holders("registry.nik.unmask") == {"operator_kelurahan", "back_office", "pengisi_data", "verifikator"}
    assert not {"rt", "rw", "lurah", "camat", "admin", "inspektorat"} & _holders("ppks.sensitive.view")


def test_roles_for_counts_see_no_name() -> None:
    for code in ("bappeda", "kepala_daerah", "provinsi"):
        role = ROLES[code]
        assert not role.named_data
        assert not any(
            c.startswith(("registry.", "ppks.", "proposals.", "cases.", "export.")) for c in role.capabilities
        )
    assert {code for code, role in ROLES.items() if AGGREGATE_ONLY in role.capabilities} == {
        "bappeda",
        "kepala_daerah",
        "provinsi",
    }


def test_administrators_and_residents_see_no_person() -> None:
    assert not any(c.startswith(("registry.", "ppks.")) for c in ROLES["admin"].capabilities)
    assert ROLES["warga"].capabilities == frozenset()


def test_no_single_role_sits_on_both_sides() -> None:
    for role, pair in itertools.product(ROLES.values(), INCOMPATIBLE_DUTIES):
        assert not {pair.first, pair.second} <= role.capabilities, (role.code, pair)
        assert pair.first in CAPABILITIES
        assert pair.second in CAPABILITIES
    with pytest.raises(ValueError, match="combines"):
        Role("x", Level.KOTA, "x", "x", frozenset({"proposals.create", "proposals.verify"}))
    with pytest.raises(ValueError, match="undeclared"):
        Role("x", Level.KOTA, "x", "x", frozenset({"proposals.destroy"}))


@pytest.mark.parametrize(
    ("role", "other", "conflict"),
    [
        ("admin", "verifikator", True),
        ("admin", "inspektorat", True),
        ("inspektorat", "operator_kelurahan", True),
        ("operator_kelurahan", "verifikator", False),
        ("psm", "tksk", False),
    ],
)
def test_roles_held_together(role: str, other: str, conflict: bool) -> None:
    assert (duties_conflict(role, other) is not None) is conflict
    assert duties_conflict(role, other) == duties_conflict(other, role)


def test_who_proposed_does_not_verify_the_same_record() -> None:
    assert record_conflict("proposals.verify", frozenset({"proposals.create"})) is not None
    assert record_conflict("proposals.create", frozenset({"proposals.approve"})) is not None
    assert record_conflict("proposals.verify", frozenset({"proposals.check", "proposals.send"})) is None
    assert record_conflict("proposals.verify", frozenset()) is None
    with pytest.raises(KeyError):
        record_conflict("entah", frozenset())


def test_levels_order_roles_and_have_area_lengths() -> None:
    assert set(AREA_LENGTHS) == set(Level)
    assert Level.RT < Level.RW < Level.KELURAHAN < Level.KECAMATAN < Level.KOTA < Level.PROVINSI < Level.NASIONAL
    assert {length for lengths in AREA_LENGTHS.values() for length in lengths} == {0, 2, 4, 6, 10, 13, 16}
