"""No page asks the database more often because there is more to show: every page without a number in its address, and the pages of
one family, person, delivery, usulan and kelurahan, with three rows of everything and with thirty-three."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes
from pilar.core.clock import now
from pilar.core.doors import door_of
from pilar.core.ids import encode_id
from pilar.core.jobs.models import Job
from pilar.core.scope import Actor
from pilar.decision.proposals.models import Usul, UsulTransition
from pilar.decision.screening.models import CheckedCase, Finding, Flag
from pilar.evidence.intake.models import Batch, QuarantineRow, RowFault, SavedMapping
from pilar.evidence.registry import sources
from pilar.evidence.registry.models import (
    DtsenEntry,
    DtsenVersion,
    Family,
    Membership,
    Observation,
    Person,
    ReceivedAid,
)
from pilar.evidence.registry.names import search_document
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.wilayah import actions as wilayah

VILLAGE = "1872011001"
BY = Actor.system()
FEW, MANY = 3, 30
DAY = date(2026, 11, 1)
CHANGES = {"bahasa/", "akun/keluar/", "audit/periksa/"}
"""Pages that are no reading."""
DESKS = ("pengisi_data", "verifikator", "admin", "inspektorat", *ROLES)
"""Who is asked first for a page."""
LISTS = {
    "/keluarga/", "/usulan/", "/usulan/?q=siti", f"/praverifikasi/{VILLAGE}/", "/tanda/", "/kiriman/", "/versi/", "/pengguna/", "/audit/",
    "/pekerjaan/",
}  # fmt: skip
"""Pages that must have become longer, or the test would show nothing."""


def furnish(first: int, count: int) -> dict[str, int]:
    """`count` more rows of everything that a list can show; ids of the first of each."""
    at = now()
    numbers = range(first, first + count)
    source = sources.for_act(f"uji {first}", as_of=DAY, by=BY, at=at)
    kks, niks = [f"187201010115{n:04d}" for n in numbers], [f"187201150580{n:04d}" for n in numbers]
    families = Family.objects.bulk_create(
        Family(wilayah=VILLAGE, head_name=f"KEPALA {n}", kk_sealed=vault.seal(KK_FIELD, kk), kk_index=vault.blind_index(KK_FIELD, kk),
               as_of=DAY, member_count=1, desil=1 + n % 10, address=f"JL MAWAR {n}")
        for n, kk in zip(numbers, kks, strict=True)
    )  # fmt: skip
    home = Family.objects.order_by("id")[0]  # everybody lives with the first family: its page has ever more members
    people = Person.objects.bulk_create(
        Person(wilayah=VILLAGE, family=home, relation=3, name=f"SITI AMINAH {n}", nik_sealed=vault.seal(NIK_FIELD, nik),
               nik_index=vault.blind_index(NIK_FIELD, nik), sex=2, birth_date=date(1980, 5, 15), as_of=DAY,
               search_text=search_document("SITI AMINAH", VILLAGE, 1980, "JL MAWAR"))
        for n, nik in zip(numbers, niks, strict=True)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(family=home, person=one, relation=3, active_from=DAY, source_id=source) for one in people
    )
    Observation.objects.bulk_create(
        Observation(subject_kind=kind, subject_id=subject, as_of=DAY, source_id=source, row=n, facts={"desil": n % 10})
        for n, one in zip(numbers, people, strict=True) for kind, subject in ((1, home.pk), (2, one.pk))
    )  # fmt: skip
    ReceivedAid.objects.bulk_create(
        ReceivedAid(person=one, family=home, wilayah=VILLAGE, programme="pkh", as_of=DAY, source_id=source, row=n)
        for n, one in zip(numbers, people, strict=True)
    )
    batch = deliveries(numbers, at)
    usul = cases(list(numbers), people, families, source, at)
    users(numbers, at)
    with transaction.atomic():
        for n in numbers:
            audit.record(
                "registry.person.viewed",
                by=BY,
                at=at,
                wilayah=VILLAGE,
                subject=("person", people[0].pk),
                reason=f"uji {n}",
            )
    return {"family": home.pk, "person": people[0].pk, "batch": batch, "usul": usul}


def deliveries(numbers: range, at: Any) -> int:
    """Deliveries, versions of DTSEN, and faults and quarantine of the first delivery of all; its id."""
    for n in numbers:
        file = keep_bytes(f"berkas{n}.csv", [f"isi {n}".encode()], by=BY, at=at)
        Batch.objects.create(
            file_id=file.id, file_name=f"berkas{n}.csv", profile="dtsen-family", kind="family", content_key=f"{n:064d}", wilayah="1872",
            state="terbit", as_of=DAY, counts={"rows": 3, "accepted": 2, "quarantined": 1}, created_at=at, created_by="uji", published_at=at,
        )  # fmt: skip
        SavedMapping.objects.create(name=f"lembar {n}", kind="family", headings_key=f"{n:064d}", mapping={}, wilayah="1872",
                                    created_at=at, created_by="uji")  # fmt: skip
        version = DtsenVersion.objects.create(
            label=f"versi {n}", as_of=DAY, batch_id=n, wilayah="1872", published_at=at, family_count=1
        )
        DtsenEntry.objects.create(
            version=version, family=Family.objects.order_by("id")[0], wilayah=VILLAGE, desil=3, row=n
        )
    batch = Batch.objects.order_by("id")[0]
    RowFault.objects.bulk_create(
        RowFault(batch=batch, row=n, column="nama", code="BRK-101", shown="x") for n in numbers
    )
    QuarantineRow.objects.bulk_create(
        QuarantineRow(batch=batch, row=n, cells_sealed=vault.seal("intake.quarantine.cells", '{"nama": "x"}'))
        for n in numbers
    )
    Job.objects.bulk_create(
        Job(name="uji", title=f"Pekerjaan {n}", queue="default", run_after=at, max_attempts=1, state="done", requested_by="uji", actor={},
            wilayah="1872", created_at=at, updated_at=at, finished_at=at) for n in numbers
    )  # fmt: skip
    return batch.pk


def cases(numbers: list[int], people: list[Person], families: list[Family], source: int, at: Any) -> int:
    """Usulan with a step, a finding and a flag each; the id of the first of all."""
    made = Usul.objects.bulk_create(
        Usul(wilayah=VILLAGE, kind="bansos", programme="PKH", state_since=at, channel="berkas", subject_key=os.urandom(16), person=person,
             family=family, name=person.name, source_id=source, row=n, created_at=at, created_by="uji")
        for n, person, family in zip(numbers, people, families, strict=True)
    )  # fmt: skip
    UsulTransition.objects.bulk_create(
        UsulTransition(usul=one, at=at, by="uji", role="uji", capability="x", target_state=one.state) for one in made
    )
    Finding.objects.bulk_create(
        Finding(case_id=one.pk, wilayah=VILLAGE, code="PRA-503", severity="warning", first_seen_at=at, last_seen_at=at)
        for one in made
    )
    CheckedCase.objects.bulk_create(
        CheckedCase(case_id=one.pk, wilayah=VILLAGE, checked_at=at, errors=0, warnings=1) for one in made
    )
    Flag.objects.bulk_create(
        Flag(person=person, family=family, wilayah=VILLAGE, check_list="asn", reason="1", basis="nik", name_similarity=90,
             listed_name=person.name, source_id=source, source_label="asn.xlsx", as_of=DAY, raised_at=at, last_seen_at=at, due_date=DAY)
        for person, family in zip(people, families, strict=True)
    )  # fmt: skip
    return Usul.objects.order_by("id")[0].pk


def users(numbers: range, at: Any) -> None:
    for n in numbers:
        user = User.objects.create(username=f"orang{n}", full_name=f"Orang {n}")
        Assignment.objects.create(user=user, role="psm", wilayah=VILLAGE, active_from=date(2020, 1, 1), created_at=at)


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from walk(part, before + str(part.pattern))
        else:
            yield before + str(part.pattern), part


def pages(ids: dict[str, int]) -> Iterator[tuple[str, str]]:
    """(role that may, address)."""
    for route, pattern in walk(get_resolver()):
        door = door_of(pattern.callback)
        if "<" in route or "(?P" in route or route in CHANGES or door is None or door.kind == "public":
            continue
        may = (code for code in DESKS if not door.capabilities or set(door.capabilities) & ROLES[code].capabilities)
        role = "admin" if route == "pekerjaan/" else next(may, None)
        if role is not None:
            yield role, "/" + route
    family, person, batch, usul = (encode_id(ids[key]) for key in ("family", "person", "batch", "usul"))
    yield from (
        ("pengisi_data", f"/keluarga/{family}/"), ("pengisi_data", f"/keluarga/{family}/riwayat/"), ("pengisi_data", f"/orang/{person}/"),
        ("pengisi_data", f"/orang/{person}/riwayat/"), ("front_office", f"/loket/{person}/"), ("pengisi_data", f"/kiriman/{batch}/"),
        ("pengisi_data", f"/kiriman/{batch}/karantina/"), ("pengisi_data", f"/kiriman/{batch}/masalah/BRK-101/"),
        ("pengisi_data", f"/usulan/{usul}/"), ("pengisi_data", f"/praverifikasi/{VILLAGE}/"), ("pengisi_data", "/wilayah/1872/"),
        ("pengisi_data", f"/wilayah/{VILLAGE}/"), ("pengisi_data", "/keluarga/?desil=1-4&nama=kepala"),
        ("pengisi_data", "/keluarga/?program=pkh"), ("pengisi_data", "/usulan/?q=siti"),
    )  # fmt: skip


def client_of(role: str, made: dict[str, Client]) -> Client:
    if role not in made:
        user = User.objects.create(username=f"uji.{role}")
        Assignment.objects.create(user=user, role=role, wilayah="1872", active_from=date(2020, 1, 1), created_at=now())
        made[role] = Client()
        made[role].force_login(user)
    return made[role]


def count(client: Client, address: str) -> tuple[int, int, list[str], int]:
    """(status, number of queries, the queries, length of the page), the second time that it is asked."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    return answer.status_code, len(seen), [query["sql"][:160] for query in seen.captured_queries], len(answer.content)


@pytest.mark.django_db
def test_more_rows_are_not_more_queries() -> None:
    cache.clear()
    wilayah.load_national_areas(by=BY, at=now(), within=("1872",))
    ids = furnish(1, FEW)
    clients: dict[str, Client] = {}
    listed = list(pages(ids))
    few = {address: count(client_of(role, clients), address) for role, address in listed}
    furnish(1 + FEW, MANY)
    grown, longer = {}, set()
    for role, address in listed:
        if few[address][0] != 200:
            continue
        status, queries, seen, length = count(client_of(role, clients), address)
        before = few[address]
        assert status == before[0] and status < 500, f"{address}: {before[0]}, then {status}"
        if length > 1.25 * before[3]:
            longer.add(address)
        if queries > before[1]:
            grown[address] = (before[1], queries, [each for each in seen if each not in before[2]][:4])
    answered = [address for address, one in few.items() if one[0] == 200]
    assert len(answered) > 35, answered
    assert longer >= LISTS, sorted(LISTS - longer)
    assert not grown, "\n".join(f"{address}: {was} -> {now_} {which}" for address, (was, now_, which) in grown.items())
