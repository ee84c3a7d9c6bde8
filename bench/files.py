"""`python -m bench.files`: what the hub's memory does while 20 files of 200 MB are uploaded. Exit 1 beyond the bar.

A hub process of its own on SQLite; each file is sent in pieces of 4 MB by a taxpayer of its own, as the widget does.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import sys
import time
from typing import TYPE_CHECKING

import aiohttp
import uvloop

from bench import procfs, seed
from bench.people import HOST, HubPeople, open_session
from bench.procs import hub_command, scratch_folder, serving

if TYPE_CHECKING:
    from pathlib import Path

MOST_GROWTH_MB = 60.0
"""Twenty senders hold a piece that is written and what the sockets hold: some 10 MB; the rest is the allocator's."""
_PIECE_BYTES = 4_000_000
_LOOK_SECONDS = 0.1
_TUS = {"Tus-Resumable": "1.0.0"}


async def upload(client: aiohttp.ClientSession, url: str, headers: dict[str, str], session_id: str, size: int) -> None:
    """Send one text file in pieces."""
    told = {"session_id": session_id, "filename": "bench.txt"}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    begin = {**_TUS, **headers, "Upload-Length": str(size), "Upload-Metadata": metadata}
    async with client.post(f"{url}/api/files", headers=begin) as answer:
        answer.raise_for_status()
        place = url + answer.headers["Location"]
    piece = b"0123456789abcde\n" * (_PIECE_BYTES // 16)
    for offset in range(0, size, _PIECE_BYTES):
        more = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        body = piece[: size - offset]
        async with client.patch(place, data=body, headers={**_TUS, **headers, **more}) as answer:
            answer.raise_for_status()


async def measure(folder: Path, files: int, megabytes: int) -> dict[str, float]:
    """Return memory before and at its highest, and how fast it went."""
    await seed.prepare(folder, officers=1, capacity=1)
    with serving(hub_command(folder)) as hub:
        people, tickets = HubPeople(folder), seed.Tickets(folder)
        lines = [await people.taxpayer(hub.port) for _ in range(files)]
        sessions = [await open_session(line) for line in lines]
        url, size = f"http://{HOST}:{hub.port}", megabytes * 1_000_000
        before = highest = procfs.memory_kilobytes(hub.pid)["rss"]
        cpu, began = procfs.cpu_seconds(hub.pid), time.perf_counter()
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as client,
            asyncio.TaskGroup() as go,
        ):
            senders = [
                go.create_task(upload(client, url, _proof(tickets, number), session_id, size))
                for number, session_id in enumerate(sessions, 1)
            ]
            while not all(sender.done() for sender in senders):
                await asyncio.sleep(_LOOK_SECONDS)
                highest = max(highest, procfs.memory_kilobytes(hub.pid)["rss"])
        seconds = time.perf_counter() - began
        spent = procfs.cpu_seconds(hub.pid) - cpu
    return {
        "before_mb": round(before / 1000, 1),
        "growth_mb": round((highest - before) / 1000, 1),
        "mb_a_second": round(files * megabytes / seconds, 1),
        "hub_cpu_ms_a_mb": round(1000 * spent / (files * megabytes), 2),
    }


def _proof(tickets: seed.Tickets, number: int) -> dict[str, str]:
    """As the page of taxpayer 1, 2, 3 … (`HubPeople` counts so) proves who asks."""
    return {"Authorization": f"Bearer {tickets.sign(f'pe{number:06d}')}", "Daoban-Client-Key": "k" * 22}


def main() -> int:
    """Measure and say whether memory stayed flat."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=200)
    given = parser.parse_args()
    with scratch_folder() as folder:
        found = uvloop.run(measure(folder, given.files, given.megabytes))
    print(json.dumps(found))
    return int(found["growth_mb"] > MOST_GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
