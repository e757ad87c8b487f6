"""Measures that the budgets of memory, time and processors hold, and prints a table.

``make budgets`` runs it, which takes some minutes and some gigabytes of disk:

- memory: 16 threads that each make thumbnails of 60 large files, with a budget of
  256 MB: the process must stay below one and a half times that and 100 MB, and every
  file must be done;
- time: with a deadline of one second, files that take longer must be given up within
  1.2 s, and those beside them be done;
- processors: with one worker, the time of processors must not be more than 1.05 times
  the time that went by.

Numbers of time mean something only where nothing else runs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Callable

from bombs import slow
from bombs.__main__ import peak

BUDGET = 256 * 10**6
MOST_MEMORY = (1.5 * BUDGET + 100 * 10**6) / (1 << 20)
"""MiB."""

THREADS, FILES = 16, 60
DEADLINE, LATEST = 1.0, 1.2
TRIES = 3
"""Of which the soonest counts: other processes take their turns too."""

MOST_PROCESSORS = 1.05

Make = Callable[[Path], None]

LARGE: dict[str, Make] = {
    "photo.jpg": slow.jpeg,
    "scans.jpg": slow.jpeg_progressive,
    "large.jpg": lambda path: slow.jpeg(path, 100),
    "photo.png": slow.png,
    "large.png": lambda path: slow.png(path, 100),
    "alpha.png": slow.png_alpha,
    "passes.png": slow.png_interlaced,
    "packed.tif": slow.tiff,
    "plain.tif": slow.tiff_plain,
    "photo.webp": slow.webp,
    "lossless.webp": slow.webp_lossless,
    "merged.psd": slow.psd,
    "zip.exr": slow.exr,
    "greys.gif": slow.gif,
    "runs.tga": slow.tga,
}
"""Files that take a budget of 256 MB to their parts."""

LONG: dict[str, Make] = {
    "large.png": lambda path: slow.png(path, 268),
    "passes.png": lambda path: slow.png_interlaced(path, 220),
    "packed.tif": lambda path: slow.tiff(path, 268),
    "lossy.webp": lambda path: slow.webp(path, 160),
    "lossless.webp": lambda path: slow.webp_lossless(path, 190),
    "greys.gif": lambda path: slow.gif(path, 268),
    "zip.exr": lambda path: slow.exr(path, 400),
    "piz.exr": slow.exr_piz,
    "layers.xcf": slow.xcf,
}
"""Files that take more than a second on a processor of today."""


def main() -> int:
    """Measure all and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="memory, time or processors")
    parser.add_argument("--files", type=int, default=FILES, help="for each thread")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="where the files are made, and kept")
    wanted = parser.parse_args()
    if wanted.step:
        print(json.dumps(STEPS[wanted.step](wanted.folder, wanted.files)))
        return 0
    with tempfile.TemporaryDirectory(prefix="apsync-budgets-") as folder:
        place = wanted.folder or Path(folder)
        kept = [check(place, wanted.files) for name, check in CHECKS.items() if wanted.only in name]
    print("all budgets hold" if all(kept) else "a budget does NOT hold")
    return 0 if all(kept) else 1


def check_memory(folder: Path, count: int) -> bool:
    """Run threads over large files and compare the height of memory with the budget."""
    made(folder / "large", LARGE)
    held = True
    print(f"memory: {THREADS} threads, {count} files each, budget of {BUDGET // 10**6} MB")
    for workers in ("0", str(THREADS)):
        seen = run(
            "memory", folder / "large", count, APSYNC_MEMORY=str(BUDGET), APSYNC_WORKERS=workers
        )
        fine = seen["peak"] <= MOST_MEMORY and seen["done"] == THREADS * count
        held &= fine
        name = "a worker for each processor" if workers == "0" else f"{workers} workers"
        print(
            f"  {verdict(fine)}{name}: {seen['done']} files of {THREADS * count} done, "
            f"peak {seen['peak']:.0f} MiB of {MOST_MEMORY:.0f}, "
            f"{seen['wall']:.0f} s, processors {seen['cpu']:.0f} s"
        )
        for failure in seen["failed"][:5]:
            print(f"    {failure}")
    return held


def check_time(folder: Path, count: int) -> bool:
    """Give each long file its second, among small ones, and look at when it ended."""
    made(folder / "long", LONG)
    print(f"time: a deadline of {DEADLINE:.0f} s")
    held = True
    for name in sorted(LONG):
        path = folder / "long" / name
        alone = run("one", path, 1, APSYNC_MEMORY="4GB", APSYNC_WORKERS="1")
        tries = [
            run("deadline", path, 1, APSYNC_MEMORY="4GB", APSYNC_DEADLINE=f"{DEADLINE}s")
            for _ in range(TRIES)
        ]
        seen = min(tries, key=lambda one: one["took"])
        seen["rest"] = all(one["rest"] for one in tries)
        stopped = seen["code"] == "deadline" and seen["took"] <= LATEST
        fine = seen["rest"] and (stopped or alone["took"] <= LATEST)
        held &= fine
        print(
            f"  {verdict(fine)}{name:14} alone {alone['code']} in {alone['took']:5.2f} s; "
            f"{seen['code']} at {seen['took']:.3f} s, "
            f"others {'done' if seen['rest'] else 'NOT done'}"
        )
    return held


def check_processors(folder: Path, count: int) -> bool:
    """Compare processors' time and that of the clock with one worker."""
    made(folder / "large", LARGE)
    print("processors: one worker")
    seen = run("processors", folder / "large", count, APSYNC_MEMORY="1GB", APSYNC_WORKERS="1")
    ratio = seen["cpu"] / seen["wall"]
    fine = ratio <= MOST_PROCESSORS
    print(f"  {verdict(fine)}{seen['cpu']:.2f} s in {seen['wall']:.2f} s: {ratio:.3f} processors")
    for name, part in seen["files"].items():
        print(f"     {name:14} {part:.3f}")
    return fine


def made(folder: Path, files: dict[str, Make]) -> None:
    """Make the files that are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in files.items():
        if not (folder / name).exists():
            make(folder / name)


def verdict(fine: bool) -> str:
    """Return how a line begins."""
    return "ok      " if fine else "BROKEN  "


def run(step: str, folder: Path, count: int, **environment: str) -> dict[str, Any]:
    """Run a step in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="apsync-world-") as world:
        done = subprocess.run(
            [
                sys.executable, __file__, "--step", step, "--folder", str(folder),
                "--files", str(count),
            ],
            env={**os.environ, "XDG_CONFIG_HOME": world, **environment},
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return json.loads(done.stdout)


def step_memory(folder: Path, count: int) -> dict[str, Any]:
    """Make thumbnails of many large files on many threads."""
    from apsync import jobs

    names = sorted(path for path in folder.iterdir() if path.is_file())
    files = [names[i % len(names)] for i in range(count)]
    results: list[Any] = []

    def work(number: int) -> None:
        turn = files[number:] + files[:number]
        options = jobs.Options(preview=True, detail=number % 2 == 0, naming="full")
        for begin in range(0, count, len(names)):  # Names are there once in each call.
            batch = turn[begin : begin + len(names)]
            results.extend(jobs.generate(batch, out / str(number), options))

    with tempfile.TemporaryDirectory(prefix="apsync-out-") as place:
        out = Path(place)
        begun = time.monotonic()
        threads = [threading.Thread(target=work, args=(i,)) for i in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {
        "done": sum(result.ok for result in results),
        "failed": [str(result.error) for result in results if not result.ok],
        "peak": peak(), "wall": time.monotonic() - begun, "cpu": time.process_time(),
    }  # fmt: skip


def step_one(path: Path, count: int) -> dict[str, Any]:
    """Make the thumbnails of one file, with all the time that it takes."""
    from apsync import jobs

    with tempfile.TemporaryDirectory(prefix="apsync-out-") as out:
        (result,) = jobs.generate([path], out, jobs.Options(detail=True))
    code = result.error.code if result.error else "picture"
    return {"code": code, "took": result.milliseconds / 1000}


def step_deadline(path: Path, count: int) -> dict[str, Any]:
    """Make the thumbnails of a file that takes long, in front of small ones."""
    from apsync import jobs

    with tempfile.TemporaryDirectory(prefix="apsync-out-") as place:
        small = []
        for number in range(50):
            small.append(Path(place) / f"small{number}.png")
            slow.grainy(64, 48).save(small[-1])
        ended: dict[int, float] = {}
        begun = time.monotonic()

        def note(result: Any, done: int, total: int) -> None:
            ended[result.index] = time.monotonic() - begun

        files = [path, *small]
        first, *rest = jobs.generate(files, Path(place) / "out", jobs.Options(detail=True), note)
    code = first.error.code if first.error else "picture"
    return {"code": code, "took": ended[0], "rest": all(result.ok for result in rest)}


def step_processors(folder: Path, count: int) -> dict[str, Any]:
    """Make thumbnails of large files with one worker."""
    from apsync import jobs

    parts: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="apsync-out-") as out:
        wall, processor = time.monotonic(), time.process_time()
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            before = time.monotonic(), time.process_time()
            jobs.generate([path], out, jobs.Options(detail=True, naming="full"))
            parts[path.name] = (time.process_time() - before[1]) / (time.monotonic() - before[0])
        return {
            "wall": time.monotonic() - wall, "cpu": time.process_time() - processor, "files": parts,
        }  # fmt: skip


CHECKS = {"memory": check_memory, "time": check_time, "processors": check_processors}
STEPS = {
    "memory": step_memory, "one": step_one, "deadline": step_deadline,
    "processors": step_processors,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
