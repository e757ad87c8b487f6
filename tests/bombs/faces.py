"""Fonts of countless characters, and of paints and programs that call themselves."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from .fonts import component, sfnt, square, truetype

BLANK = bytes(10)
"""A glyph without contours."""


def with_table(
    font: bytes, tag: bytes, data: bytes, more: dict[bytes, bytes] | None = None
) -> bytes:
    """Return a font with another table of that name, and others besides."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {}
    for i in range(count):
        name, _, at, size = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        tables[name] = font[at : at + size]
    tables |= {tag: data} | (more or {})
    glyphs = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
    return sfnt(font[:4], tables, glyphs)


def characters(*groups: tuple[int, int, int], kind: int = 12) -> bytes:
    """Return a table of characters, in groups of the first, the last and a glyph."""
    body = b"".join(struct.pack(">III", *group) for group in groups)
    head = struct.pack(">HHIII", kind, 0, 16 + len(body), 0, len(groups))
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + head + body


def each_character(path: Path) -> None:
    """349,000 groups of one character, which are counted for each script."""
    body = characters(*((c, c, 1) for c in range(32, 349_032)))
    path.write_bytes(with_table(truetype([b"", square()]), b"cmap", body))


def overlapping(path: Path) -> None:
    """349,000 groups that are all characters, of a glyph that shows nothing."""
    body = characters((0, 0x10FFFF, 1), kind=13)
    body += body[-12:] * 349_000
    body = (
        body[:16]
        + struct.pack(">I", len(body) - 12)
        + body[20:24]
        + struct.pack(">I", 349_001)
        + body[28:]
    )
    path.write_bytes(with_table(truetype([b"", BLANK]), b"cmap", body))


def segments(path: Path) -> None:
    """8,000 segments of 65,535 characters each, whose glyphs are told one by one (format 4)."""
    count = 8000
    ends, starts = struct.pack(">H", 0xFFFE) * count, bytes(2 * count)
    body = ends + bytes(2) + starts + struct.pack(">H", 1) * count + struct.pack(">H", 2) * count
    head = struct.pack(">HHHHHHH", 4, 65535, 0, 2 * count, 0, 0, 0)
    table = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + head + body
    path.write_bytes(with_table(truetype([b"", BLANK]), b"cmap", table))


def names(path: Path) -> None:
    """65,535 names of 64 kB each, all of which are the same bytes."""
    record = struct.pack(">HHHHHH", 3, 1, 0x409, 1, 65534, 0)
    table = struct.pack(">HHH", 0, 65535, 6 + 12 * 65535 & 65535) + record * 65535 + b"\0A" * 32768
    path.write_bytes(with_table(truetype([b"", square()]), b"name", table))


def colours(base: list[tuple[int, int]], paints: bytes, layers: list[int]) -> bytes:
    """Return a table of paints: glyphs and where their paint is, and layers likewise."""
    records = struct.pack(">I", len(base))
    at = 4 + 6 * len(base)
    records += b"".join(struct.pack(">HI", glyph, at + place) for glyph, place in base) + paints
    listed = struct.pack(">I", len(layers)) + b"".join(
        struct.pack(">I", 4 + 4 * len(layers) + place) for place in layers
    )
    head = struct.pack(">HHIIH", 1, 0, 0, 0, 0)
    return head + struct.pack(">IIIII", 34, 34 + len(records), 0, 0, 0) + records + listed + paints


PALETTE = struct.pack(">HHHHIH", 0, 1, 1, 1, 14, 0) + b"\0\0\xff\xff"


def paint_itself(path: Path) -> None:
    """A glyph in colour that is painted with itself."""
    paint = b"\x0b\0\1" + bytes(8)
    font = truetype([b"", square()])
    path.write_bytes(with_table(font, b"COLR", colours([(1, 0)], paint, []), {b"CPAL": PALETTE}))


def paint_layers(path: Path) -> None:
    """A glyph of 255 layers, each of which is those 255 layers."""
    paint = b"\x01\xff\0\0\0\0" + bytes(8)
    font = truetype([b"", square()])
    table = colours([(1, 0)], paint, [0] * 255)
    path.write_bytes(with_table(font, b"COLR", table, {b"CPAL": PALETTE}))


def paint_pairs(path: Path) -> None:
    """Four thousand letters that are two of a paint, which is two of the next, thirty deep."""
    step = 8
    pairs = b"".join(
        b"\x20" + struct.pack(">I", step)[1:] + b"\3" + struct.pack(">I", step)[1:]
        for _ in range(30)
    )
    solid = b"\x0a\0\0\6\0\1" + b"\2\0\0\x40\0" + bytes(8)
    glyphs = [b"", *[square()] * 4000]
    base = [(i, 0) for i in range(1, 4001)]
    table = colours(base, pairs + solid, [])
    font = with_table(truetype(glyphs), b"cmap", characters((32, 4031, 1)), {b"CPAL": PALETTE})
    path.write_bytes(with_table(font, b"COLR", table))


def paint_wide(path: Path) -> None:
    """Four thousand glyphs of 500 paints that show nothing."""
    paints = b"\x01\xff\0\0\0\0" + bytes(2)
    glyphs = [b"", *[BLANK] * 4000]
    table = colours(
        [(i, 0) for i in range(1, 4001)], paints + b"\x0a\0\0\6\0\1" + bytes(16), [8] * 255
    )
    font = with_table(truetype(glyphs), b"cmap", characters((32, 4031, 1)), {b"CPAL": PALETTE})
    path.write_bytes(with_table(font, b"COLR", table))


def drawings(path: Path) -> None:
    """A font whose glyphs are drawings in SVG alone, one of a gigabyte when it is unpacked."""
    from .packed import GIGABYTE, gzip

    document = gzip(b"<svg xmlns='http://www.w3.org/2000/svg'>", GIGABYTE)
    listed = struct.pack(">HHHII", 1, 0, 96, 14, len(document)) + document
    table = struct.pack(">HII", 0, 10, 0) + listed
    path.write_bytes(with_table(truetype([b"", BLANK]), b"SVG ", table))


def bitmaps(path: Path) -> None:
    """Pictures of glyphs, all of which are the same PNG that says that it has 2^31 pixels."""
    from . import headers

    inside = headers.png(65536, 32768)
    glyph = struct.pack(">hh4s", 0, 0, b"png ") + inside
    count = 2000
    # An entry's end is the next one's beginning: each second glyph has the data.
    ends = [4 + 4 * (count + 1) + (len(glyph) if i % 2 else 0) for i in range(count + 1)]
    strike = struct.pack(">HH", 128, 72) + b"".join(struct.pack(">I", end) for end in ends) + glyph
    table = struct.pack(">HHII", 1, 1, 1, 12) + strike
    font = with_table(truetype([BLANK] * count), b"cmap", characters((32, 2031, 1)))
    path.write_bytes(with_table(font, b"sbix", table))


def deep_tree(path: Path) -> None:
    """Four thousand glyphs of 255 parts each, all of which are 200 points without an area."""
    points = struct.pack(">hhhhh", 1, 0, 0, 0, 0) + struct.pack(">HH", 199, 0)
    points += b"\x39\xc7" + b"\x39"  # Flags that repeat: neither x nor y changes.
    parts = component(2, more=True) + component(2, more=True)[10:] * 253 + component(2)[10:]
    font = truetype([b"", parts, points, *[parts] * 4000])
    path.write_bytes(with_table(font, b"cmap", characters((32, 4031, 3))))


def woff_deflate(path: Path) -> None:
    """A font (WOFF) whose glyphs are 100 MB of zeros in a file that is large enough for it."""
    from .packed import zeros

    packed, size = zeros(100 << 20), 100 << 20
    extra = bytes(1 << 20)
    font = truetype([b"", square()])
    count = struct.unpack_from(">H", font, 4)[0]
    directory, body, at = b"", b"", 44 + 20 * count
    for i in range(count):
        tag, _, off, length = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        data = font[off : off + length]
        if tag == b"glyf":
            data, length = packed, size
        elif len(zlib.compress(data)) < len(data):
            data = zlib.compress(data)
        directory += tag + struct.pack(">IIII", at + len(body), len(data), length, 0)
        body += data + bytes(-len(data) % 4)
    total = 44 + len(directory) + len(body) + len(extra)
    head = b"wOFF\0\1\0\0" + struct.pack(">IHHIHHIIIII", total, count, 0, size, 1, 0, 0, 0, 0, 0, 0)
    path.write_bytes(head + directory + body + extra)


def type1_itself(path: Path) -> None:
    """A font of PostScript (Type 1) whose letters call a subroutine that calls itself."""
    path.write_bytes(type1([b"\x8b\x0a\x0b"]))


def type1_tree(path: Path) -> None:
    """The same of nine subroutines, each of which calls the next two hundred times."""
    calls = [bytes([139 + i + 1]) + b"\x0a" for i in range(9)]
    path.write_bytes(type1([call * 200 + b"\x0b" for call in calls] + [b"\x8c\x06\x0b"]))


def type1_claim(path: Path) -> None:
    """A font of PostScript that says that it has two thousand million subroutines and letters."""
    path.write_bytes(type1([b"\x0b"], 2_000_000_000))


def type1(subroutines: list[bytes], claimed: int = 0) -> bytes:
    """Return a font whose letters call the first subroutine."""

    def crypted(data: bytes, key: int) -> bytes:
        out = bytearray()
        for value in bytes(4) + data:
            out.append(value ^ key >> 8)
            key = ((out[-1] + key) * 52845 + 22719) & 0xFFFF
        return bytes(out)

    private = b"dup /Private 8 dict dup begin /lenIV 4 def "
    private += b"/Subrs %d array\n" % (claimed or len(subroutines))
    for i, code in enumerate(subroutines):
        data = crypted(code, 4330)
        private += b"dup %d %d RD " % (i, len(data)) + data + b" NP\n"
    private += b"ND 2 index /CharStrings %d dict dup begin\n" % (claimed or 95)
    for name in (
        b".notdef",
        *(bytes([c]) for c in range(65, 91)),
        *(bytes([c]) for c in range(97, 123)),
    ):
        data = crypted(b"\x8b\x8b\x0d\x8b\x0a\x0e", 4330)
        private += b"/%s %d RD " % (name, len(data)) + data + b" ND\n"
    private += b"end end readonly put mark currentfile closefile\n"
    clear = b"%!PS-AdobeFont-1.0: Bomb\n/FontName /Bomb def /FontMatrix [0.001 0 0 0.001 0 0] def\n"
    clear += b"/Encoding StandardEncoding def currentfile eexec\n"
    coded = crypted(private, 55665)
    return (
        b"\x80\x01" + struct.pack("<I", len(clear)) + clear
        + b"\x80\x02" + struct.pack("<I", len(coded)) + coded + b"\x80\x03"
    )  # fmt: skip


FACES = {
    "ttf-characters": each_character, "ttf-overlapping": overlapping, "ttf-segments": segments,
    "ttf-names": names, "ttf-paint-itself": paint_itself, "ttf-paint-layers": paint_layers,
    "ttf-paint-pairs": paint_pairs, "ttf-paint-wide": paint_wide, "ttf-drawings": drawings,
    "ttf-bitmaps": bitmaps, "ttf-parts": deep_tree, "woff-glyphs": woff_deflate,
    "pfb-itself": type1_itself, "pfb-tree": type1_tree, "pfb-claim": type1_claim,
}  # fmt: skip
