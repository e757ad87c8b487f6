"""A process that makes thumbnails with one library, told what to do over a pipe.

    python -m tests.bench.worker PEER THREADS

Each line of standard input is a JSON object with the key "op"; each is answered by a
line of JSON on standard output. An exception is answered as {"error": text}.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Callable

from .peers import PEERS


class Worker:
    """The library, and what it can be told to do."""

    def __init__(self, name: str, threads: int) -> None:
        self.peer: Any = PEERS[name](threads)

    def version(self, order: dict[str, Any]) -> dict[str, Any]:
        return {"version": self.peer.version()}

    def make(self, order: dict[str, Any]) -> dict[str, Any]:
        """Makes one thumbnail."""
        return _timed(lambda: self.peer.make(order["task"]))

    def batch(self, order: dict[str, Any]) -> dict[str, Any]:
        """Makes many, with as many threads as told, or with the library's own batch."""
        tasks = order["tasks"]
        if hasattr(self.peer, "many"):
            return _timed(lambda: self.peer.many(tasks))
        with ThreadPoolExecutor(order["workers"]) as pool:
            return _timed(lambda: sum(1 for _ in pool.map(self.peer.make, tasks)))

    def reads(self, order: dict[str, Any]) -> dict[str, Any]:
        """Makes one thumbnail and tells how many bytes were read for it."""
        before = _read()
        answer = _timed(lambda: self.peer.make(order["task"]))
        return {**answer, "read": _read() - before}

    def baseline(self, order: dict[str, Any]) -> dict[str, Any]:
        """Tells the memory in use before any work, in KiB, and forgets the peak so far."""
        if hasattr(self.peer, "load"):
            self.peer.load()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        return {"kib": _status("VmRSS")}

    def peak(self, order: dict[str, Any]) -> dict[str, Any]:
        """Tells the highest memory in use since the baseline, in KiB."""
        return {"kib": _status("VmHWM")}


def _timed(work: Callable[[], Any]) -> dict[str, Any]:
    processor, start = process_time(), perf_counter()
    value = work()
    taken = perf_counter() - start
    used = process_time() - processor
    return {"ms": taken * 1000, "processor": used * 1000, "value": value}


def _read() -> int:
    """Returns how many bytes the process has read, from files and pipes."""
    first = Path("/proc/self/io").read_text(encoding="ascii").splitlines()[0]
    return int(first.split()[1])


def _status(field: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    raise ValueError(f"no {field} in /proc/self/status")


def main() -> None:
    # a library that prints must not be taken for an answer
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker: Any = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            worker = worker or Worker(sys.argv[1], int(sys.argv[2]))
            answer = getattr(worker, order["op"])(order)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
