"""The files that are measured: one row each, built once and kept in build/bench.

A further format is a further row: its name, its file, what writes it, and which peers
can read it. Raise GENERATION when a picture changes, so that all are built anew.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from PIL import Image

from . import drawings, photographs, places
from .photographs import mosaic
from .processes import COMMON
from .tables import counted

GENERATION = 2

Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Row:
    """A file to measure."""

    name: str
    file: str
    write: Callable[[Path], Any]
    peers: tuple[str, ...] = COMMON
    alpha: bool = False
    quick: bool = False
    """Whether a quick run measures it."""

    size: tuple[int, int] | None = None
    """Width and height, of formats that Pillow does not open."""


@dataclass(frozen=True)
class File:
    """A row whose file is there."""

    row: Row
    path: Path
    width: int
    height: int

    def task(self, size: int, out: Path) -> dict[str, Any]:
        """Returns what a worker is told."""
        slot = "pt" if size <= 256 else "dt"
        return {
            "file": str(self.path),
            "out": str(out / f"{self.path.stem}_{slot}.png"),
            "size": size,
            "width": self.width,
            "height": self.height,
            "alpha": self.row.alpha,
        }


def _mosaic(width: int, height: int, seed: int = 1, **save: Any) -> Callable[[Path], None]:
    return lambda path: Image.fromarray(mosaic(width, height, seed)).save(path, **save)


def _photo(**save: Any) -> Callable[[Path], None]:
    return lambda path: Image.fromarray(photographs.whole(1.5)).save(path, **save)


def _deep_png(path: Path) -> None:
    """Writes 16 bits a sample, of which a camera's noise fills the lower ones."""
    import numpy as np
    import pyvips

    rng = np.random.default_rng(5)
    picture = mosaic(4000, 3000, 3).astype(np.int32) * 257
    picture += np.rint(rng.standard_normal((3000, 4000, 1)) * 90).astype(np.int32)
    deep = pyvips.Image.new_from_array(np.clip(picture, 0, 65535).astype(np.uint16))
    deep.copy(interpretation="rgb16").write_to_file(str(path), compression=6)


def _gif(path: Path) -> None:
    Image.fromarray(mosaic(2000, 1500, 4)).quantize(256).save(path)


def _animation(path: Path) -> None:
    """Writes a window that moves over a picture, in 12 frames."""
    scene = Image.fromarray(mosaic(1400, 1000, 4)).quantize(256)
    frames = [scene.crop((8 * n, 6 * n, 8 * n + 1200, 6 * n + 800)) for n in range(12)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40)


def _tiff(compression: str) -> Callable[[Path], None]:
    # 317 is Predictor, 2 horizontal differencing (TIFF 6.0 §14)
    return _mosaic(6000, 4000, compression=compression, tiffinfo={317: 2})


_24: dict[str, Any] = {"quality": 90, "subsampling": "4:2:0"}

ROWS = (
    Row(
        "JPEG 12 MP camera 4:2:2",
        "camera-12mp.jpg",
        _photo(quality=93, subsampling="4:2:2"),
        quick=True,
    ),
    Row("JPEG 24 MP 4:2:0 baseline", "baseline-24mp.jpg", _mosaic(6000, 4000, **_24), quick=True),
    Row(
        "JPEG 24 MP progressive",
        "progressive-24mp.jpg",
        _mosaic(6000, 4000, **_24, progressive=True),
        quick=True,
    ),
    Row(
        "JPEG 24 MP restart markers",
        "restarts-24mp.jpg",
        _mosaic(6000, 4000, **_24, restart_marker_rows=1),
    ),
    Row("JPEG 12 MP 4:4:4", "full-chroma-12mp.jpg", _photo(quality=90, subsampling="4:4:4")),
    Row("JPEG 48 MP", "48mp.jpg", _mosaic(8000, 6000, 2, quality=88)),
    Row("JPEG 100 MP", "100mp.jpg", _mosaic(12250, 8164, 3, quality=85)),
    Row("PNG 12 MP RGB photo", "photo-12mp.png", _mosaic(4000, 3000, 2), quick=True),
    Row("PNG 24 MP RGB", "photo-24mp.png", _mosaic(6000, 4000)),
    Row(
        "PNG RGBA screenshot 4K",
        "screenshot-4k.png",
        lambda path: drawings.screenshot().save(path),
        alpha=True,
        quick=True,
    ),
    Row("PNG 16-bit 12 MP", "deep-12mp.png", _deep_png),
    Row("TIFF 24 MP uncompressed", "raw-24mp.tiff", _mosaic(6000, 4000), quick=True),
    Row("TIFF 24 MP LZW", "lzw-24mp.tiff", _tiff("tiff_lzw")),
    Row("TIFF 24 MP deflate", "deflate-24mp.tiff", _tiff("tiff_adobe_deflate")),
    Row("WebP 12 MP lossy", "lossy-12mp.webp", _photo(quality=80), quick=True),
    Row("WebP 12 MP lossless", "lossless-12mp.webp", _photo(lossless=True)),
    Row("GIF 3 MP", "photo-3mp.gif", _gif, quick=True),
    Row("GIF 1 MP animated", "animated-1mp.gif", _animation),
    Row("BMP 24 MP", "24mp.bmp", _mosaic(6000, 4000), ("apsync", "Pillow", "OpenCV")),
)

CHARTS = (
    Row("fine zone plate PNG", "fine.png", lambda path: drawings.zone_plate().save(path)),
    Row("zone plate PNG", "zone-plate.png", lambda path: drawings.zone_plate(0.25).save(path)),
    Row(
        "zone plate JPEG",
        "zone-plate.jpg",
        lambda path: drawings.zone_plate(0.25).save(path, quality=95),
    ),
    Row("text PNG", "text.png", lambda path: drawings.page().save(path)),
    Row("text JPEG", "text.jpg", lambda path: drawings.page().save(path, quality=92)),
    Row("hair PNG", "hair.png", lambda path: drawings.hair().save(path)),
    Row("hair JPEG", "hair.jpg", lambda path: drawings.hair().save(path, quality=92)),
)
"""Pictures that show aliasing; they are looked at, not timed."""


def growing(extension: str, megapixels: int) -> Row:
    """Returns a picture 3:2 of that size, for the growth of time."""
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    name = f"{extension} {megapixels} MP"
    return Row(name, f"grow-{megapixels}.{extension}", _mosaic(height * 3 // 2, height, 6))


def folder() -> Path:
    """Returns the folder of the files, named after what they are made of."""
    return places.BUILD / f"files-{GENERATION}-{photographs.photographs()[1]}"


def built(rows: list[Row], problems: dict[str, str]) -> list[File]:
    """Builds what is not there; a row that cannot be built goes to problems."""
    files = []
    lacking = [row.name for row in rows if not (folder() / row.file).exists()]
    if lacking:
        names = ", ".join(lacking[:4]) + (", …" if len(lacking) > 4 else "")
        print(
            f"bench: building {counted(len(lacking), 'file')}: {names}", file=sys.stderr, flush=True
        )
    for row in rows:
        try:
            path = place(row.file, row.write)
            files.append(File(row, path, *(row.size or _size(path))))
        except (OSError, ImportError, ValueError) as error:
            problems[row.name] = f"{type(error).__name__}: {error}"
    return files


def _size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def place(name: str, write: Callable[[Path], Any]) -> Path:
    """Returns the path of the file of that name, which is written when it is not there."""
    path = folder() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # under another name first, so that an interrupted run leaves no half file
        half = path.with_name("half-" + name)
        write(half)
        os.replace(half, path)
    return path
