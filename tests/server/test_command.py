"""`shapelint server` itself: its arguments, TCP, what it says where the extra is missing, crashes, how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from tests.command import DEFECT, environment, shapelint
from tests.server.editor import FULL, PATIENCE, Editor, editor

WITHOUT = """
import sys
sys.modules["pygls"] = None
from shapelint.cli import run
sys.argv = ["shapelint", "server"]
run()
"""

CRASHING = """
import sys
from shapelint.server import analysis
def crash(*arguments):
    raise RuntimeError("a crash for the test")
analysis.expressions_of = crash
from shapelint.cli import run
sys.argv = ["shapelint", "server"]
run()
"""


def test_without_the_extra() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        'shapelint: error: the server needs pygls and lsprotocol: pip install "shapelint[server]"'
    ]
    assert done.stdout == ""


@pytest.mark.parametrize("address", ["2087", ":2087", "here:", "here:port", "here:70000"])
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    done = shapelint("server", "--tcp", address, cwd=tmp_path)
    assert done.returncode == 2
    assert f"{address!r} is not HOST:PORT, such as 127.0.0.1:2087" in done.stderr


def test_an_address_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = shapelint("server", "--tcp", f"127.0.0.1:{port}", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"cannot listen at 127.0.0.1:{port}" in done.stderr


def test_over_tcp(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "shapelint", "server", "--tcp", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdin=subprocess.DEVNULL)

    async def talk() -> None:
        client = Editor()
        for _ in range(PATIENCE * 10):
            with contextlib.suppress(OSError):
                await client.start_tcp("127.0.0.1", port)
                break
            await asyncio.sleep(0.1)
        await client.initialize_async(types.InitializeParams(FULL))
        uri = client.open(tmp_path / "a.py", DEFECT)
        assert [each.code for each in await client.of_version(uri, 1)] == ["SHP101"]
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()

    try:
        asyncio.run(asyncio.wait_for(talk(), PATIENCE))
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()


def test_a_crash_is_logged_and_the_server_lives_on(tmp_path: Path) -> None:
    async def talk() -> bytes:
        async with editor(tmp_path, command=("-c", CRASHING)) as client:
            uri = client.open(tmp_path / "a.py", DEFECT)
            assert await client.hover(uri, 4, 2) is None
            assert [each.code for each in await client.of_version(uri, 1)] == ["SHP101"]
            client.replace(uri, 2, (None, "import torch\n"))
            assert await client.hover(uri, 0, 0) is None
            server = client._server
        assert server is not None and server.stderr is not None
        return await server.stderr.read()

    logged = asyncio.run(talk()).decode()
    assert "RuntimeError: a crash for the test" in logged
    assert "Task exception was never retrieved" not in logged


def test_it_ends_when_the_editor_goes_away(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shapelint", "server"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), input=b"", capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"")
