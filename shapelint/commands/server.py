"""`shapelint server`: the language server, over standard input and output or TCP."""

from __future__ import annotations

import logging
import os
import sys

import click

from shapelint.commands.terminal import FOLDER, RunFailed
from shapelint.import_path import leave_out_current_folder

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


def _own(_: click.Context, __: click.Parameter, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Folders as they are, `~` made the home. Raises click.BadParameter for one that the opened project could have."""
    found = tuple(os.path.expanduser(folder) for folder in folders)
    relative = next((folder for folder in found if not os.path.isabs(folder)), None)
    if relative is not None:
        raise click.BadParameter(f"{relative!r} is no absolute path: it would be one of whatever folder is opened")
    return found


@click.command(short_help="Talk with an editor (language server).")
@click.option("--tcp", metavar="HOST:PORT", callback=_address, help="Wait for one editor there, not at standard input.")
@click.option(
    "--rules", multiple=True, type=FOLDER, callback=_own, metavar="FOLDER", help="Rules of your own; an absolute path."
)
@click.option("--verbose", is_flag=True, help="Write every message to standard error.")
def server(tcp: tuple[str, int] | None, rules: tuple[str, ...], *, verbose: bool) -> None:
    """Talk with an editor in the language server protocol: diagnostics, shapes and fixes while typing.

    This is for editors to start. It needs pip install "shapelint[server]".

    Opening a folder never runs code from it: rules of your own are used only if this command names their folder.
    """
    leave_out_current_folder()
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
        made = build(rules)
        if tcp is None:
            made.start_io(sys.stdin.buffer, output)
        else:
            made.start_tcp(*tcp)
    except RuleError as error:
        raise RunFailed(str(error)) from error
    except OSError as error:
        raise RunFailed(f"cannot listen at {tcp and ':'.join(map(str, tcp))}: {error.strerror}") from error
