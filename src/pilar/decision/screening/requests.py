"""Asking for the desk check as background work."""

from pilar.core.scope import Actor


def request_desk_check(*, area: str, by: Actor, cause: str = "") -> None:
    """Have all open cases of an area checked. The same area and cause asked twice is one job."""
    from pilar.decision.screening.jobs import check_area

    check_area.using(by=by, unique_key=f"screening:{area}:{cause}", wilayah=area).enqueue(area)
