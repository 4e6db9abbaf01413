"""The facts shown as deciding do decide: without all other facts of the family each condition keeps its answer."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from targeting_rule_samples import DAY, HEADER, households, rule_books

from pilar.decision.targeting.rules_engine.checking import check
from pilar.decision.targeting.rules_engine.loading import load_text
from pilar.decision.targeting.rules_engine.problems import RulesRefused
from pilar.decision.targeting.rules_engine.reference import facts_of, truth
from pilar.decision.targeting.rules_engine.resolution import resolve
from pilar.decision.targeting.rules_engine.why import Deciding, why


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=rule_books(most=2), homes=households)
def test_a_condition_keeps_its_answer_without_the_facts_that_do_not_decide(text: str, homes: list) -> None:
    book = load_text(text)
    try:
        check(book)
    except RulesRefused:
        assume(False)
    rules = resolve(book, DAY)
    for family, members in homes:
        facts = facts_of(rules, family, members)
        for programme in rules.programmes:
            for item in programme.conditions:
                kept = {one.field for one in why(item.tree, facts).fields if one.member is None}
                bare = facts_of(rules, {name: family[name] for name in kept}, members)
                assert truth(item.tree, bare) is truth(item.tree, facts), (item.condition.when, kept)


def test_of_a_question_about_members_those_are_named_who_answer_it() -> None:
    text = HEADER + '[[condition]]\nkey = "k"\nfrom = 2020-01-01\nwhen = "ANY_MEMBER(umur > 5 AND sakit)"\n'
    text += '[[programme]]\nkey = "p"\nfrom = 2020-01-01\nconditions = ["k"]\n'
    rules = resolve(load_text(text), DAY)
    tree = rules.programmes[0].conditions[0].tree
    members = [{"umur": 3, "sakit": True}, {"umur": 9, "sakit": True}, {"umur": 9, "sakit": None}]
    found = why(tree, facts_of(rules, {}, members))
    assert Deciding(1, "umur") in found.fields and all(one.member != 0 for one in found.fields)
    open_ones = why(tree, facts_of(rules, {}, members[::2]), only_open=True)
    assert open_ones.fields == (Deciding(1, "sakit"),)
    assert why(tree, facts_of(rules, {}, members[:1])).nobody


def test_a_part_that_asks_whether_a_fact_is_there_decides_while_the_rest_is_unknown() -> None:
    text = HEADER + '[[condition]]\nkey = "k"\nfrom = 2020-01-01\nwhen = "(b IS NULL) OR t = \'SD\'"\n'
    text += '[[programme]]\nkey = "p"\nfrom = 2020-01-01\nconditions = ["k"]\n'
    rules = resolve(load_text(text), DAY)
    tree = rules.programmes[0].conditions[0].tree
    found = why(tree, facts_of(rules, {"b": 0, "t": None}, []))
    assert found.fields == (Deciding(None, "b"), Deciding(None, "t"))
