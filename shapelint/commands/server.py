"""`shapelint server`: the language server, over standard input and output or TCP."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import click

from shapelint.commands.terminal import RunFailed

NEEDED = ("pygls", "lsprotocol", "cattrs", "attrs", "attr")


def _address(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, int] | None:
    """`127.0.0.1:2087` -> host and port. Raises click.BadParameter."""
    if text is None:
        return None
    host, _colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"{text!r} is not HOST:PORT, such as 127.0.0.1:2087")
    return host, int(port)


@click.command()
@click.option("--tcp", metavar="HOST:PORT", callback=_address, help="Wait for one editor there, not at standard input.")
@click.option("--verbose", is_flag=True, help="Write every message to standard error.")
def server(tcp: tuple[str, int] | None, *, verbose: bool) -> None:
    """Talk with an editor in the language server protocol: diagnostics, shapes and fixes while typing.

    This is for editors to start. It needs pip install "shapelint[server]".
    """
    _keep_out_of_the_current_folder()
    try:
        from shapelint.server.language_server import build
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in NEEDED:
            raise
        raise RunFailed('the server needs pygls and lsprotocol: pip install "shapelint[server]"') from error
    from shapelint.rule import RuleError

    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, stream=sys.stderr)
    output, sys.stdout = sys.stdout.buffer, sys.stderr  # what is printed must not get between the messages
    try:
        made = build()
        if tcp is None:
            made.start_io(sys.stdin.buffer, output)
        else:
            made.start_tcp(*tcp)
    except RuleError as error:
        raise RunFailed(str(error)) from error
    except OSError as error:
        raise RunFailed(f"cannot listen at {tcp and ':'.join(map(str, tcp))}: {error.strerror}") from error


def _keep_out_of_the_current_folder() -> None:
    """Import nothing from the folder that the editor has opened, which `python -m shapelint` would."""
    here = os.getcwd()
    if Path(__file__).resolve().parents[2] == Path(here).resolve():
        return
    sys.path[:] = [each for each in sys.path if each and os.path.abspath(each) != here]
