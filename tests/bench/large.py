"""Pictures of 16,384 by 16,384 pixels: what a detail of them takes in memory and time.

They repeat one smooth picture, so that the files stay small.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Callable

import numpy as np
from PIL import Image

from .files import Row
from .formats import packbits
from .photographs import mosaic

SIDE = 16384
TILE = 2048
SIZE = (SIDE, SIDE)
OURS = ("apsync",)

LIMIT = 300
"""MiB that a detail may take."""


@cache
def _tile() -> Any:
    small = Image.fromarray(mosaic(256, 256, 9))
    return np.asarray(small.resize((TILE, TILE), Image.Resampling.BICUBIC))


def _bands() -> Iterator[Any]:
    """Yields the picture in bands of 64 rows."""
    for y in range(0, SIDE, 64):
        yield np.ascontiguousarray(np.tile(_tile()[y % TILE : y % TILE + 64], (1, SIDE // TILE, 1)))


def _vips(**save: Any) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        import pyvips

        tile = pyvips.Image.new_from_array(_tile())
        tile.replicate(SIDE // TILE, SIDE // TILE).write_to_file(str(path), **save)

    return write


def _exr(path: Path) -> None:
    import OpenImageIO as oiio  # noqa: N813

    spec = oiio.ImageSpec(SIDE, SIDE, 3, "half")
    spec.attribute("compression", "zip")
    output = oiio.ImageOutput.create(str(path))
    if output is None or not output.open(str(path), spec):
        raise ValueError(oiio.geterror())
    for number, band in enumerate(_bands()):
        light = (band / np.float32(255)) ** np.float32(2.2)
        output.write_scanlines(64 * number, 64 * number + 64, 0, light)
    output.close()


def _psb(path: Path) -> None:
    repeats = SIDE // TILE
    rows = [packbits(_tile()[y, :, c].tobytes()) * repeats for c in range(3) for y in range(TILE)]
    lengths = [len(row) for row in rows]
    with path.open("wb") as file:
        file.write(struct.pack(">4sH6xHIIHH", b"8BPS", 2, 3, SIDE, SIDE, 8, 3))
        file.write(struct.pack(">IIQ", 0, 0, 0))
        file.write(struct.pack(">H", 1))
        for c in range(3):
            plane = lengths[c * TILE : (c + 1) * TILE] * repeats
            file.write(struct.pack(f">{SIDE}I", *plane))
        for c in range(3):
            plane_rows = b"".join(rows[c * TILE : (c + 1) * TILE])
            for _ in range(repeats):
                file.write(plane_rows)


def _tga(path: Path) -> None:
    rows = []
    for row in _tile()[:, :, ::-1]:
        packets = [b"\x7f" + row[x : x + 128].tobytes() for x in range(0, TILE, 128)]
        rows.append(b"".join(packets) * (SIDE // TILE))
    with path.open("wb") as file:
        file.write(struct.pack("<BBB9xHHBB", 0, 0, 10, SIDE, SIDE, 24, 0x20))
        for _ in range(SIDE // TILE):
            file.write(b"".join(rows))


def _dds(path: Path) -> None:
    header = struct.pack("<4s7I44x", b"DDS ", 124, 0x81007, SIDE, SIDE, SIDE * SIDE // 2, 0, 1)
    header += struct.pack("<II4s5I", 32, 4, b"DXT1", 0, 0, 0, 0, 0)
    colours = _tile()[::4, ::4].astype(np.uint16)
    packed = (colours[..., 0] >> 3 << 11) | (colours[..., 1] >> 2 << 5) | (colours[..., 2] >> 3)
    blocks = np.zeros((TILE // 4, TILE // 4, 4), dtype="<u2")
    blocks[..., 0] = packed
    with path.open("wb") as file:
        file.write(header + struct.pack("<5I", 0x1000, 0, 0, 0, 0))
        for _ in range(SIDE // TILE):
            for row in blocks:
                file.write(row.tobytes() * (SIDE // TILE))


ROWS = (
    Row("PNG 268 MP", "16k.png", _vips(compression=1), OURS, size=SIZE),
    Row("TIFF 268 MP deflate", "16k.tiff", _vips(compression="deflate"), OURS, size=SIZE),
    Row(
        "TIFF 268 MP tiles",
        "16k-tiles.tiff",
        _vips(compression="deflate", tile=True, tile_width=256, tile_height=256),
        OURS,
        size=SIZE,
    ),
    Row("EXR 268 MP half ZIP", "16k.exr", _exr, OURS, size=SIZE),
    Row("PSB 268 MP RLE", "16k.psb", _psb, OURS, size=SIZE),
    Row("DDS 268 MP BC1", "16k.dds", _dds, OURS, size=SIZE),
    Row("TGA 268 MP RLE", "16k.tga", _tga, OURS, size=SIZE),
)
