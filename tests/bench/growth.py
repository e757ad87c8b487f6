"""How time grows: with the pixels of a picture, and with the number of files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image

from . import files, timing
from .files import File, Row
from .photographs import mosaic
from .processes import WorkerError, started
from .throughput import run

MEGAPIXELS = (1, 3, 10, 30, 100)
COUNTS = (1, 10, 100, 1000, 10_000)
PATTERNS = 100
"""Different pictures among the small files."""

SERIES = (("jpg", "preview"), ("jpg", "detail"), ("png", "preview"))


def pixels(peers: list[str], workers: int, quick: bool) -> list[dict[str, Any]]:
    """Times pictures of 1 to 100 megapixels, to 10 in a quick run."""
    series = []
    with started(timing.wishes(peers, (workers,))) as processes:
        for extension, slot in SERIES:
            grown = files.built(
                [files.growing(extension, size) for size in MEGAPIXELS[: 3 if quick else 5]], {}
            )
            points = []
            for file in grown:
                size, rounds = timing.SLOTS[slot], 1 if quick else 3
                times = timing.rotate(file, size, processes, rounds).times
                medians = {peer: timing.best(times, peer, workers) for peer in peers}
                points.append({"megapixels": file.width * file.height / 1e6, "ms": medians})
            series.append({"format": extension, "slot": slot, "points": points})
            print(f"bench: growth of {extension}, {slot}", file=sys.stderr, flush=True)
    return series


def counts(peers: list[str], workers: int, quick: bool) -> list[dict[str, Any]]:
    """Times batches of small files: of 1 to 10,000, peers to 1,000, quick runs to 100."""
    small = _small(COUNTS[2] if quick else COUNTS[4])
    points = []
    wished = [(peer, workers if peer == "apsync" else 1) for peer in peers]
    with started(wished) as processes:
        for count in (count for count in COUNTS if count <= len(small)):
            seconds: dict[str, float] = {}
            for process in processes:
                if count > COUNTS[3] and process.peer != "apsync":
                    continue
                try:
                    turns = [run(process, small[:count], workers) for _ in range(_turns(count))]
                except WorkerError:
                    continue
                # the first turn warms up
                seconds[process.peer] = median(turns[1:] or turns)
                shutil.rmtree(process.out)
                process.out.mkdir()
            points.append({"files": count, "seconds": seconds})
            print(f"bench: growth, {count} files", file=sys.stderr, flush=True)
    return points


def _turns(count: int) -> int:
    return 6 if count <= 10 else 3 if count <= 100 else 1


def _small(count: int) -> list[File]:
    """Returns count JPEGs of 320 by 240, each a file of its own."""
    folder = files.folder() / "small"
    folder.mkdir(parents=True, exist_ok=True)
    patterns: list[bytes] = []
    found = []
    for index in range(count):
        path = folder / f"{index:05}.jpg"
        if not path.exists():
            patterns = patterns or _patterns(folder)
            path.write_bytes(patterns[index % PATTERNS])
        found.append(File(Row(path.stem, path.name, Path.touch), path, 320, 240))
    return found


def _patterns(folder: Path) -> list[bytes]:
    print("bench: building small files", file=sys.stderr, flush=True)
    picture = Image.fromarray(mosaic(3200, 2400, 8))
    scratch = folder / "scratch.jpg"
    patterns = []
    for index in range(PATTERNS):
        left, top = index % 10 * 320, index // 10 * 240
        picture.crop((left, top, left + 320, top + 240)).save(scratch, quality=85)
        patterns.append(scratch.read_bytes())
    scratch.unlink()
    return patterns
