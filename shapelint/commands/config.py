"""`shapelint config`: the keys of a configuration, or their JSON schema."""

from __future__ import annotations

import json
import sys

import click

from shapelint.commands.terminal import RunFailed, color_option, style_of


def _complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from shapelint.config_keys import KEYS

    return [key for key in KEYS if key.startswith(incomplete)]


@click.command(short_help="Show the keys of the configuration.")
@click.argument("key", required=False, shell_complete=_complete, metavar="[KEY]")
@click.option("--schema", "is_schema", is_flag=True, help="The JSON schema of a configuration, for editors.")
@color_option
def config(key: str | None, *, is_schema: bool, color: str) -> None:
    """Show every key of the configuration with its default and its meaning; or one of them."""
    from shapelint.config_keys import KEYS, OPTIONS
    from shapelint.report import write
    from shapelint.report.settings import render_keys

    if is_schema and key is not None:
        raise click.UsageError("--schema is that of the whole configuration: it goes without a key")
    if is_schema:
        write([_schema()], sys.stdout)
        return
    chosen = [option for option in OPTIONS if key in (None, option.name)]
    if not chosen:
        from difflib import get_close_matches

        nearest = get_close_matches(str(key), KEYS, n=1)
        hint = f", did you mean {nearest[0]!r}?" if nearest else f"; known are {', '.join(KEYS)}"
        raise RunFailed(f"there is no key {key!r}{hint}")
    write(render_keys(chosen, style_of(color)), sys.stdout)


def _schema() -> str:
    from shapelint.config_schema import schema
    from shapelint.rule import load_rules

    return json.dumps(schema(load_rules()), indent=2) + "\n"
