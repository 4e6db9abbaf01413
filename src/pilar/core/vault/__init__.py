"""Encryption of single fields and of files; the only place of cryptography in Pilar.

Owns the key ring (`keys/vault.json`, or the file named by PILAR_VAULT_FILE). A sealed value is bound to the name of its field: a
value copied into another column does not open. The blind index gives equality without reading: it is as secret as the key,
because NIKs can be guessed.
"""

from pilar.core.vault.fields import (
    blind_index,
    blind_index_many,
    index_candidates,
    seal,
    seal_many,
    unseal,
    unseal_many,
)
from pilar.core.vault.files import SealedWriter, open_sealed, seal_file
from pilar.core.vault.masking import mask_digits, mask_numbers, masked_sql
from pilar.core.vault.numbers import blind_number_candidates, blind_numbers, is_mark_alive, number_mark

__all__ = [
    "SealedWriter",
    "blind_index",
    "blind_index_many",
    "blind_number_candidates",
    "blind_numbers",
    "index_candidates",
    "is_mark_alive",
    "mask_digits",
    "mask_numbers",
    "masked_sql",
    "number_mark",
    "open_sealed",
    "seal",
    "seal_file",
    "seal_many",
    "unseal",
    "unseal_many",
]
