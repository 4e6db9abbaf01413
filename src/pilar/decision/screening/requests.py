"""Asking for the desk check as background work."""

from pilar.core.scope import Actor


def request_desk_check(*, area: str, by: Actor, cause: str = "") -> None:
    """Have all open cases of an area checked. The same area and cause asked twice is one job.

    An area below the kelurahan becomes its kelurahan: that is what a check covers, and the 16 digits of an RT as an
    argument of a job would look like a NIK.
    """
    from pilar.decision.screening.jobs import check_area

    area = area[:10]
    check_area.using(by=by, unique_key=f"screening:{area}:{cause}", wilayah=area).enqueue(area)
