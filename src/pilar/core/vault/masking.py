"""What a person sees of an identifier by default."""


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
