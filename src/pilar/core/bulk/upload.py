"""Uploads never lie in the clear on disk: they are sealed while they arrive."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from pilar.core.bulk.files import Keeper


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

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.keeper = Keeper(self.file_name or "berkas")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.keeper is not None:
            self.keeper.write(raw_data)

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
