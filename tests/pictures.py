"""Makes the pictures that the tests work on."""

import os
import struct
import zlib
from pathlib import Path

from PIL import Image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def png_bytes(width, height, colour=RED):
    """Returns a PNG of one colour; three channels or, with alpha, four."""
    row = b"\0" + bytes(colour) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if len(colour) == 3 else 6, 0, 0, 0)
    squeeze = zlib.compressobj(1)
    data = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def png(path, width=40, height=30, colour=RED):
    """Writes a PNG of one colour; returns its path."""
    path = Path(path)
    path.write_bytes(png_bytes(width, height, colour))
    return path


def many(folder, count, width=40, height=30, colour=RED):
    """Writes count PNGs with different names into folder; returns their paths as str."""
    data = png_bytes(width, height, colour)
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    paths = [folder / f"picture{number:04}.png" for number in range(count)]
    for path in paths:
        path.write_bytes(data)
    return [str(path) for path in paths]


def noise(path, side=1500):
    """Writes a PNG of noise, which is as large as its pixels; returns its path as str."""
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(path, compress_level=1)
    return str(path)


def quadrants(width=80, height=60):
    """Returns a picture whose corners tell which way up it is.

    Red top left, green top right, blue bottom left, white bottom right.
    """
    image = Image.new("RGB", (width, height), WHITE)
    half = (width // 2, height // 2)
    image.paste(RED, (0, 0, *half))
    image.paste(GREEN, (half[0], 0, width, half[1]))
    image.paste(BLUE, (0, half[1], half[0], height))
    return image


def corners(image):
    """Returns the colour near each corner, in the order of quadrants, as its name."""
    image = image.convert("RGB")
    width, height = image.size
    near = [(width // 5, height // 5), (width - width // 5, height // 5)]
    near += [(x, height - height // 5) for x, _ in near]
    return [_name(image.getpixel(point)) for point in near]


def damaged_png(path):
    """Writes a PNG whose pixel data is broken right away; returns its path."""
    data = bytearray(png_bytes(64, 64))
    start = data.index(b"IDAT") + 4
    data[start : start + 8] = b"\xff" * 8
    path = Path(path)
    path.write_bytes(bytes(data))
    return path


def opened(path):
    """Returns the picture at path, decoded to its last row."""
    with Image.open(path) as image:
        image.load()
        return image


def _chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _name(pixel):
    known = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    return min(known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], pixel)))
