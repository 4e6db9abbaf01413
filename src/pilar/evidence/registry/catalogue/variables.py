"""The ordered tuples from which projection tables, forms and importers are generated.

Adding a variable appends it to its block; a key, once released, is never renamed or reused.
"""

from collections.abc import Mapping
from types import MappingProxyType

from .assets import ASSETS, DTSEN_FAMILY_FACTS, DTSEN_PERSON_FACTS
from .dwelling import DWELLING
from .members import MEMBERS, PERSON_IDENTITY
from .place import PLACE, VISIT
from .programmes import PROGRAMMES
from .types import Subject, Variable

FAMILY_VARIABLES: tuple[Variable, ...] = (*DWELLING, *PROGRAMMES, *ASSETS, *DTSEN_FAMILY_FACTS)
PERSON_VARIABLES: tuple[Variable, ...] = (*MEMBERS, *DTSEN_PERSON_FACTS)
FAMILY_IDENTITY: tuple[Variable, ...] = PLACE
ALL_VARIABLES = (*PLACE, *VISIT, *FAMILY_VARIABLES, *PERSON_IDENTITY, *PERSON_VARIABLES)


def _by_key() -> Mapping[str, Variable]:
    table = {variable.key: variable for variable in ALL_VARIABLES}
    if len(table) != len(ALL_VARIABLES):
        raise ValueError("a variable key is declared twice")
    return MappingProxyType(table)


VARIABLES: Mapping[str, Variable] = _by_key()


def variables_of(subject: Subject) -> tuple[Variable, ...]:
    """The projected variables of a subject, in the order of the form."""
    return FAMILY_VARIABLES if subject == "family" else PERSON_VARIABLES


def asked_sentence(variable: Variable) -> str:
    """The skip rule of a variable as an Indonesian sentence."""
    return variable.asked_if.sentence(VARIABLES)
