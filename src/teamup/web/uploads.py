"""How much of an uploaded file a request may bring: what is too large is read past, not kept, so that the person is
answered with a sentence instead of a broken connection."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from teamup.report.loading import MOST_BYTES

FAR_TOO_MUCH = 8 * MOST_BYTES
"""A request of this size is not read at all."""


class SmallFiles(FileUploadHandler):
    """Keeps files in memory; one that is larger than a page takes has its size and nothing in it."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **options: Any) -> None:  # noqa: N803
        """Refuse what is far too much before any of it is read."""
        if content_length > FAR_TOO_MUCH:
            raise RequestDataTooBig("The file is far too large.")

    def new_file(self, *args: Any, **options: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **options)
        self.kept = io.BytesIO()
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the next piece, unless there is too much already."""
        self.size += len(raw_data)
        if self.size <= MOST_BYTES:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return the file, with its true size."""
        if self.size > MOST_BYTES:
            self.kept = io.BytesIO()
        self.kept.seek(0)
        return InMemoryUploadedFile(self.kept, self.field_name, self.file_name, self.content_type, self.size, None)
