"""Uploads never lie in the clear on disk: they are sealed while they arrive."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from pilar.core.bulk.files import Keeper
from pilar.core.problems import Problem


class SealedUpload(UploadedFile):
    """An uploaded file that waits in its keeper; `keeper.keep(by=, at=)` makes it a kept file."""

    def __init__(self, keeper: Keeper, content_type: str | None) -> None:
        super().__init__(file=None, name=keeper.name, content_type=content_type, size=keeper.size)
        self.keeper = keeper

    def close(self) -> None:
        self.keeper.discard()


class SealedUploadHandler(FileUploadHandler):
    """Django upload handler that hands every chunk to a Keeper."""

    keeper: Keeper | None = None
    refused = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.keeper, self.refused = Keeper(self.file_name or "berkas"), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A file above the limit is read to its end and thrown away: the refusal comes again from `keep`, where a page can show
        it at the field. Here it would break the reading of the form, token included."""
        if self.keeper is None or self.refused:
            return
        try:
            self.keeper.write(raw_data)
        except Problem:
            self.refused = True

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self.keeper is None:
            return None
        upload = SealedUpload(self.keeper, self.content_type)
        self.keeper = None
        return upload

    def upload_interrupted(self) -> None:
        if self.keeper is not None:
            self.keeper.discard()
            self.keeper = None
