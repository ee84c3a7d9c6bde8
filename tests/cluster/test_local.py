"""`make cluster`: everything is up when it says so, and gone when it ends."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from tests.support.nginx import find_program
from tools import cluster

pytestmark = [pytest.mark.postgres, pytest.mark.valkey]


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        found: bytes = answer.read()
    return found


@pytest.mark.skipif(find_program() is None, reason="there is no nginx here; Debian has it as nginx-light")
def test_two_nodes_are_ready_behind_one_address_and_end_with_it() -> None:
    with cluster.running(0) as running:
        for port in running.ports:
            checks = json.loads(get(f"http://127.0.0.1:{port}/readyz"))["checks"]
            assert checks == {"draining": "ok", "database": "ok", "schema": "ok", "bus": "ok"}
        for page in ("/", "/bureau/", "/console/", "/api/catalogue"):
            assert get(running.front + page)
        assert running.password
    with pytest.raises(urllib.error.URLError):
        get(running.front + "/healthz")
    assert all(node.process.poll() is not None for node in running.nodes)
