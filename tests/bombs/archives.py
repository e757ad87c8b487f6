"""Archives and compressed files whose members hold little and unpack to much."""

from __future__ import annotations

import lzma
import struct
import zlib
from pathlib import Path

from . import fonts, headers
from .packed import GIGABYTE, gzip, number, zeros

MEBIBYTE = 1 << 20


class Bits:
    """Bits of a Brotli stream, the lowest first."""

    def __init__(self) -> None:
        self.value = self.count = 0

    def put(self, value: int, count: int) -> None:
        """Append a number of that many bits."""
        self.value |= value << self.count
        self.count += count

    def align(self) -> None:
        """Fill up the byte."""
        self.count += -self.count % 8

    def raw(self, data: bytes) -> None:
        """Append whole bytes."""
        self.put(int.from_bytes(data, "little"), 8 * len(data))

    def data(self) -> bytes:
        """Return all of them as bytes."""
        return self.value.to_bytes((self.count + 7) // 8, "little")


def brotli(*parts: bytes | int) -> bytes:
    """Return a Brotli stream (RFC 7932) of bytes and, where a number stands, so many zeros.

    Bytes are stored; 16 MiB of zeros are one copy of what lies four bytes before.
    """
    stream = Bits()
    stream.put(0, 1)  # A window of 64 KiB.
    for part in parts:
        if isinstance(part, bytes):
            for at in range(0, len(part), 1 << 16):
                _stored(stream, part[at : at + (1 << 16)])
            continue
        for at in range(0, part, 1 << 24):
            _copied(stream, min(1 << 24, part - at))
    stream.put(3, 2)  # An empty block is the last.
    return stream.data()


def _stored(stream: Bits, data: bytes) -> None:
    """Append a block of bytes as they are (§9.2)."""
    stream.put(0, 3)
    stream.put(len(data) - 1, 16)
    stream.put(1, 1)
    stream.align()
    stream.raw(data)


def _copied(stream: Bits, size: int) -> None:
    """Append a block of four zeros and a copy of them, each code of which has one symbol."""
    stream.put(0, 1)
    stream.put(2, 2)
    stream.put(size - 1, 24)
    stream.put(0, 1 + 3 + 6 + 2 + 2)  # Compressed; one type of block, one tree of each kind.
    for symbol, width in ((0, 8), (384 + (4 << 3) + 7, 10), (0, 6)):
        stream.put(1, 2)  # A simple code of one symbol, which takes no bits.
        stream.put(0, 2)
        stream.put(symbol, width)
    stream.put(size - 4 - 2118, 24)


def woff2(tables: list[tuple[str, bytes | int]], more: int = 0, padding: int = 0) -> bytes:
    """Return a font in WOFF2 of those tables, a number standing for so many zeros."""
    known = {"cmap": 0, "head": 1, "hhea": 2, "hmtx": 3, "maxp": 4, "name": 5, "glyf": 10}
    known |= {"loca": 11, "kern": 19}
    directory = b""
    for tag, data in tables:
        as_it_is = 0xC0 if tag in ("glyf", "loca") else 0
        size = data if isinstance(data, int) else len(data)
        directory += bytes([as_it_is | known[tag]]) + _base128(size)
    stream = brotli(*(data for _, data in tables), *([more] if more else [])) + bytes(padding)
    total = 48 + len(directory) + len(stream)
    head = b"wOF2\0\1\0\0" + struct.pack(">IHHII", total, len(tables), 0, 1 << 20, len(stream))
    return head + struct.pack(">HHIIIII", 1, 0, 0, 0, 0, 0, 0) + directory + stream


def _base128(value: int) -> bytes:
    """Return a number of WOFF2, seven bits a byte."""
    digits = bytes([value & 127])
    while value := value >> 7:
        digits = bytes([value & 127 | 128]) + digits
    return digits


def small_font() -> list[tuple[str, bytes | int]]:
    """Return the tables of a font with one glyph."""
    font = fonts.truetype([b"", fonts.square()])
    count = struct.unpack_from(">H", font, 4)[0]
    entries = [struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(count)]
    return [(tag.decode(), font[at : at + size]) for tag, _, at, size in entries]


def woff2_more(path: Path) -> None:
    """A font behind whose tables the stream goes on for 4 GB."""
    path.write_bytes(woff2(small_font(), more=4 * GIGABYTE))


def woff2_tables(path: Path) -> None:
    """A font with a table of a gigabyte in front of its glyphs, in a few kilobytes."""
    path.write_bytes(woff2([("kern", GIGABYTE), *small_font()]))


def woff2_dropped(path: Path) -> None:
    """The same with 60 MiB, and a file as large as those may come of."""
    path.write_bytes(woff2([("kern", 60 * MEBIBYTE), *small_font()], padding=2 * MEBIBYTE))


def woff2_glyphs(path: Path) -> None:
    """A font of 60 MiB of glyphs, which are kept, and a file that is large enough."""
    tables = [(tag, 60 * MEBIBYTE if tag == "glyf" else data) for tag, data in small_font()]
    path.write_bytes(woff2(tables, padding=2 * MEBIBYTE))


def rar5(size: int, packed: bytes, solid: bool = False, name: bytes = b"1.png") -> bytes:
    """Return an archive (RAR 5.0) with a member of that size and a dictionary of 4 GB."""

    def block(kind: int, fields: bytes, data: bytes = b"", flags: int = 0) -> bytes:
        body = bytes([kind, flags]) + (number(len(data)) if flags & 2 else b"") + fields
        body = number(len(body)) + body
        return struct.pack("<I", zlib.crc32(body)) + body + data

    how = (1 << 6 if solid else 0) | 3 << 7 | 15 << 10
    fields = b"\0" + number(size) + number(0) + number(how) + b"\0" + number(len(name)) + name
    return b"Rar!\x1a\7\1\0" + block(1, b"\0") + block(2, fields, packed, 2) + block(5, b"\0")


def rar5_dictionary(path: Path) -> None:
    """A page of 200 MB that needs a dictionary of as much, with a megabyte of data."""
    path.write_bytes(rar5(200 * MEBIBYTE, _rar5_block() * 4096))


def rar5_solid(path: Path) -> None:
    """A small page that says that it goes on with a dictionary of 4 GB."""
    path.write_bytes(rar5(MEBIBYTE, _rar5_block() * 4096, solid=True))


def _rar5_block() -> bytes:
    """Return what begins as a block of packed data does, and nonsense."""
    return bytes([0xC0, 0x5A ^ 0xC0 ^ 100, 100]) + bytes(range(200))


def rar4(*members: tuple[int, bytes], method: int = 0x35) -> bytes:
    """Return a solid archive (RAR 2.9 to 4) of members of such sizes and packed data."""

    def block(kind: int, flags: int, fields: bytes) -> bytes:
        body = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body

    data = [b"Rar!\x1a\7\0" + block(0x73, 8, bytes(6))]
    for i, (size, packed) in enumerate(members):
        name = b"%04d.%s" % (i, b"png" if size <= MEBIBYTE else b"txt")
        fields = struct.pack("<IIBIIBBHI", len(packed), size, 0, 0, 0, 29, method, len(name), 0)
        solid = 0x10 if i else 0
        data += [block(0x74, 0x80C0 | solid, fields + name), packed]
    return b"".join(data)


PREDICTED = b"\xbf\xff" + bytes(500_000)
"""What is packed by a model of text (PPM) that takes 256 MB: a hundred megabytes of zeros."""


def rar4_model(path: Path) -> None:
    """A page that wants 256 MB for a model of its text (PPM), with data behind."""
    path.write_bytes(rar4((MEBIBYTE, PREDICTED)))


def rar4_before(path: Path) -> None:
    """Sixteen pages behind a text of 60 MiB, which has to be unpacked for each."""
    pages = [(1000, b"")] * 16
    path.write_bytes(rar4((60 * MEBIBYTE, PREDICTED), *pages))


def rar4_count(path: Path) -> None:
    """Two hundred thousand pages without data."""
    path.write_bytes(rar4(*[(1000, b"")] * 200_000))


def sevenzip(method: bytes, properties: bytes, packed: bytes, sizes: list[int]) -> bytes:
    """Return a 7-Zip archive of pages of those sizes, packed as one."""
    names = "".join(f"{i:03d}.bmp\0" for i in range(len(sizes))).encode("utf-16-le")
    coder = bytes([0x20 | len(method)]) + method + bytes([len(properties)]) + properties
    parts = b"\x0d" + _number(len(sizes)) + b"\x09" + b"".join(_number(n) for n in sizes[:-1])
    header = (
        b"\1\4" + b"\6\0\1\x09" + _number(len(packed)) + b"\0"
        + b"\7\x0b\1\0\1" + coder + b"\x0c" + _number(sum(sizes)) + b"\0"
        + b"\x08" + parts + b"\0\0"
        + b"\5" + _number(len(sizes)) + b"\x11" + _number(1 + len(names)) + b"\0" + names + b"\0\0"
    )  # fmt: skip
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    begin = b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start
    return begin + packed + header


def _number(value: int) -> bytes:
    """Return a number of 7-Zip in nine bytes."""
    return b"\xff" + struct.pack("<Q", value)


def lzma_zeros(size: int, begin: bytes = b"") -> bytes:
    """Return zeros behind the given bytes as raw LZMA of a dictionary of 64 KiB."""
    packed = lzma.LZMACompressor(
        lzma.FORMAT_RAW,
        filters=[{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "preset": 0, "nice_len": 273}],
    )
    data = [packed.compress(begin)]
    chunk = bytes(MEBIBYTE)
    data += [packed.compress(chunk) for _ in range(size // MEBIBYTE)]
    return b"".join([*data, packed.flush()])


HUGE_DICTIONARY = b"\x5d\xff\xff\xff\xff"
"""Properties of LZMA that claim 4 GB."""


def sevenzip_page(path: Path) -> None:
    """A page of 240 MiB that needs a dictionary of as much, and whose data are there."""
    picture = headers.bmp(8000, 10000)
    packed = lzma_zeros(240 * MEBIBYTE, picture)
    size = len(picture) + 240 * MEBIBYTE
    path.write_bytes(sevenzip(b"\3\1\1", HUGE_DICTIONARY, packed, [size]))


def sevenzip_large(path: Path) -> None:
    """A page that says that it is a gigabyte."""
    path.write_bytes(sevenzip(b"\3\1\1", HUGE_DICTIONARY, lzma_zeros(MEBIBYTE), [GIGABYTE]))


def sevenzip_pages(path: Path) -> None:
    """Sixteen pages behind each other of 4 MiB of zeros each, packed as one."""
    packed = lzma_zeros(64 * MEBIBYTE)
    path.write_bytes(sevenzip(b"\3\1\1", HUGE_DICTIONARY, packed, [4 * MEBIBYTE] * 16))


def sevenzip_before(path: Path) -> None:
    """Sixteen pages behind 60 MiB of zeros, which have to be unpacked for each."""
    packed = lzma_zeros(61 * MEBIBYTE)
    sizes = [60 * MEBIBYTE, *[MEBIBYTE // 16] * 16]
    path.write_bytes(sevenzip(b"\3\1\1", HUGE_DICTIONARY, packed, sizes))


def sevenzip_header(path: Path) -> None:
    """A header of 16 MiB that is packed, and has nothing but files without names."""
    packed = lzma_zeros(15 * MEBIBYTE, b"\1\5" + _number(1 << 16))
    coder = b"\x23\3\1\1\5" + HUGE_DICTIONARY
    header = (
        b"\x17\6\0\1\x09" + _number(len(packed)) + b"\0"
        + b"\7\x0b\1\0\1" + coder + b"\x0c" + _number(15 * MEBIBYTE + 11) + b"\0\0"
    )  # fmt: skip
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    begin = b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start
    path.write_bytes(begin + packed + header)


def sevenzip_chunks(path: Path) -> None:
    """A page in LZMA2 of a million chunks of a byte each, of which it wants all."""
    packed = b"\1\0\0B" + b"\2\0\0M" * 1_000_000 + b"\0"
    path.write_bytes(sevenzip(b"\x21", b"\x28", packed, [1_000_001]))


def metafile_gzip(path: Path) -> None:
    """A drawing that unpacks to a gigabyte."""
    path.write_bytes(gzip(_emf(GIGABYTE), GIGABYTE))


def metafile_placeable(path: Path) -> None:
    """The same of the older kind."""
    head = struct.pack("<IHhhhhHI", 0x9AC6CDD7, 0, 0, 0, 1000, 1000, 1000, 0)
    check = 0
    for (word,) in struct.iter_unpack("<H", head):
        check ^= word
    body = struct.pack("<HHHIHIH", 1, 9, 0x300, GIGABYTE // 2, 0, 5, 0)
    path.write_bytes(gzip(head + struct.pack("<H", check) + body, GIGABYTE))


def _emf(size: int) -> bytes:
    """Return the header of an enhanced metafile of that size."""
    return struct.pack(
        "<IIiiiiiiii4sIIIHHIIIIIII", 1, 88, 0, 0, 999, 999, 0, 0, 20000, 20000, b" EMF", 0x10000,
        size, size // 8, 1, 0, 0, 0, 0, 1000, 1000, 320, 240,
    )  # fmt: skip


def tar_endless(path: Path) -> None:
    """A comic book of a million empty members: half a gigabyte of headers."""
    header = bytearray(512)
    header[:5] = b"a.txt"
    header[100:107], header[124:135], header[136:147] = b"0000644", b"0" * 11, b"0" * 11
    header[156:157], header[257:265], header[148:156] = b"0", b"ustar\x0000", b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with path.open("wb") as file:
        for _ in range(1000):
            file.write(bytes(header) * 1000)


def tar_long_names(path: Path) -> None:
    """A comic book whose first name is a gigabyte long (GNU's long names)."""
    header = bytearray(512)
    header[:13] = b"././@LongLink"
    header[100:107], header[124:135], header[136:147] = b"0000644", b"%011o" % GIGABYTE, b"0" * 11
    header[156:157], header[257:265], header[148:156] = b"L", b"ustar  \0", b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with path.open("wb") as file:
        file.write(header)
        file.truncate(GIGABYTE + 1024)


def zip_pages(path: Path) -> None:
    """Sixteen pages of 250 MiB of zeros each, in a file of 4 MB."""
    from .packed import zipped

    path.write_bytes(zipped(*((f"{i:02d}.bmp", b"", 250 * MEBIBYTE) for i in range(16))))


def zip_turning(path: Path) -> None:
    """A page whose strips lie in a packed file of 240 MB from its end to its beginning."""
    from .packed import zipped

    strips = 60
    at = 8 + 12 * 10 + 6
    tags = (
        (256, 4, 1, 8), (257, 4, 1, strips), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, strips, at), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, strips, at + 4 * strips),
    )  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    offsets = [(240 - 4 * i) * MEBIBYTE for i in range(strips)]
    head = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4)
    data = head.ljust(at, b"\0") + struct.pack(f"<{strips}I", *offsets)
    data += struct.pack("<I", 8) * strips
    path.write_bytes(zipped(("1.tif", data, 250 * MEBIBYTE)))


def zip_same(path: Path) -> None:
    """A thousand pages of a gigabyte that are all the same bytes of the archive."""
    inside = zeros(GIGABYTE, -15)
    count = 1000
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(inside), GIGABYTE, 5, 0)
    local = b"PK\3\4" + fields + b"1.png" + inside
    entry = b"PK\1\2\x14\3" + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"1.png"
    end = struct.pack("<HHHHIIH", 0, 0, count, count, count * len(entry), len(local), 0)
    path.write_bytes(local + entry * count + b"PK\5\6" + end)


ARCHIVES = {
    "woff2-more": woff2_more, "woff2-tables": woff2_tables, "woff2-dropped": woff2_dropped,
    "woff2-glyphs": woff2_glyphs, "cbr-large": rar5_dictionary, "cbr-solid": rar5_solid,
    "cbr-model": rar4_model, "cbr-before": rar4_before, "cbr-pages": rar4_count,
    "cb7-page": sevenzip_page, "cb7-large": sevenzip_large, "cb7-pages": sevenzip_pages,
    "cb7-before": sevenzip_before, "cb7-header": sevenzip_header,
    "cb7-chunks": sevenzip_chunks, "emz": metafile_gzip, "wmz": metafile_placeable,
    "cbt-members": tar_endless, "cbt-name": tar_long_names, "cbz-pages": zip_pages,
    "cbz-turning": zip_turning, "cbz-same": zip_same,
}  # fmt: skip
