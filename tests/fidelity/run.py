"""One comparison of all files."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from apsync import jobs

from . import compare, made, places, readers, report
from .pictures import Picture, shown
from .report import Row

SIZE = 256


def run(only: str) -> int:
    """Compares the files whose path has only; returns the exit code."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    made.make(places.MADE)
    files = _files(places.corpus(), only) + _files(places.MADE, only)
    reasons = report.reasons()
    rows = []
    places.OURS.mkdir(parents=True, exist_ok=True)
    for result in _made(files):
        row = _compared(result)
        row.reason = reasons.get(row.name, "")
        rows.append(row)
        if row.far and not row.reason:
            print(f"fidelity: {row.name}: {row.problem or _numbers(row)}", flush=True)
    for path in report.write(rows, whole=not only):
        print(f"fidelity: written {path}")
    unexplained = sum(row.far and not row.reason for row in rows)
    print(f"fidelity: {len(rows)} files, {unexplained} differences without a reason")
    return 1 if unexplained else 0


def _made(files: list[Path]) -> Iterator[jobs.FileResult]:
    """Makes previews, those of files with one name in folders of their own."""
    folders: dict[int, list[Path]] = {}
    seen: Counter[str] = Counter()
    for path in files:
        folders.setdefault(seen[path.stem.lower()], []).append(path)
        seen[path.stem.lower()] += 1
    options = jobs.Options(preview=True, detail=False)
    for number, batch in folders.items():
        yield from jobs.generate(batch, places.OURS / str(number), options)


def _numbers(row: Row) -> str:
    return f"similarity {row.similarity:.3f}, ΔE {row.difference:.1f} against {row.reader}"


def _files(root: Path, only: str) -> list[Path]:
    found = (path for path in sorted(root.rglob("*")) if path.suffix.lower() in readers.TABLE)
    return [
        path
        for path in found
        if "hostile" not in path.relative_to(root).parts and re.search(only, str(path))
    ]


def _compared(result: jobs.FileResult) -> Row:
    path = Path(result.path)
    root = places.BUILD if places.MADE in path.parents else places.corpus()
    row = Row(str(path.relative_to(root)), loader=result.loader or "")
    theirs, row.reader, failures = _theirs(path)
    if result.error is not None:
        row.problem = f"ours fails: {result.error.code}"
        row.loader = row.loader or "none"
        if theirs is None:
            row.problem += "; so do all readers: " + failures[:120]
        return row
    with Image.open(result.outputs[0].path) as opened:
        ours = np.asarray(opened.convert("RGBA"), dtype=np.float32) / 255
    row.ours = shown(Picture(ours), (ours.shape[1], ours.shape[0]))
    if theirs is None:
        row.problem = "no reader opens it: " + failures[:120]
        return row
    height, width = theirs.pixels.shape[:2]
    width *= theirs.aspect
    expected = min(SIZE / max(width, height), 1)
    if abs(ours.shape[1] - width * expected) > 1.5 or abs(ours.shape[0] - height * expected) > 1.5:
        row.problem = f"ours is {result.width} by {result.height}, theirs {width:.0f} by {height}"
    row.theirs = shown(theirs, (ours.shape[1], ours.shape[0]))
    row.similarity = compare.similarity(row.ours, row.theirs)
    row.difference = compare.colour_difference(row.ours, row.theirs)
    return row


def _theirs(path: Path) -> tuple[Picture | None, str, str]:
    """Returns the picture of the first reader that has one, its name, and what the
    others said."""
    failures = []
    for name, read in readers.TABLE[path.suffix.lower()]:
        try:
            return read(path), name, ""
        except Exception as error:
            failures.append(f"{name}: {str(error).strip()[:60]}")
    return None, "", "; ".join(failures).replace("\n", " ")
