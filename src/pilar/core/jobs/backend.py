"""Placeholder until the leased backend lands in the next commit."""

from django_tasks.backends.immediate import ImmediateBackend as LeasedBackend

__all__ = ["LeasedBackend"]
