"""Files of film, games and design that are measured beside the common ones.

They are built of the same photographs, with OpenImageIO where Pillow does not write
the format. Light is the photograph's own, twice as bright.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, Callable

import numpy as np
from PIL import Image

from .files import Row
from .photographs import mosaic

FILM = ("apsync", "OpenImageIO", "ImageMagick", "OpenCV")
"""Those that read light; libvips' wheel has no OpenEXR."""

WIDE = (4096, 2160)
"""4K, as film has it."""


def _light() -> Any:
    codes = mosaic(*WIDE, 7).astype(np.float32) / 255
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4) * 2


def _with_openimageio(
    pixels: Callable[[], Any], kind: str, tile: int = 0, **attributes: Any
) -> Callable[[Path], None]:
    """Returns what writes pixels, in tiles of so many pixels where that is not 0."""

    def write(path: Path) -> None:
        import OpenImageIO as oiio  # noqa: N813

        data = np.ascontiguousarray(pixels())
        spec = oiio.ImageSpec(data.shape[1], data.shape[0], data.shape[2], kind)
        for name, value in attributes.items():
            spec.attribute(name.replace("__", ":"), value)
        if tile:
            spec.tile_width = spec.tile_height = tile
        output = oiio.ImageOutput.create(str(path))
        if output is None or not output.open(str(path), spec) or not output.write_image(data):
            raise ValueError(oiio.geterror() if output is None else output.geterror())
        output.close()

    return write


def _exr(compression: str, tile: int = 0) -> Callable[[Path], None]:
    return _with_openimageio(_light, "half", tile, compression=compression)


def packbits(row: bytes) -> bytes:
    """Returns a row in runs (TIFF 6.0 §9); fewer than three equal bytes are no run."""
    values = np.frombuffer(row, dtype=np.uint8)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(values)) + 1))
    lengths = np.diff(np.concatenate((starts, [len(values)])))
    long = lengths >= 3
    out, at = bytearray(), 0
    for start, length in zip(starts[long].tolist(), lengths[long].tolist()):
        out += _literal(row[at:start])
        for n in (*[128] * (length // 128), length % 128):
            if n > 1:
                out += bytes((257 - n, row[start]))
            elif n == 1:
                out += bytes((0, row[start]))
        at = start + length
    return bytes(out + _literal(row[at:]))


def _literal(data: bytes) -> bytes:
    parts = (data[at : at + 128] for at in range(0, len(data), 128))
    return b"".join(bytes((len(part) - 1,)) + part for part in parts)


def _psd(path: Path) -> None:
    """Writes a merged picture of 24 megapixels in runs (Adobe Photoshop File Formats)."""
    pixels = mosaic(6000, 4000, 1)
    height, width, channels = pixels.shape
    rows = [packbits(pixels[y, :, c].tobytes()) for c in range(channels) for y in range(height)]
    with path.open("wb") as file:
        file.write(struct.pack(">4sH6xHIIHH", b"8BPS", 1, channels, height, width, 8, 3))
        file.write(struct.pack(">III", 0, 0, 0))
        file.write(struct.pack(">H", 1))
        file.write(b"".join(struct.pack(">H", len(row)) for row in rows))
        file.write(b"".join(rows))


def _dds(path: Path) -> None:
    """Writes BC1 of 4096 by 4096 with no mips: of each block the two extremes along luma."""
    pixels = mosaic(4096, 4096, 8).astype(np.int32)
    blocks = pixels.reshape(1024, 4, 1024, 4, 3).swapaxes(1, 2).reshape(-1, 16, 3)
    luma = blocks @ np.array([77, 150, 29])
    index = np.arange(len(blocks))
    high, low = blocks[index, luma.argmax(1)], blocks[index, luma.argmin(1)]
    packed = [(c[:, 0] >> 3 << 11) | (c[:, 1] >> 2 << 5) | (c[:, 2] >> 3) for c in (high, low)]
    top, bottom = np.maximum(*packed), np.minimum(*packed)
    span = np.maximum(luma.max(1) - luma.min(1), 1)
    level = (luma - luma.min(1)[:, None]) * 3 // span[:, None]
    codes = np.array([1, 3, 2, 0])[np.clip(level, 0, 3)]
    bits = (codes.astype(np.uint32) << (2 * np.arange(16, dtype=np.uint32))).sum(1)
    data = np.zeros(len(blocks), dtype=[("a", "<u2"), ("b", "<u2"), ("c", "<u4")])
    data["a"], data["b"], data["c"] = top, bottom, bits
    header = struct.pack("<4s7I44x", b"DDS ", 124, 0x81007, 4096, 4096, data.nbytes, 0, 1)
    header += struct.pack("<II4s5I", 32, 4, b"DXT1", 0, 0, 0, 0, 0)
    path.write_bytes(header + struct.pack("<5I", 0x1000, 0, 0, 0, 0) + data.tobytes())


def _tga(path: Path) -> None:
    Image.fromarray(mosaic(*WIDE, 7)).save(path, compression="tga_rle")


ROWS = (
    Row("EXR 4K half ZIP", "zip-4k.exr", _exr("zip"), FILM, size=WIDE),
    Row("EXR 4K half PIZ", "piz-4k.exr", _exr("piz"), FILM, size=WIDE),
    Row("EXR 4K half DWAA", "dwaa-4k.exr", _exr("dwaa"), FILM, size=WIDE),
    Row("EXR 4K half tiles", "tiles-4k.exr", _exr("zip", 64), FILM, size=WIDE),
    Row(
        "Radiance 4K",
        "4k.hdr",
        _with_openimageio(_light, "float"),
        (*FILM, "libvips"),
        size=WIDE,
    ),
    Row(
        "DPX 4K 10 bits",
        "4k.dpx",
        _with_openimageio(
            lambda: mosaic(*WIDE, 7).astype(np.uint16) * 257, "uint16", oiio__BitsPerSample=10
        ),
        ("apsync", "OpenImageIO", "ImageMagick"),
        size=WIDE,
    ),
    Row(
        "TGA 4K RLE", "4k.tga", _tga, ("apsync", "OpenImageIO", "ImageMagick", "Pillow"), size=WIDE
    ),
    Row(
        "PSD 24 MP RLE",
        "24mp.psd",
        _psd,
        ("apsync", "OpenImageIO", "ImageMagick", "Pillow"),
        size=(6000, 4000),
    ),
    Row(
        "DDS 16 MP BC1",
        "16mp.dds",
        _dds,
        ("apsync", "OpenImageIO", "ImageMagick", "Pillow"),
        size=(4096, 4096),
    ),
)
