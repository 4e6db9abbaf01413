"""allauth for staff: no open sign-up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an admin of the office, never by sign-up."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
