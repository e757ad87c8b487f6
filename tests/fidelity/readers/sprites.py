"""Readers of pixel art, cursors and Paint.NET's documents."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..pictures import Picture
from .general import from_pillow


def cursor(path: Path) -> Picture:
    """Reads the first frame of an animated cursor with Pillow."""
    data = path.read_bytes()
    at = data.index(b"icon", data.index(b"fram"))
    size = struct.unpack_from("<I", data, at + 4)[0]
    # As an icon (type 1), since Pillow leaves out the masks of cursors (type 2).
    icon = b"\0\0\1\0" + data[at + 12 : at + 8 + size]
    with Image.open(io.BytesIO(icon)) as opened:
        return from_pillow(opened)


def paint_net(path: Path) -> Picture:
    """Reads with pypdn, which composes the layers."""
    import pypdn

    merged = pypdn.read(str(path)).flatten(asByte=True)
    return Picture(np.asarray(merged, dtype=np.float32) / 255)


def aseprite(path: Path) -> Picture:
    """Lays the cels of the first frame that has any over each other."""
    data = path.read_bytes()
    frames, width, height, depth = struct.unpack_from("<4H", data, 6)
    layers: list[tuple[bool, int]] = []
    palette = np.zeros((256, 4), np.uint8)
    canvas = Image.new("RGBA", (width, height))
    at = 128
    for _ in range(frames):
        for kind, body in _chunks(data, at):
            if kind == 0x2004:
                layers.append((bool(body[0] & 1), body[12]))
            elif kind == 0x2019:
                _read_palette(body, palette)
            elif kind == 0x2005 and layers[body[0]][0]:
                opacity = body[6] * layers[body[0]][1] // 255
                palette[data[28], 3] = 0
                canvas = _with_cel(canvas, body, _colours(body, depth, palette), opacity)
        if canvas.getbbox() is not None:
            break
        at += struct.unpack_from("<I", data, at)[0]
    return Picture(np.asarray(canvas, dtype=np.float32) / 255)


def _chunks(data: bytes, frame: int) -> Iterator[tuple[int, bytes]]:
    old, new = (
        struct.unpack_from("<H", data, frame + 6)[0],
        struct.unpack_from("<I", data, frame + 12)[0],
    )
    at = frame + 16
    for _ in range(new or old):
        size, kind = struct.unpack_from("<IH", data, at)
        yield kind, data[at + 6 : at + size]
        at += size


def _read_palette(body: bytes, palette: Any) -> None:
    _, first, last = struct.unpack_from("<3I", body)
    at = 20
    for i in range(first, last + 1):
        named = struct.unpack_from("<H", body, at)[0] & 1
        palette[i] = list(body[at + 2 : at + 6])
        at += 6
        if named:
            at += 2 + struct.unpack_from("<H", body, at)[0]


def _colours(body: bytes, depth: int, palette: Any) -> Any:
    kind = struct.unpack_from("<H", body, 7)[0]
    if kind not in (0, 2):
        raise ValueError(f"a cel of type {kind}")
    width, height = struct.unpack_from("<2H", body, 16)
    raw = np.frombuffer(zlib.decompress(body[20:]) if kind == 2 else body[20:], np.uint8)
    if depth == 8:
        return palette[raw.reshape(height, width)]
    if depth == 16:
        return raw.reshape(height, width, 2)[:, :, [0, 0, 0, 1]]
    return raw.reshape(height, width, 4)


def _with_cel(canvas: Image.Image, body: bytes, colours: Any, opacity: int) -> Image.Image:
    cel = Image.fromarray(np.ascontiguousarray(colours), "RGBA")
    cel.putalpha(cel.getchannel("A").point(lambda v: v * opacity // 255))
    place = Image.new("RGBA", canvas.size)
    place.paste(cel, struct.unpack_from("<2h", body, 2))
    return Image.alpha_composite(canvas, place)
