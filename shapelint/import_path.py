"""Where Python imports from: never from the folder that is checked, whose files may be anybody's."""

from __future__ import annotations

import os
import sys


def leave_out_current_folder() -> None:
    """Import nothing from the current folder, as `python -m` and an empty entry of PYTHONPATH would.

    To be called before anything else is imported. If shapelint itself comes from there, it stays.
    """
    try:
        here = os.path.realpath(os.getcwd())
    except FileNotFoundError:  # it was deleted: nothing comes from there
        return
    if os.path.dirname(os.path.dirname(os.path.realpath(__file__))) != here:
        sys.path[:] = [each for each in sys.path if each and os.path.realpath(each) != here]
