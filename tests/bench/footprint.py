"""What apsync costs a program that has not used it yet: import, first call, memory."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image

from .photographs import mosaic
from .processes import environment

TARGETS = {
    "import over bare Python, ms": 30.0,
    "first call to a finished small preview, ms": 100.0,
    "memory of the loaded library, MiB": 30.0,
}

FIRST_CALL = """
import sys, time
import apsync
start = time.perf_counter()
made = apsync.generate_thumbnail(sys.argv[1], sys.argv[2])
print((time.perf_counter() - start) * 1000 if made else "failed")
"""

RESIDENT = """
import sys
def resident():
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])
bare = resident()
import apsync
imported = resident()
apsync.get_thumbnail(sys.argv[1])
loaded = resident()
apsync.generate_thumbnail(sys.argv[1], sys.argv[2])
print(imported - bare, loaded - bare, resident() - bare)
"""


def measure(rounds: int) -> dict[str, float]:
    """Returns the figures by name; raises OSError or ValueError when apsync does not work."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.jpg"
        Image.fromarray(mosaic(640, 480, 9)).save(small, quality=85)
        arguments = [str(small), folder]
        bare, imported = _starts(rounds)
        first = median(float(_run(FIRST_CALL, arguments)) for _ in range(rounds))
        figures = {
            "import over bare Python, ms": imported - bare,
            "first call to a finished small preview, ms": first,
        }
        if Path("/proc/self/status").exists():
            figures.update(_memory(arguments, rounds))
    return figures


def _starts(rounds: int) -> tuple[float, float]:
    """Returns the milliseconds of a bare Python, and of one that imports apsync, in turns."""
    programs: dict[str, list[float]] = {"pass": [], "import apsync": []}
    for _ in range(rounds * 2 + 1):
        for program, times in programs.items():
            start = time.perf_counter()
            _run(program, [])
            times.append((time.perf_counter() - start) * 1000)
    bare, imported = (median(times[1:]) for times in programs.values())
    return bare, imported


def _memory(arguments: list[str], rounds: int) -> dict[str, float]:
    answers = [_run(RESIDENT, arguments).split() for _ in range(rounds)]
    imported, loaded, used = (median(map(int, column)) / 1024 for column in zip(*answers))
    return {
        "memory of the import, MiB": imported,
        "memory of the loaded library, MiB": loaded,
        "memory after one small preview, MiB": used,
    }


def _run(program: str, arguments: list[str]) -> str:
    command: list[Any] = [os.environ["APSYNC_PYTHON"], "-c", program, *arguments]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip().splitlines()[-1])
    return done.stdout
