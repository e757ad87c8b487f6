"""Scenes and assets: the previews that their programs saved, cut out by numpy."""

from __future__ import annotations

import gzip
import io
import re
import struct
from pathlib import Path

import numpy as np
from PIL import Image

from ..pictures import Picture


def blender(path: Path) -> Picture:
    """Reads block TEST of a .blend file, plain or in gzip, alpha taken for straight."""
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    large = data[7:8] == b"1"
    order = ">" if data[8:9] == b"V" and not large else "<"
    header = 32 if large else 20 if data[7:8] == b"_" else 24
    place = 17 if large else 12
    while (code := data[place : place + 4]) != b"TEST":
        if code in (b"GLOB", b"ENDB", b""):
            raise ValueError("no block TEST")
        kind, at = ("<q", 16) if large else (order + "i", 4)
        (size,) = struct.unpack_from(kind, data, place + at)
        place += header + size
    width, height = struct.unpack_from(order + "ii", data, place + header)
    pixels = np.frombuffer(data, np.uint8, 4 * width * height, place + header + 8)
    return Picture(pixels.reshape(height, width, 4)[::-1].astype(np.float32) / 255)


def unreal(path: Path) -> Picture:
    """Finds the PNG or JPEG before which its own size stands; its red is blue."""
    data = path.read_bytes()
    for found in re.finditer(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff", data):
        width, height, size = struct.unpack_from("<iii", data, max(0, found.start() - 12))
        if min(width, abs(height), size) <= 0 or found.start() + size > len(data):
            continue
        with Image.open(io.BytesIO(data[found.start() : found.start() + size])) as opened:
            if opened.size == (width, abs(height)):
                pixels = np.asarray(opened.convert("RGBA"), dtype=np.float32) / 255
                return Picture(np.ascontiguousarray(pixels[:, :, [2, 1, 0, 3]]))
    raise ValueError("no thumbnail")
