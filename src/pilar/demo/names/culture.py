"""What a naming culture consists of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """Name elements of one culture, the commonest first in every list.

    `one_word` is the share of one-word names of people born before 1965, 1965-1989 and since 1990;
    `traditional` the share whose first element comes from the culture's own list in the same cohorts (the rest uses
    the Muslim list with probability `muslim`, else the modern or Christian list); `religions` are weights of the
    codes 1-7 (Islam, Kristen, Katolik, Hindu, Buddha, Khonghucu, lainnya).
    """

    male: tuple[str, ...]
    female: tuple[str, ...]
    male_second: tuple[str, ...]
    female_second: tuple[str, ...]
    one_word: tuple[float, float, float]
    traditional: tuple[float, float, float]
    muslim: float
    religions: tuple[float, ...]
    surnames: tuple[str, ...] = ()
    surname_share: float = 0.0
    honorifics: tuple[str, ...] = ()
    honorific_share: float = 0.0


def words(text: str) -> tuple[str, ...]:
    """The distinct words of a text in upper case, in order; "_" stands for a blank inside an element."""
    return tuple(dict.fromkeys(word.replace("_", " ").upper() for word in text.split()))
