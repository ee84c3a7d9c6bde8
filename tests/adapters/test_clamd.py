import asyncio
from pathlib import Path

import pytest

from chatserver.adapters.clamd import Clamd
from chatserver.services.file_ports import NotDeliverable, ScanFailed, ScannerAway
from tests.support.clamd import EICAR, a_clamd


def a_file(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


async def test_a_clean_file_goes_to_clamd_whole_and_nothing_is_found(tmp_path: Path) -> None:
    content = b"clean" * 100_000
    async with a_clamd(tmp_path) as clamd:
        assert await Clamd(clamd.address).scan(a_file(tmp_path, content)) is None
        assert clamd.scanned == [content]


async def test_a_virus_is_called_by_its_name(tmp_path: Path) -> None:
    async with a_clamd(tmp_path) as clamd:
        assert await Clamd(clamd.address).scan(a_file(tmp_path, EICAR)) == "Eicar-Test-Signature"


async def test_what_is_too_large_for_clamd_is_refused_not_passed(tmp_path: Path) -> None:
    async with a_clamd(tmp_path) as clamd:
        clamd.most_bytes = 1_000
        with pytest.raises(NotDeliverable, match="scan_limit"):
            await Clamd(clamd.address).scan(a_file(tmp_path, b"x" * 5_000))


async def test_a_clamd_that_is_not_there_is_away_not_content(tmp_path: Path) -> None:
    for address in (f"unix://{tmp_path / 'none.sock'}", "tcp://127.0.0.1:1"):
        with pytest.raises(ScannerAway):
            await Clamd(address).scan(a_file(tmp_path, b"x"))
        assert not await Clamd(address).ping()


async def test_a_clamd_that_hangs_up_or_says_nothing_is_away(tmp_path: Path) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read()
        finally:
            writer.close()

    path = tmp_path / "odd.sock"  # a port of this machine could be called by somebody else, too
    for talk, seconds in ((hang_up, 5.0), (say_nothing, 0.05)):
        async with await asyncio.start_unix_server(talk, path):
            with pytest.raises(ScannerAway):
                await Clamd(f"unix://{path}", seconds).scan(a_file(tmp_path, b"x"))
        path.unlink(missing_ok=True)


async def test_a_clamd_that_answers_others_is_not_away_but_failed_over_the_file(tmp_path: Path) -> None:
    async with a_clamd(tmp_path) as clamd:
        clamd.stumbles_over = b"evil"
        with pytest.raises(ScanFailed, match="allocate"):
            await Clamd(clamd.address).scan(a_file(tmp_path, b"evil!"))
        assert await Clamd(clamd.address).scan(a_file(tmp_path, b"good!")) is None


async def test_a_ping_is_answered(tmp_path: Path) -> None:
    async with a_clamd(tmp_path) as clamd:
        assert await Clamd(clamd.address).ping()
