"""The JSON schema of a configuration, for editors that complete and check TOML."""

from __future__ import annotations

from shapelint.config_keys import OPTIONS, Key
from shapelint.diagnostic import Certainty
from shapelint.rule import Catalogue

Json = dict[str, object]


def schema(catalogue: Catalogue) -> Json:
    """The schema of `shapelint.toml` and of `[tool.shapelint]`; rules of one's own have any other code or name."""
    known = ["ALL", *(code for entry in catalogue.entries for code in (entry.code, entry.name))]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "shapelint",
        "description": "shapelint.toml, or the table [tool.shapelint] of pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {option.name: _property(option) for option in OPTIONS},
        "definitions": {
            "rule": {
                "description": "a code, the beginning of codes, a name, or ALL",
                "anyOf": [
                    {"enum": known},
                    {"type": "string", "pattern": "^([A-Za-z]+[0-9]*|[a-z0-9]+(-[a-z0-9]+)*)$"},
                ],
            },
            "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
        },
    }


def _property(option: Key) -> Json:
    match option.kind:
        case "rules":
            kind: Json = {"allOf": [{"$ref": "#/definitions/rules"}], "default": list(option.words)}
        case "certainty":
            kind = {"enum": [each.value for each in Certainty], "default": option.default}
        case "patterns":
            kind = {"type": "array", "items": {"type": "string"}, "default": list(option.words)}
        case "flag":
            kind = {"type": "boolean", "default": option.default}
        case "rules by pattern":
            kind = {"type": "object", "additionalProperties": {"$ref": "#/definitions/rules"}, "default": {}}
    return {"description": option.meaning, **kind}
