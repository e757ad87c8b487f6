"""Photographs of any size: mosaics of unscaled crops, so that detail stays natural.

The photographs are those of the corpus beside the repository. Without it they are
made: clouds of noise at every scale with hard-edged shapes among them, which cost
decoders about what photographs do, but not the same.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from . import places

Picture = np.ndarray
"""Rows of pixels of three bytes."""

PHOTOGRAPHS = (
    "heic/exifr__heic-maybebroken.HEIC",
    "jpeg/exif-samples__jolla.jpg",
    "heic/exifr__heic-collection.heic",
    "heic/exifr__heic-single.heic",
    "avif/libavif__fox.profile2.12bpc.yuv444.avif",
)
CELL = (1200, 800)
"""What a mosaic is made of; no photograph is smaller."""

BLOCK = 1024


@lru_cache(maxsize=1)
def photographs() -> tuple[list[Picture], str]:
    """Returns the photographs, the largest first, and what they are in a word."""
    with contextlib.suppress(ImportError):
        import pillow_heif

        pillow_heif.register_heif_opener()
    found = []
    for name in PHOTOGRAPHS:
        # a codec that is not there is an OSError too
        with contextlib.suppress(OSError), Image.open(places.corpus() / name) as image:
            found.append(np.asarray(image.convert("RGB")))
    if found:
        return found, f"photographs-{len(found)}"
    return [_clouds(seed) for seed in range(3)], "synthetic"


def mosaic(width: int, height: int, seed: int, noise: float = 1.2) -> Picture:
    """Returns crops of the photographs side by side, with noise in their luminance.

    noise is its standard deviation, in levels of 255.
    """
    rng = np.random.default_rng(seed)
    sources, _ = photographs()
    grain = np.rint(rng.standard_normal((BLOCK, BLOCK)) * noise).astype(np.int16)
    grain = np.tile(grain, (2, 3))
    picture = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, CELL[1]):
        for left in range(0, width, CELL[0]):
            cell = picture[top : top + CELL[1], left : left + CELL[0]]
            source = sources[rng.integers(len(sources))]
            cell[:] = _noisy(_crop(source, cell.shape, rng), grain, rng)
    return picture


def whole(noise: float) -> Picture:
    """Returns the largest photograph as it is, with noise in its luminance."""
    sources, kind = photographs()
    if kind == "synthetic":
        return mosaic(4032, 3024, 7, noise)
    rng = np.random.default_rng(7)
    height, width = sources[0].shape[:2]
    grain = np.rint(rng.standard_normal((height, width)) * noise).astype(np.int16)
    return _noisy(sources[0], grain, None)


def _crop(source: Picture, shape: tuple[int, ...], rng: np.random.Generator) -> Picture:
    top = rng.integers(source.shape[0] - shape[0] + 1)
    left = rng.integers(source.shape[1] - shape[1] + 1)
    return source[top : top + shape[0], left : left + shape[1]]


def _noisy(crop: Picture, grain: np.ndarray, rng: np.random.Generator | None) -> Picture:
    top = rng.integers(BLOCK) if rng else 0
    left = rng.integers(BLOCK) if rng else 0
    part = grain[top : top + crop.shape[0], left : left + crop.shape[1], None]
    noisy: Picture = np.clip(crop.astype(np.int16) + part, 0, 255).astype(np.uint8)
    return noisy


def _clouds(seed: int) -> Picture:
    """Returns a made picture of 2400 by 1800 pixels."""
    rng = np.random.default_rng(seed)
    total = np.zeros((1800, 2400, 3), np.float32)
    for octave in range(2, 11):
        field = rng.standard_normal((2 + (3 << octave) // 4, 2 + (1 << octave), 3)) * 0.7**octave
        planes = [
            Image.fromarray(field[..., plane].astype(np.float32)).resize(
                (2400, 1800), Image.Resampling.BICUBIC
            )
            for plane in range(3)
        ]
        total += np.stack([np.asarray(plane) for plane in planes], axis=-1)
    total = 128 + total * (52 / total.std())
    image = Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = rng.integers(2400), rng.integers(1800)
        size, colour = rng.integers(20, 220), tuple(int(level) for level in rng.integers(0, 255, 3))
        draw.regular_polygon((int(x), int(y), int(size)), int(rng.integers(3, 9)), fill=colour)
    return np.asarray(image)
