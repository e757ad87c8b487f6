"""Large files that take long, but are true: what memory and time are measured with."""

from __future__ import annotations

import os
import random
import struct
import zlib
from pathlib import Path

from PIL import Image

from . import headers


def grainy(w: int, h: int, mode: str = "RGB") -> Image.Image:
    """Return a picture that compresses as badly as a photograph."""
    grain = Image.effect_noise((1024, 1024), 40).convert(mode)
    image = Image.new(mode, (w, h))
    for y in range(0, h, 1024):
        for x in range(0, w, 1024):
            image.paste(grain.transpose(Image.Transpose((x + y) // 1024 % 5)), (x, y))
    return image


def jpeg(path: Path, megapixels: int = 48, **options: object) -> None:
    """A photograph."""
    grainy(*sides(megapixels)).save(path, "JPEG", quality=85, **options)


def jpeg_progressive(path: Path, megapixels: int = 48) -> None:
    """A photograph in scans."""
    jpeg(path, megapixels, progressive=True)


def png(path: Path, megapixels: int = 48, **options: object) -> None:
    """A photograph without loss."""
    grainy(*sides(megapixels)).save(path, "PNG", compress_level=1, **options)


def png_alpha(path: Path, megapixels: int = 24) -> None:
    """The same with transparency."""
    grainy(*sides(megapixels), "RGBA").save(path, "PNG", compress_level=1)


def png_interlaced(path: Path, megapixels: int = 24) -> None:
    """Seven passes over grains, the rows of each all alike."""
    w, h = sides(megapixels)
    squeeze = zlib.compressobj(1)
    data = []
    for x0, y0, dx, dy in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        grain = random.Random(1).randbytes(9973)  # Within what deflate looks back on.
        row = b"\4" + (grain * (3 * w // 9973 + 1))[: 3 * len(range(x0, w, dx))]
        for _ in range(y0, h, dy):
            data.append(squeeze.compress(row))
    header = struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 1)
    data.append(squeeze.flush())
    path.write_bytes(headers.png_of((b"IHDR", header), (b"IDAT", b"".join(data)), (b"IEND", b"")))


def tiff(path: Path, megapixels: int = 48) -> None:
    """LZW."""
    grainy(*sides(megapixels)).save(path, "TIFF", compression="tiff_lzw")


def tiff_plain(path: Path, megapixels: int = 48) -> None:
    """As it is."""
    grainy(*sides(megapixels)).save(path, "TIFF")


def webp(path: Path, megapixels: int = 24) -> None:
    """With loss."""
    grainy(*sides(megapixels)).save(path, "WEBP", quality=80, method=0)


def webp_lossless(path: Path, megapixels: int = 24) -> None:
    """Without loss."""
    grainy(*sides(megapixels)).save(path, "WEBP", lossless=True, quality=0, method=0)


def bmp(path: Path, megapixels: int = 48) -> None:
    """As it is."""
    grainy(*sides(megapixels)).save(path, "BMP")


def tga(path: Path, megapixels: int = 48) -> None:
    """Run lengths."""
    grainy(*sides(megapixels)).save(path, "TGA", compression="tga_rle")


def gif(path: Path, megapixels: int = 48) -> None:
    """256 greys."""
    grainy(*sides(megapixels), "L").save(path, "GIF")


def psd(path: Path, megapixels: int = 48) -> None:
    """A merged picture, as it is."""
    w, h = sides(megapixels)
    head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, h, w, 8, 3) + bytes(12) + b"\0\0"
    plane = grainy(w, h, "L").tobytes()
    path.write_bytes(head + plane * 3)


def exr(path: Path, megapixels: int = 48) -> None:
    """Half floats in ZIP chunks of 16 rows, all alike."""
    w, h = sides(megapixels)
    h -= h % 16
    samples = struct.pack("<256H", *(0x3000 + 8 * (i * 37 % 256) for i in range(256)))
    raw = (samples * (w * 16 * 3 // 256 + 1))[: w * 16 * 6]
    halves = raw[::2] + raw[1::2]
    delta = bytes([halves[0]]) + bytes((b - a + 128) & 255 for a, b in zip(halves, halves[1:]))
    exr_of(path, headers.exr_header(w, h), zlib.compress(delta, 1), (h, 16))


def exr_piz(path: Path, megapixels: int = 256) -> None:
    """PIZ chunks of 32 rows, all alike, of samples in codes of three bits."""
    side = int((megapixels * 1_000_000) ** 0.5) // 32 * 32
    count = side * 32 * 3
    chance = random.Random(1)
    block = "".join(f"{chance.randrange(7):03b}" for _ in range(999))
    text = (block * (count // 999 + 1))[: 3 * count]
    codes = int(text + "0" * (-len(text) % 8), 2).to_bytes((len(text) + 7) // 8, "big")
    lengths = int("000011" * 8, 2).to_bytes(6, "big")  # Symbols 0 to 7, of which 7 is for runs.
    coded = struct.pack("<IIIII", 0, 7, len(lengths), 3 * count, 0) + lengths + codes
    table = struct.pack("<HHB", 0, 0, 0x7F)  # The seven values that there are.
    exr_of(
        path, headers.exr_header(side, side, 4),
        table + struct.pack("<I", len(coded)) + coded, (side, 32),
    )  # fmt: skip


def exr_of(path: Path, head: bytes, chunk: bytes, rows: tuple[int, int]) -> None:
    """Write a picture whose chunks of rows are all the same."""
    height, each = rows
    at = len(head) + 1 + 8 * (height // each)
    step = 8 + len(chunk)
    with path.open("wb") as file:
        file.write(head + b"\0")
        file.write(b"".join(struct.pack("<Q", at + step * i) for i in range(height // each)))
        for y in range(0, height, each):
            file.write(struct.pack("<ii", y, len(chunk)) + chunk)


def xcf(path: Path, layers: int = 1000) -> None:
    """Layers of 4096 by 4096 that share their tiles."""
    side, tiles = 4096, 64 * 64
    head = b"gimp xcf v003\0" + struct.pack(">III", side, side, 0) + struct.pack(">IIB", 17, 1, 1)
    head += struct.pack(">II", 0, 0)
    layer_at = len(head) + 4 * layers + 8
    layer = struct.pack(">III", side, side, 1) + struct.pack(">I", 2) + b"a\0"
    layer += struct.pack(">III", 6, 4, 128) + struct.pack(">II", 0, 0)  # Half transparent.
    hierarchy = layer_at + len(layer) + 8
    level = hierarchy + 20
    tile_at = level + 8 + 4 * tiles + 4
    grain = random.Random(1).randbytes(4096)
    plane = b"".join(b"\xc0" + grain[i : i + 64] for i in range(0, 4096, 64))
    path.write_bytes(
        head + struct.pack(">I", layer_at) * layers + bytes(8) + layer
        + struct.pack(">II", hierarchy, 0)
        + struct.pack(">IIIII", side, side, 4, level, 0)
        + struct.pack(">II", side, side) + struct.pack(">I", tile_at) * tiles + bytes(4) + plane * 4
    )  # fmt: skip
    os.truncate(path, 4 * layers * tiles)  # As long as the places of so many tiles would be.


def sides(megapixels: int) -> tuple[int, int]:
    """Return a size of about that many pixels, 4 to 3."""
    h = int((megapixels * 1_000_000 * 3 / 4) ** 0.5)
    return h * 4 // 3, h
