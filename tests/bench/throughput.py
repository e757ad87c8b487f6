"""Throughput: how long mixed JPEGs take in one go, on one worker and on two.

Peers keep as many pictures at work as there are workers, each on one thread, which is
the fastest way to use them; apsync is given the whole list.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image

from . import files, photographs
from .files import File, Row
from .processes import Process, WorkerError, started
from .tables import counted

COUNT = 200
MEGAPIXELS = 1019
"""Of all files together; each has 1 to 24."""


def mixed(count: int) -> list[File]:
    """Returns the first count of the mixed JPEGs, which are built when they are not there."""
    problems: dict[str, str] = {}
    found = files.built(
        [_row(index, size) for index, size in enumerate(_sizes())][:count], problems
    )
    for name, reason in problems.items():
        print(f"bench: {name}: {reason}", file=sys.stderr, flush=True)
    return found


def measure(count: int, peers: list[str], workers: int, rounds: int) -> dict[str, Any]:
    """Times previews of count files; a first round does not count."""
    batch = mixed(count)
    wished = [(peer, workers if peer == "apsync" else 1) for peer in peers]
    seconds: dict[str, list[float]] = {peer: [] for peer in peers}
    failures: dict[str, str] = {}
    with started(wished) as processes:
        for number in range(rounds + 1):
            for process in (
                processes[number % len(processes) :] + processes[: number % len(processes)]
            ):
                if process.peer in failures:
                    continue
                try:
                    taken = run(process, batch, workers)
                except WorkerError as failure:
                    failures[process.peer] = str(failure)
                    continue
                if number:
                    seconds[process.peer].append(taken)
    total = sum(file.width * file.height for file in batch) / 1e6
    medians = ", ".join(f"{peer} {median(turns):.2f}" for peer, turns in seconds.items() if turns)
    print(
        f"bench: {count} files, {counted(workers, 'worker')}: {medians} s",
        file=sys.stderr,
        flush=True,
    )
    return {
        "files": len(batch),
        "megapixels": total,
        "workers": workers,
        "seconds": seconds,
        "failures": failures,
    }


def run(process: Process, batch: list[File], workers: int) -> float:
    """Has a worker make the previews of all files; returns the seconds."""
    tasks = [file.task(256, process.out) for file in batch]
    answer = process.ask("batch", tasks=tasks, workers=workers)
    made = answer.get("value")
    if made is not None and made != len(batch):
        raise WorkerError(f"made {made} of {len(batch)}")
    return float(answer["ms"]) / 1000


def _sizes() -> list[float]:
    """Returns megapixels, many small and few large, that add up; in mixed order."""
    steps = (np.arange(COUNT) + 0.5) / COUNT
    low, high = 0.1, 10.0
    for _ in range(60):
        bend = (low + high) / 2
        low, high = (bend, high) if (24 ** (steps**bend)).sum() > MEGAPIXELS else (low, bend)
    return [float(size) for size in np.random.default_rng(21).permutation(24 ** (steps**low))]


def _row(index: int, megapixels: float) -> Row:
    rng = np.random.default_rng(1000 + index)
    aspect = rng.choice([1.5, 4 / 3, 1.0, 3 / 4, 16 / 9])
    width, height = (
        round((megapixels * 1e6 * aspect) ** 0.5),
        round((megapixels * 1e6 / aspect) ** 0.5),
    )
    save: dict[str, Any] = {
        "quality": int(rng.integers(78, 95)),
        "subsampling": str(rng.choice(["4:2:0", "4:2:0", "4:2:0", "4:2:2", "4:4:4"])),
        "progressive": bool(rng.random() < 0.1),
    }

    def write(path: Path) -> None:
        Image.fromarray(photographs.mosaic(width, height, 2000 + index)).save(path, **save)

    return Row(f"mixed {index}", f"mixed-{index:03}.jpg", write)
