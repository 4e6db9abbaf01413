"""The month paid: both stages add up, the first is closed, three people acted on each list, and again changes nothing."""

from datetime import date

import pytest
from tests.unit.evidence.registry.two_cities import GANJAR, YOSO, add_aid, add_family, load_areas

from pilar.core.audit.models import AuditEvent
from pilar.core.clock import now
from pilar.delivery.disbursement.models import Batch
from pilar.delivery.programs.models import Membership
from pilar.demo.desks import Desks
from pilar.demo.paying import money, pay, plans
from pilar.demo.staff import make_staff
from pilar.foundation.accounts.queries import today

FAMILIES = 12


def quiet(_text: str) -> None:
    return None


@pytest.fixture
def desks(db: None) -> Desks:
    load_areas()
    by_role = {one.role: one.actor for one in make_staff("1872", village=YOSO[:10])}
    return Desks("1872", 1, today(now()).strftime("%Y-%m"), "http://contoh.test", by_role, {})


def test_a_city_without_recipients_pays_nobody(desks: Desks) -> None:
    pay(desks, quiet)
    assert money("1872") == {} and not Batch.objects.exists()


def test_both_stages_add_up_and_again_changes_nothing(desks: Desks) -> None:
    for number in range(1, FAMILIES + 1):
        made = add_family((YOSO, GANJAR)[number % 2], [f"SITI {number}", f"ANAK {number}"], number)
        add_aid(made.people[0], "SEMBAKO", "penerima")
    pay(desks, quiet)
    told = money("1872")
    assert [one["state"] for one in told.values()] == ["closed", "ordering"]
    for one in told.values():
        assert one["decreed"] == {"people": FAMILIES, "rp": FAMILIES * 600_000}
        for unit in ("people", "rp"):
            assert sum(part[unit] for part in one["by_state"].values()) == one["decreed"][unit]
    assert set(next(iter(told.values()))["by_state"]) <= {"never_ordered", "paid", "treasury"}
    for batch in Batch.objects.all():
        assert len({batch.made_by, batch.approved_by, batch.sent_by}) == 3
    assert Membership.objects.count() == FAMILIES
    events = AuditEvent.objects.count()
    pay(desks, quiet)
    assert money("1872") == told and AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("day", "earlier", "running"),
    [
        (date(2026, 11, 24), (2026, 3, date(2026, 7, 1)), (2026, 4, date(2026, 10, 1))),
        (date(2027, 1, 1), (2026, 4, date(2026, 10, 1)), (2027, 1, date(2027, 1, 1))),
    ],
)  # fmt: skip
def test_the_quarters(day: date, earlier: tuple[int, int, date], running: tuple[int, int, date]) -> None:
    first, second = plans(day)
    assert (first.active_from.year, first.number, first.active_from) == earlier
    assert (second.active_from.year, second.number, second.active_from) == running
    assert first.active_to == second.active_from
