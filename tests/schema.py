"""The file with the configuration's JSON schema, made from the code: `python -m tests.schema` writes it."""

from __future__ import annotations

import json

from shapelint.config_schema import schema
from shapelint.rule import load_rules
from tests.command import ROOT

SCHEMA = ROOT / "shapelint/config.schema.json"


def written() -> str:
    """What the file has to hold."""
    return json.dumps(schema(load_rules()), indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(written(), encoding="utf-8")
