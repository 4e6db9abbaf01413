"""Every column kept under the keys of the vault, in one list; a test walks all models for a forgotten one."""

from pilar.core.vault.rotation import SealedColumn
from pilar.decision.deliberation.actions.objections import PHONE as OBJECTION_PHONE
from pilar.decision.deliberation.actions.plan import PHONE as ATTENDEE_PHONE
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD
from pilar.delivery.reconciliation.rules import RAW_FIELD
from pilar.evidence.field.rules import ENTITY_FIELD, HELD_ENTITY_FIELD, HELD_FIELD, XML_FIELD
from pilar.evidence.intake.jobs import CELLS
from pilar.evidence.linkage.rules import LIST_CELLS
from pilar.evidence.registry.rules import KK_FIELD, MOTHER_FIELD, NIK_FIELD, PHONE_FIELD

_FAMILY, _PERSON = 1, 2

SEALED_COLUMNS: tuple[SealedColumn, ...] = (
    SealedColumn("registry_family", "kk_sealed", KK_FIELD, "kk_index"),
    SealedColumn("registry_person", "nik_sealed", NIK_FIELD, "nik_index"),
    SealedColumn("registry_person", "mother_sealed", MOTHER_FIELD),
    SealedColumn("registry_person", "phone_sealed", PHONE_FIELD),
    SealedColumn(
        "registry_formeridentifier", "value_sealed", {"kk": KK_FIELD, "nik": NIK_FIELD}, "value_index", chooser="kind"
    ),
    SealedColumn("registry_observation", "sealed", {_FAMILY: KK_FIELD, _PERSON: NIK_FIELD}, chooser="subject_kind"),
    SealedColumn("registry_receivedaid", "nik_sealed", NIK_FIELD, "nik_index"),
    SealedColumn("registry_dukcapilresult", "nik_sealed", NIK_FIELD, "nik_index"),
    SealedColumn("intake_quarantinerow", "cells_sealed", CELLS),
    SealedColumn("field_submissionversion", "xml_sealed", XML_FIELD),
    SealedColumn("field_quarantine", "xml_sealed", HELD_FIELD),
    SealedColumn("field_entity", "data_sealed", ENTITY_FIELD),
    SealedColumn("field_entityversion", "data_sealed", ENTITY_FIELD),
    SealedColumn("field_entityheld", "data_sealed", HELD_ENTITY_FIELD),
    SealedColumn("linkage_listrow", "cells_sealed", LIST_CELLS),
    SealedColumn("screening_listentry", "nik_sealed", NIK_FIELD, "nik_index"),
    SealedColumn("proposals_usul", "nik_sealed", NIK_FIELD, "nik_index"),
    SealedColumn("proposals_usul", "kk_sealed", KK_FIELD, "kk_index"),
    SealedColumn("proposals_usul", "mother_sealed", MOTHER_FIELD),
    SealedColumn("reconciliation_line", "raw_sealed", RAW_FIELD),
    SealedColumn("reconciliation_line", "account_sealed", ACCOUNT_FIELD, "account_index"),
    SealedColumn("deliberation_attendee", "phone_sealed", ATTENDEE_PHONE),
    SealedColumn("deliberation_objection", "phone_sealed", OBJECTION_PHONE),
    SealedColumn("disbursement_payaccount", "number_sealed", ACCOUNT_FIELD, "number_index"),
    SealedColumn("disbursement_instruction", "account_sealed", ACCOUNT_FIELD, "account_index"),
)

DERIVED_COLUMNS = {
    ("proposals_usul", "subject_key"),
    ("screening_flaghit", "fact_key"),
    ("linkage_personkeyset", "mark"),
}
"""Keys made from an index and other facts: made anew after the columns that they stand on (derived_keys); those of persons by the
next run of the matcher, once their mark is of no living key (until then the counter asks the search box)."""

JSON_SECRETS = {"mother_sealed": MOTHER_FIELD, "phone_sealed": PHONE_FIELD}
"""Sealed values that observations keep as text inside `registry_observation.facts`."""
