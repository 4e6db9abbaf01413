"""Checks one family's or one person's answers against the declarations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from .asked import AGE, SEX
from .types import Subject, Variable
from .variables import ALL_VARIABLES, VARIABLES, asked_sentence, variables_of

FaultKind = Literal["unknown_variable", "wrong_type", "unknown_code", "out_of_range", "impossible_sum"]
Severity = Literal["error", "contradiction", "missing"]


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """One finding.

    "error": the value cannot be stored as it is. "contradiction": a valid answer to a question that should
    not have been asked. "missing": an asked question without an answer.
    """

    key: str
    kind: FaultKind | Literal["not_asked", "missing"]
    severity: Severity
    sentence: str


def check_answers(
    values: Mapping[str, object], *, subject: Subject, age: int | None = None, sex: int | None = None
) -> list[AnswerFault]:
    """Faults of one subject's answers, in the order of the form; an empty list means complete and consistent.

    `values` maps variable keys to whole numbers, texts or dates; absent and None both mean "no answer".
    Identity, place and visit variables are checked when given, but only the projected variables of the
    subject are looked for as missing. `age` is in whole years, `sex` 1 or 2; unknown stays unknown: where a
    skip rule cannot be decided, neither "not asked" nor "missing" is reported.
    """
    faults = [
        AnswerFault(key, "unknown_variable", "error", f"Isian “{key}” tidak dikenal dalam daftar pertanyaan.")
        for key in values
        if key not in VARIABLES or VARIABLES[key].subject != subject
    ]
    known = dict(values)
    known.update({key: given for key, given in ((AGE, age), (SEX, sex)) if given is not None})
    wanted = set(variables_of(subject))
    for variable in ALL_VARIABLES:
        if variable.subject != subject:
            continue
        value = values.get(variable.key)
        if value is not None:
            faults.extend(_faults_of_value(variable, value))
        faults.extend(_faults_of_asking(variable, value, known, wanted=variable in wanted))
    return faults


def _faults_of_asking(
    variable: Variable, value: object, known: Mapping[str, object], *, wanted: bool
) -> Iterator[AnswerFault]:
    asked = variable.asked_if.evaluate(known)
    if value is not None and asked is False:
        sentence = f"{variable.label_id} terisi padahal tidak ditanyakan. {asked_sentence(variable)}"
        yield AnswerFault(variable.key, "not_asked", "contradiction", sentence)
    if value is None and asked is True and wanted and not variable.optional:
        yield AnswerFault(variable.key, "missing", "missing", f"{variable.label_id} belum diisi.")


def _faults_of_value(variable: Variable, value: object) -> Iterator[AnswerFault]:
    if variable.kind == "text":
        yield from _text_faults(variable, value)
    elif variable.kind == "date":
        if not isinstance(value, date) or isinstance(value, datetime):
            yield _error(variable, "wrong_type", "harus berupa tanggal")
    elif not isinstance(value, int) or isinstance(value, bool):
        yield _error(variable, "wrong_type", "harus berupa bilangan bulat")
    elif variable.kind == "number":
        yield from _number_faults(variable, value)
    else:
        yield from _code_faults(variable, value)


def _text_faults(variable: Variable, value: object) -> Iterator[AnswerFault]:
    if not isinstance(value, str):
        yield _error(variable, "wrong_type", "harus berupa teks")
    elif variable.maximum is not None and len(value) > variable.maximum:
        yield _error(variable, "out_of_range", f"paling panjang {variable.maximum} huruf")
    elif variable.minimum is not None and len(value) < variable.minimum:
        yield _error(variable, "out_of_range", f"paling pendek {variable.minimum} huruf")


def _number_faults(variable: Variable, value: int) -> Iterator[AnswerFault]:
    low, high = variable.minimum, variable.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        unit = f" {variable.unit}" if variable.unit else ""
        yield _error(variable, "out_of_range", f"berisi {value}, seharusnya {low} sampai {high}{unit}")


def _code_faults(variable: Variable, value: int) -> Iterator[AnswerFault]:
    try:
        variable.chosen(value)
    except ValueError:
        if variable.kind == "sum":
            parts = " + ".join(map(str, variable.bits))
            yield _error(variable, "impossible_sum", f"berisi {value}, bukan jumlah dari kode {parts}")
        else:
            codes = ", ".join(str(answer.code) for answer in variable.answers)
            yield _error(variable, "unknown_code", f"berisi kode {value}, kode yang ada: {codes}")


def _error(variable: Variable, kind: FaultKind, what: str) -> AnswerFault:
    return AnswerFault(variable.key, kind, "error", f"{variable.label_id} {what}.")
