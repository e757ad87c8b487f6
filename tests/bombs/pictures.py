"""Pictures of countless tables, frames, levels and elements, and codes that stand for much."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from . import headers
from .chains import MILLION, _unmerged
from .packed import GIGABYTE, png_with, zeros


def png_itxt(path: Path) -> None:
    """An international text, compressed, of a gigabyte."""
    path.write_bytes(png_with((b"iTXt", b"Comment\0\1\0\0\0" + zeros(GIGABYTE))))


def png_plain_itxt(path: Path) -> None:
    """The same that is really there, as a file of holes, behind the data."""
    data = headers.picture_of("PNG", 64, 48)
    with path.open("wb") as file:
        file.write(data[:-12] + struct.pack(">I", GIGABYTE) + b"iTXt")
        file.seek(GIGABYTE + 4, 1)
        file.write(data[-12:])


def png_grid(path: Path) -> None:
    """A profile whose table has a grid of 255 by 255 by 255 by 255 points (mft2)."""
    path.write_bytes(png_with((b"iCCP", b"a\0\0" + zlib.compress(profile(b"CMYK", 4, 255)))))


def tiff_grid(path: Path) -> None:
    """A profile of 16 MiB with a grid of 93 points a side, for a picture of RGB."""
    path.write_bytes(_tiff_with(profile(b"RGB ", 3, 93, 93**3 * 6)))


def profile(space: bytes, channels: int, points: int, held: int = 1 << 20) -> bytes:
    """Return a profile of a table (ICC.1 §10.10) with so many bytes of its grid."""
    grid = b"mft2\0\0\0\0" + bytes([channels, 3, points, 0])
    grid += struct.pack(">9i", *[65536, 0, 0, 0, 65536, 0, 0, 0, 65536]) + struct.pack(">HH", 2, 2)
    grid += struct.pack(">HH", 0, 65535) * channels + bytes(held)
    grid += struct.pack(">HH", 0, 65535) * 3
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    head = bytearray(128)
    struct.pack_into(">I", head, 0, 128 + 28 + len(white) + len(grid))
    head[8:12], head[12:24], head[36:40] = b"\2\x40\0\0", b"prtr" + space + b"Lab ", b"acsp"
    at = 128 + 4 + 24
    tags = struct.pack(">I", 2) + b"wtpt" + struct.pack(">II", at, len(white))
    tags += b"A2B0" + struct.pack(">II", at + len(white), len(grid))
    return bytes(head) + tags + white + grid


def _tiff_with(icc: bytes, side: int = 64) -> bytes:
    """Return a TIFF of that profile."""
    data = bytes(range(256)) * (side * side * 3 // 256)
    tags = (
        (256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 2),
        (273, 4, 1, 8), (277, 3, 1, 3), (278, 4, 1, side), (279, 4, 1, len(data)),
        (34675, 7, len(icc), 8 + len(data)),
    )  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    at = 8 + len(data) + len(icc)
    head = b"II*\0" + struct.pack("<I", at)
    return head + data + icc + struct.pack("<H", len(tags)) + entries + bytes(4)


def jpeg_tables(path: Path) -> None:
    """A hundred thousand tables of Huffman codes in front of the picture."""
    table = b"\xff\xc4\0\x14\0\1" + bytes(15) + b"\0"
    data = headers.picture_of("JPEG", 64, 48)
    path.write_bytes(data[:2] + table * 100_000 + data[2:])


def jpeg_long_tables(path: Path) -> None:
    """Two thousand segments of tables, each of nearly a thousand tables of quantisation."""
    segment = b"\xff\xdb" + struct.pack(">H", 2 + 65 * 1008) + (b"\0" + b"\1" * 64) * 1008
    data = headers.picture_of("JPEG", 64, 48)
    path.write_bytes(data[:2] + segment * 2000 + data[2:])


def jpeg_tables_between(path: Path) -> None:
    """A progressive picture with a hundred thousand tables between two scans."""
    data = headers.jpeg(64, 64, 0xC2)[:-2]
    table = b"\xff\xc4\0\x14\x10\1" + bytes(15) + b"\0"
    scan = b"\xff\xda\0\x08\1\1\0\1\5\0" + bytes(18)
    path.write_bytes(data + table * 100_000 + scan + b"\xff\xd9")


def jpeg_profile(path: Path) -> None:
    """A profile in a hundred thousand parts."""
    part = b"\xff\xe2\0\x11ICC_PROFILE\0\1\xff\0"
    data = headers.picture_of("JPEG", 64, 48)
    path.write_bytes(data[:2] + part * 100_000 + data[2:])


def jpeg_restarts(path: Path) -> None:
    """65,500 by 65,500 pixels with a restart behind each block, a few of which are there."""
    path.write_bytes(_restarts(65500, 20_000))


def jpeg_restarts_all(path: Path) -> None:
    """16,384 by 16,384 pixels with a restart behind each block, all of which are there."""
    path.write_bytes(_restarts(16384, 2048 * 2048))


def _restarts(side: int, blocks: int) -> bytes:
    """Return a grey picture of that side, of which so many blocks are there."""
    tables = b"\xff\xdb\0\x43\0" + b"\1" * 64
    tables += (
        b"\xff\xc4\0\x14\0\1" + bytes(15) + b"\0" + b"\xff\xc4\0\x14\x10\1" + bytes(15) + b"\0"
    )
    frame = b"\xff\xc0\0\x0b\x08" + struct.pack(">HH", side, side) + b"\1\1\x11\0"
    scan = b"\xff\xdd\0\4\0\1" + b"\xff\xda\0\x08\1\1\0\0\x3f\0"
    data = b"".join(b"\x3f\xff" + bytes([0xD0 + i]) for i in range(8))
    return b"\xff\xd8" + tables + frame + scan + data * (blocks // 8) + b"\xff\xd9"


def jpeg_height(path: Path) -> None:
    """A picture whose height stands behind 60 MB of data that are nothing but restarts."""
    data = bytearray(_restarts(64, 20_000_000))
    data[data.index(b"\xff\xc0") + 5 : data.index(b"\xff\xc0") + 7] = b"\0\0"
    path.write_bytes(bytes(data[:-2]) + b"\xff\xdc\0\4\xff\xff\xff\xd9")


def webp_frames(path: Path) -> None:
    """An animation of a million frames that are none."""
    size = struct.pack("<I", 63)[:3] * 2
    frame = b"ANMF" + struct.pack("<I", 16) + bytes(6) + size + bytes(4)
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\2\0\0\0" + size
    body += b"ANIM" + struct.pack("<I", 6) + bytes(6) + frame * MILLION
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def webp_true_frames(path: Path) -> None:
    """An animation of a million true frames of 16 by 16."""
    inside = headers.vp8l(16, 16)
    part = b"VP8L" + struct.pack("<I", len(inside)) + inside + bytes(len(inside) % 2)
    size = struct.pack("<I", 15)[:3] * 2
    frame = b"ANMF" + struct.pack("<I", 16 + len(part)) + bytes(6) + size + bytes(4) + part
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\2\0\0\0" + size
    body += b"ANIM" + struct.pack("<I", 6) + bytes(6) + frame * MILLION
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def icns_elements(path: Path) -> None:
    """A million elements without data."""
    body = b"ic10\0\0\0\x08" * MILLION
    path.write_bytes(b"icns" + struct.pack(">I", 8 + len(body)) + body)


def icns_table(path: Path) -> None:
    """65,535 elements, each of which is a picture of 64 by 48."""
    inside = headers.picture_of("PNG", 64, 48)
    element = b"ic10" + struct.pack(">I", 8 + len(inside)) + inside
    path.write_bytes(b"icns" + struct.pack(">I", 8 + len(element) * 65535) + element * 65535)


def cur_entries(path: Path) -> None:
    """65,535 cursors, each of which says that it is 4 GB at the file's end."""
    entry = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, 0xFFFFFFFF, 6 + 16 * 65535)
    path.write_bytes(struct.pack("<HHH", 0, 2, 65535) + entry * 65535)


def ani_frames(path: Path) -> None:
    """A cursor of a million frames that hold nothing."""
    frames = b"icon\0\0\0\0" * MILLION
    body = b"ACON" + b"LIST" + struct.pack("<I", 4 + len(frames)) + b"fram" + frames
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def dds_volume(path: Path) -> None:
    """A volume of 2^32 slices, levels and elements of an array."""
    data = bytearray(headers.dds(64, 64))
    struct.pack_into("<II", data, 24, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<I", data, 112, 0x200000)
    data[84:88] = b"DX10"
    second = struct.pack("<IIIII", 71, 4, 4, 0xFFFFFFFF, 0)
    path.write_bytes(bytes(data[:128]) + second + bytes(4096))


def ktx_levels(path: Path) -> None:
    """A texture of 2^32 levels, faces, elements and bytes of values."""
    fields = (0x04030201, 0x1401, 1, 0x1908, 0x8058, 0x1908, 64, 64, *[0xFFFFFFFF] * 5)
    data = b"\xabKTX 11\xbb\r\n\x1a\n" + struct.pack("<13I", *fields)
    path.write_bytes(data + struct.pack("<I", 0xFFFFFFFC) + bytes(1 << 16))


def ktx2_zlib(path: Path) -> None:
    """A level of 64 by 64 that unpacks to a gigabyte by zlib."""
    data = bytearray(headers.ktx2_of(64, 64, zeros(GIGABYTE), GIGABYTE))
    struct.pack_into("<I", data, 44, 3)
    path.write_bytes(bytes(data))


def ktx2_basis(path: Path) -> None:
    """65,535 colours and 65,535 patterns in data of a few bytes (BasisLZ)."""
    data = bytearray(headers.ktx2_of(64, 64, bytes(64), 64))
    struct.pack_into("<II", data, 12, 0, 1)
    struct.pack_into("<I", data, 44, 1)
    at = struct.unpack_from("<I", data, 48)[0]
    data[at + 12] = 163  # The colour model of ETC1S.
    book = struct.pack("<HHIIII", 65535, 65535, 4, 4, 4, 0) + bytes(20) + bytes(12)
    struct.pack_into("<QQ", data, 64, len(data), len(book))
    path.write_bytes(bytes(data) + book)


def ktx2_layers(path: Path) -> None:
    """A texture of 16 million elements of six faces (BasisLZ), too many for its directory."""
    data = bytearray(headers.ktx2_of(64, 64, bytes(64), 64))
    struct.pack_into("<II", data, 12, 0, 1)
    struct.pack_into("<IIII", data, 28, 0, 0xFFFFFF, 6, 1)
    struct.pack_into("<I", data, 44, 1)
    data[struct.unpack_from("<I", data, 48)[0] + 12] = 163
    struct.pack_into("<QQ", data, 64, 80, len(data) - 80)
    path.write_bytes(bytes(data))


def vtf_resources(path: Path) -> None:
    """A texture of 65,535 frames and 2^32 resources."""
    data = bytearray(headers.vtf(64, 64))
    struct.pack_into("<IIHH", data, 8, 5, 104, 64, 64)
    struct.pack_into("<H", data, 24, 65535)
    data[56] = 255
    struct.pack_into("<I", data, 68, 0xFFFFFFFF)
    path.write_bytes(bytes(data) + bytes(1 << 16))


def blp_levels(path: Path) -> None:
    """Sixteen levels that are all the same bytes, and a JPEG whose beginning is endless."""
    head = b"BLP1" + struct.pack("<IIIIII", 0, 0, 65535, 65535, 4, 1)
    head += struct.pack("<16I", *[1172] * 16) + struct.pack("<16I", *[0xFFFFFFFF] * 16)
    path.write_bytes(head + struct.pack("<I", 0xFFFFFFFF) + bytes(4096))


def psd_groups(path: Path) -> None:
    """Four thousand groups of layers, each in the one before."""
    depth = 4000

    def record(kind: int) -> bytes:
        divider = b"8BIMlsct" + struct.pack(">II", 4, kind)
        extra = bytes(8) + b"\1a\0\0" + divider
        channels = b"".join(struct.pack(">hI", i, 2) for i in range(3))
        rectangle = struct.pack(">iiiiH", 0, 0, 0, 0, 3) + channels
        return rectangle + b"8BIMnorm\xff\0\0\0" + struct.pack(">I", len(extra)) + extra

    body = struct.pack(">h", 2 * depth) + record(3) * depth + record(1) * depth
    body += b"\0\0" * 6 * depth
    path.write_bytes(_unmerged(body + bytes(-len(body) % 4)))


def psd_resources(path: Path) -> None:
    """A million resources of no bytes in front of the picture."""
    section = b"8BIM\x03\xe8\0\0\0\0\0\0" * MILLION
    head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 64, 64, 8, 3) + bytes(4)
    data = struct.pack(">I", len(section)) + section + bytes(4) + b"\0\0" + bytes(3 * 4096)
    path.write_bytes(head + data)


def psd_runs(path: Path) -> None:
    """30,000 by 30,000 pixels whose rows are said to be of no bytes."""
    side = 30000
    head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, side, side, 8, 3) + bytes(12)
    path.write_bytes(head + b"\0\1" + bytes(2 * 3 * side))


def psd_zip(path: Path) -> None:
    """A merged picture that is a gigabyte of zip for 64 by 64 pixels."""
    head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 64, 64, 8, 3) + bytes(12)
    path.write_bytes(head + b"\0\2" + zeros(GIGABYTE))


def xcf_shared(path: Path) -> None:
    """Eight thousand layers of 8192 by 8192 that share one hierarchy, whose tiles are one."""
    path.write_bytes(_xcf(8000, 8192))


def xcf_cycle(path: Path) -> None:
    """Layers whose hierarchy, levels and tiles are the beginning of the file."""
    head = b"gimp xcf v003\0" + struct.pack(">III", 64, 64, 0) + struct.pack(">II", 0, 0)
    at = len(head) + 4 * 1000 + 8
    layer = (
        struct.pack(">III", 64, 64, 1) + struct.pack(">I", 2) + b"a\0" + struct.pack(">II", 0, 0)
    )
    path.write_bytes(
        head + struct.pack(">I", at) * 1000 + bytes(8) + layer + struct.pack(">II", at, at)
    )


def xcf_groups(path: Path) -> None:
    """A layer that says that it lies in a million groups."""
    head = b"gimp xcf v003\0" + struct.pack(">III", 64, 64, 0) + struct.pack(">II", 0, 0)
    at = len(head) + 12
    way = struct.pack(">II", 30, 4 * MILLION) + bytes(4 * MILLION)
    layer = struct.pack(">III", 64, 64, 1) + struct.pack(">I", 2) + b"a\0" + way + bytes(8)
    path.write_bytes(head + struct.pack(">III", at, 0, 0) + layer + bytes(64))


def _xcf(layers: int, side: int) -> bytes:
    """Return a picture of layers that are all the same structure of the file."""
    tiles = (side // 64) ** 2
    head = b"gimp xcf v003\0" + struct.pack(">III", side, side, 0)
    head += struct.pack(">IIB", 17, 1, 1) + struct.pack(">II", 0, 0)
    layer_at = len(head) + 4 * layers + 8
    layer = struct.pack(">III", side, side, 1) + struct.pack(">I", 2) + b"a\0"
    layer += struct.pack(">III", 6, 4, 128) + struct.pack(">II", 0, 0)
    hierarchy = layer_at + len(layer) + 8
    level = hierarchy + 20
    tile_at = level + 8 + 4 * tiles + 4
    return (
        head + struct.pack(">I", layer_at) * layers + bytes(8) + layer
        + struct.pack(">II", hierarchy, 0) + struct.pack(">IIIII", side, side, 4, level, 0)
        + struct.pack(">II", side, side) + struct.pack(">I", tile_at) * tiles + bytes(4)
        + bytes([127, 16, 0, 0]) * 4
    )  # fmt: skip


def lzw_codes(pixels: int, lowest: bool) -> bytes:
    """Return codes of LZW that stand for so many zeros, their lowest or highest bits first."""
    early = 0 if lowest else 1  # TIFF's widths grow one code early.
    clear, most = 256, 4093
    table, held = [(clear, 9), (0, 9)], 1
    width = 9
    for code in range(258, most):
        table.append((code, width))
        held += code - 256
        width = min(12, (code + 1 + early).bit_length())
    table[0] = (clear, width)  # Which ends all but the first.
    text = [f"{code:0{bits}b}" for code, bits in table]
    if lowest:
        text = [code[::-1] for code in text]
    first = "000000001" if lowest else "100000000"
    bits = first + "".join([*text[1:], text[0]] * (pixels // held + 1))
    bits += "0" * (-len(bits) % 8)
    order = bits[::-1] if lowest else bits
    return int(order, 2).to_bytes(len(bits) // 8, "little" if lowest else "big")


def gif_lzw(path: Path) -> None:
    """65,535 by 65,535 pixels, all of which are there in 1.6 MB of codes."""
    path.write_bytes(_gif(65535))


def gif_lzw_allowed(path: Path) -> None:
    """32,000 by 32,000 pixels, all of which are there in 400 kB of codes."""
    path.write_bytes(_gif(32000))


def _gif(side: int) -> bytes:
    """Return a picture of one colour."""
    codes = lzw_codes(side * side, True)
    blocks = b"".join(
        bytes([len(codes[i : i + 255])]) + codes[i : i + 255] for i in range(0, len(codes), 255)
    )
    head = b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\0\0" + b"\xc8\x64\x32" + bytes(3)
    return head + b"," + struct.pack("<HHHH", 0, 0, side, side) + b"\0\x08" + blocks + b"\0;"


def tiff_lzw(path: Path) -> None:
    """30,000 by 30,000 pixels of grey in 350 kB of codes: a picture, though a dull one."""
    data = bytearray(headers.tiff(30000, 30000, 5, lzw_codes(30000 * 30000, False)))
    at = struct.unpack_from("<I", data, 4)[0] + 2
    struct.pack_into("<I", data, at + 12 * 4 + 8, 1)
    struct.pack_into("<I", data, at + 12 * 6 + 8, 1)
    path.write_bytes(bytes(data))


def tiff_lzw_more(path: Path) -> None:
    """A strip of codes for a gigabyte in place of 64 by 64 pixels."""
    path.write_bytes(headers.tiff(64, 64, 5, lzw_codes(GIGABYTE, False)))


def dng_cycle(path: Path) -> None:
    """Directories of a camera that are each other's and their own children."""
    tags = ((254, 4, 1, 1), (330, 4, 2, 100), (34665, 4, 1, 8), (50706, 1, 4, 0x0401))
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    data = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + struct.pack("<I", 8)
    path.write_bytes(data.ljust(100, b"\0") + struct.pack("<II", 8, 8) + bytes(64))


def dicom_elements(path: Path) -> None:
    """A million elements of no bytes."""
    syntax = b"1.2.840.10008.1.2\0"
    meta = struct.pack("<HH2sH", 2, 16, b"UI", len(syntax)) + syntax
    path.write_bytes(bytes(128) + b"DICM" + meta + struct.pack("<HHI", 8, 5, 0) * MILLION)


def dicom_fragments(path: Path) -> None:
    """A picture of 64 by 64 in a million fragments of no bytes."""
    data = headers.dicom(64, 64)
    old = b"1.2.840.10008.1.2.1\0"
    new = b"1.2.840.10008.1.2.5\0"
    body = data[: data.index(b"\xe0\x7f\x10\0")].replace(old, new)
    body += struct.pack("<HH2sHI", 0x7FE0, 16, b"OB", 0, 0xFFFFFFFF)
    path.write_bytes(body + struct.pack("<HHI", 0xFFFE, 0xE000, 0) * MILLION)


def dicom_deflated(path: Path) -> None:
    """A data set that unpacks to a gigabyte."""
    syntax = b"1.2.840.10008.1.2.1.99"
    meta = struct.pack("<HH2sH", 2, 16, b"UI", len(syntax)) + syntax
    path.write_bytes(bytes(128) + b"DICM" + meta + zeros(GIGABYTE, -15))


PICTURES = {
    "png-itxt": png_itxt, "png-plain-itxt": png_plain_itxt, "png-grid": png_grid,
    "tif-grid": tiff_grid, "jpg-tables": jpeg_tables, "jpg-long-tables": jpeg_long_tables,
    "jpg-tables-between": jpeg_tables_between, "jpg-profile": jpeg_profile,
    "jpg-restarts": jpeg_restarts, "jpg-restarts-all": jpeg_restarts_all,
    "jpg-height": jpeg_height, "webp-frames": webp_frames, "webp-true-frames": webp_true_frames,
    "icns-elements": icns_elements, "icns-table": icns_table, "cur-entries": cur_entries,
    "ani-frames": ani_frames, "dds-volume": dds_volume, "ktx-levels": ktx_levels,
    "ktx2-zlib": ktx2_zlib, "ktx2-basis": ktx2_basis, "ktx2-layers": ktx2_layers,
    "vtf-resources": vtf_resources, "blp-levels": blp_levels, "psd-groups": psd_groups,
    "psd-resources": psd_resources, "psd-runs": psd_runs, "psd-zip": psd_zip,
    "xcf-shared": xcf_shared, "xcf-cycle": xcf_cycle, "xcf-groups": xcf_groups,
    "gif-lzw": gif_lzw, "gif-lzw-allowed": gif_lzw_allowed, "tif-lzw": tiff_lzw,
    "tif-lzw-more": tiff_lzw_more, "dng-cycle": dng_cycle, "dcm-elements": dicom_elements,
    "dcm-fragments": dicom_fragments, "dcm-deflated": dicom_deflated,
}  # fmt: skip
