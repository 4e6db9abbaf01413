"""A browser in words, from what it says of itself. A hint for the owner of the session, no proof."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
             ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(agent: str) -> str:
    """ "Chrome di Android"; what is not recognised is shown shortened.

    >>> browser_words("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36")
    'Chrome di Linux'
    """
    browser, system = _first(agent, _BROWSERS), _first(agent, _SYSTEMS)
    if browser and system:
        return _("%(browser)s di %(system)s") % {"browser": browser, "system": system}
    return browser or system or agent[:60]


def _first(agent: str, known: Sequence[tuple[str, str]]) -> str:
    return next((name for mark, name in known if mark in agent), "")
