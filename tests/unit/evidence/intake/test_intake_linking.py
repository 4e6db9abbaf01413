"""A delivery asks who of its people is registered already: before publishing as a list, after publishing by itself."""

import random
from collections.abc import Callable

import pytest
from django.test import Client
from intake_door import born, bring, csv_of, nik, person

from pilar.core.clock import now
from pilar.core.jobs import worker
from pilar.core.scope import Actor, Scope
from pilar.evidence.intake.models import Batch
from pilar.evidence.linkage import jobs
from pilar.evidence.linkage.models import CandidatePair, Run

_PARTS = "KAR TO WI RA SU MAR NO PRA DI AN GU NA HEN DRO LES TA RI MUL YO BUD SE TI".split()


def _word(chance: random.Random) -> str:
    return "".join(chance.sample(_PARTS, 3))


@pytest.mark.django_db
def test_a_second_delivery_finds_who_is_registered_before_and_after_it_is_published(
    metro: None, browser: Callable[..., Client]
) -> None:
    chance = random.Random(5)
    city = Actor(username="kota", role="uji", scope=Scope(("1872",), frozenset({"*"})), channel="test")
    names = [f"{_word(chance)} {_word(chance)} {_word(chance)}" for _ in range(130)]
    bring(csv_of([person(n, n, name, relation=1) for n, name in enumerate(names)]), actor=city)
    assert not Run.objects.exists()  # nobody was matched yet: everybody would be new
    jobs.request_run(kind=jobs.WHOLE, by=city, at=now())
    worker.run_pending()
    assert Run.objects.get().state == "selesai", Run.objects.get().notes
    wrong = nik(7, born(7))[:15] + "9"
    rows = [
        person(300, 7, names[7], relation=1, nik=wrong, address="GANG BARU 8"),
        person(301, 501, "WULANDARI KESUMANINGTYAS PUTRI", relation=1, woman=True),
    ]
    bring(csv_of(rows), name="kedua.csv", publish=False, actor=city)
    batch = Batch.objects.get(file_name="kedua.csv")
    office = browser("verif", "verifikator")
    page = office.get(f"/kiriman/{_pid(batch)}/")
    assert "Padankan dengan register" in page.content.decode()
    office.post(f"/kiriman/{_pid(batch)}/padankan/")
    worker.run_pending()
    listed = Run.objects.get(kind="daftar")
    assert (listed.state, listed.batch_id) == ("selesai", batch.pk)
    assert listed.counts["found"] + listed.counts["differing"] == 1
    bring(csv_of(rows), name="kedua.csv", actor=city)
    worker.run_pending()
    delivery = Run.objects.get(kind="kiriman")
    assert (delivery.state, delivery.batch_id, delivery.counts["changed"]) == ("selesai", batch.pk, 2)
    assert CandidatePair.objects.filter(run=delivery, subject_kind=2, band="gabung").count() == 1
    assert "usul gabung" in office.get(f"/kiriman/{_pid(batch)}/").content.decode()


def _pid(batch: Batch) -> str:
    from pilar.core.ids import encode_id

    return encode_id(batch.pk)
