"""`pilar forms install`: every form that Pilar brings converts, is published for its roles, and stays as it is the second time."""

import json

import pytest
from click.testing import CliRunner

from pilar.cli.root import root
from pilar.evidence.field.forms.workbook import shipped, shipped_names
from pilar.evidence.field.models import Form, FormAccess

FEWEST = 7
"""Registration, ground check, PPKS, RTLH, PENA, payment check, death and move."""


@pytest.mark.django_db
def test_the_shipped_forms_are_published_for_their_roles_once() -> None:
    first = CliRunner().invoke(root, ["forms", "install", "--area", "18.72", "--json"])
    assert first.exit_code == 0, first.output
    wanted = {shipped(name)["form_id"] for name in shipped_names()}
    assert set(json.loads(first.output)["installed"]) == wanted and len(wanted) >= FEWEST
    assert set(Form.objects.filter(state="terbit").values_list("form_id", flat=True)) == wanted
    given = set(FormAccess.objects.values_list("form__form_id", "role", "wilayah"))
    assert given == {(one["form_id"], role, "1872") for one in map(shipped, shipped_names()) for role in one["roles"]}
    again = CliRunner().invoke(root, ["forms", "install", "--area", "1872", "--json"])
    assert json.loads(again.output)["installed"] == [] and Form.objects.count() == len(wanted)


@pytest.mark.django_db
def test_a_wrong_area_is_a_named_problem_and_installs_nothing() -> None:
    refused = CliRunner().invoke(root, ["forms", "install", "--area", "metro", "--json"])
    assert refused.exit_code == 2 and "WIL-002" in refused.output
    assert not Form.objects.exists()
