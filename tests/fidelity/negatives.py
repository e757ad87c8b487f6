"""DNG files of sensor data and nothing else, written from a picture in sRGB."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

SENSOR = np.array(
    [[0.7034, -0.0804, -0.1014], [-0.4420, 1.2564, 0.2058], [-0.0851, 0.1994, 0.5758]]
)
"""What a camera sees of CIE XYZ under D65."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
BLACK_LEVEL, WHITE_LEVEL = 512, 16000

SHORT, LONG, FRACTION = 3, 4, 10
Fields = dict[int, tuple[int, list[float]]]


def write(folder: Path, picture: Any) -> None:
    """Writes the picture (sRGB, 8 bits) as files of different kinds."""
    seen = _seen(picture)
    bayer, turned = [[0, 1], [1, 2]], [[1, 2], [0, 1]]
    fuji = [[1, 2, 1, 1, 0, 1], [0, 1, 0, 2, 1, 2], [1, 2, 1, 1, 0, 1]]
    fuji += [[1, 0, 1, 1, 2, 1], [2, 1, 2, 0, 1, 0], [1, 0, 1, 1, 2, 1]]
    _write(folder / "bayer.dng", _mosaic(seen, bayer), _filters(bayer))
    _write(folder / "big-endian.dng", _mosaic(seen, turned), _filters(turned), order=">")
    _write(folder / "packed.dng", _mosaic(seen, bayer), _filters(bayer), coding="packed")
    _write(folder / "lossless.dng", _mosaic(seen, bayer), _filters(bayer), coding="lossless")
    _write(folder / "xtrans.dng", _mosaic(seen, fuji), _filters(fuji))
    _write(folder / "linear.dng", _levels(seen), {262: (SHORT, [34892])})
    _write(folder / "turned.dng", _mosaic(seen, bayer), {**_filters(bayer), 274: (SHORT, [6])})


def _neutral() -> Any:
    return SENSOR @ WHITE / (SENSOR @ WHITE).max()


def _seen(picture: Any) -> Any:
    codes = picture / 255
    light = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    return np.clip(light @ (SENSOR @ TO_XYZ).T / (SENSOR @ WHITE).max(), 0, 1)


def _levels(values: Any) -> Any:
    return np.round(BLACK_LEVEL + values * (WHITE_LEVEL - BLACK_LEVEL)).astype(np.uint16)


def _mosaic(seen: Any, pattern: list[list[int]]) -> Any:
    height, width = seen.shape[:2]
    tile = np.array(pattern)
    repeats = (-(-height // tile.shape[0]), -(-width // tile.shape[1]))
    colours = np.tile(tile, repeats)[:height, :width]
    return _levels(np.take_along_axis(seen, colours[:, :, None], axis=2)[:, :, 0])


def _filters(pattern: list[list[int]]) -> Fields:
    colours = [float(colour) for row in pattern for colour in row]
    return {262: (SHORT, [32803]), 33421: (SHORT, [len(pattern)] * 2), 33422: (1, colours)}


def _write(path: Path, values: Any, more: Fields, order: str = "<", coding: str = "") -> None:
    height, width = values.shape[:2]
    samples = 1 if values.ndim == 2 else values.shape[2]
    if coding == "lossless":
        import imagecodecs

        data = imagecodecs.ljpeg_encode(values, bitspersample=14)
    elif coding == "packed":
        digits = values.reshape(height, -1)[:, :, None] >> np.arange(13, -1, -1) & 1
        data = np.packbits(digits.reshape(height, -1).astype(np.uint8), axis=1).tobytes()
    else:
        data = values.astype(order + "u2").tobytes()
    data += bytes(len(data) % 2)
    depth = 14 if coding else 16
    fields: Fields = {
        254: (LONG, [0]),
        256: (LONG, [width]),
        257: (LONG, [height]),
        258: (SHORT, [depth] * samples),
        259: (SHORT, [7 if coding == "lossless" else 1]),
        273: (LONG, [8]),
        274: (SHORT, [1]),
        277: (SHORT, [samples]),
        278: (LONG, [height]),
        279: (LONG, [len(data)]),
        50706: (1, [1, 4, 0, 0]),
        50714: (LONG, [BLACK_LEVEL] * samples),
        50717: (LONG, [WHITE_LEVEL] * samples),
        50721: (FRACTION, list(SENSOR.ravel())),
        50728: (5, list(_neutral())),
        50778: (SHORT, [21]),
        **more,
    }
    path.write_bytes(_file(order, data, fields))


def _file(order: str, data: bytes, fields: Fields) -> bytes:
    """Returns a TIFF file with the data behind its header."""
    start = 8 + len(data)
    outside = start + 2 + 12 * len(fields) + 4
    directory, rest = struct.pack(order + "H", len(fields)), b""
    for tag, (kind, values) in sorted(fields.items()):
        packed = _packed(order, kind, values)
        directory += struct.pack(order + "HHI", tag, kind, len(values))
        if len(packed) <= 4:
            directory += packed.ljust(4, b"\0")
            continue
        directory += struct.pack(order + "I", outside + len(rest))
        rest += packed + bytes(len(packed) % 2)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "I", start) + data + directory + bytes(4) + rest


def _packed(order: str, kind: int, values: list[float]) -> bytes:
    if kind in (5, FRACTION):
        parts = [part for value in values for part in (round(value * 10**6), 10**6)]
        return struct.pack(f"{order}{len(parts)}{'I' if kind == 5 else 'i'}", *parts)
    letter = {1: "B", SHORT: "H", LONG: "I"}[kind]
    return struct.pack(f"{order}{len(values)}{letter}", *(int(value) for value in values))
