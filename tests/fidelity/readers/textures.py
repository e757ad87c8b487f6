"""Readers of the textures of games: containers read here, blocks by their own decoders."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..pictures import Picture

CROSS = {0: (1, 2), 1: (1, 0), 2: (0, 1), 3: (2, 1), 4: (1, 1), 5: (1, 3)}
"""Row and column of each face of a cube map: +X, -X, +Y, -Y, +Z, -Z."""

UASTC_HDR = 167
"""The colour model of ASTC of high range in blocks of 4 by 4 (KTX 2.0 §3.10.2)."""


def astc(path: Path) -> Picture:
    """Reads ASTC's own files with Arm's decoder."""
    data = path.read_bytes()
    sizes = [int.from_bytes(data[at : at + 3], "little") for at in (7, 10)]
    floats = _astc_pixels(data[16:], (sizes[0], sizes[1]), (data[4], data[5]), high=True)
    high = float(floats.max()) > 1
    return Picture(floats, light=high)


def _astc_pixels(
    data: bytes, size: tuple[int, int], block: tuple[int, int], *, high: bool = False
) -> Any:
    import astc_encoder as arm

    profile = arm.ASTCProfile.HDR if high else arm.ASTCProfile.LDR
    kind = arm.ASTCType.F32 if high else arm.ASTCType.U8
    image = arm.ASTCImage(kind, *size)
    swizzle = arm.ASTCSwizzle.from_str("RGBA")
    image = arm.ASTCContext(arm.ASTCConfig(profile, *block)).decompress(data, image, swizzle)
    pixels = np.frombuffer(image.data, np.float32 if high else np.uint8)
    return pixels.reshape(size[1], size[0], 4).astype(np.float32) / (1 if high else 255)


def vtf(path: Path) -> Picture:
    """Reads Valve textures with srctools: the first frame."""
    from srctools.vtf import VTF

    with path.open("rb") as file:
        image = VTF.read(file)
        image.load()
        frame = image.get().to_PIL()
    return Picture(np.asarray(frame.convert("RGBA"), dtype=np.float32) / 255)


def ktx(path: Path) -> Picture:
    """Reads version 1: the largest level."""
    data = path.read_bytes()
    order = "<" if data[12:16] == b"\1\2\3\4" else ">"
    fields = struct.unpack_from(order + "12I", data, 16)
    kind, _, form, internal, _, width, height = fields[:7]
    at = 64 + fields[11] + 4
    size = (width, max(height, 1))
    if kind == 0:
        return Picture(_gl_blocks(internal, data[at:], size))
    channels = {0x1903: 1, 0x8227: 2, 0x1907: 3, 0x1908: 4}[form]
    sample, top = {0x1401: ("u1", 255), 0x1403: ("u2", 65535), 0x1406: ("f4", 1)}[kind]
    pixels = _rows(data[at:], order + sample, size, channels, 4)
    return Picture(pixels / top, light=top == 1)


def _rows(data: bytes, sample: str, size: tuple[int, int], channels: int, align: int) -> Any:
    dtype = np.dtype(sample)
    stride = -(-size[0] * channels * dtype.itemsize // align) * align
    rows = np.frombuffer(data, np.uint8, stride * size[1]).reshape(size[1], stride)
    rows = np.ascontiguousarray(rows[:, : size[0] * channels * dtype.itemsize])
    return rows.view(dtype).reshape(size[1], size[0], channels).astype(np.float32)


def _gl_blocks(internal: int, data: bytes, size: tuple[int, int]) -> Any:
    import texture2ddecoder

    if internal in (0x8C00, 0x8C02, 0x8C01, 0x8C03):
        return _bgra(texture2ddecoder.decode_pvrtc(data, *size, internal & 1), size)
    raise ValueError(f"internal format {internal:#x}")


def _bgra(data: bytes, size: tuple[int, int]) -> Any:
    pixels = np.frombuffer(data, np.uint8).reshape(size[1], size[0], 4)
    return pixels[:, :, [2, 1, 0, 3]].astype(np.float32) / 255


def ktx2(path: Path) -> Picture:
    """Reads version 2: the largest level, the middle of a volume, a cube map as a cross."""
    data = path.read_bytes()
    form, _, width, height, depth, _, faces, _, scheme = struct.unpack_from("<9I", data, 12)
    descriptor = struct.unpack_from("<I", data, 48)[0]
    if form == 0 and data[descriptor + 12] != UASTC_HDR:
        return _basis(data)
    start, length, _ = struct.unpack_from("<3Q", data, 80)
    level = _unpacked(data[start : start + length], scheme)
    parts = max(depth, 1) * faces
    each = len(level) // parts
    slices = [level[i * each : (i + 1) * each] for i in range(parts)]
    size = (width, max(height, 1))
    if faces < 6:
        pixels, light = _vulkan(form, slices[depth // 2], size)
        return Picture(pixels, light)
    drawn = [_vulkan(form, part, size) for part in slices]
    cross = np.zeros((size[1] * 3, size[0] * 4, 4), np.float32)
    for face, (row, column) in CROSS.items():
        colours = drawn[face][0]
        place = cross[row * size[1] :, column * size[0] :][: size[1], : size[0]]
        place[:, :, : colours.shape[2]] = colours
        place[:, :, 3] = colours[:, :, 3] if colours.shape[2] == 4 else 1
    return Picture(cross, drawn[0][1])


def _unpacked(level: bytes, scheme: int) -> bytes:
    import imagecodecs

    if scheme == 2:
        return bytes(imagecodecs.zstd_decode(level))
    return zlib.decompress(level) if scheme == 3 else level


def _vulkan(form: int, data: bytes, size: tuple[int, int]) -> tuple[Any, bool]:
    """Returns the pixels of a Vulkan format, and whether they are linear light."""
    import texture2ddecoder

    if form == 0:
        return _astc_pixels(data, size, (4, 4), high=True), True
    if form == 97:
        return _rows(data, "<f2", size, 4, 1), True
    if form == 123:
        return _shared_exponent(data, size), True
    if form == 148:
        return _bgra(texture2ddecoder.decode_etc2(data, *size), size), False
    raise ValueError(f"vkFormat {form}")


def _shared_exponent(data: bytes, size: tuple[int, int]) -> Any:
    words = np.frombuffer(data, "<u4").reshape(size[1], size[0])
    scale = np.exp2((words >> 27).astype(np.float32) - 24)
    return np.stack([((words >> (9 * i)) & 511) * scale for i in range(3)], axis=2)


def _basis(data: bytes) -> Picture:
    import alktx2

    encoded, _ = alktx2.decode_ktx2_to_bytes(data)
    with Image.open(io.BytesIO(encoded)) as opened:
        return Picture(np.asarray(opened.convert("RGBA"), dtype=np.float32) / 255)
