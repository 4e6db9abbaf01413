"""What a person sees of an identifier by default, and what is left of one that was written into free text."""

import re

_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


def mask_digits(text: str, head: int = 4, tail: int = 4) -> str:
    """First and last digits with dots between; short values are hidden whole.

    >>> mask_digits("3573014107900001")
    '3573••••••••0001'
    >>> mask_digits("12345")
    '•••••'
    """
    if len(text) <= head + tail:
        return "•" * len(text)
    return text[:head] + "•" * (len(text) - head - tail) + text[-tail:]


def mask_numbers(text: str) -> str:
    """Free text without whole NIK or KK numbers: sixteen digits in a row are masked, longer and shorter numbers stay.

    >>> mask_numbers("anak dari 3573014107900001, NIP 198001012006041001")
    'anak dari 3573••••••••0001, NIP 198001012006041001'
    """
    return _NUMBER.sub(lambda found: mask_digits(found.group()), text)


def masked_sql(column: str) -> str:
    """`mask_numbers` as an expression of DuckDB over a text column.

    Twice, because the sign between two numbers is used up by the first match.
    """
    once = "regexp_replace({}, '(^|[^0-9])([0-9]{{4}})[0-9]{{8}}([0-9]{{4}})($|[^0-9])', '\\1\\2••••••••\\3\\4', 'g')"
    return once.format(once.format(column))
