"""Many files: one after the other, or over processes where that pays; outcomes and their order are the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shapelint import files
from shapelint.cache import Cache
from shapelint.config import Settings
from shapelint.outcome import Failure, Outcome

if TYPE_CHECKING:
    from concurrent.futures.process import ProcessPoolExecutor

CANDIDATES_PER_PROCESS = 4
"""An ordinary file takes 0.08 s; a second process costs 0.14 s where it is forked, 0.4 s where it begins anew."""
MOST_PROCESSES = 61 if sys.platform == "win32" else None
"""Windows cannot wait for more of them."""

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
    outcomes = {path: None if cache is None else cache.untouched(path) for path in paths}
    touched = {path: _known(path, cache) for path, outcome in outcomes.items() if outcome is None}
    candidates = [path for path, outcome in touched.items() if outcome is None]
    workers = min(jobs or _processors(), len(candidates) // CANDIDATES_PER_PROCESS, MOST_PROCESSES or len(candidates))
    if candidates:
        checked = (_in_processes if workers > 1 else _one_by_one)(candidates, settings, workers, progress)
        touched.update({outcome.filename: outcome for outcome in checked})
    if cache is not None:
        cache.keep(outcome for outcome in touched.values() if outcome is not None)
    return [outcome for outcome in {**outcomes, **touched}.values() if outcome is not None]


def _known(path: str, cache: Cache | None) -> Outcome | None:
    """The outcome of a file that the gate turns away or the cache knows; None for any other.

    A file without an outcome is read again when its turn comes.
    """
    data = files.read_bytes(path)
    if isinstance(data, files.Unreadable):
        return Outcome(path, unreadable=data)
    if not files.is_candidate(data):
        return Outcome(path)
    return None if cache is None else cache.same(path, data)


def _one_by_one(paths: list[str], settings: Settings, _workers: int, progress: Progress) -> list[Outcome]:
    from shapelint.engine import check_file

    found: list[Outcome] = []
    for path in paths:
        found.append(check_file(path, settings))
        progress(len(found), len(paths))
    return found


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(paths: list[str], settings: Settings, workers: int, progress: Progress) -> list[Outcome]:
    """One task per file, the largest first, so that no process is left with a long one when the others are done.

    When a process dies, files without an outcome are tried again, each in its own process.
    """
    from concurrent.futures.process import BrokenProcessPool

    import shapelint.judge  # noqa: F401  a forked process inherits it
    from shapelint.engine import check_file

    paths = sorted(paths, key=_size, reverse=True)
    with _pool(workers) as pool:
        futures = [pool.submit(check_file, path, settings) for path in paths]
        outcomes: list[Outcome | None] = []
        for future in futures:
            try:
                outcomes.append(future.result())
            except BrokenProcessPool:
                outcomes.append(None)
            progress(len(outcomes), len(paths))
    return [outcome or _alone(path, settings) for path, outcome in zip(paths, outcomes, strict=True)]


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the work; at once where an error or the user ends it early."""
    from concurrent.futures.process import ProcessPoolExecutor
    from multiprocessing import active_children

    pool = ProcessPoolExecutor(workers, initializer=_end_when_interrupted)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in active_children():
            process.terminate()
        raise
    pool.shutdown()


def _end_when_interrupted() -> None:
    """Let a process die of what a terminal sends to all of them, without a traceback of its own."""
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _size(path: str) -> int:
    """How long a file is, as a measure of how long it takes."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _alone(path: str, settings: Settings) -> Outcome:
    from concurrent.futures.process import BrokenProcessPool

    from shapelint.engine import check_file

    with _pool(1) as pool:
        try:
            return pool.submit(check_file, path, settings).result()
        except BrokenProcessPool:
            return Outcome(path, failure=Failure(path, "the process that analysed it died"))
