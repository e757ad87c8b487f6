"""Projects of CAD and 3D programs and old Office documents: the previews inside them.

They are cut out without following their formats as the loaders do: olefile reads
compound files, and the others are searched for what a picture begins with.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from ..pictures import Picture

THUMBNAIL = 17  # PIDSI_THUMBNAIL
INFO_HEADER = struct.pack("<I", 40)  # what a bitmap without a file header begins with


def _opened(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data)) as opened:
        return Picture(np.asarray(opened.convert("RGBA"), dtype=np.float32) / 255)


def _bitmap(dib: bytes) -> Picture:
    """Opens a bitmap without a file header, by giving it one."""
    depth, colours = struct.unpack_from("<H16xI", dib, 14)
    palette = 4 * (colours or 1 << depth) if depth <= 8 else 0
    return _opened(b"BM" + struct.pack("<IHHI", 14 + len(dib), 0, 0, 54 + palette) + dib)


def ole(path: Path) -> Picture:
    """Reads the bitmap within the metafile that is a document's thumbnail."""
    import olefile

    with olefile.OleFileIO(path) as document:
        clip = document.getproperties("\x05SummaryInformation")[THUMBNAIL]
    return _bitmap(clip[clip.index(INFO_HEADER) :])


def first_png(path: Path) -> Picture:
    data = path.read_bytes()
    return _opened(data[data.index(b"\x89PNG\r\n\x1a\n") :])


def first_jpeg(path: Path) -> Picture:
    """Reads the JPEG file with which a project begins; later ones are of materials."""
    data = path.read_bytes()
    return _opened(data[data.index(b"\xff\xd8\xff", 0, 256) :])


def dwg(path: Path) -> Picture:
    data = path.read_bytes()
    (place,) = struct.unpack_from("<I", data, 13)
    for i in range(data[place + 20]):
        code, start, size = struct.unpack_from("<BII", data, place + 21 + 9 * i)
        if code == 2:
            return _bitmap(data[start : start + size])
    raise ValueError("no bitmap")


def rhino(path: Path) -> Picture:
    """Finds a bitmap's header, and behind it rows, plain or packed by zlib."""
    data = path.read_bytes()
    for found in re.finditer(re.escape(INFO_HEADER), data):
        header = data[found.start() : found.start() + 40]
        width, height, planes, depth = struct.unpack_from("<iiHH", header.ljust(40), 4)
        if planes != 1 or depth != 24 or not 0 < width < 4096 or not 0 < height < 4096:
            continue
        rows = data[found.start() + 40 :]
        packed = rows.find(b"\x78\xda", 0, 64)
        if packed >= 0:
            rows = zlib.decompressobj().decompress(rows[packed:])
        return _bitmap(header + rows[: (3 * width + 3) // 4 * 4 * height])
    raise ValueError("no bitmap")
