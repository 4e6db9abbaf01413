"""From an endorsed list to entitlements: quota and waiting list, decree by two people, papers, corrections; nothing twice, nothing edited."""

import io
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from programs_desk import CITY, DRAFTER, HEAD, NEXT, VILLAGE, endorsed, family, member, stage

from pilar.core.audit.models import AuditEvent
from pilar.core.bulk.files import open_kept
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.decision.targeting.models import EvaluationRun, Outcome, RuleVersion
from pilar.delivery.programs import catalogue, setwise
from pilar.delivery.programs.actions import decree, enrol, membership, papers, set_stage_state, stages
from pilar.delivery.programs.models import (
    Decree,
    DecreeLine,
    DecreePaper,
    Entitlement,
    EntitlementPart,
    Membership,
    MembershipStep,
    Stage,
)
from pilar.delivery.programs.queries import entitlements_of, left_people, proof_of_decree
from pilar.delivery.programs.queries.clash import clashes
from pilar.delivery.programs.queries.decrees import lines_of, public_paper
from pilar.evidence.registry.models import Family, Person, ReceivedAid

pytestmark = pytest.mark.django_db


def refused(code: str, door: Any, /, *args: Any, **kwargs: Any) -> Problem:
    with pytest.raises(Problem) as caught, transaction.atomic():
        door(*args, **kwargs)
    assert caught.value.kind.code == code, caught.value
    return caught.value


def enrolled(at: datetime, count: int = 3, code: str = "SEMBAKO", **kwargs: Any) -> tuple[int, list[int]]:
    families = [family(number, at, desil=number % 4 + 1) for number in range(count)]
    made = stage(at, code, **kwargs)
    enrol.enrol(
        stage_id=made, endorsement_id=endorsed(families, at, programme="SEMBAKO"), source="SEMBAKO", by=DRAFTER, at=at
    )
    return made, families


def frozen(stage_id: int, at: datetime) -> Decree:
    pk, _computed = decree.draft(stage_id=stage_id, by=DRAFTER, at=at)
    decree.freeze(decree_id=pk, signer="Dra. Ani", signer_nip="1", by=HEAD, at=at)
    return Decree.objects.get(pk=pk)


def test_quota_gives_places_by_desil_and_the_rest_waits(metro: None, at: datetime) -> None:
    families = [family(n, at, desil=desil) for n, desil in enumerate((4, 1, None, 2))]
    elsewhere = family(9, at, village=NEXT, desil=1)
    made = stage(at, v1872011001=2)
    first = endorsed([*families, elsewhere], at)
    done = enrol.enrol(
        stage_id=made, endorsement_id=first, source="SEMBAKO", by=DRAFTER, at=at, note="SK lama 1872014105800001"
    )
    assert (done.active, done.waiting) == (2, 3)
    assert set(Membership.objects.filter(state="aktif").values_list("family_id", flat=True)) == {
        families[1],
        families[3],
    }
    waiting = Membership.objects.filter(state="antre").order_by("rank").values_list("family_id", "rank")
    assert [rank for _, rank in waiting] == [1, 2, 3]
    assert Membership.objects.get(family_id=families[1]).person_id == member(families[1], 2), (
        "the adult woman is the payee"
    )
    assert not MembershipStep.objects.filter(note__contains="1872014105800001").exists()
    refused("PROG-002", enrol.enrol, stage_id=made, endorsement_id=first, source="SEMBAKO", by=DRAFTER, at=at)
    assert Membership.objects.count() == 5
    refused("PROG-002", enrol.promote, stage_id=made, area="", by=DRAFTER, at=at)
    left = Membership.objects.get(family_id=families[1])
    act = {"programme_id": left.programme_id, "by": DRAFTER, "at": at, "note": ""}
    refused("PROG-016", membership.act_on_members, member_ids=[left.pk], act="keluar", reason="G-PENA", **act)
    refused("PROG-002", membership.act_on_members, member_ids=[], act="keluar", reason="R06", **act)
    assert membership.act_on_members(member_ids=[left.pk], act="lulus", reason="G-MANDIRI", **act) == 1
    refused("PROG-005", membership.act_on_members, member_ids=[left.pk], act="tangguh", reason="R06", **act)
    assert enrol.promote(stage_id=made, area="", by=DRAFTER, at=at) == 1
    assert Membership.objects.get(family_id=families[0]).state == "aktif"
    assert Membership.objects.get(family_id=elsewhere).state == "antre", "no quota for that village"
    assert AuditEvent.objects.filter(act__startswith="programs.members").count() == 3


def test_an_empty_list_enrols_nobody_and_says_so(metro: None, at: datetime) -> None:
    made = stage(at)
    one = endorsed([family(1, at)], at, programme="PKH")
    assert (
        "Tidak ada"
        in refused(
            "PROG-002", enrol.enrol, stage_id=made, endorsement_id=one, source="SEMBAKO", by=DRAFTER, at=at
        ).sentence
    )
    refused("PROG-002", decree.draft, stage_id=made, by=DRAFTER, at=at)
    assert (
        not Membership.objects.exists()
        and not Decree.objects.exists()
        and not AuditEvent.objects.filter(act="programs.decree.drafted")
    )


def test_two_people_freeze_and_the_lists_are_one(metro: None, at: datetime) -> None:
    made, families = enrolled(at)
    pk, computed = decree.draft(stage_id=made, by=DRAFTER, at=at)
    assert (computed.lines, computed.total_rp) == (3, 3 * 600_000)
    assert not Entitlement.objects.exists()
    refused("AKUN-012", decree.freeze, decree_id=pk, signer="x", signer_nip="", by=DRAFTER, at=at)
    again, _ = decree.draft(stage_id=made, by=DRAFTER, at=at)
    assert list(Decree.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "draft"]
    decree.freeze(decree_id=again, signer="Dra. Ani", signer_nip="1", by=HEAD, at=at)
    row = Decree.objects.get(pk=again)
    assert (row.state, row.total_rp, Stage.objects.get(pk=made).state) == ("frozen", 1_800_000, "decreed")
    proof = proof_of_decree(HEAD.scope, again)
    assert proof.holds and proof.entitlements == 3 and proof.entitlements_rp == 1_800_000
    assert papers.issue_papers(decree_id=again, address=lambda code: f"https://x/{code}", by=HEAD, at=at) == [
        "sk",
        "bnba",
    ]
    assert papers.issue_papers(decree_id=again, address=lambda code: f"https://x/{code}", by=HEAD, at=at) == []
    paper = DecreePaper.objects.get(kind="bnba")
    with open_kept(paper.sha256) as stream:
        sheet = load_workbook(io.BytesIO(stream.read())).active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    rows = [line for line in cells if isinstance(line[0], int)]
    lines = list(
        DecreeLine.objects.filter(decree=row).order_by("position").values_list("position", "name", "amount_rp")
    )
    assert [(line[0], line[1], line[8]) for line in rows] == lines
    assert lines == [
        (n, p.name, e.amount_rp)
        for n, e in enumerate(Entitlement.objects.order_by("pk"), 1)
        for p in [Person.objects.get(pk=e.person_id)]
    ]
    assert all("••" in line[2] or "*" in line[2] for line in rows), "numbers are masked"
    seen = public_paper(paper.check_code)
    assert seen is not None and seen.whole and seen.rows == 3
    assert public_paper("0" * 20) is None
    assert {e.family_id for e in entitlements_of(HEAD.scope, made)} == set(families)


def test_nothing_frozen_changes(metro: None, at: datetime) -> None:
    made, _families = enrolled(at, 2)
    row = frozen(made, at)
    for act in (
        lambda: Entitlement.objects.update(amount_rp=1),
        lambda: setwise.execute("DELETE FROM programs_entitlementpart"),
        lambda: Decree.objects.filter(pk=row.pk).update(total_rp=1),
        lambda: DecreeLine.objects.update(amount_rp=1),
        lambda: setwise.execute("DELETE FROM programs_decreepart"),
        lambda: MembershipStep.objects.update(note="lain"),
    ):
        with pytest.raises(DatabaseError, match="do not change"), transaction.atomic():
            act()
    refused("PROG-009", decree.drop, decree_id=row.pk, by=DRAFTER, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entitlement.objects.create(stage_id=made, decree=row, family_id=1, person_id=1, wilayah=CITY, amount_rp=0)
    Entitlement.objects.create(stage_id=made, decree=row, family_id=1, person_id=1, wilayah=CITY, amount_rp=5)
    proof = proof_of_decree(HEAD.scope, row.pk)
    assert not proof.holds and (proof.strangers, proof.uneven) == (1, 1)


def test_running_again_owes_nothing_and_a_late_change_is_a_correction(
    metro: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _families = enrolled(at, 2)
    frozen(made, at)
    refused("PROG-002", decree.draft, stage_id=made, by=DRAFTER, at=at)
    late = family(7, at, desil=1)
    enrol.enrol(stage_id=made, endorsement_id=endorsed([late], at), source="SEMBAKO", by=DRAFTER, at=at)
    tariff = catalogue.tariff_on("sembako", at.date())
    assert tariff is not None
    raised = catalogue.Tariff("sembako", tariff.label, tariff.begins, 250_000, "bulan", "koreksi", False)
    monkeypatch.setattr("pilar.delivery.programs.due.tariff_on", lambda key, day: raised)
    second = frozen(made, at)
    assert sorted(Entitlement.objects.filter(decree=second).values_list("sequence", "amount_rp")) == [
        (1, 750_000),
        (2, 150_000),
        (2, 150_000),
    ]
    assert sum(Entitlement.objects.values_list("amount_rp", flat=True)) == 3 * 750_000
    assert all(proof_of_decree(HEAD.scope, one.pk).holds for one in Decree.objects.filter(state="frozen"))
    assert EntitlementPart.objects.count() == Entitlement.objects.count() == 5
    monkeypatch.setattr("pilar.delivery.programs.due.tariff_on", lambda key, day: tariff)
    third = frozen(made, at)
    assert third.total_rp == -3 * 150_000
    refused("PROG-002", decree.draft, stage_id=made, by=DRAFTER, at=at)


def test_a_merged_family_is_not_owed_twice(metro: None, at: datetime) -> None:
    made, families = enrolled(at, 2)
    frozen(made, at)
    Family.objects.filter(pk=families[0]).update(merged_into=families[1])
    correction = frozen(made, at)
    assert (correction.count, correction.total_rp) == (1, -600_000), "a correction, never an edit"
    assert sum(Entitlement.objects.values_list("amount_rp", flat=True)) == 600_000
    refused("PROG-002", decree.draft, stage_id=made, by=DRAFTER, at=at)


def test_a_draft_that_no_longer_fits_is_refused(metro: None, at: datetime) -> None:
    made, families = enrolled(at, 2, budget=1_199_999)
    pk, _ = decree.draft(stage_id=made, by=DRAFTER, at=at)
    freeze = {"decree_id": pk, "signer": "x", "signer_nip": "", "by": HEAD, "at": at}
    refused("PROG-008", decree.freeze, **freeze)
    row = Membership.objects.get(family_id=families[0])
    membership.act_on_members(
        programme_id=row.programme_id,
        member_ids=[row.pk],
        act="tangguh",
        reason="MENUNGGU-BUKTI",
        note="",
        by=DRAFTER,
        at=at,
    )
    refused("PROG-014", decree.freeze, **freeze)
    pk, computed = decree.draft(stage_id=made, by=DRAFTER, at=at)
    assert computed.lines == 1
    freeze["decree_id"] = pk
    decree.freeze(**freeze)
    assert not Entitlement.objects.filter(person_id__in=left_people(made)).exists()  # the suspended one has none
    other = Membership.objects.get(family_id=families[1])
    Person.objects.filter(pk=other.person_id).update(status="meninggal")
    membership.act_on_members(
        programme_id=row.programme_id, member_ids=[other.pk], act="keluar", reason="R01", note="", by=DRAFTER, at=at
    )
    assert left_people(made).filter(person_id=other.person_id).exists()
    assert not left_people(made + 1).exists()


def test_clash_refuses_the_decree_until_it_is_settled(metro: None, at: datetime) -> None:
    families = [family(number, at) for number in range(3)]
    made = stage(at, "BLT-DD")
    listed = endorsed(families, at)
    enrol.enrol(stage_id=made, endorsement_id=listed, source="SEMBAKO", by=DRAFTER, at=at)
    ReceivedAid.objects.create(
        family_id=families[0], wilayah=CITY, programme="PKH", as_of=at.date(), source_id=1, row=1
    )
    ReceivedAid.objects.create(
        family_id=families[1], wilayah=CITY, programme="PKH", as_of=at.date().replace(year=2020), source_id=1, row=2
    )
    other = stage(at, "SEMBAKO")
    enrol.enrol(stage_id=other, endorsement_id=endorsed(families[2:], at), source="SEMBAKO", by=DRAFTER, at=at)
    row = Stage.objects.select_related("programme").get(pk=made)
    found = clashes(HEAD.scope, row)
    clashing = {Membership.objects.get(pk=one.membership_id).family_id for one in found}
    assert clashing == {families[0], families[2]}, "who is not on the newest list does not receive any more"
    assert all(one.rule.refuses and one.rule.basis for one in found)
    refused("PROG-007", decree.draft, stage_id=made, by=DRAFTER, at=at)
    membership.act_on_members(
        programme_id=row.programme_id,
        member_ids=[one.membership_id for one in found],
        act="keluar",
        reason="R21",
        note="",
        by=DRAFTER,
        at=at,
    )
    assert decree.draft(stage_id=made, by=DRAFTER, at=at)[1].lines == 1


def test_premium_is_counted_per_head_and_transfer_pays_nobody_twice(metro: None, at: datetime) -> None:
    one = family(1, at)
    made = stage(at, "PBI-APBD")
    for relation in (1, 2):
        listed = endorsed([one], at, programme="PBI", relation=relation)
        enrol.enrol(stage_id=made, endorsement_id=listed, source="PBI", by=DRAFTER, at=at)
    assert frozen(made, at).total_rp == 2 * 3 * 42_000
    cash, families = enrolled_again(at)
    frozen(cash, at)
    row = Membership.objects.get(family_id=families[0], per_family=True)
    give = {"membership_id": row.pk, "by": DRAFTER, "at": at, "note": ""}
    refused("PROG-020", membership.transfer, person_id=member(one), reason="GANTI-PENERIMA", **give)
    refused("PROG-016", membership.transfer, person_id=member(families[0]), reason="R06", **give)
    membership.transfer(person_id=member(families[0]), reason="GANTI-PENERIMA", **give)
    refused("PROG-002", decree.draft, stage_id=cash, by=DRAFTER, at=at)


def enrolled_again(at: datetime) -> tuple[int, list[int]]:
    families = [family(20, at)]
    made = stage(at)
    enrol.enrol(stage_id=made, endorsement_id=endorsed(families, at), source="SEMBAKO", by=DRAFTER, at=at)
    return made, families


def test_amounts_of_the_rules_come_with_their_components(metro: None, at: datetime) -> None:
    families = [family(number, at, desil=1) for number in range(3)]
    made = stage(at, "PKH")
    enrol.enrol(stage_id=made, endorsement_id=endorsed(families, at, programme="PKH"), source="PKH", by=DRAFTER, at=at)
    refused("PROG-019", decree.draft, stage_id=made, by=DRAFTER, at=at)
    version = RuleVersion.objects.create(
        number=1, title="uji", files={}, digest="a" * 64, author="a", created_at=at, updated_at=at
    )
    run = EvaluationRun.objects.create(
        version=version, wilayah=CITY, day=at.date(), data_date=at.date(), known_at=at, state="complete", current=True, digest="b" * 64,
        requested_by="a", started_at=at, finished_at=at,
    )  # fmt: skip
    facts = (
        ("met", 0, 0, 975_000, {"sd": 225_000, "usia_dini": 750_000}),
        ("not_met", 1, 0, 0, {}),
        ("unknown", 0, 1, 0, {}),
    )
    for one, (outcome, not_met, unknown, amount, components) in zip(families, facts, strict=True):
        Outcome.objects.create(
            run=run, family_id=one, wilayah=VILLAGE, programme="pkh", outcome=outcome, not_met=not_met, unknown=unknown, amount=amount,
            components=components,
        )  # fmt: skip
    pk, computed = decree.draft(stage_id=made, by=DRAFTER, at=at)
    assert (computed.lines, computed.total_rp, computed.without) == (1, 975_000, {"not_met": 1, "unknown": 1})
    decree.freeze(decree_id=pk, signer="Ani", signer_nip="", by=HEAD, at=at)
    assert proof_of_decree(HEAD.scope, pk).holds
    ((line, parts),) = lines_of(HEAD.scope, Decree.objects.get(pk=pk))
    assert line.amount_rp == sum(one.amount_rp for one in parts) == 975_000
    assert [one.label for one in parts] == ["SD/sederajat", "Anak usia dini"]
    assert parts[0].sentence.startswith("Rp\u00a0225.000 untuk tahap ini. Dasar: Ketentuan 1")


def test_scope_and_rights(metro: None, at: datetime) -> None:
    made, _families = enrolled(at, 2)
    row = frozen(made, at)
    village = Actor("lurah", "lurah", Scope((NEXT,), frozenset({"programs.view"})))
    assert not entitlements_of(village.scope, made).exists()
    assert entitlements_of(Scope((VILLAGE,), frozenset({"programs.view"})), made).count() == 2
    refused("UMUM-403", entitlements_of, Scope((CITY,)), made)
    refused("UMUM-404", proof_of_decree, village.scope, row.pk)
    refused("UMUM-403", decree.draft, stage_id=made, by=village, at=at)
    other = Actor("malang", "x", Scope(("3573",), frozenset({"*"})))
    refused("UMUM-404", decree.draft, stage_id=made, by=other, at=at)
    refused("UMUM-404", set_stage_state, stage_id=made, state="closed", by=other, at=at)
    someone = Membership.objects.first()
    assert someone is not None
    refused(
        "UMUM-404", membership.act_on_members, programme_id=someone.programme_id, member_ids=[someone.pk], act="keluar", reason="R06", note="",
        by=other, at=at,
    )  # fmt: skip


def test_a_stage_goes_forward_only(metro: None, at: datetime) -> None:
    made = stage(at)
    refused("PROG-001", set_stage_state, stage_id=made, state="ordering", by=DRAFTER, at=at)
    refused("PROG-011", stages.set_quota, stage_id=made, quotas={CITY: 1, VILLAGE: 1}, by=DRAFTER, at=at)
    refused("PROG-018", stages.set_quota, stage_id=made, quotas={"3573": 1}, by=DRAFTER, at=at)
    for state in ("decreed", "ordering", "ordering", "closed"):
        set_stage_state(stage_id=made, state=state, by=DRAFTER, at=at)
    assert AuditEvent.objects.filter(act="programs.stage.step").count() == 3
    refused("PROG-001", set_stage_state, stage_id=made, state="ordering", by=DRAFTER, at=at)
    refused("PROG-001", decree.draft, stage_id=made, by=DRAFTER, at=at)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(min_value=1, max_value=1 << 52), min_size=1, max_size=3))
def test_whatever_the_amounts_were_the_sum_is_the_last_one(
    amounts: list[int], metro: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any row of decrees owes in sum what the newest amounts say, to the rupiah, also far above Rp 2,147 billion."""
    with transaction.atomic():
        number = Stage.objects.count() + 1
        made = stage(at, number=number, budget=(1 << 62) - 1)
        families = [family(number * 2, at), family(number * 2 + 1, at)]
        enrol.enrol(stage_id=made, endorsement_id=endorsed(families, at), source="SEMBAKO", by=DRAFTER, at=at)
        last = 0
        for amount in amounts:
            raised = catalogue.Tariff("sembako", "uji", at.date(), amount, "bulan", "uji", False)
            monkeypatch.setattr("pilar.delivery.programs.due.tariff_on", lambda key, day, found=raised: found)
            if amount == last:
                refused("PROG-002", decree.draft, stage_id=made, by=DRAFTER, at=at)
                continue
            assert proof_of_decree(HEAD.scope, frozen(made, at).pk).holds
            last = amount
        assert setwise.number("SELECT sum(amount_rp) FROM programs_entitlement") == 2 * 3 * last
        assert setwise.number("SELECT sum(amount_rp) FROM programs_entitlementpart") == 2 * 3 * last
        transaction.set_rollback(True)
