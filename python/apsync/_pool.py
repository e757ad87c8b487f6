"""Runs the files of a batch as tasks of an executor of the caller's."""

import os
import threading
import unicodedata
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Any

from . import _native, _wire

SLICE_SECONDS = _native.SLICE_MS / 1000

Record = dict[str, Any]


def records(
    executor: Executor, request: dict[str, Any], cancelled: threading.Event
) -> Generator[Record, None, None]:
    """Yields the core's records of the files as their tasks end.

    Left early, it cancels the tasks that have not begun and waits for the others.
    """
    # each task sees its own files only: what is wrong with all of them shows here
    _native.call({**request, "op": "check"})
    running: dict[Future[list[Record]], list[int]] = {}
    try:
        for indices in _groups(request["files"]):
            files = [request["files"][index] for index in indices]
            running[_submit(executor, {**request, "files": files})] = indices
        while running:
            if cancelled.is_set():
                _withdraw(running)
            for task in wait(running, SLICE_SECONDS, FIRST_COMPLETED).done:
                indices = running.pop(task)
                for record in _outcome(task, len(indices)):
                    yield {**record, "index": indices[record["index"]]}
    finally:
        _withdraw(running)
        wait(running)


def run(request: dict[str, Any]) -> list[Record]:
    """Carries out request, as a task; returns the records of its files."""
    kept: list[Record] = []
    _native.call(request, lambda report: kept.extend(report.get("results") or ()))
    return kept


def _groups(files: list[Any]) -> list[list[int]]:
    """Returns the indices of files, those together that may want one name.

    They must meet in one request, where the core gives the name to the first.
    """
    groups: dict[str, list[int]] = {}
    for index, file in enumerate(files):
        name = os.path.basename(_wire.read_path(file) or "")
        stem = unicodedata.normalize("NFC", os.path.splitext(name)[0]).casefold()
        groups.setdefault(stem, []).append(index)
    return list(groups.values())


def _submit(executor: Executor, request: dict[str, Any]) -> "Future[list[Record]]":
    try:
        return executor.submit(run, request)
    except BrokenExecutor as error:
        failed: Future[list[Record]] = Future()
        failed.set_exception(error)
        return failed


def _withdraw(running: dict["Future[list[Record]]", list[int]]) -> None:
    for task in [task for task in running if task.cancel()]:
        del running[task]


def _outcome(task: "Future[list[Record]]", count: int) -> list[Record]:
    try:
        return task.result()
    except BrokenExecutor as error:
        detail = f"the worker process ended: {error}"
        return [
            {"index": index, "error": {"code": "internal", "detail": detail}}
            for index in range(count)
        ]
