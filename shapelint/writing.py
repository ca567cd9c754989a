"""Writing a file in one step: whoever reads it finds the old bytes or the new ones, never a part."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import suppress

DEVICES = "/dev/"
"""What lies there is not to be replaced: `/dev/stdout` may be a file that others are writing to."""


def write_bytes(path: str, data: bytes) -> None:
    """Put new bytes in a file's place, its mode and owner kept; a symbolic link stays one. Raises OSError.

    Written to where it is, is what has other names too, is mounted there, or is no file (a pipe, a device), and what
    lies in a folder that takes no new files.
    """
    known = _status(path)
    if known is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    target = os.path.realpath(path)
    if _is_replaceable(path, target, known):
        _replace(target, data, known)
    else:
        with open(path, "wb") as file:
            file.write(data)


def _is_replaceable(path: str, target: str, known: os.stat_result | None) -> bool:
    folder = os.path.dirname(target)
    if path.startswith(DEVICES) or not os.access(folder, os.W_OK):
        return False
    is_mounted = known is not None and known.st_dev != os.stat(folder).st_dev
    return known is None or (stat.S_ISREG(known.st_mode) and known.st_nlink == 1 and not is_mounted)


def _replace(target: str, data: bytes, known: os.stat_result | None) -> None:
    descriptor, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)[:64]}.", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _adopt(temporary, known)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _adopt(temporary: str, known: os.stat_result | None) -> None:
    """Give a file the owner and mode of the one whose place it takes, or those of a new one."""
    if known is None:
        mask = os.umask(0o077)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        return
    with suppress(OSError, AttributeError):  # not everyone may give a file away, and not every system can
        os.chown(temporary, known.st_uid, known.st_gid)
    os.chmod(temporary, stat.S_IMODE(known.st_mode))
