"""Writing the present facts of a family or person from checked answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pilar.evidence.registry.actions import problems
from pilar.evidence.registry.actions.record import Act
from pilar.evidence.registry.catalogue import AGE, SEX, VARIABLES, check_answers, variables_of
from pilar.evidence.registry.models import FamilyFacts, PersonFacts

SubjectWord = Literal["family", "person"]


def check_facts(
    subject: SubjectWord,
    changed: Mapping[str, Any],
    *,
    known: Mapping[str, Any] | None = None,
    age: int | None = None,
    sex: int | None = None,
) -> dict[str, Any]:
    """The changed answers, ready to store; None clears one. Raises REG-118 for values that cannot be, and for an answer
    to a question that is not asked given what else is known. Answers that became superfluous are cleared with them.
    """
    allowed = {variable.key for variable in variables_of(subject)}
    if foreign := set(changed) - allowed:
        raise problems.ANSWER_WRONG(sentence=f"Isian “{min(foreign)}” tidak dikenal.")
    whole = {key: value for key, value in {**(known or {}), **changed}.items() if value not in (None, "")}
    faults = check_answers(whole, subject=subject, age=age, sex=sex)
    wrong = [f for f in faults if f.severity == "error" and f.key in changed]
    wrong += [f for f in faults if f.severity == "contradiction" and changed.get(f.key) not in (None, "")]
    if wrong:
        raise problems.ANSWER_WRONG(sentence=" ".join(f.sentence for f in wrong[:3]))
    superfluous = _superfluous(subject, whole, {AGE: age, SEX: sex})
    plain = {key: (None if value == "" else value) for key, value in changed.items()}
    return plain | {key: None for key in superfluous if key not in changed}


def _superfluous(subject: SubjectWord, whole: dict[str, Any], extra: dict[str, Any]) -> list[str]:
    """Known answers whose question is no longer asked; cleared in turn until nothing follows from them."""
    left: dict[str, Any] = dict(whole)
    gone: list[str] = []
    while True:
        seen = {**left, **extra}
        step = [key for key in left if key in VARIABLES and VARIABLES[key].asked_if.evaluate(seen) is False]
        if not step:
            return gone
        for key in step:
            del left[key]
        gone += step


def write_facts(act: Act, subject: SubjectWord, subject_id: int, changed: Mapping[str, Any]) -> None:
    """Bring the projected facts up to these answers; nothing for no answers. The caller observes them."""
    if not changed:
        return
    values: dict[str, Any] = {key: _column_value(key, value) for key, value in changed.items()}
    values |= {"as_of": act.day, "source_id": act.source_id}
    if subject == "family":
        FamilyFacts.objects.update_or_create(family_id=subject_id, defaults=values)
    else:
        PersonFacts.objects.update_or_create(person_id=subject_id, defaults=values)


def _column_value(key: str, value: Any) -> Any:
    kind = VARIABLES[key].kind
    if value is None:
        return "" if kind == "text" else None
    return date.fromisoformat(value) if kind == "date" and isinstance(value, str) else value
