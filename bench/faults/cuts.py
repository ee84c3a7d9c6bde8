"""A private network in which packets to or from one address can be made to vanish, one way or both.

The harness starts itself anew in a network namespace of its own (and a mount namespace, for the small disk). There is
nothing but a loopback interface in it, so nothing can leave; as the kernel's routing rules there are ours, `ip rule`
drops what we say. Established connections then lose packets and learn nothing of it, as on a broken network.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INSIDE = "DAOBAN_FAULTS_INSIDE"
_PREFERENCE = "50"
"""Before the rule that finds local addresses, which `prepare` moves from 0 to 100."""


class Way(Enum):
    """Which packets vanish, seen from the node."""

    TO = "to"
    FROM = "from"


def move_inside(arguments: Sequence[str]) -> None:
    """Start this program anew in namespaces of its own; return where the machine does not allow that."""
    if os.environ.get(_INSIDE) or not may_move_inside():
        return
    unshare = _unshare()
    os.environ[_INSIDE] = "1"
    os.execvp("unshare", [*unshare, sys.executable, "-m", "bench.faults", *arguments])  # noqa: S606 - no shell is wanted


def may_move_inside() -> bool:
    """Tell whether the machine has the programs and allows the namespaces."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    return subprocess.run([*_unshare(), "true"], capture_output=True, check=False).returncode == 0


def _unshare() -> list[str]:
    return ["unshare", "--net", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])


def prepare() -> bool:
    """Bring the loopback interface up; return whether packets can be made to vanish here."""
    if not os.environ.get(_INSIDE):
        return False
    _ip("link", "set", "lo", "up")
    _ip("rule", "add", "pref", "100", "lookup", "local")
    _ip("rule", "del", "pref", "0")
    return True


@contextlib.contextmanager
def cut(address: str, port: int, ways: Sequence[Way]) -> Iterator[None]:
    """Let packets of TCP connections to this address and port vanish for as long as the block lasts."""
    rules = [_rule(address, port, way) for way in ways]
    for rule in rules:
        _ip("rule", "add", *rule)
    try:
        yield
    finally:
        for rule in rules:
            _ip("rule", "del", *rule)


def _rule(address: str, port: int, way: Way) -> list[str]:
    side = "dport" if way is Way.TO else "sport"
    return ["pref", _PREFERENCE, way.value, address, "ipproto", "tcp", side, str(port), "blackhole"]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
