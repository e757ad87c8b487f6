"""Fonts that call themselves, or claim to be a million."""

from __future__ import annotations

import struct
from pathlib import Path


def composite_itself(path: Path) -> None:
    """A glyph that is made of itself."""
    path.write_bytes(truetype([b"", component(1)]))


def composite_tree(path: Path) -> None:
    """Forty glyphs, each made of two of the next: 2^40 in all."""
    tree = [
        component(i + 1, more=True)[:10] + component(i + 1, more=True)[10:] + component(i + 1)[10:]
        for i in range(1, 41)
    ]
    path.write_bytes(truetype([b"", *tree, square()]))


def composite_wide(path: Path) -> None:
    """A glyph of thousands of glyphs of thousands of glyphs."""
    many = component(2, more=True) + component(2, more=True)[10:] * 8000 + component(2)[10:]
    more = component(3, more=True) + component(3, more=True)[10:] * 8000 + component(3)[10:]
    path.write_bytes(truetype([b"", many, more, square()]))


def points(path: Path) -> None:
    """A glyph of 65535 contours whose points are not there."""
    ends = struct.pack(">65535H", *range(65535))
    path.write_bytes(
        truetype([b"", struct.pack(">hhhhh", 32767, 0, 0, 500, 500) + ends[:65534] + b"\0\0"])
    )


def collection(path: Path) -> None:
    """A collection of a million fonts that are one."""
    count = 1_000_000
    font = truetype([b"", square()], at=12 + 4 * count)
    offset = struct.pack(">I", 12 + 4 * count)
    path.write_bytes(b"ttcf\0\1\0\0" + struct.pack(">I", count) + offset * count + font)


def collection_claim(path: Path) -> None:
    """A collection of four thousand million fonts, of which none is there."""
    path.write_bytes(b"ttcf\0\1\0\0" + struct.pack(">I", 0xFFFFFFFF) + bytes(64))


def subroutine_itself(path: Path) -> None:
    """A glyph in PostScript that calls a subroutine that calls itself."""
    path.write_bytes(postscript([b"\x20\x1d\x0b"]))


def subroutine_tree(path: Path) -> None:
    """Nine subroutines, each of which calls the next two hundred times."""
    calls = [number(i + 1 - 107) + b"\x1d" for i in range(9)]
    path.write_bytes(postscript([call * 200 + b"\x0b" for call in calls] + [b"\x8c\x8c\x05\x0b"]))


def subroutine_often(path: Path) -> None:
    """Four thousand glyphs of as many operations as a glyph may have, that show nothing."""
    calls = [number(i + 1 - 107) + b"\x1d" for i in range(2)]
    routines = [call * 120 + b"\x0b" for call in calls] + [b"\x8b\x8b\x05\x0b"]
    path.write_bytes(postscript(routines, 4000))


def truetype(glyphs: list[bytes], at: int = 0) -> bytes:
    """Return a font with those outlines; the letters of ASCII show the second."""
    data, loca = b"", [0]
    for glyph in glyphs:
        data += glyph + bytes(-len(glyph) % 4)
        loca.append(len(data))
    count = len(glyphs)
    tables = {
        b"glyf": data,
        b"loca": struct.pack(f">{count + 1}I", *loca),
        b"maxp": struct.pack(">I14H", 0x10000, count, *[100] * 13),
    }
    return sfnt(b"\0\1\0\0", tables, count, at)


def sfnt(kind: bytes, tables: dict[bytes, bytes], count: int, at: int = 0) -> bytes:
    """Return a font of tables and of those that every font has."""
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        0x10000,
        0,
        0,
        0x5F0F3CF5,
        0,
        1000,
        0,
        0,
        0,
        0,
        900,
        900,
        0,
        8,
        2,
        1,
        0,
    )
    letters = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 32, 126, 1)
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + letters,
        b"head": head,
        b"hhea": struct.pack(
            ">IhhhHhhhhhh8xhH", 0x10000, 900, -100, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 1
        ),
        b"hmtx": struct.pack(">Hh", 1000, 0) + bytes(2 * (count - 1)),
        b"name": struct.pack(">HHH", 0, 0, 6),
        **tables,
    }
    offset = at + 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag in sorted(tables):
        data = tables[tag]
        directory += tag + struct.pack(">III", 0, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return kind + struct.pack(">HHHH", len(tables), 16, 0, 0) + directory + body


def component(glyph: int, more: bool = False) -> bytes:
    """Return a glyph made of another; the part from 10 on is one component."""
    return struct.pack(
        ">hhhhhHHbb", -1, 0, 0, 900, 900, 0x0002 | (0x0020 if more else 0), glyph, 0, 0
    )


def square() -> bytes:
    """Return the outline of a square."""
    head = struct.pack(">hhhhhHH", 1, 0, 0, 900, 900, 3, 0)
    xs, ys = (0, 900, 0, -900), (0, 0, 900, 0)
    return head + b"\1" * 4 + struct.pack(">4h", *xs) + struct.pack(">4h", *ys)


def postscript(subroutines: list[bytes], count: int = 96) -> bytes:
    """Return a font in PostScript whose letters call the first global subroutine."""
    name = index([b"A"])
    strings, subrs = index([]), index(subroutines)
    letter = number(-107) + b"\x1d\x0e"
    glyphs = index([b"\x0e"] + [letter] * (count - 1))
    private = number(0) + b"\x14"
    start = 4 + len(name) + len(index([bytes(17)])) + len(strings) + len(subrs)
    top = wide(start) + b"\x11" + wide(len(private)) + wide(start + len(glyphs)) + b"\x12"
    cff = b"\1\0\4\4" + name + index([top]) + strings + subrs + glyphs + private
    tables = {b"CFF ": cff, b"maxp": struct.pack(">IH", 0x5000, count)}
    return sfnt(b"OTTO", tables, count)


def wide(value: int) -> bytes:
    """Return a number of a dictionary in five bytes."""
    return b"\x1d" + struct.pack(">i", value)


def number(value: int) -> bytes:
    """Return a small number of a charstring or dictionary."""
    return bytes([value + 139])


def index(items: list[bytes]) -> bytes:
    """Return an INDEX of CFF."""
    if not items:
        return b"\0\0"
    offsets, at = b"", 1
    for item in [*items, b""]:
        offsets += struct.pack(">I", at)
        at += len(item)
    return struct.pack(">HB", len(items), 4) + offsets + b"".join(items)


FONTS = {
    "ttf-itself": composite_itself, "ttf-tree": composite_tree, "ttf-wide": composite_wide,
    "ttf-points": points, "ttc-million": collection, "ttc-claim": collection_claim,
    "otf-itself": subroutine_itself, "otf-tree": subroutine_tree, "otf-often": subroutine_often,
}  # fmt: skip
