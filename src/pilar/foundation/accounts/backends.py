"""Authentication that stops with the account: a disabled user or one without a running assignment is logged out."""

from django.contrib.auth.backends import ModelBackend


class ActiveUserBackend(ModelBackend):
    """Name and password. Django's permission tables are not used: rights come from assignments."""
