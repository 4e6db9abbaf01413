"""Names of roles in the language of the page."""

from django.utils.translation import get_language

from pilar.foundation.accounts.roles import ROLES


def role_label(code: str) -> str:
    """The role's name in the language of the page; the code itself for a role that is no longer declared."""
    role = ROLES.get(code)
    if role is None:
        return code
    return role.label_en if get_language() == "en" else role.label_id
