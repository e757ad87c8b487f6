"""Tries the files that are made to harm and prints how each ended, as a table or JSON."""

from __future__ import annotations

import argparse
import json
import os
import select
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bombs import ALL, SMALL, Bomb

MOST_TIME = 2.0
"""Seconds of processor time."""

MOST_MEMORY = 300.0
"""MiB that the process holds at its height, the interpreter included."""

LONGEST = 120.0
"""Seconds after which a process is ended."""


def main() -> int:
    """Try them and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a name")
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each")
    parser.add_argument("--small", action="store_true", help="leave out those of many megabytes")
    wanted = parser.parse_args()
    failed = 0
    for bomb in SMALL if wanted.small else ALL:
        if wanted.only not in bomb.name:
            continue
        seen = tried(bomb)
        failed += bool(problem(bomb, seen))
        if wanted.json:
            print(json.dumps(seen), flush=True)
        else:
            print(row(bomb, seen), flush=True)
    if not wanted.json:
        print(f"{failed} of {len(ALL)} files ended otherwise than they must")
    return 1 if failed else 0


def row(bomb: Bomb, seen: dict[str, object]) -> str:
    """Return a line of the table."""
    told = problem(bomb, seen) or bomb.why
    return (
        f"{bomb.name:22}{seen['size']:>14,}{seen['code']:>17}{seen['cpu']:7.2f} s"
        f"{seen['peak']:6.0f} MiB  {told}"
    )


def problem(bomb: Bomb, seen: dict[str, object], most_time: float = MOST_TIME) -> str:
    """Return what is wrong with how it ended, or nothing."""
    if seen["code"] not in bomb.codes:
        return f"WRONG: {seen['code']}, not {' or '.join(bomb.codes)}: {seen['text']}"
    if seen["cpu"] > most_time:
        return f"WRONG: took {seen['cpu']:.1f} s"
    if seen["peak"] > MOST_MEMORY:
        return f"WRONG: held {seen['peak']:.0f} MiB"
    return ""


def tried(bomb: Bomb) -> dict[str, object]:
    """Make the file, try it in a process of its own, and return what was seen."""
    with tempfile.TemporaryDirectory(prefix="apsync-bombs-") as folder:
        path = Path(folder) / f"bomb{bomb.suffix}"
        bomb.make(path)
        seen = measured(path)
        return {"name": bomb.name, "size": path.stat().st_size, **seen}


def measured(path: Path) -> dict[str, object]:
    """Make thumbnails of a file in a child of this process, which has not loaded the library."""
    end, begin = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(end)
        try:
            os.write(begin, json.dumps(attempt(path)).encode())
        finally:
            os._exit(0)
    os.close(begin)
    ready, _, _ = select.select([end], [], [], LONGEST)
    if not ready:
        os.kill(child, 9)
    with os.fdopen(end, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if not told:
        text = f"ended by {status}" if ready else f"still at it after {LONGEST:.0f} s"
        return {"code": "killed", "text": text, "cpu": 0.0, "wall": 0.0, "peak": 0.0}
    return json.loads(told)


def attempt(path: Path) -> dict[str, object]:
    """Make both thumbnails and return how it ended and what it took."""
    from apsync import jobs

    wall, processor = time.monotonic(), time.process_time()
    options = jobs.Options(preview=True, detail=True)
    (result,) = jobs.generate([path], path.parent / "out", options)
    return {
        "code": result.error.code if result.error else "picture",
        "text": str(result.error or "")[:2000],
        "cpu": time.process_time() - processor,
        "wall": time.monotonic() - wall,
        "peak": peak(),
    }


def peak() -> float:
    """Return the most memory that this process held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(
            line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM")
        )
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)  # macOS tells bytes.


if __name__ == "__main__":
    sys.exit(main())
