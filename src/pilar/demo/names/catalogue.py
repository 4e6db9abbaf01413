"""All cultures by name."""

from pilar.demo.names.culture import Culture
from pilar.demo.names.java import BETAWI, CHINESE, JAVANESE, MADURESE, SUNDA
from pilar.demo.names.kalimantan import BANJAR, BUGIS, DAYAK, KUTAI, TORAJA
from pilar.demo.names.sumatra import BATAK, LAMPUNG, MALAY, MINANG, NIAS

CULTURES: dict[str, Culture] = {
    "javanese": JAVANESE, "madurese": MADURESE, "sunda": SUNDA, "betawi": BETAWI, "chinese": CHINESE,
    "minang": MINANG, "lampung": LAMPUNG, "malay": MALAY, "batak": BATAK, "nias": NIAS,
    "kutai": KUTAI, "banjar": BANJAR, "dayak": DAYAK, "bugis": BUGIS, "toraja": TORAJA,
}  # fmt: skip
CULTURE_NAMES = tuple(CULTURES)
