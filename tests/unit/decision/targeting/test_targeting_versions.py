"""Rule versions: two persons to publish, refusals with line and reason, edits of dates and values in the text."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

import pytest
from targeting_people import AUTHOR, PUBLISHER, RULES, publish_rules

from pilar.core.audit.models import AuditEvent
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.decision.screening.desk_check.limits import limits_for
from pilar.decision.targeting import editing
from pilar.decision.targeting.actions import choices, versions
from pilar.decision.targeting.book import problems_of, shipped_files
from pilar.decision.targeting.models import RuleVersion
from pilar.decision.targeting.queries.versions import published_on

BAD = {
    "unknown field": ('when = "dikunjungi"', 'when = "dikunjungji"', "isian 'dikunjungji' tidak dikenal"),
    "type clash": ('when = "desil <= batas"', "when = \"desil <= 'empat'\"", "jenis tidak cocok"),
    "circle": ('when = "desil <= batas"', 'when = "NOT miskin"', "rujukan melingkar"),
    "injection": ('when = "dikunjungi"', 'when = "dikunjungi; DROP TABLE registry_person"', ""),
    "subquery": ('when = "dikunjungi"', 'when = "desil IN (SELECT 1)"', ""),
    "overlap": ('from = 2025-01-01\nvalue = 100000', 'from = 2025-01-01\nvalue = 100000\n[[parameter]]\nkey = "batas"\nfrom = 2026-01-01\nvalue = 5', "bertumpuk"),
    "missing parameter": ('key = "batas"\nfrom = 2025-01-01', 'key = "batas"\nfrom = 2025-06-01', "tidak punya nilai pada 2025-01-01"),
    "overflow": ('value = 100000', 'value = 900000000000000', "meluap"),
    "register field of another kind": ('dikunjungi = {', 'desil = "text"\ndikunjungi = {', "dalam register berjenis integer"),
    "not TOML": ("[[programme]]", "[[programme", "bukan TOML"),
}  # fmt: skip


@pytest.mark.parametrize("case", list(BAD))
def test_bad_rules_are_refused_with_file_line_and_reason(db: None, at: datetime, case: str) -> None:
    old, new, reason = BAD[case]
    assert old in RULES
    number = versions.copy_version(source_id=None, title="buruk", by=AUTHOR, at=at)
    text = RULES.replace(old, new, 1)
    versions.save_files(version_id=number, files={"uji.toml": text}, by=AUTHOR, at=at)
    found = problems_of({"uji.toml": text})
    assert found and all(
        one.file == "uji.toml" and one.line >= 1 and reason in "".join(p.reason for p in found) for one in found
    )
    with pytest.raises(Problem) as refused:
        versions.propose(version_id=number, valid_from=date(2026, 1, 1), reason="uji", by=AUTHOR, at=at)
    assert refused.value.code == "KET-001"
    assert "uji.toml:" in refused.value.sentence
    RuleVersion.objects.filter(pk=number).update(state="proposed", valid_from=date(2026, 1, 1))
    with pytest.raises(Problem) as refused:
        versions.publish(version_id=number, by=PUBLISHER, at=at)
    assert refused.value.code == "KET-001"
    assert published_on(date(2026, 6, 1)) is None


def test_the_author_cannot_publish_and_the_next_version_ends_the_first(db: None, at: datetime) -> None:
    first = publish_rules(at=at)
    second = versions.copy_version(source_id=first, title="dua", by=AUTHOR, at=at)
    versions.save_files(
        version_id=second, files={"uji.toml": RULES.replace("value = 4", "value = 3")}, by=AUTHOR, at=at
    )
    versions.propose(version_id=second, valid_from=date(2026, 7, 1), reason="SK 2", by=AUTHOR, at=at)
    both = Actor(username="penyusun", role="x", scope=Scope(("1872",), frozenset({"*"})))
    with pytest.raises(Problem) as refused:
        versions.publish(version_id=second, by=both, at=at)
    assert refused.value.code == "AKUN-012"
    versions.publish(version_id=second, by=PUBLISHER, at=at)
    before, after = published_on(date(2026, 6, 30)), published_on(date(2026, 7, 1))
    assert (before.pk if before else 0, after.pk if after else 0) == (first, second)
    assert AuditEvent.objects.filter(act="targeting.rules.step", subject_id=second).count() == 3
    third = versions.copy_version(source_id=second, title="mundur", by=AUTHOR, at=at)
    versions.save_files(version_id=third, files={"uji.toml": RULES.replace("value = 4", "value = 2")}, by=AUTHOR, at=at)
    with pytest.raises(Problem) as refused:
        versions.propose(version_id=third, valid_from=date(2026, 6, 1), reason="x", by=AUTHOR, at=at)
    assert refused.value.code == "KET-006"


def test_steps_out_of_order_and_without_right_are_refused(db: None, at: datetime) -> None:
    number = versions.copy_version(source_id=None, title="x", by=AUTHOR, at=at)
    with pytest.raises(Problem) as refused:
        versions.publish(version_id=number, by=PUBLISHER, at=at)
    assert refused.value.code == "KET-002"
    with pytest.raises(Problem) as refused:
        versions.publish(version_id=number, by=AUTHOR, at=at)
    assert refused.value.code == "UMUM-403"
    other = Actor(username="lain", role="x", scope=AUTHOR.scope)
    with pytest.raises(Problem) as refused:
        versions.save_files(version_id=number, files={}, by=other, at=at)
    assert refused.value.code == "KET-003"
    with pytest.raises(Problem) as refused:
        versions.save_files(version_id=number, files=shipped_files(), by=AUTHOR, at=at, revision=99)
    assert refused.value.code == "UMUM-409"


def test_an_office_chooses_among_alternatives_only_what_exists_and_not_backwards(db: None, at: datetime) -> None:
    publish_rules(RULES.replace('key = "batas"\nfrom', 'key = "batas"\nalternative = "empat"\nfrom').replace(
        'title = "Uji"', 'title = "Uji"\n[choices]\nbatas = "empat"'
    ) + '\n[[parameter]]\nkey = "batas"\nalternative = "dua"\nfrom = 2025-01-01\nvalue = 2\n', at=at)  # fmt: skip
    chooser = Actor(username="penerbit", role="x", scope=PUBLISHER.scope)
    for given, code in (
        ({"alternative": "tiga"}, "KET-014"),
        ({"valid_from": date(2026, 1, 1)}, "KET-006"),
        ({"wilayah": "1871"}, "UMUM-404"),
        ({"basis": " "}, "KET-004"),
    ):
        base = {
            "wilayah": "187201",
            "key": "batas",
            "alternative": "dua",
            "valid_from": date(2026, 12, 1),
            "basis": "SK",
        }
        with pytest.raises(Problem) as refused:
            choices.choose(**(base | given), by=chooser, at=at)  # type: ignore[arg-type]
        assert refused.value.code == code
    choices.choose(**base, by=chooser, at=at)  # type: ignore[arg-type]


def test_a_new_value_from_a_day_on_keeps_the_old_one_for_the_past() -> None:
    text = editing.succeed(RULES, 0, "3", date(2026, 12, 1), 'SK "2"')
    first, second = tomllib.loads(text)["parameter"][:2]
    assert (first["value"], first["until"]) == (4, date(2026, 12, 1))
    assert (second["value"], second["from"], second["basis"]) == (3, date(2026, 12, 1), 'SK "2"')
    assert problems_of({"uji.toml": text}) == ()
    assert editing.set_value(RULES, 0, "5") == RULES.replace("value = 4", "value = 5")
    assert tomllib.loads(editing.set_dates(RULES, "parameter", 1, date(2025, 1, 1), date(2027, 1, 1)))["parameter"][1][
        "until"
    ]
    for wrong in ("4 5", "'", "DROP"):
        with pytest.raises(editing.NotEditable):
            editing.set_value(RULES, 0, wrong)
    with pytest.raises(editing.NotEditable):
        editing.succeed(RULES, 0, "3", date(2024, 1, 1), "")
    with pytest.raises(editing.NotEditable):
        editing.set_value(RULES, 9, "3")


def test_values_of_every_shipped_parameter_can_be_edited() -> None:
    for text in shipped_files().values():
        for index, one in enumerate(tomllib.loads(text).get("parameter", [])):
            changed = editing.succeed(text, index, "1", date(2026, 12, 1), "uji") if "until" not in one else text
            assert tomllib.loads(changed)


def test_the_desk_check_takes_its_desil_limits_from_the_published_rules(db: None, at: datetime) -> None:
    day = date(2026, 11, 24)
    assert limits_for(day, "1872") == {"PKH": 4, "SEMBAKO": 4, "PBI": 5}
    publish_rules(RULES.replace('key = "sekolah"', 'key = "pkh"').replace("value = 4", "value = 2"), at=at)
    assert limits_for(day, "1872") == {"PKH": 2, "SEMBAKO": 4, "PBI": 5}
    assert limits_for(date(2024, 1, 1), "1872") == {}
