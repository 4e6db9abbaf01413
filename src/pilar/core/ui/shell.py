"""What the page shell needs to know: sections of the navigation, links of the user's menu."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavItem:
    """One section. `count` is what waits there for this person (None or 0: no number is shown); `group` is the heading
    over neighbours of one kind of work."""

    label: str
    url: str
    icon: str
    count: int | None = None
    active: bool = False
    short: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """One line of the user's menu."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumb; the last one has no url."""

    label: str
    url: str = ""
