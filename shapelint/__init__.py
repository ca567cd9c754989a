"""shapelint: a static linter for recurrent layers in PyTorch source.

`import shapelint` loads nothing but this file: LibCST comes in with the first file that may hold a recurrent layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from shapelint.config import Settings
    from shapelint.diagnostic import Diagnostic
    from shapelint.engine import AnalysisError, check_source

__all__ = ["AnalysisError", "Diagnostic", "Settings", "__version__", "check_source"]

_HOMES = {
    "AnalysisError": "shapelint.engine",
    "Diagnostic": "shapelint.diagnostic",
    "Settings": "shapelint.config",
    "check_source": "shapelint.engine",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for. Raises AttributeError for any other name."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
