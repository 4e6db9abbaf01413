"""The month goes on: sessions, endorsed lists and answers by the doors that people use; counts add up, again changes nothing."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from django.core.cache import cache

from pilar.core.audit.models import AuditEvent
from pilar.core.clock import now
from pilar.core.jobs import worker
from pilar.core.scope import Actor
from pilar.decision.deliberation.actions.close import record_is_whole
from pilar.decision.deliberation.actions.endorsement import list_is_whole
from pilar.decision.deliberation.models import Endorsement, Session, TableAct
from pilar.decision.deliberation.queries.calendar import windows_of
from pilar.decision.deliberation.rules import month_of
from pilar.decision.proposals.models import UsulTransition
from pilar.decision.screening import actions as screening
from pilar.demo import load
from pilar.demo.city import City
from pilar.demo.desks import Desks, make_desks
from pilar.demo.elements import elements_of
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.proposals import propose
from pilar.demo.sheets.bnba import write_bnba
from pilar.demo.staff import Login, make_staff
from pilar.demo.tally import tally
from pilar.foundation.accounts.duties import record_conflict
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah import actions as wilayah
from pilar.synthetic import Mark

VILLAGES = 7
SEED = 7


def quiet(_text: str) -> None:
    return None


def office(city: City, folder: Path) -> tuple[Desks, list[Login]]:
    """A city after its desk check, with sheets of some kelurahan only."""
    cache.clear()
    wilayah.load_national_areas(by=Actor.system(), at=now(), within=("1872",))
    proposed = pc.subtract(propose(city, SEED)["family_id"], 1)
    counts = Counter(city.families["kelurahan_code"].take(proposed).to_pylist())
    codes = [code for code, _ in counts.most_common(VILLAGES)]
    logins = make_staff("1872", village=codes[0])
    for code in codes:
        path = folder / f"{code}.xlsx"
        write_bnba(city, path, errors=ErrorProfile.none(), seed=SEED, kelurahan=code)
        load._bring(path, "bnba-usulan", {"regency": "1872"}, date(2026, 11, 12), "", logins, quiet)
    clerk = next(one.actor for one in logins if one.role == "pengisi_data")
    screening.request_run(area="1872", by=clerk)
    while worker.run_pending(limit=5):
        pass
    desks = make_desks(
        office="1872", seed=SEED, own=codes[0], logins=logins, seated=elements_of(city, SEED), address="http://contoh.test", at=now()
    )  # fmt: skip
    return desks, logins


def go_on(through: str, desks: Desks, logins: list[Login]) -> dict[str, Any]:
    load._go_on(Mark("1872", 2_500, SEED, through), desks, logins, quiet)
    return tally("1872")


@pytest.mark.django_db
def test_the_month_goes_on_by_separate_people_and_again_changes_nothing(small: City, tmp_path: Path) -> None:
    desks, logins = office(small, tmp_path)
    total = tally("1872")["proposals"]["total"]
    assert total >= VILLAGES
    counts = {through: go_on(through, desks, logins) for through in ("sessions", "endorsed", "sent")}
    for one in counts.values():
        assert sum(one["proposals"]["by_place"].values()) == sum(one["proposals"]["by_kind"].values()) == total
    _check_sessions(counts["sessions"], desks)
    _check_lists(counts)
    _check_duties()
    events = AuditEvent.objects.count()
    again = go_on("sent", desks, logins)
    assert json.dumps(again, sort_keys=True) == json.dumps(counts["sent"], sort_keys=True)
    assert AuditEvent.objects.count() == events


def _check_sessions(counts: dict[str, Any], desks: Desks) -> None:
    held = len([aim for aim in desks.aims.values() if aim not in ("none", "planned")])
    assert counts["sessions"] == {"berlangsung": 1, "direncanakan": 1, "ditutup": held, "total": held + 2}
    assert counts["papers"] == {"berita_acara": held, "bnba": held, "daftar_hadir": held}
    assert counts["endorsed"] == [] and counts["answers"] == {}
    assert counts["proposals"]["by_place"]["on_tables"] > 0
    for session in Session.objects.all():
        window = windows_of(session.wilayah, month_of(session.period))["musyawarah"]
        assert window.holds(today(session.starts_at))
        assert session.state != "ditutup" or record_is_whole(session)
    assert TableAct.objects.filter(kind="putus", decision="tidak_layak", reason_code="", words="").count() == 0


def _check_lists(counts: dict[str, dict[str, Any]]) -> None:
    lists = counts["endorsed"]["endorsed"]
    assert lists and all(len(one["hash"]) == 64 and not one["sent"] for one in lists)
    assert sum(one["count"] for one in lists) == counts["endorsed"]["proposals"]["by_place"]["endorsed"]
    assert all(list_is_whole(one) for one in Endorsement.objects.all())
    sent = counts["sent"]
    assert [one["sent"] for one in sent["endorsed"]] == [True, *(False for _ in lists[1:])]
    assert sum(sent["answers"].values()) == sent["endorsed"][0]["count"]


def _check_duties() -> None:
    """Nobody took two steps of one usulan that exclude each other."""
    own: dict[tuple[int, str], set[str]] = {}
    for usul, by, capability in UsulTransition.objects.values_list("usul_id", "by", "capability"):
        own.setdefault((usul, by), set()).add(capability)
    assert own and all(record_conflict(one, frozenset(acts)) is None for acts in own.values() for one in acts)
    people = set(UsulTransition.objects.values_list("by", flat=True))
    assert {"pengisi", "verifikator", "kadis"} <= people and any(name.startswith("lurah-") for name in people)
