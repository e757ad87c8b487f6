"""Times rows: workers that stay warm take turns on the same file.

One measurement runs at a time. In each round every worker has one turn, and each
round starts with another worker, so that a busy moment of the machine hits all alike.
"""

from __future__ import annotations

import struct
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from .files import File
from .processes import THREADLESS, Process, WorkerError

SLOTS = {"preview": 256, "detail": 2048}

PAUSE = 0.01
"""Seconds between turns, for what a worker still does behind its answer."""

HOPELESS = 1.5
"""A peer this many times slower than the fastest even in its quickest turn is let go."""

Times = dict[str, list[float]]
"""Milliseconds of each turn, by worker: "libvips-2" is libvips with two threads."""


@dataclass
class Turns:
    """What the turns on one file took."""

    times: Times = field(default_factory=dict)
    processor: Times = field(default_factory=dict)
    """Time of all cores together, which other work on the machine disturbs less."""

    failures: dict[str, str] = field(default_factory=dict)

    def take(self, process: Process, file: File, size: int) -> None:
        """Has a worker make one thumbnail and notes what it took."""
        answer = process.ask("make", task=file.task(size, process.out))
        self.times.setdefault(process.name, []).append(answer["ms"])
        self.processor.setdefault(process.name, []).append(answer["processor"])
        time.sleep(PAUSE)


def wishes(peers: list[str], threads: tuple[int, ...]) -> list[tuple[str, int]]:
    """Returns the workers to start for these peers."""
    return [(peer, count) for peer in peers for count in ((1,) if peer in THREADLESS else threads)]


def rows(files: list[File], processes: list[Process], rounds: int) -> list[dict[str, Any]]:
    """Times every file in both slots."""
    measured = []
    for file in files:
        for slot, size in SLOTS.items():
            turns = rotate(file, size, processes, rounds)
            measured.append(
                {
                    "name": file.row.name,
                    "slot": slot,
                    "megapixels": file.width * file.height / 1e6,
                    **asdict(turns),
                }
            )
            _tell(f"{file.row.name}, {slot}", turns.times)
    return measured


def rotate(file: File, size: int, processes: list[Process], rounds: int) -> Turns:
    """Times one thumbnail: a first turn that does not count, then the rounds."""
    turns = Turns()
    running = []
    for process in processes:
        if process.peer in file.row.peers:
            try:
                process.ask("make", task=file.task(size, process.out))
                check(process, file, size)
                running.append(process)
            except WorkerError as failure:
                turns.failures[process.name] = str(failure)
    for number in range(rounds):
        start = number % max(1, len(running))
        for process in running[start:] + running[:start]:
            try:
                turns.take(process, file, size)
            except WorkerError as failure:
                turns.failures[process.name] = str(failure)
        running = [process for process in running if process.name not in turns.failures]
        if number + 1 >= min(3, rounds - 2):
            running = _hopeful(running, turns.times)
    return turns


def check(process: Process, file: File, size: int) -> None:
    """Raises WorkerError when the thumbnail is not there or not of the size asked for."""
    path = Path(file.task(size, process.out)["out"])
    longest = min(size, max(file.width, file.height))
    try:
        with path.open("rb") as stream:
            # PNG §11.2.2: width and height follow signature, length and name of IHDR
            found = max(struct.unpack(">II", stream.read(24)[16:]))
    except (OSError, struct.error) as error:
        raise WorkerError(f"no thumbnail: {error}") from error
    if found != longest:
        raise WorkerError(f"made a thumbnail of {found} pixels, not {longest}")


def best(times: Times, peer: str, workers: int) -> float | None:
    """Returns the median milliseconds of a peer that may use so many workers.

    With more than one, a peer has the better of that and of one; apsync has its own.
    """
    counts = {workers} if peer == "apsync" else {1, workers}
    found = [times.get(f"{peer}-{count}") for count in counts]
    return min((median(turns) for turns in found if turns), default=None)


def _hopeful(running: list[Process], times: Times) -> list[Process]:
    """Returns the workers that may still be the fastest, and apsync."""
    fastest = min((median(times[process.name]) for process in running), default=0)
    return [
        process
        for process in running
        if process.peer == "apsync" or min(times[process.name]) <= HOPELESS * fastest
    ]


def _tell(what: str, times: Times) -> None:
    medians = ", ".join(f"{name} {median(turns):.0f}" for name, turns in times.items() if turns)
    print(f"bench: {what}: {medians} ms", file=sys.stderr, flush=True)
