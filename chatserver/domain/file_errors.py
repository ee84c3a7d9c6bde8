"""The ways in which files are refused; as in `errors.py`, each is a code for machines."""

from __future__ import annotations

from chatserver.domain.errors import DomainError


class FileUnknown(DomainError):
    """No file or upload with this id is visible to you."""

    code = "file_unknown"


class FileRemoved(DomainError):
    """The file was removed when the term for which files are kept was over."""

    code = "file_removed"


class FileNameInvalid(DomainError):
    """A file's name is 1 to `limit` characters, without slashes, control or direction characters."""

    code = "file_name_invalid"


class FileEmpty(DomainError):
    """The file has no bytes."""

    code = "file_empty"


class FileTooLarge(DomainError):
    """The file has more than `limit` bytes."""

    code = "file_too_large"


class FileLimit(DomainError):
    """The session holds as many files (`limit`) or bytes (`limit_bytes`) as it may."""

    code = "file_limit"


class UploadOffset(DomainError):
    """The upload stands at another place than the request says; go on at `offset`."""

    code = "upload_offset"
    retryable = True


class LinkExpired(DomainError):
    """The address was good for a few minutes only; ask for a new one."""

    code = "link_expired"
    retryable = True


class FilesOff(DomainError):
    """This hub takes no files."""

    code = "files_off"
