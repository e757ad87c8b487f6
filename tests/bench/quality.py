"""How near thumbnails are to a full decode made smaller with Lanczos by Pillow.

Figures are levels of 255: the mean of the absolute difference over all channels, and
the bias, the largest mean difference of one channel. Transparent pictures are
compared over grey. The drawn pictures bring out aliasing: whether a thumbnail of them is
good is not told by a figure but by looking at the contact sheet.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .files import CHARTS, File
from .processes import Process, WorkerError, started
from .timing import SLOTS, wishes

MEAN = 1.5
BIAS = 1.0
"""What a preview of apsync may differ at most."""

SIDE = 256
GAP = 12

Difference = dict[str, float]


def measure(files: list[File], peers: list[str], workers: int) -> list[dict[str, Any]]:
    """Compares the preview of every peer, and the detail of apsync."""
    measured = []
    with started(wishes(peers, (workers,))) as processes:
        for file in files:
            with Image.open(file.path) as image:
                full = image.convert("RGBA" if file.row.alpha else "RGB")
            for slot, size in SLOTS.items():
                asked = [p for p in processes if slot == "preview" or p.peer == "apsync"]
                found = {
                    process.peer: difference
                    for process in asked
                    if (difference := _compare(process, file, size, full)) is not None
                }
                row = {"name": file.row.name, "slot": slot, "peers": found}
                measured.append({**row, "drawn": file.row in CHARTS})
            print(f"bench: quality of {file.row.name}", file=sys.stderr, flush=True)
    return measured


def good(difference: Difference) -> bool:
    """Returns whether a preview is near enough."""
    return difference["mean"] < MEAN and abs(difference["bias"]) < BIAS


def sheet(files: list[File], peers: list[str], workers: int, path: Path) -> None:
    """Draws the previews of files beside each other, the reference first."""
    step = SIDE + GAP
    picture = Image.new(
        "RGB", (GAP + step * (len(peers) + 1), GAP + (step + 20) * len(files)), "white"
    )
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(14)
    with started(wishes(peers, (workers,))) as processes:
        for index, file in enumerate(files):
            top = GAP + index * (step + 20)
            with Image.open(file.path) as image:
                full = image.convert("RGB")
            reference = full.copy()
            reference.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
            _show(picture, reference, (GAP, top))
            below = top + reference.height + 2
            draw.text((GAP, below), f"{file.row.name}: full + Lanczos", "black", font)
            for column, process in enumerate(processes, 1):
                difference = _compare(process, file, SIDE, full)
                text = f"{process.peer}: failed"
                if difference:
                    _show(picture, _made(process, file, SIDE), (GAP + column * step, top))
                    text = f"{process.peer}: {difference['mean']:.2f}, {difference['bias']:+.2f}"
                draw.text((GAP + column * step, below), text, "black", font)
    picture.save(path)


def _compare(process: Process, file: File, size: int, full: Image.Image) -> Difference | None:
    """Returns how far a thumbnail is from the full picture, or None if there is none."""
    if process.peer not in file.row.peers:
        return None
    try:
        process.ask("make", task=file.task(size, process.out))
        made = _made(process, file, size)
    except (WorkerError, OSError):
        return None
    wanted = full.resize(made.size, Image.Resampling.LANCZOS)
    apart = _over_grey(made) - _over_grey(wanted)
    biases = apart.mean(axis=(0, 1))
    return {"mean": float(np.abs(apart).mean()), "bias": float(biases[np.abs(biases).argmax()])}


def _made(process: Process, file: File, size: int) -> Image.Image:
    with Image.open(file.task(size, process.out)["out"]) as image:
        return image.convert("RGBA")


def _over_grey(image: Image.Image) -> np.ndarray:
    pixels = np.asarray(image.convert("RGBA"), np.float32)
    alpha = pixels[..., 3:] / 255
    return pixels[..., :3] * alpha + 128 * (1 - alpha)


def _show(picture: Image.Image, image: Image.Image, at: tuple[int, int]) -> None:
    picture.paste(Image.fromarray(_over_grey(image).round().astype(np.uint8)), at)
