"""`shapelint` as an editor finds it: on the PATH."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from tests.command import environment


def path_with_shapelint(folder: Path) -> dict[str, str]:
    """An environment in which `shapelint` is that of this checkout; a folder for it is made where there is none."""
    folder.mkdir(exist_ok=True)
    script = folder / "shapelint"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m shapelint "$@"\n')
    script.chmod(0o755)
    return environment(PATH=f"{folder}{os.pathsep}{os.environ['PATH']}")
