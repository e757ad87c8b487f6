"""Thumbnails of many files, with a result for each, progress and cancellation.

    from apsync import jobs

    for result in jobs.Batch(jobs.find("shots"), "thumbs", jobs.Options(detail=True)):
        print(result.path, result.error or [output.path for output in result.outputs])

:func:`generate` returns all results in order; a :class:`Batch` gives them as they
come and can be cancelled from another thread.
"""

import os
import threading
import weakref
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing, contextmanager, suppress
from types import TracebackType
from typing import Any, Callable, Optional

from . import _arguments, _native, _pool, _wire, results
from .folders import find
from .options import Options
from .results import FileResult, Output

__all__ = ["Batch", "FileResult", "Options", "Output", "find", "generate"]

Progress = Callable[[FileResult, int, int], None]
"""Called with each result, how many files are done, and how many there are."""

_TAKEN = "another thread is taking results of this Batch; only cancel may be called meanwhile"


class Batch:
    """The work on one list of files: an iterator of their results as they come.

    It starts at the first result asked for, with the current folder and the environment
    as they were when it was made. Leaving it early, as the end of a ``with`` block or as
    ``close`` does, cancels what is not done and waits until nothing is half-written.
    Files that a ``cancel`` reached get a CancelledError.

    An executor runs the files as tasks, of a few files each where there are many: a
    ProcessPoolExecutor keeps the work out of this process. Without one the core's own
    workers are used, which is the fastest. Files whose worker process ended get a
    CancelledError. Raises as :func:`apsync.generate_thumbnails` does.

    One thread at a time may take results or close it; only ``cancel`` may be called
    from any thread. Another thread's attempt is a RuntimeError.
    """

    def __init__(
        self,
        files: Iterable[_arguments.PathArgument],
        output_directory: _arguments.PathArgument,
        options: Optional[Options] = None,
        executor: Optional[Executor] = None,
    ) -> None:
        self.files = _arguments.paths("files", files)
        output = _arguments.path("output_directory", output_directory)
        wishes = (options or Options()).wishes()
        files_now = [_arguments.absolute(os.fspath(file)) for file in self.files]
        request = _arguments.generate_request(
            files_now, _arguments.absolute(output), environment=_wire.environment(), **wishes
        )
        self._cancelled = threading.Event()
        self._one = threading.RLock()
        self._results = _run(self.files, request, executor, self._cancelled)
        # one that is still open at exit ends while there are modules to end it with
        weakref.finalize(self, _leave, self._one, self._results)

    def cancel(self) -> None:
        """Stops the work soon; may be called from any thread."""
        self._cancelled.set()

    def close(self) -> None:
        """Cancels what is not done and waits for its end."""
        with _one_thread(self._one):
            self._results.close()

    def __enter__(self) -> "Batch":
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[FileResult]:
        return self

    def __next__(self) -> FileResult:
        with _one_thread(self._one):
            return next(self._results)


def generate(
    files: Iterable[_arguments.PathArgument],
    output_directory: _arguments.PathArgument,
    options: Optional[Options] = None,
    progress: Optional[Progress] = None,
    executor: Optional[Executor] = None,
) -> list[FileResult]:
    """Makes the thumbnails of files; returns a result for each, in their order.

    progress is called on this thread; an exception of it cancels the work and comes
    out of this function. Otherwise as :class:`Batch`.
    """
    done: list[FileResult] = []
    with Batch(files, output_directory, options, executor) as batch:
        for result in batch:
            done.append(result)
            if progress is not None:
                progress(result, len(done), len(batch.files))
    return sorted(done, key=lambda result: result.index)


@contextmanager
def _one_thread(one: threading.RLock) -> Iterator[None]:
    """Keeps all threads but one from the results of a Batch, which says so in its words.

    Generators do the same, but not in Pythons without the global lock, where two threads in
    one end the process. What they go on to refuse is a thread that is in there already.
    """
    if not one.acquire(blocking=False):
        raise RuntimeError(_TAKEN)
    try:
        yield
    except ValueError as error:
        if type(error) is not ValueError or str(error) != "generator already executing":
            raise
        raise RuntimeError(_TAKEN) from None
    finally:
        one.release()


# The functions below are no methods: a generator that knew its Batch would keep it
# alive, and a loop that is left early would not end the work.


def _leave(one: threading.RLock, generator: Generator[FileResult, None, None]) -> None:
    """Ends the work that a Batch leaves behind, unless a thread that goes on has it."""
    with suppress(RuntimeError), _one_thread(one):
        generator.close()


def _run(
    files: list[Any],
    request: dict[str, Any],
    executor: Optional[Executor],
    cancelled: threading.Event,
) -> Generator[FileResult, None, None]:
    """Yields a result for each file as it comes."""
    missing = dict(enumerate(files))
    if executor is None:
        records = _records(request, cancelled)
    else:
        records = _pool.records(executor, request, cancelled)
    with closing(records):
        for record in records:
            yield results.from_record(missing.pop(record["index"]), record)
    for index, file in missing.items():
        stopped = {"code": "cancelled", "detail": "stopped by the caller"}
        yield results.from_record(file, {"index": index, "error": stopped})


def _records(
    request: dict[str, Any], cancelled: threading.Event
) -> Generator[dict[str, Any], None, None]:
    """Yields the core's records of the files as they come."""
    with closing(_native.reports(request, cancelled.is_set)) as stream:
        for report in stream:
            yield from report.get("results") or ()
    if not cancelled.is_set():
        _native.value(report)
