"""`python -m shapelint`."""

from __future__ import annotations

from shapelint.import_path import leave_out_current_folder

if __name__ == "__main__":
    leave_out_current_folder()

    from shapelint.cli import run

    run()
