"""Containers of countless parts, that go round in circles, and of endless depth."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
import zlib
from pathlib import Path

from .packed import number, silence, zipped

MILLION = 1_000_000


def sqlite_cycle(path: Path) -> None:
    """A drawing of Clip Studio whose table of previews is a page above itself."""
    with tempfile.TemporaryDirectory() as folder:
        name = Path(folder) / "a.db"
        database = sqlite3.connect(name)
        database.execute("PRAGMA page_size=1024")
        database.execute("CREATE TABLE CanvasPreview (ImageWidth, ImageHeight, ImageData BLOB)")
        database.executemany("INSERT INTO CanvasPreview VALUES (?,?,?)", [(9, 9, bytes(900))] * 200)
        database.commit()
        (root,) = database.execute("SELECT rootpage FROM sqlite_master").fetchone()
        database.close()
        data = bytearray(name.read_bytes())
    page = memoryview(data)[(root - 1) * 1024 : root * 1024]
    cells = struct.unpack_from(">H", page, 3)[0]
    struct.pack_into(">I", page, 8, root)
    for cell in range(cells):
        struct.pack_into(">I", page, struct.unpack_from(">H", page, 12 + 2 * cell)[0], root)
    path.write_bytes(_clip(bytes(data)))


def sqlite_overflow(path: Path) -> None:
    """The same with a preview whose data go round in a circle of pages."""
    with tempfile.TemporaryDirectory() as folder:
        name = Path(folder) / "a.db"
        database = sqlite3.connect(name)
        database.execute("PRAGMA page_size=1024")
        database.execute("CREATE TABLE CanvasPreview (ImageWidth, ImageHeight, ImageData BLOB)")
        database.execute("INSERT INTO CanvasPreview VALUES (9, 9, ?)", (bytes(100_000),))
        database.commit()
        database.close()
        data = bytearray(name.read_bytes())
    for page in range(2, len(data) // 1024):  # Pages behind the table's hold what overflows.
        struct.pack_into(">I", data, page * 1024, 3)
    path.write_bytes(_clip(bytes(data)))


def _clip(database: bytes) -> bytes:
    """Return a file of Clip Studio around a database."""
    head = struct.pack(">QQ", 72 + 16 + len(database), 24)
    first = b"CHNKHead" + struct.pack(">Q", 40) + struct.pack(">QQ", 0, 80) + bytes(24)
    chunk = b"CHNKSQLi" + struct.pack(">Q", len(database)) + database
    return b"CSFCHUNK" + head + first + chunk + b"CHNKFoot" + bytes(8)


def ole(sectors: list[bytes], directory: int = 1, difat: int = 0xFFFFFFFE) -> bytes:
    """Return a compound file of those sectors, of which the first is the FAT."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        directory,
        0,
        4096,
        0xFFFFFFFE,
        0,
        difat,
        1 if difat < 0xFFFFFF00 else 0,
    )
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + b"".join(sector.ljust(512, b"\0") for sector in sectors)


def ole_entry(name: str, kind: int, near: tuple[int, int, int], start: int, size: int) -> bytes:
    """Return an entry of a compound file's directory; left, right and child are near."""
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, *near)
        + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip


def ole_chain(path: Path) -> None:
    """A document whose directory is a chain of sectors that has no end."""
    fat = struct.pack("<128I", 0xFFFFFFFD, 2, 1, *[0xFFFFFFFF] * 125)
    root = ole_entry("Root Entry", 5, (0xFFFFFFFF, 0xFFFFFFFF, 1), 0xFFFFFFFE, 0)
    path.write_bytes(ole([fat, root * 4, root * 4]))


def ole_stream(path: Path) -> None:
    """A document whose summary is 2 GB in a chain that goes round two sectors."""
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, 3, 2, *[0xFFFFFFFF] * 124)
    nothing = 0xFFFFFFFF
    entries = ole_entry("Root Entry", 5, (nothing, nothing, 1), 0xFFFFFFFE, 0)
    entries += ole_entry("\x05SummaryInformation", 2, (nothing, nothing, nothing), 2, 0x7FFFFFFF)
    path.write_bytes(ole([fat, entries, b"", b""]))


def ole_siblings(path: Path) -> None:
    """A document whose directory's entries are each other's siblings and children."""
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = ole_entry("Root Entry", 5, (1, 1, 1), 0xFFFFFFFE, 0)
    entries += ole_entry("a", 1, (2, 2, 1), 0, 0) + ole_entry("b", 1, (1, 1, 0), 0, 0)
    path.write_bytes(ole([fat, entries]))


def ole_tables(path: Path) -> None:
    """A document whose table of tables goes round in a circle."""
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    root = ole_entry("Root Entry", 5, (0xFFFFFFFF, 0xFFFFFFFF, 1), 0xFFFFFFFE, 0)
    data = bytearray(ole([fat, root, struct.pack("<128I", *[0] * 127, 2)], difat=2))
    struct.pack_into("<I", data, 44, 0x7FFFFFFF)
    struct.pack_into("<I", data, 72, 0x7FFFFFFF)
    path.write_bytes(bytes(data))


def boxes(path: Path) -> None:
    """Ten thousand boxes, each in the one before."""
    path.write_bytes(b"\0\0\0\x14ftypisom\0\0\0\0isom" + nested(10_000, b"moov", b"udta", b"meta"))


def boxes_flat(path: Path) -> None:
    """A million boxes."""
    path.write_bytes(b"\0\0\0\x14ftypisom\0\0\0\0isom" + b"\0\0\0\x08free" * MILLION)


def nested(depth: int, *kinds: bytes) -> bytes:
    """Return boxes within boxes, as large as they can be."""
    size = 8 * depth
    return b"".join(struct.pack(">I", size - 8 * i) + kinds[i % len(kinds)] for i in range(depth))


def elements(path: Path) -> None:
    """Ten thousand elements of Matroska, each in the one before."""
    head = b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska"
    depth = 10_000
    inside = b""
    for name in (
        b"\x18\x53\x80\x67",
        *(b"\x10\x43\xa7\x70", b"\x45\xb9", b"\xb6", b"\x1f\x43\xb6\x75") * (depth // 4),
    ):
        inside += name + b"\x01" + bytes(7)  # Of unknown or no size: all that follows.
    path.write_bytes(head + inside.replace(b"\x01" + bytes(7), b"\x01" + b"\xff" * 7))


def elements_flat(path: Path) -> None:
    """A million attachments, none with a picture."""
    head = b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska"
    files = b"\x61\xa7\x80" * MILLION
    part = b"\x19\x41\xa4\x69" + b"\x01" + struct.pack(">Q", len(files))[1:] + files
    path.write_bytes(head + b"\x18\x53\x80\x67\x01" + struct.pack(">Q", len(part))[1:] + part)


ENTITIES = "<!DOCTYPE a [<!ENTITY a0 '" + "lol" * 100 + "'>" + "".join(
    f"<!ENTITY a{i + 1} '{f'&a{i};' * 10}'>" for i in range(10)
) + "]>"  # fmt: skip
"""Entities that unfold to 3 TB."""


def epub_entities(path: Path) -> None:
    """A book whose container unfolds to terabytes."""
    container = (
        f"<?xml version='1.0'?>{ENTITIES}<container><rootfiles>"
        "<rootfile full-path='&a10;'/></rootfiles></container>"
    )
    path.write_bytes(
        zipped(
            ("mimetype", b"application/epub+zip", 0),
            ("META-INF/container.xml", container.encode(), 0),
        )
    )


def docx_entities(path: Path) -> None:
    """A document whose relations unfold to terabytes."""
    relations = (
        f"<?xml version='1.0'?>{ENTITIES}<Relationships>"
        "<Relationship Target='&a10;' Type='&a9;'/></Relationships>"
    )
    path.write_bytes(zipped(
        ("[Content_Types].xml", b"<Types/>", 0), ("_rels/.rels", relations.encode(), 0),
        ("word/document.xml", b"<a/>", 0),
    ))  # fmt: skip


def ora_depth(path: Path) -> None:
    """A stack of layers nested a hundred thousand deep, and not merged."""
    stack = "<image w='64' h='48'>" + "<stack>" * 100_000 + "</stack>" * 100_000 + "</image>"
    path.write_bytes(zipped(("mimetype", b"image/openraster", 0), ("stack.xml", stack.encode(), 0)))


def mp3_hours(path: Path) -> None:
    """Three hours of silence."""
    path.write_bytes(silence(400_000))


def flac_hours(path: Path) -> None:
    """A stream that says that it has 2^36 samples, of which none is there."""
    info = (
        struct.pack(">HH", 4096, 4096)
        + bytes(6)
        + struct.pack(">Q", 44100 << 44 | 1 << 41 | 15 << 36 | (1 << 36) - 1)
        + bytes(16)
    )
    path.write_bytes(b"fLaC\x80\0\0\x22" + info)


def wav_hours(path: Path) -> None:
    """Six hours of a file of holes: 4 GB."""
    size = (1 << 32) - 64
    form = struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16)
    with path.open("wb") as file:
        file.write(
            b"RIFF"
            + struct.pack("<I", size + 36)
            + b"WAVEfmt "
            + form
            + b"data"
            + struct.pack("<I", size)
        )
        file.truncate(44 + size)


def ogg_pages(path: Path) -> None:
    """A million pages of streams that do not begin."""
    page = b"OggS\0\2" + bytes(8) + b"\1\0\0\0" + bytes(8) + b"\1\x07\x01vorbis"
    path.write_bytes(page * 200_000)


def dicom_depth(path: Path) -> None:
    """Sequences nested ten thousand deep."""
    syntax = b"1.2.840.10008.1.2\0"
    meta = struct.pack("<HH2sH", 2, 16, b"UI", len(syntax)) + syntax
    deep = struct.pack("<HHI", 8, 0x1111, 0xFFFFFFFF) + struct.pack(
        "<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    path.write_bytes(bytes(128) + b"DICM" + meta + deep * 10_000)


def rar_number(path: Path) -> None:
    """A million empty members (RAR 5.0)."""
    fields = b"\2\0\0\0\0\0\0\5" + b"1.txt"
    body = number(len(fields)) + fields
    block = struct.pack("<I", zlib.crc32(body)) + body
    first = number(3) + b"\1\0\0"
    path.write_bytes(
        b"Rar!\x1a\7\1\0" + struct.pack("<I", zlib.crc32(first)) + first + block * MILLION
    )


CONTAINERS = {
    "clip-cycle": sqlite_cycle, "clip-overflow": sqlite_overflow, "doc-chain": ole_chain,
    "doc-stream": ole_stream, "doc-siblings": ole_siblings, "doc-tables": ole_tables,
    "mp4-nested": boxes, "mp4-boxes": boxes_flat, "mkv-nested": elements,
    "mkv-elements": elements_flat, "epub-entities": epub_entities, "docx-entities": docx_entities,
    "ora-nested": ora_depth, "mp3-hours": mp3_hours, "flac-hours": flac_hours,
    "wav-hours": wav_hours, "ogg-pages": ogg_pages, "dcm-nested": dicom_depth,
    "cbr-members": rar_number,
}  # fmt: skip
