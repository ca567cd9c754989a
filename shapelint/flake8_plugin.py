"""shapelint as a flake8 plugin: flake8 finds the files, selects the codes and reads the `# noqa` comments.

flake8 itself is not imported. What it has its own word for is left to it: files that do not parse, and how far a
`# noqa` reaches (over all rows of a string, for instance), so that whether one is of use cannot be told here.
"""

from __future__ import annotations

import argparse
import ast
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from shapelint import __version__
from shapelint.config import ConfigError, Settings, find_config, load_config
from shapelint.diagnostic import Diagnostic
from shapelint.engine import AnalysisError, check_source
from shapelint.files import is_candidate
from shapelint.project import ProjectFiles
from shapelint.rule import RuleError, load_rules

CANNOT_RUN = "SHP000"
LEFT_TO_FLAKE8 = frozenset({"SHP001", "SHP002"})
_LOG = logging.getLogger("flake8.shapelint")


class Plugin:
    """The checker that flake8 makes for each file."""

    name = "shapelint"
    version = __version__
    ignore_noqa = False

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        """A checker of one file; flake8 asks for `tree` of those that want files that parse."""
        self._filename = filename
        self._text = "".join(lines)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take over `--disable-noqa`."""
        cls.ignore_noqa = bool(options.disable_noqa)

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Row (1-based), column (0-based), text that begins with the code, and the plugin, for each finding.

        What stands in the way, such as a bad configuration, is one as well: flake8 has no other way to be told.
        """
        if not is_candidate(self._text.encode("utf-8", "surrogatepass")):
            return
        try:
            found = self._found()
        except (ConfigError, RuleError) as error:
            yield 1, 0, f"{CANNOT_RUN} shapelint cannot run: {error}", type(self)
            return
        except AnalysisError as error:
            _LOG.warning("%s", error)
            return
        for each in found:
            if each.code not in LEFT_TO_FLAKE8:
                yield each.location.row, each.location.column - 1, f"{each.code} {each.message}", type(self)

    def _found(self) -> list[Diagnostic]:
        is_file = os.path.exists(self._filename)
        folder = os.path.dirname(os.path.abspath(self._filename)) if is_file else os.getcwd()
        settings = replace(_settings(folder), ignore_noqa=self.ignore_noqa)
        project = ProjectFiles(self._filename, settings) if is_file else None
        return check_source(self._text, filename=self._filename, settings=settings, project=project)


@lru_cache(maxsize=256)
def _settings(folder: str) -> Settings:
    """The configuration that holds in a folder. Raises ConfigError and RuleError."""
    path = find_config(Path(folder))
    return Settings() if path is None else load_config(path, load_rules())
