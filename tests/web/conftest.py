"""Fixtures of the pages that are read by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.readers import sign_in_analyst

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.site import Site


@pytest.fixture
async def analyst(site: Site, hub: Hub) -> Site:
    """The site, read by an analyst."""
    return await sign_in_analyst(site, hub)
