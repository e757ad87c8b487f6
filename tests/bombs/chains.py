"""Pictures of countless parts, and of parts that go round in circles."""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from pathlib import Path

from . import headers

MILLION = 1_000_000


def gif_frames(path: Path) -> None:
    """A million frames, each transparent; the first that is not is looked for."""
    head = b"GIF89a" + struct.pack("<HH", 64, 64) + b"\x80\0\0" + bytes(6)
    control = b"!\xf9\4\1\0\0\0\0"
    frame = b"," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\2\2\x44\1\0"
    path.write_bytes(head + (control + frame) * MILLION + b";")


def gif_shown_frames(path: Path) -> None:
    """A million frames that can be seen."""
    head = b"GIF89a" + struct.pack("<HH", 64, 64) + b"\x80\0\0" + bytes(6)
    frame = b"," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\2\2\x44\1\0"
    path.write_bytes(head + frame * MILLION + b";")


def gif_empty_frames(path: Path) -> None:
    """A million frames that have no data."""
    head = b"GIF89a" + struct.pack("<HH", 64, 64) + b"\x80\0\0" + bytes(6)
    frame = b"," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\2\0"
    path.write_bytes(head + frame * MILLION + b";")


def gif_extensions(path: Path) -> None:
    """A million comments in front of the first frame."""
    head = b"GIF89a" + struct.pack("<HH", 64, 64) + b"\x80\0\0" + bytes(6)
    path.write_bytes(head + b"!\xfe\1a\0" * MILLION)


def png_frames(path: Path) -> None:
    """A million empty chunks in front of the data."""
    data = headers.picture_of("PNG", 64, 48)
    path.write_bytes(data[:33] + headers.png_chunk(b"teSt", b"") * MILLION + data[33:])


def tiff_cycle(path: Path) -> None:
    """Directories without a picture, each of which is the next one's next."""
    first = struct.pack("<HHHII", 1, 254, 4, 1, 4) + struct.pack("<I", 26)
    second = struct.pack("<HHHII", 1, 254, 4, 1, 4) + struct.pack("<I", 8)
    path.write_bytes(b"II*\0\x08\0\0\0" + first + second)


def tiff_children(path: Path) -> None:
    """A directory that is its own child, a thousand times."""
    count = 1000
    tags = ((254, 4, 1, 1), (330, 4, count, 38))
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    path.write_bytes(
        b"II*\0\x08\0\0\0"
        + struct.pack("<H", 2)
        + entries
        + struct.pack("<I", 8)
        + struct.pack("<I", 8) * count
    )


def tiff_directories(path: Path) -> None:
    """Four million directories, of no entries and as close together as they can lie."""
    places = array("Q", (8 + 8 * i << 16 for i in range(1, 4 * MILLION)))
    if sys.byteorder == "big":
        places.byteswap()
    path.write_bytes(b"II*\0\x08\0\0\0" + places.tobytes() + bytes(8))


def tiff_pages(path: Path) -> None:
    """Half a million directories that are said to be smaller versions of a picture."""
    count = 500_000
    one = b"".join(struct.pack("<HHHIII", 1, 254, 4, 1, 1, 8 + 18 * (i + 1)) for i in range(count))
    path.write_bytes(b"II*\0\x08\0\0\0" + one)


def tiff_strips(path: Path) -> None:
    """A million strips of a row each, all of which are the same byte."""
    count = MILLION
    offsets, sizes = 8, 8 + 4 * count
    tags = (
        (256, 4, 1, 8), (257, 4, 1, count), (258, 3, 1, 1), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, count, offsets), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, count, sizes),
    )  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0" + struct.pack("<I", 8 + 8 * count)
    path.write_bytes(
        head + struct.pack("<I", 8) * count + struct.pack("<I", 1) * count
        + struct.pack("<H", len(tags)) + entries + bytes(4)
    )  # fmt: skip


def tiff_strips_claimed(path: Path) -> None:
    """A hundred million strips, whose places are not there."""
    data = bytearray(headers.tiff(8, 100_000_000))
    at = struct.unpack_from("<I", data, 4)[0] + 2
    for tag in (5, 8):
        struct.pack_into("<I", data, at + 12 * tag + 4, 100_000_000)
    struct.pack_into("<I", data, at + 12 * 7 + 8, 1)
    path.write_bytes(bytes(data))


def tiff_overlap(path: Path) -> None:
    """65,536 tiles of 4 MB that are all one compressed tile: 256 GB of pixels."""
    tile = zlib.compress(bytes(2048 * 2048), 9)
    side, count = 262144, 128 * 128
    at = 8 + len(tile)
    tags = (
        (256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1),
        (277, 3, 1, 1),
        (322, 4, 1, 2048), (323, 4, 1, 2048), (324, 4, count, at), (325, 4, count, at + 4 * count),
    )  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    path.write_bytes(
        b"II*\0" + struct.pack("<I", at + 8 * count) + tile
        + struct.pack("<I", 8) * count + struct.pack("<I", len(tile)) * count
        + struct.pack("<H", len(tags)) + entries + bytes(4)
    )  # fmt: skip


def exr_parts(path: Path) -> None:
    """A million parts."""
    part = headers.exr_attributes(16, 16) + _part(b"a") + b"\0"
    with path.open("wb") as file:
        file.write(struct.pack("<II", 20000630, 0x1002))
        for _ in range(100):
            file.write(part * (MILLION // 100))
        file.write(bytes(65))


def exr_attributes(path: Path) -> None:
    """A million attributes."""
    head = struct.pack("<II", 20000630, 2)
    path.write_bytes(head + b"a\0int\0\4\0\0\0abcd" * MILLION)


def exr_overlap(path: Path) -> None:
    """A quarter of a million tiles of 64 by 64 that are all the same bytes of the file."""
    side, count = 32768, 512 * 512
    head = headers.exr_header(side, side, tiles=(64, 64)) + b"\0"
    packed = zlib.compress(bytes(64 * 64 * 6), 9)
    at = len(head) + 8 * count
    tile = struct.pack("<iiiii", 0, 0, 0, 0, len(packed)) + packed
    path.write_bytes(head + struct.pack("<Q", at) * count + tile)


def exr_lines_overlap(path: Path) -> None:
    """Rows of 30,000 by 30,000 that are all the same bytes of the file."""
    side = 30000
    count = (side + 15) // 16
    head = headers.exr_header(side, side) + b"\0"
    packed = zlib.compress(bytes(side * 16 * 6), 9)
    at = len(head) + 8 * count
    path.write_bytes(
        head + struct.pack("<Q", at) * count + struct.pack("<ii", 0, len(packed)) + packed
    )


def _part(name: bytes) -> bytes:
    """Return the attributes that a part of several has beside others."""

    def attribute(key: bytes, kind: bytes, value: bytes) -> bytes:
        return key + b"\0" + kind + b"\0" + struct.pack("<I", len(value)) + value

    return (
        attribute(b"name", b"string", name) + attribute(b"type", b"string", b"scanlineimage")
        + attribute(b"chunkCount", b"int", struct.pack("<i", 1))
    )  # fmt: skip


def psd_channels(path: Path) -> None:
    """30,000 channels."""
    head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 30000, 64, 64, 8, 3) + bytes(12)
    path.write_bytes(head + b"\0\1" + bytes(MILLION))


def psd_layers(path: Path) -> None:
    """30,000 layers, and a merged picture that is said to be none."""
    count = 30000
    channel = struct.pack(">hI", 0, 2) + struct.pack(">hI", 1, 2) + struct.pack(">hI", 2, 2)
    layer = (
        struct.pack(">iiiiH", 0, 0, 64, 64, 3)
        + channel
        + b"8BIMnorm\xff\0\0\0"
        + struct.pack(">I", 12)
        + bytes(8)
        + b"\1a\0\0"
    )
    body = struct.pack(">h", count) + layer * count + b"\0\0" * 3 * count
    body += bytes(-len(body) % 4)
    path.write_bytes(_unmerged(body))


def _unmerged(layers: bytes) -> bytes:
    """Return a document of those layers that says that its merged picture is empty."""
    section = struct.pack(">I", len(layers)) + layers + bytes(4)
    version = b"8BIM\x04\x21\0\0" + struct.pack(">IIB", 17, 1, 0) + bytes(13)
    head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 64, 64, 8, 3) + bytes(4)
    resources = struct.pack(">I", len(version)) + version
    return head + resources + struct.pack(">I", len(section)) + section + b"\0\0" + bytes(3 * 4096)


def psd_layer_channels(path: Path) -> None:
    """A layer of 65,535 channels."""
    layer = (
        struct.pack(">iiiiH", 0, 0, 64, 64, 65535)
        + struct.pack(">hI", 0, 2) * 65535
        + b"8BIMnorm\xff\0\0\0"
        + bytes(4)
    )
    body = struct.pack(">h", 1) + layer + b"\0\0" * 65535
    path.write_bytes(_unmerged(body))


def jpeg_scans(path: Path) -> None:
    """A progressive picture of 3072 by 3072 in 5000 scans, each over all of it."""
    side = 3072
    data = headers.jpeg(side, side, 0xC2)[:-66] + bytes(28_000)
    runs = b"\xff\xc4\0\x14\x10\1" + bytes(15) + b"\xe0"  # One code: 16,384 blocks end.
    scan = b"\xff\xda\0\x08\1\1\0\1\5\0" + bytes(18)
    path.write_bytes(data + runs + scan * 5000 + b"\xff\xd9")


def jpeg_refinements(path: Path) -> None:
    """A true progressive picture, with its last scan 200 times."""
    from PIL import Image

    picture = Image.effect_noise((1024, 1024), 60)
    picture.save(path, "JPEG", progressive=True, quality=50)
    data = path.read_bytes()
    last = data.rindex(b"\xff\xda")
    path.write_bytes(data[:last] + data[last:-2] * 200 + b"\xff\xd9")


def jpeg_segments(path: Path) -> None:
    """A million comments."""
    data = headers.picture_of("JPEG", 64, 48)
    path.write_bytes(data[:2] + b"\xff\xfe\0\3a" * MILLION + data[2:])


def icc_tags(path: Path) -> None:
    """A profile of ten million tags."""
    profile = bytearray(132)
    struct.pack_into(">I", profile, 0, 1 << 20)
    profile[8:12], profile[12:24], profile[36:40] = b"\4\0\0\0", b"mntrRGB XYZ ", b"acsp"
    struct.pack_into(">I", profile, 128, 10_000_000)
    data = headers.picture_of("PNG", 64, 48)
    chunk = headers.png_chunk(
        b"iCCP", b"a\0\0" + zlib.compress(bytes(profile).ljust(1 << 20, b"\1"))
    )
    path.write_bytes(data[:33] + chunk + data[33:])


def xcf_properties(path: Path) -> None:
    """A picture of GIMP with a million layers that are one."""
    head = b"gimp xcf v003\0" + struct.pack(">III", 64, 64, 0) + struct.pack(">II", 0, 0)
    count = MILLION
    at = len(head) + 4 * count + 8
    layer = (
        struct.pack(">III", 64, 64, 1) + struct.pack(">I", 2) + b"a\0" + struct.pack(">II", 0, 0)
    )
    place = at + len(layer) + 8
    levels = (
        struct.pack(">IIIII", 64, 64, 4, place + 20, 0)
        + struct.pack(">IIII", 64, 64, place + 36, 0)
        + bytes([127, 64, 0, 0] * 8)
    )
    path.write_bytes(
        head
        + struct.pack(">I", at) * count
        + bytes(8)
        + layer
        + struct.pack(">II", place, 0)
        + levels
    )


def ico_entries(path: Path) -> None:
    """65,535 icons in one directory, all the same."""
    inside = headers.picture_of("PNG", 64, 48)
    at = 6 + 16 * 65535
    entry = struct.pack("<BBBBHHII", 64, 48, 0, 0, 1, 32, len(inside), at)
    path.write_bytes(struct.pack("<HHH", 0, 1, 65535) + entry * 65535 + inside)


CHAINS = {
    "gif-frames": gif_frames, "gif-shown-frames": gif_shown_frames,
    "gif-empty-frames": gif_empty_frames,
    "gif-extensions": gif_extensions, "png-chunks": png_frames, "png-tags": icc_tags,
    "tif-cycle": tiff_cycle, "tif-children": tiff_children, "tif-directories": tiff_directories,
    "tif-pages": tiff_pages,
    "tif-strips": tiff_strips, "tif-strips-claimed": tiff_strips_claimed,
    "tif-overlap": tiff_overlap, "exr-parts": exr_parts, "exr-attributes": exr_attributes,
    "exr-overlap": exr_overlap, "exr-lines-overlap": exr_lines_overlap,
    "psd-channels": psd_channels, "psd-layers": psd_layers,
    "psd-layer-channels": psd_layer_channels, "xcf-layers": xcf_properties,
    "ico-entries": ico_entries, "jpg-scans": jpeg_scans, "jpg-refinements": jpeg_refinements,
    "jpg-segments": jpeg_segments,
}  # fmt: skip
