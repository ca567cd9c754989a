"""`python -m shapelint`."""

from __future__ import annotations

from shapelint.cli import run

if __name__ == "__main__":
    run()
