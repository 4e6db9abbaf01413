"""Measures the real views in the installation of this process (PILAR_HOME, PILAR_DATABASE_URL): `reader.py ROUNDS SEED`, JSON on stdout.

Every request goes through the whole stack (middleware, session, door, view, template, the look written to the audit chain) by
Django's test client, each for another person or family. `ms`: wall clock of the request; `cpu_ms`: CPU of this process, which on
SQLite is all there is and on PostgreSQL leaves out the server.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from slips import slip_name  # noqa: E402

from pilar.core import vault  # noqa: E402
from pilar.core.ids import encode_id  # noqa: E402
from pilar.core.scope import Scope  # noqa: E402
from pilar.evidence.registry import queries as registry  # noqa: E402
from pilar.evidence.registry.models import DtsenVersion, Family, Person  # noqa: E402
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD  # noqa: E402
from pilar.foundation.wilayah.queries import resolve  # noqa: E402

FIRST = 5
PAUSE = 0.01
"""Seconds between two requests. Without it a run of real-time priority meets the kernel's brake of 50 ms in each second."""
LAST: list[Any] = []
"""The last answer of the search. The test client could hand it over too, but copies the context of every template for it."""


def remember_answers() -> None:
    """Keep what the search answers to a view."""
    search = registry.search_people

    def keeping(*args: Any) -> Any:
        LAST[:] = [search(*args)]
        return LAST[0]

    registry.search_people = keeping  # type: ignore[assignment]


def browser(username: str) -> Client:
    """A logged-in browser of one of the demonstration's people."""
    client = Client(raise_request_exception=True)
    client.force_login(get_user_model().objects.get(username=username))
    return client


class Sample:
    """Persons drawn evenly from the register by their place in the order of ids; no person twice."""

    def __init__(self, rng: random.Random, count: int) -> None:
        every = list(
            Person.objects.filter(
                status="hidup", family__isnull=False, birth_date__isnull=False, nik_index__isnull=False
            )
            .values_list("pk", flat=True)
            .iterator(chunk_size=50_000)
        )
        self.persons = len(every)
        chosen = rng.sample(every, min(count, len(every)))
        rows = Person.objects.select_related("family").in_bulk(chosen)
        self.rows = [rows[number] for number in chosen]

    def chosen(self, start: int, count: int) -> list[Any]:
        return [self.rows[(start + step) % len(self.rows)] for step in range(count)]


def timed(asks: Iterator[tuple[Callable[[], Any], Callable[[Any], int | None] | None]]) -> dict[str, Any]:
    """Runs (request, rank of its answer or None) one after another and sums up."""
    wall, cpu, ranks = [], [], []
    ranked = False
    for ask, rank in asks:
        time.sleep(PAUSE)
        begun, spent = time.perf_counter(), time.process_time()
        answer = ask()
        wall.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - spent))
        if answer.status_code not in (200, 302):
            raise SystemExit(f"{answer.request['PATH_INFO']}: {answer.status_code}")
        if rank is not None:
            ranked = True
            ranks.append(rank(answer))
    result = {"requests": len(wall), **_points("ms", wall), **_points("cpu_ms", cpu)}
    if ranked:
        found = [place for place in ranks if place is not None]
        result["first_five"] = sum(place <= FIRST for place in found) / len(ranks)
        result["first"] = sum(place == 1 for place in found) / len(ranks)
        result["missed"] = 1 - len(found) / len(ranks)
    return result


def _points(name: str, values: list[float]) -> dict[str, float]:
    ordered = sorted(values)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    return {f"{name}_p50": round(statistics.median(ordered), 1), f"{name}_p95": at(0.95), f"{name}_p99": at(0.99)}


def rank_of(person: Any) -> Callable[[Any], int | None]:
    """Where the person stands in the answer: 1 is first, None not at all."""

    def rank(_answer: Any) -> int | None:
        ids = [row.id for row in LAST[0].rows]
        return ids.index(person.pk) + 1 if person.pk in ids else None

    return rank


def questions(sample: Sample, rng: random.Random, rounds: int) -> Iterator[tuple[str, Iterator[Any]]]:
    """(name of the measurement, its requests)."""
    officer = browser("pengisi")
    names = resolve(Scope.system(), {row.wilayah[:10] for row in sample.rows})
    kelurahan = {code: name.name for code, name in names.items()}

    def search(make: Callable[[Any], str], start: int) -> Iterator[Any]:
        for person in sample.chosen(start, rounds):
            text = make(person)
            yield partial(officer.post, "/cari/", {"q": text}), rank_of(person)

    def place(person: Any) -> str:
        return kelurahan[person.wilayah[:10]]

    def misspelt(person: Any) -> str:
        return slip_name(rng, person.name)

    yield "cari: NIK", search(lambda p: vault.unseal(NIK_FIELD, p.nik_sealed), 0)
    yield (
        "cari: nomor KK",
        search(
            lambda p: (
                vault.unseal(KK_FIELD, p.family.kk_sealed)
                if p.family.kk_sealed
                else vault.unseal(NIK_FIELD, p.nik_sealed)
            ),
            rounds,
        ),
    )
    yield "cari: nama tepat", search(lambda p: p.name, 2 * rounds)
    yield (
        "cari: nama tepat + kelurahan + tahun",
        search(lambda p: f"{p.name} {place(p)} {p.birth_date.year}", 3 * rounds),
    )
    yield (
        "cari: nama salah eja + kelurahan + tahun",
        search(lambda p: f"{misspelt(p)} {place(p)} {p.birth_date.year}", 4 * rounds),
    )
    yield (
        "cari: nama salah eja + kel. + tahun",
        search(lambda p: f"{misspelt(p)} kel. {place(p)} {p.birth_date.year}", 5 * rounds),
    )
    yield "cari: nama salah eja + tahun", search(lambda p: f"{misspelt(p)} {p.birth_date.year}", 6 * rounds)
    yield "cari: nama salah eja + kelurahan", search(lambda p: f"{misspelt(p)} {place(p)}", 7 * rounds)
    yield "cari: nama salah eja saja", search(misspelt, 8 * rounds)
    yield "cari: nama + alamat", search(lambda p: f"{p.name} {p.family.address}", 9 * rounds)
    yield "cari: alamat saja", search(lambda p: p.family.address, 10 * rounds)
    yield from pages(sample, rounds)


def pages(sample: Sample, rounds: int) -> Iterator[tuple[str, Iterator[Any]]]:
    officer, desk = browser("pengisi"), browser("loket")

    def get(client: Client, address: Callable[[Any], str], start: int, count: int = rounds) -> Iterator[Any]:
        for person in sample.chosen(start, count):
            yield partial(client.get, address(person)), None

    yield "halaman keluarga", get(officer, lambda p: f"/keluarga/{encode_id(p.family_id)}/", 11 * rounds)
    yield "halaman orang", get(officer, lambda p: f"/orang/{encode_id(p.pk)}/", 12 * rounds)
    yield (
        "loket: pertanyaan dengan NIK",
        (
            (partial(desk.post, "/loket/", {"q": vault.unseal(NIK_FIELD, p.nik_sealed)}), None)
            for p in sample.chosen(13 * rounds, rounds)
        ),
    )
    yield "loket: jawaban", get(desk, lambda p: f"/loket/{encode_id(p.pk)}/", 14 * rounds)
    earlier, later = (encode_id(pk) for pk in DtsenVersion.objects.order_by("pk").values_list("pk", flat=True)[:2])
    for words, level in (("kecamatan", 6), ("kelurahan", 10), ("RT", 16)):
        yield (
            f"versi: perbandingan per {words}",
            get(officer, lambda _p, level=level: f"/versi/{earlier}/{later}/?tingkat={level}", 0, 10),
        )
    few = max(rounds // 10, 10)
    for name, username, address in LISTS:
        yield (
            name,
            get(
                browser(username),
                lambda p, address=address: address.format(office=settings_office(p), kelurahan=p.wilayah[:10]),
                15 * rounds,
                few,
            ),
        )


def settings_office(person: Any) -> str:
    return str(person.wilayah[:4])


LISTS = (
    ("beranda", "pengisi", "/"),
    ("daftar keluarga", "pengisi", "/keluarga/"),
    ("daftar keluarga, desil 1-4, satu kelurahan", "pengisi", "/keluarga/?desil=1-4&wilayah={kelurahan}"),
    ("daftar keluarga, nama kepala", "pengisi", "/keluarga/?nama=siti"),
    ("daftar keluarga, nama kepala jarang", "pengisi", "/keluarga/?nama=zulkarnain"),
    ("daftar keluarga, penerima subsidi pupuk", "pengisi", "/keluarga/?program=subsidi_pupuk"),
    ("daftar keluarga, penerima PKH", "pengisi", "/keluarga/?program=pkh"),
    ("daftar keluarga, desil berubah", "pengisi", "/keluarga/?catatan=berubah"),
    ("daftar usulan", "pengisi", "/usulan/"),
    ("praverifikasi", "pengisi", "/praverifikasi/"),
    ("praverifikasi satu kelurahan", "pengisi", "/praverifikasi/{kelurahan}/"),
    ("tanda", "pengisi", "/tanda/"),
    ("kiriman", "pengisi", "/kiriman/"),
    ("versi DTSEN", "pengisi", "/versi/"),
    ("wilayah kota", "pengisi", "/wilayah/{office}/"),
    ("pengguna", "admin", "/pengguna/"),
    ("audit", "inspektorat", "/audit/"),
    ("pekerjaan", "admin", "/pekerjaan/"),
)


def main() -> None:
    rounds, seed = int(sys.argv[1]), int(sys.argv[2])
    only = sys.argv[3] if len(sys.argv) > 3 else ""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    remember_answers()
    rng = random.Random(seed)
    sample = Sample(rng, 16 * rounds)
    result: dict[str, Any] = {
        "engine": connection.vendor, "persons": Person.objects.count(), "families": Family.objects.count(), "measured": {},
    }  # fmt: skip
    for name, asks in questions(sample, rng, rounds):
        if only not in name:
            continue
        asked = list(asks)
        for ask, _rank in asked[-3:]:
            ask()  # warm: templates, plans, names of areas
        with CaptureQueriesContext(connection) as seen:
            asked[-1][0]()
        queries = len(seen)
        row = timed(iter(asked[:-3])) | {"queries": queries}
        result["measured"][name] = row
        print(f"{name:<48} {row['ms_p50']:>7} {row['ms_p95']:>7} {row['ms_p99']:>7}  cpu95 {row['cpu_ms_p95']:>7}  q {row['queries']:>3}"
              + (f"  5: {row['first_five']:.3f} 1: {row['first']:.3f}" if "first_five" in row else ""), file=sys.stderr, flush=True)  # fmt: skip
    print(json.dumps(result, ensure_ascii=False))


main()
