"""Authentication that stops with the account: Django asks `get_user` on every request, and a disabled user is none."""

from allauth.account.auth_backends import AuthenticationBackend


class ActiveUserBackend(AuthenticationBackend):
    """Name and password through allauth. Django's permission tables are not used: rights come from assignments."""

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        return False
