"""Many files: one after the other, or over processes where that pays; outcomes and their order are the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from shapelint import files
from shapelint.cache import Cache
from shapelint.config import Settings
from shapelint.engine import Failure, Outcome, check_file

CANDIDATES_PER_PROCESS = 4
"""A process costs about as much to start as three or four ordinary files to check."""


Progress = Callable[[int, int], None]
"""Is told how many of how many candidates have been checked."""


def silent(_done: int, _of: int) -> None:
    """Tells nobody."""


def check_files(
    paths: Iterable[str],
    settings: Settings,
    jobs: int | None = None,
    progress: Progress = silent,
    cache: Cache | None = None,
) -> list[Outcome]:
    """The outcome of each file, in the order of `paths`. Raises shapelint.rule.RuleError for a broken rule module."""
    known = {path: _known(path, cache) for path in paths}
    candidates = [path for path, outcome in known.items() if isinstance(outcome, str)]
    workers = min(jobs or _processors(), len(candidates) // CANDIDATES_PER_PROCESS)
    if workers > 1:
        found = _in_processes(candidates, settings, workers, progress)
    else:
        found = []
        for path in candidates:
            found.append(check_file(path, settings))
            progress(len(found), len(candidates))
    checked = {outcome.filename: outcome for outcome in found}
    if cache is not None:
        cache.keep({path: (content, checked[path]) for path, content in known.items() if isinstance(content, str)})
    return [outcome if isinstance(outcome, Outcome) else checked[path] for path, outcome in known.items()]


def _known(path: str, cache: Cache | None) -> Outcome | str:
    """The outcome of a file that the gate turns away or the cache knows; of any other what stands for its content.

    A file without an outcome is read again when its turn comes.
    """
    data = files.read_bytes(path)
    if isinstance(data, files.Unreadable):
        return Outcome(path, unreadable=data)
    if not files.is_candidate(data):
        return Outcome(path)
    return "" if cache is None else cache.get(path, data)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(paths: list[str], settings: Settings, workers: int, progress: Progress) -> list[Outcome]:
    """One task per file. When a process dies, files without an outcome are tried again, each in its own process."""
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    import shapelint.judge  # noqa: F401  a forked process inherits it

    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(check_file, path, settings) for path in paths]
        outcomes: list[Outcome | None] = []
        for future in futures:
            try:
                outcomes.append(future.result())
            except BrokenProcessPool:
                outcomes.append(None)
            progress(len(outcomes), len(paths))
    return [outcome or _alone(path, settings) for path, outcome in zip(paths, outcomes, strict=True)]


def _alone(path: str, settings: Settings) -> Outcome:
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(check_file, path, settings).result()
        except BrokenProcessPool:
            return Outcome(path, failure=Failure(path, "the process that analysed it died"))
