"""What is shown of files and uploads to whoever asks for it. As in `views`."""

from __future__ import annotations

import datetime as dt

from chatserver.protocol.views import View


class FileAddresses(View, frozen=True, kw_only=True):
    """Answer to file.link: paths on the hub, good until `expires_at`; `look_url` and `preview_url` of pictures only.

    `url` saves the file; the other two show a picture as the hub has drawn it anew, whole and small.
    """

    url: str
    look_url: str | None
    preview_url: str | None
    expires_at: dt.datetime


class UploadUnderWay(View, frozen=True, kw_only=True):
    """An upload as far as it has come: `received` of `size_bytes`; all of it where `state` is checking, not receiving.

    `name` is the one that the hub keeps, in which numbers of people are masked.
    """

    file_id: str
    name: str
    size_bytes: int
    received: int
    state: str
    expires_at: dt.datetime


class UploadsUnderWay(View, frozen=True, kw_only=True):
    """Answer to uploads.look: one's own, the one begun first in front."""

    uploads: tuple[UploadUnderWay, ...]
