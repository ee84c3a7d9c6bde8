"""Pictures are drawn anew: what is kept has the pixels and nothing else, no place, no camera, no hidden second file.

Runs in a process of its own (`file_inspector`).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from chatserver.services.file_ports import NotDeliverable

if TYPE_CHECKING:
    from pathlib import Path

MOST_PIXELS: Final = 60_000_000
"""An A3 page at 400 dots an inch has 31 million, the largest cameras of phones 50; each costs four bytes to draw."""
LONGEST_SIDE: Final = 20_000
PREVIEW_SIDE: Final = 480
_QUALITY: Final = 90
_PREVIEW_QUALITY: Final = 80


def redraw(path: Path, picture_format: str, kept: Path, preview: Path) -> tuple[int, int]:
    """Write the picture anew to `kept` and small to `preview`; return its width and height.

    Raises NotDeliverable: `pixels` before anything is decoded, `unreadable`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large pictures; ours is the smaller bound
        try:
            with Image.open(path, formats=(picture_format,)) as found:
                if max(found.size) > LONGEST_SIDE or found.width * found.height > MOST_PIXELS:
                    raise NotDeliverable("pixels")
                drawn = _plain(ImageOps.exif_transpose(found), picture_format)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
            raise NotDeliverable("unreadable") from error
        except Image.DecompressionBombError as error:
            raise NotDeliverable("pixels") from error
    drawn.save(kept, picture_format, **({} if picture_format == "PNG" else {"quality": _QUALITY}))
    size = drawn.size
    _save_preview(drawn, preview)
    return size


def _plain(picture: Image.Image, picture_format: str) -> Image.Image:
    """Return the first picture of the file as pixels alone."""
    see_through = picture.has_transparency_data and picture_format != "JPEG"
    mode = "RGBA" if see_through else "L" if picture.mode in {"1", "L"} else "RGB"
    drawn = picture.convert(mode)
    drawn.info.clear()
    return drawn


def _save_preview(drawn: Image.Image, preview: Path) -> None:
    drawn.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    if drawn.mode == "RGBA":
        paper = Image.new("RGB", drawn.size, "white")
        paper.paste(drawn, mask=drawn.getchannel("A"))
        drawn = paper
    drawn.save(preview, "JPEG", quality=_PREVIEW_QUALITY)
