"""Small facts that several modules share. Pure."""

import re

ACCOUNT_FIELD = "disbursement.account"
"""Name to which sealed account numbers are bound, in the account of a person and in the instruction that froze it."""


def account_digits(text: str) -> str:
    """The digits of an account number written with blanks, dots or dashes; "" when it is not 6 to 20 digits.

    >>> account_digits("0012-01-012345-50-9")
    '001201012345509'
    """
    plain = re.sub(r"[\s.\-'’]", "", text)
    return plain if re.fullmatch(r"[0-9]{6,20}", plain) else ""
