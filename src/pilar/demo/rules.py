"""The shipped rules of programmes as an office would have them: written by one person, published by another, used once."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from pilar.core.clock import now
from pilar.demo.staff import Login
from pilar.synthetic import Mark

MOST_PERSONS = 200_000
"""A larger city is evaluated by whoever wants it, in the background."""


def publish_and_evaluate(mark: Mark, logins: list[Login], say: Callable[[str], None]) -> None:
    """Publish the shipped rules and evaluate the city once; nothing where rules are published already."""
    from pilar.decision.targeting.actions import runs, versions
    from pilar.decision.targeting.queries.versions import published_on
    from pilar.foundation.accounts.queries import today

    at = now()
    if published_on(today(at)) is not None:
        return
    say("Menerbitkan ketentuan program …")
    author, publisher = (
        next(one.actor for one in logins if one.role == role) for role in ("kepala_bidang", "kepala_dinas")
    )
    number = versions.copy_version(source_id=None, title="Ketentuan bawaan", by=author, at=at)
    versions.propose(version_id=number, valid_from=date(2025, 2, 5), reason="Awal pemakaian", by=author, at=at)
    versions.publish(version_id=number, by=publisher, at=at)
    if mark.persons > MOST_PERSONS:
        return
    say("Menilai kelayakan keluarga …")
    asked = runs.Asked(mark.office, today(at))
    runs.evaluate_area(asked, by=author, at=at, step=lambda _cursor, _done, _total: transaction.atomic(), cursor={})
