"""Writing a file in one step: whoever reads it finds the old bytes or the new ones, never a part."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress


def write_bytes(path: str, data: bytes) -> None:
    """Put new bytes in a file's place, its mode and owner kept; a symbolic link stays one. Raises OSError."""
    target = os.path.realpath(path)
    known = os.stat(target)
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "permission denied", path)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)[:64]}.", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError, AttributeError):  # not everyone may give a file away, and not every system can
            os.chown(temporary, known.st_uid, known.st_gid)
        os.chmod(temporary, stat.S_IMODE(known.st_mode))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
