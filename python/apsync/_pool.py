"""Runs the files of a batch as tasks of an executor of the caller's."""

import os
import threading
import time
import unicodedata
from collections.abc import Generator, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from contextlib import closing, suppress
from typing import Any

from . import _native, _sign, _wire

SLICE_SECONDS = _native.SLICE_MS / 1000

MAX_FILES = 16
"""How many files a task has at most, as long as there are not too many tasks."""

MANY_TASKS = 256
"""From how many tasks on they grow instead: each makes sure of the output folder first."""

SPREAD = 32
"""Up to how many tasks each has one file: however many workers there are, all get some."""

Record = dict[str, Any]
Task = Future[list[Record]]


def records(
    executor: Executor, request: dict[str, Any], cancelled: threading.Event
) -> Generator[Record, None, None]:
    """Yields the core's records of the files as their tasks end.

    Left early, it stops all tasks and waits until they are done. The request must mean
    the same in every process: absolute paths, and an environment.
    """
    # each task sees its own files only: what is wrong with all of them shows here
    _native.call({**request, "op": "check"})
    owner = os.getpid()
    sign = _sign.Sign()
    running: dict[Task, list[int]] = {}
    try:
        for indices in _chunks(request["files"]):
            if cancelled.is_set():
                break
            files = [request["files"][index] for index in indices]
            running[_submit(executor, {**request, "files": files}, sign.path)] = indices
        while running:
            if cancelled.is_set():
                sign.give()
                _withdraw(running)
            for task in wait(running, SLICE_SECONDS, FIRST_COMPLETED).done:
                indices = running.pop(task)
                for record in _outcome(task, len(indices)):
                    yield {**record, "index": indices[record["index"]]}
    finally:
        # a forked child's copy of this generator has no say in its parent's work
        if os.getpid() == owner:
            _stop(running, sign)


def run(request: dict[str, Any], sign: str) -> list[Record]:
    """Carries out request, as a task; returns the records of its files.

    Once the sign is given it ends soon, with the records that there are.
    """
    kept: list[Record] = []
    if _sign.given(sign):
        return kept
    with closing(_native.reports(request, lambda: _sign.given(sign))) as stream:
        for report in stream:
            kept.extend(report.get("results") or ())
    if not _sign.given(sign):
        _native.value(report)
    return kept


def _chunks(files: list[Any]) -> Iterable[list[int]]:
    """Yields the indices of the files of each task.

    Files that may want one name must meet in one request, where the core gives it to
    the first.
    """
    size = max(min(MAX_FILES, len(files) // SPREAD), len(files) // MANY_TASKS, 1)
    chunk: list[int] = []
    for group in _groups(files):
        chunk += group
        if len(chunk) >= size:
            yield sorted(chunk)
            chunk = []
    if chunk:
        yield sorted(chunk)


def _groups(files: list[Any]) -> Iterable[list[int]]:
    """Returns the indices of files, those together that have one stem."""
    groups: dict[str, list[int]] = {}
    for index, file in enumerate(files):
        name = os.path.basename(_wire.read_path(file) or "")
        stem = unicodedata.normalize("NFC", os.path.splitext(name)[0]).casefold()
        groups.setdefault(stem, []).append(index)
    return groups.values()


def _submit(executor: Executor, request: dict[str, Any], sign: str) -> Task:
    try:
        return executor.submit(run, request, sign)
    except BrokenExecutor as error:
        failed: Task = Future()
        failed.set_exception(error)
        return failed


def _withdraw(running: dict[Task, list[int]]) -> None:
    for task in [task for task in running if task.cancel()]:
        del running[task]


def _stop(running: dict[Task, list[int]], sign: _sign.Sign) -> None:
    """Stops what is running and waits for it, as long as a cancelled job is waited for.

    Further interrupts change nothing: the first is on its way already.
    """
    end = time.monotonic() + _native.GRACE_SECONDS
    while running and time.monotonic() < end:
        with suppress(KeyboardInterrupt):
            sign.give()
            _withdraw(running)
            for task in wait(running, SLICE_SECONDS).done:
                del running[task]
    if not running:
        sign.remove()


def _outcome(task: Task, count: int) -> list[Record]:
    try:
        return task.result()
    except CancelledError:
        return []
    except BrokenExecutor as error:
        detail = f"the worker process ended: {error}"
        return [
            {"index": index, "error": {"code": "cancelled", "detail": detail}}
            for index in range(count)
        ]
