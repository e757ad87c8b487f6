"""Peak memory of one thumbnail: each in a fresh process, over what the process takes
once its library is loaded. Linux only."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .files import File
from .processes import Process, WorkerError
from .timing import SLOTS, wishes


def available() -> bool:
    """Returns whether this system tells a process's peak memory and forgets it on demand."""
    return Path("/proc/self/clear_refs").exists()


def rows(files: list[File], peers: list[str], workers: int) -> list[dict[str, Any]]:
    """Measures every file in both slots; two at a time, for memory does not compete."""
    cases = [(file, slot) for file in files for slot in SLOTS]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda case: _row(case, wishes(peers, (workers,))), cases))


def _row(case: tuple[File, str], workers: list[tuple[str, int]]) -> dict[str, Any]:
    file, slot = case
    mebibytes = {}
    for peer, threads in workers:
        if peer in file.row.peers:
            value = _measure(file, SLOTS[slot], peer, threads)
            if value is not None:
                mebibytes[peer] = value
    print(f"bench: memory of {file.row.name}, {slot}", file=sys.stderr, flush=True)
    return {"name": file.row.name, "slot": slot, "mebibytes": mebibytes}


def _measure(file: File, size: int, peer: str, threads: int) -> float | None:
    """Returns MiB, or None where the peer cannot make it."""
    with Process(peer, threads) as process:
        try:
            baseline: int = process.ask("baseline")["kib"]
            process.ask("make", task=file.task(size, process.out))
            peak: int = process.ask("peak")["kib"]
        except WorkerError as error:
            print(f"bench: {file.row.name}: {peer}: {error}", file=sys.stderr, flush=True)
            return None
    return (peak - baseline) / 1024
