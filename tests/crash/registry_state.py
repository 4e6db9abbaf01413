"""The state of the register as one hash: the same for the same facts, whatever ids and nonces they were given."""

import hashlib
import json
from typing import Any


def exact_hash(rows: "Any") -> str:
    """Hash of rows as they are, in any order."""
    digests = sorted(hashlib.sha256(repr(row).encode()).digest() for row in rows)
    return hashlib.sha256(b"".join(digests)).hexdigest()


def exact_state() -> dict[str, str]:
    """One hash per registry table, ids and sealed bytes included: equal only when not one byte changed."""
    from django.apps import apps
    from django.db import connection

    state = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("registry").get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            rows = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]
            state[model._meta.db_table] = exact_hash(rows)
    return state


def facts_state() -> dict[str, str]:
    """Hashes of what the register says, without ids: persons and families by number and name."""
    from pilar.evidence.registry.models import (
        DtsenEntry,
        Family,
        FamilyFacts,
        FormerIdentifier,
        Membership,
        Observation,
        Person,
        PersonFacts,
    )  # fmt: skip

    families = {f.pk: (_plain("registry.family.kk", f.kk_sealed), f.head_name) for f in Family.objects.all()}
    persons = {p.pk: (_plain("registry.person.nik", p.nik_sealed), p.name) for p in Person.objects.all()}
    subject = {1: families, 2: persons}
    return {
        "family": exact_hash(
            (families[f.pk], f.wilayah, f.address, f.member_count, f.status, f.desil, f.as_of, f.revision)
            for f in Family.objects.all()
        ),
        "person": exact_hash(
            (persons[p.pk], families.get(p.family_id), p.wilayah, p.relation, p.search_text, p.sex, p.birth_date, p.status, p.as_of, p.revision)
            for p in Person.objects.all()
        ),
        "membership": exact_hash(
            (persons[m.person_id], families[m.family_id], m.relation, m.active_from, m.active_to, m.reason) for m in Membership.objects.all()
        ),
        "observation": exact_hash(
            (o.subject_kind, subject[o.subject_kind][o.subject_id], o.as_of, o.row, json.dumps(o.facts, sort_keys=True), bool(o.sealed))
            for o in Observation.objects.all()
        ),
        "entry": exact_hash(
            (families[e.family_id], e.wilayah, e.desil, e.is_gc_kemensos, e.is_pbi_se, e.is_siks_ng, e.row) for e in DtsenEntry.objects.all()
        ),
        "former": exact_hash(
            (r.kind, subject[1 if r.kind == "kk" else 2][r.subject_id], r.active_to) for r in FormerIdentifier.objects.all()
        ),
        "family_facts": exact_hash((families[f.pk], _facts(f)) for f in FamilyFacts.objects.all()),
        "person_facts": exact_hash((persons[f.pk], _facts(f)) for f in PersonFacts.objects.all()),
    }  # fmt: skip


def _plain(field: str, blob: Any) -> str:
    from pilar.core import vault

    return vault.unseal(field, blob)


def _facts(row: Any) -> list[tuple[str, Any]]:
    left_out = {"family_id", "person_id", "source_id"}
    return sorted(
        (f.attname, str(getattr(row, f.attname))) for f in row._meta.concrete_fields if f.attname not in left_out
    )
