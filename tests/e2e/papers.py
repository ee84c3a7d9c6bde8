"""Papers of a story, as files that a browser uploads: a page of text each, drawn here."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from playwright.async_api import FilePayload

_A4 = (620, 877)


def photo(name: str, *, blurred: bool = False) -> FilePayload:
    """A photographed page; a blurred one is much smaller than it should be."""
    page = Image.new("RGB", _A4, "#fdfcf8")
    pen = ImageDraw.Draw(page)
    for line in range(12):
        pen.rectangle((80, 120 + line * 48, 300 + (line * 53) % 240, 128 + line * 48), fill="#2b2b2b")
    if blurred:
        page = page.resize((62, 88)).resize(_A4)
    content = io.BytesIO()
    page.save(content, "JPEG", quality=70)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}
