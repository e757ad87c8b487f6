"""Calls the core: submits a request and waits for it in slices.

A native call that blocks would hold back Ctrl-C until it returns. So a request is
only submitted, and waited for in slices; whatever ends the waiting early, an
interrupt or an exception of the caller, cancels the job and waits until the core
has left nothing half-written.
"""

import time
from collections.abc import Generator
from contextlib import closing
from typing import Any, Callable, Optional

from . import _faults, _library, _wire

SLICE_MS = 25
"""How long one wait may take, and so how late an interrupt may come."""

GRACE_SECONDS = 10.0
"""How long a cancelled job is waited for."""

Report = dict[str, Any]
"""What a wait tells: state, total, completed, results that are new, value or error."""


def call(request: dict[str, Any], watch: Optional[Callable[[Report], None]] = None) -> Any:
    """Has the core carry out request; returns its value, or raises its error.

    watch is given every report, on this thread; an exception of it cancels the job.
    """
    with closing(reports(request)) as stream:
        for report in stream:
            if watch is not None:
                watch(report)
    return value(report)


def value(report: Report) -> Any:
    """Returns the value of a finished job, or raises the error of the whole call."""
    if report.get("error"):
        raise _faults.from_record(report["error"])
    return report.get("value")


def reports(
    request: dict[str, Any], cancelled: Callable[[], bool] = lambda: False
) -> Generator[Report, None, None]:
    """Submits request and yields every report, the last with state "done".

    Closing it early, an exception, or cancelled turning true cancels the job. In the
    first two cases it has ended when control returns, in the third it still reports.
    """
    library = _library.load()
    text = _wire.dump(request)
    answers: list[int] = []
    finished = False
    try:
        # One step for the interpreter: an interrupt cannot fall between the call and
        # the keeping of its answer, and so never leaves a job that nobody knows.
        answers.extend(map(library.submit, (text,), (len(text),)))
        job = _job(library, answers)
        while not finished:
            if library.inherited:
                raise RuntimeError("apsync: this job belongs to the parent process")
            if cancelled():
                library.cancel(job)
            report = _wire.load(library.take(library.wait(job, SLICE_MS)))
            finished = report["state"] == "done"
            yield report
    finally:
        if not library.inherited:
            if not finished:
                _stop(library, answers)
            library.free(answers)


def _job(library: _library.Library, answers: list[int]) -> int:
    """Returns the number of the job in the answer to a submission, or raises its error."""
    answer = _wire.load(library.read(answers[0]))
    if "job" not in answer:
        raise _faults.from_record(answer["error"])
    return int(answer["job"])


def _stop(library: _library.Library, answers: list[int]) -> None:
    """Cancels the job and waits until the core is done with it.

    Further interrupts change nothing: the first is on its way already. What other handlers
    of signals raise meanwhile is raised when the job has ended.
    """
    end = time.monotonic() + GRACE_SECONDS
    late: Optional[BaseException] = None
    while answers and time.monotonic() < end:
        try:
            if _ended(library, answers[0]):
                break
        except KeyboardInterrupt:
            pass
        except BaseException as error:  # noqa: BLE001
            late = error
            end = min(end, time.monotonic() + 1)  # it may come each time
    if late is not None:
        raise late


def _ended(library: _library.Library, answer: int) -> bool:
    """Cancels the job of the answer to a submission, and waits for its end for a slice."""
    known = _wire.load(library.read(answer))
    if "job" not in known:
        return True
    library.cancel(known["job"])
    report = _wire.load(library.take(library.wait(known["job"], SLICE_MS)))
    return bool(report["state"] == "done")
