"""The commands about files, and what answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.file_errors import FilesOff
from chatserver.protocol import file_commands as c
from chatserver.protocol import file_views as v
from chatserver.services.file_links import READ_PATH

if TYPE_CHECKING:
    from chatserver.protocol.command import Command
    from chatserver.services.file_links import Addresses
    from chatserver.services.files import Files
    from chatserver.sockets.connections import Connection
    from chatserver.sockets.shared import Edge, Handler
    from storage.files import StoredFile


def _files(edge: Edge) -> Files:
    """Return the node's files. Raises FilesOff."""
    if edge.files is None:
        raise FilesOff
    return edge.files


async def link(edge: Edge, connection: Connection, command: c.LinkFile) -> v.FileAddresses:
    """file.link."""
    return _addresses(await _files(edge).links.make(connection.principal.actor, command.session_id, command.file_id))


async def look_uploads(edge: Edge, connection: Connection, command: c.LookUploads) -> v.UploadsUnderWay:
    """uploads.look."""
    found = await _files(edge).uploads.under_way(connection.principal.actor, command.session_id)
    return v.UploadsUnderWay(uploads=tuple(_under_way(stored, received) for stored, received in found))


def _addresses(made: Addresses) -> v.FileAddresses:
    return v.FileAddresses(
        url=READ_PATH + made.keep,
        look_url=READ_PATH + made.look if made.look else None,
        preview_url=READ_PATH + made.preview if made.preview else None,
        expires_at=made.expires_at,
    )


def _under_way(stored: StoredFile, received: int) -> v.UploadUnderWay:
    return v.UploadUnderWay(
        file_id=stored.file_id,
        name=stored.name,
        size_bytes=stored.size_bytes,
        received=received,
        state=stored.state.value,
        expires_at=stored.expires_at,
    )


FILE_HANDLERS: dict[type[Command], Handler] = {
    c.LinkFile: link,
    c.LookUploads: look_uploads,
}
