"""The TypeScript client on the real hub, over lines that are cut."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chatserver.domain.actors import Role
from tests.support.builders import ASKER

if TYPE_CHECKING:
    from tests.client.conftest import Bundled
    from tests.support.clients import Bureau, Client

ROUNDS = 12


def cut_the_taxpayers_line(bureau: Bureau) -> None:
    for connection in bureau.node.edge.connections.of(Role.TAXPAYER, ASKER.id):
        bureau.node.wire.cut(connection.eio_sid)


async def said_by_the_taxpayer(officer: Client) -> str:
    while True:
        posted = await officer.expect("message.posted")
        if posted["actor"]["role"] == Role.TAXPAYER:
            return str(posted["body"]["text"])


async def test_cut_lines_neither_lose_nor_double_nor_reorder(bundled: Bundled, bureau: Bureau) -> None:
    officer = await bureau.officer()
    process = await asyncio.create_subprocess_exec(
        *bundled("live-taxpayer"), bureau.url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=offer["session_id"], offer_id=offer["offer_id"])
    heard = []
    for number in range(ROUNDS):
        if number % 3 == 1:
            cut_the_taxpayers_line(bureau)  # before: the push finds nobody
        text = {"session_id": offer["session_id"], "client_msg_id": f"o{number}", "text": f"o{number}"}
        await officer.send("message.post", **text)
        if number % 3 == 2:
            cut_the_taxpayers_line(bureau)  # after: the answer may be on its way
        heard.append(await said_by_the_taxpayer(officer))
    await officer.send("session.end", session_id=offer["session_id"])
    output, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, errors.decode()
    assert heard == [f"answer to o{number}" for number in range(ROUNDS)]
    lines, entries = (int(part.split()[0]) for part in output.decode().split(","))
    assert lines > ROUNDS // 3
    assert entries == ROUNDS * 2 + 5  # opened, question, queued, assigned, ended
