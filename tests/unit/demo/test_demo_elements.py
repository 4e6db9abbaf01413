"""Who sits at the tables, what the kelurahan propose, and how far each comes in the month."""

from collections import Counter

import numpy as np
import pyarrow.compute as pc
import pytest

from pilar.decision.deliberation.lists import ELEMENTS_BY_CODE
from pilar.decision.proposals.words import PROPOSED_WORDS
from pilar.demo.city import City
from pilar.demo.desks import SHARES, aims_of
from pilar.demo.elements import elements_of
from pilar.demo.proposals import KINDS, PERSONS_PER_PROPOSAL, propose


def test_every_kelurahan_has_a_table_of_residents(small: City) -> None:
    seated = elements_of(small, 7)
    assert set(seated) == {str(code) for code in small.areas.codes}
    known = dict(zip(small.persons["name"].to_pylist(), small.persons["jenis_kelamin"].to_pylist(), strict=True))
    for people in seated.values():
        counts = Counter(one.element for one in people)
        assert set(counts) <= set(ELEMENTS_BY_CODE) and counts["rt"] >= 1 and counts["pemerintah"] >= 2
        assert people[0].position == "Lurah"
        assert all(one.name in known and one.sex in (1, 2) for one in people)
    assert elements_of(small, 7) == seated
    assert elements_of(small, 8) != seated


def test_a_month_has_about_one_proposal_for_sixty_persons_in_every_kelurahan(metro: City) -> None:
    proposals = propose(metro, 20261101)
    wanted = metro.persons.num_rows / PERSONS_PER_PROPOSAL
    assert 0.8 * wanted < proposals.num_rows < 1.25 * wanted
    families = pc.subtract(proposals["family_id"], 1)
    villages = set(metro.families["kelurahan_code"].take(families).to_pylist())
    assert villages == {str(code) for code in metro.areas.codes}
    assert pc.all(metro.families["in_v3"].take(families)).as_py()
    assert len(set(proposals["family_id"].to_pylist())) == proposals.num_rows
    assert {kind.lower() for kind in KINDS} <= set(PROPOSED_WORDS)


def test_aid_is_proposed_to_stop_where_it_is_received_mostly_for_the_better_off(metro: City) -> None:
    proposals = propose(metro, 20261101)
    ends = np.array([kind.startswith("PENGHENTIAN") for kind in proposals["kind"].to_pylist()])
    assert 0.04 < ends.mean() < 0.2
    desil = metro.families["desil"].to_numpy()[proposals["family_id"].to_numpy() - 1]
    assert desil[ends].mean() > desil[~ends].mean()
    receiving = set(
        zip(
            metro.programmes["family_id"].to_pylist(),
            ("PENGHENTIAN: " + name for name in metro.programmes["programme"].to_pylist()),
            strict=True,
        )
    )
    rows = zip(proposals["family_id"].to_pylist(), proposals["kind"].to_pylist(), strict=True)
    assert all(row in receiving for row in rows if row[1].startswith("PENGHENTIAN"))


@pytest.mark.parametrize("count", [1, 2, 3, 5, 22])
def test_every_kelurahan_that_proposes_has_one_aim(count: int) -> None:
    codes = [f"18720{number % 5 + 1}1{number:03d}" for number in range(count)]
    own = codes[0]
    aims = aims_of({code: number for number, code in enumerate(codes)}, own, dict.fromkeys(codes))
    assert set(aims) == set(codes) and aims[own] == "own"
    if count == 22:
        assert set(aims.values()) == {"own", "none", "planned", *(code for code, _ in SHARES)}
        near = [aims[code] for code in codes if code[:6] == own[:6] and code != own]
        assert "village" in near and "sent" not in near
