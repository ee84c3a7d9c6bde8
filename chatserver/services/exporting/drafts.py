"""Files of exports that are made in the background, written so that whoever comes after a crash can go on."""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from chatserver.services.calendar import named_zone
from chatserver.services.exporting.asked import Asked, asked
from chatserver.services.exporting.columns import Period, Place
from chatserver.services.exporting.formats import CSV_WITH_BOM, FORMATS
from chatserver.services.exporting.writing import Written, manifest, pieces
from storage.types import from_micros

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from storage.engine import Database

PAUSE_SECONDS: Final = 1.0
"""Between two words about how far it is; each has what was written by then on disk."""
_COPIED: Final = 1 << 20
MANIFEST: Final = ".manifest.json"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written where; times are microseconds since 1970 UTC.

    `earlier`: the file of an attempt that was cut, of which `rows` rows in `size_bytes` bytes are good, up to `after`.
    """

    path: str
    dataset: str
    format: str
    since: int | None
    until: int
    as_of: int
    zone: str
    columns: list[str]
    filters: list[str]
    reason: str | None
    earlier: str | None = None
    rows: int = 0
    size_bytes: int = 0
    after: list[str | int] | None = None


class Told(NamedTuple):
    """How far a draft is. `sha256` is there once it is whole, and then the manifest stands beside it."""

    rows: int
    size_bytes: int
    share: float
    place: Place | None
    sha256: str | None = None


async def write_draft(
    database: Database, draft: Draft, made_at: str, *, size: int | None = None
) -> AsyncGenerator[Told]:
    """Write the file and say now and then how far it is; `size`: rows read at once. Raises OSError."""
    wish, format_ = _wish(draft), CSV_WITH_BOM if draft.format == "csv" else FORMATS[draft.format]
    written, begun = Written(), 0.0
    with _opened(draft) as file:
        after = _go_on(file, draft, written) if format_.goes_on else None
        said_at = time.monotonic()
        async with contextlib.aclosing(
            pieces(database, wish, format_, size=size, written=written, after=after)
        ) as found:
            async for piece in found:
                file.write(piece.data)
                if piece.after is None:
                    continue
                begun = begun or _first(wish, piece.after)
                if time.monotonic() - said_at >= PAUSE_SECONDS:
                    settle_file(file)
                    place = piece.after if format_.goes_on else None
                    yield Told(written.rows, written.size_bytes, _share(wish, begun, piece.after), place)
                    said_at = time.monotonic()
        settle_file(file)
    _keep(draft, manifest(wish, draft.format, written, made_at))
    yield Told(written.rows, written.size_bytes, 1.0, None, written.digest.hexdigest())


def _opened(draft: Draft) -> IO[bytes]:
    return Path(draft.path).open("wb")


def _keep(draft: Draft, kept: dict[str, Any]) -> None:
    with Path(draft.path + MANIFEST).open("wb") as file:
        file.write(manifest_text(kept))
        settle_file(file)


def manifest_text(kept: dict[str, Any]) -> bytes:
    """Return a manifest as it stands beside its file."""
    return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()


def _wish(draft: Draft) -> Asked:
    since = None if draft.since is None else from_micros(draft.since)
    period = Period(since, from_micros(draft.until), from_micros(draft.as_of))
    zone = named_zone(draft.zone)
    return asked(draft.dataset, period, zone, columns=draft.columns, filters=draft.filters, reason=draft.reason)


def _go_on(file: IO[bytes], draft: Draft, written: Written) -> Place | None:
    """Take over what an earlier attempt had on disk; a copy, since whoever made it may only have been frozen."""
    if draft.earlier is None or draft.after is None:
        return None
    try:
        with Path(draft.earlier).open("rb") as earlier:
            if os.fstat(earlier.fileno()).st_size < draft.size_bytes:
                return None
            _copy(earlier, file, draft.size_bytes, written)
    except FileNotFoundError:
        return None
    written.rows, written.size_bytes = draft.rows, draft.size_bytes
    return tuple(draft.after)


def _copy(earlier: IO[bytes], file: IO[bytes], size: int, written: Written) -> None:
    while size > 0 and (data := earlier.read(min(size, _COPIED))):
        size -= len(data)
        written.digest.update(data)
        file.write(data)


def settle_file(file: IO[bytes]) -> None:
    """Have everything on disk that was written."""
    file.flush()
    os.fsync(file.fileno())


def _first(wish: Asked, after: Place) -> float:
    """Return where the period begins, in microseconds; one that has no beginning begins with what is found first."""
    since = wish.period.since
    return since.timestamp() * 1e6 if since else float(after[0]) - 1


def _share(wish: Asked, begun: float, after: Place) -> float:
    """Return how much of the period lies behind: places begin with the time that the period is about."""
    whole = wish.period.until.timestamp() * 1e6 - begun
    return round(min(1.0, max(0.0, (float(after[0]) - begun) / whole)), 4) if whole > 0 else 0.0
