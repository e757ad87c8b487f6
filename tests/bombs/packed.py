"""Files that hold little and unpack to much."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from . import headers

GIGABYTE = 1 << 30


def zeros(size: int, window: int = 15) -> bytes:
    """Return that many zero bytes, whole MiB, as zlib has them; without a head for -15."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    body = piece * (size >> 20) + b"\3\0"
    if window < 0:
        return body
    return b"\x78\xda" + body + struct.pack(">HH", size % 65521, 1)


def gzip(begin: bytes, size: int) -> bytes:
    """Return the bytes and that many zeros as gzip has them; its check is wrong."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = squeeze.compress(begin) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + first + zeros(size, -15) + bytes(8)


def zstandard(begin: bytes, size: int, window: bytes = b"\x50") -> bytes:
    """Return the bytes and that many zeros as Zstandard has them: blocks of one byte.

    The window is 1 MiB, which any reader allows.
    """
    blocks = struct.pack("<I", len(begin) << 3)[:3] + begin
    count = max(1, size >> 17)
    run = struct.pack("<I", (1 << 17) << 3 | 2)[:3] + b"\0"
    last = struct.pack("<I", (1 << 17) << 3 | 3)[:3] + b"\0"
    return b"\x28\xb5\x2f\xfd\0" + window + blocks + run * (count - 1) + last


WIDE = b"\x80"
"""A window of 64 MiB."""


def png_data(path: Path) -> None:
    """16 by 16 pixels whose data go on for a gigabyte."""
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    write(path, headers.png_of((b"IHDR", header), (b"IDAT", zeros(GIGABYTE)), (b"IEND", b"")))


def png_profile(path: Path) -> None:
    """A colour profile of a gigabyte."""
    write(path, png_with((b"iCCP", b"a\0\0" + zeros(GIGABYTE))))


def png_text(path: Path) -> None:
    """A compressed text of a gigabyte."""
    write(path, png_with((b"zTXt", b"Comment\0\0" + zeros(GIGABYTE))))


def png_plain_text(path: Path) -> None:
    """A text of a gigabyte that is really there, as a file of holes."""
    data = headers.picture_of("PNG", 64, 48)
    with path.open("wb") as file:
        file.write(data[:33] + struct.pack(">I", GIGABYTE) + b"tEXt")
        file.seek(GIGABYTE + 4, 1)
        file.write(data[33:])


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a small picture with those chunks in front of its data."""
    data = headers.picture_of("PNG", 64, 48)
    return data[:33] + b"".join(headers.png_chunk(*chunk) for chunk in chunks) + data[33:]


def tiff_deflate(path: Path) -> None:
    """A strip of 30 kB that unpacks to a gigabyte."""
    write(path, headers.tiff(100, 100, 8, zeros(GIGABYTE)))


def tiff_zstandard(path: Path) -> None:
    """The same with Zstandard."""
    write(path, headers.tiff(100, 100, 50000, zstandard(bytes(100), GIGABYTE)))


def tiff_window(path: Path) -> None:
    """A strip that needs 64 MB of window."""
    write(path, headers.tiff(100, 100, 50000, zstandard(bytes(100), GIGABYTE, WIDE)))


def tiff_large(path: Path) -> None:
    """A picture of 900 million pixels out of 2.6 MB, as compression allows."""
    write(path, headers.tiff(30000, 30000, 8, zeros(2575 << 20)))


def exr_zip(path: Path) -> None:
    """A chunk that unpacks to a gigabyte in place of 16 rows."""
    packed = zeros(GIGABYTE)
    head = headers.exr_header(64, 16) + b"\0"
    at = len(head) + 8
    write(path, head + struct.pack("<QiI", at, 0, len(packed)) + packed)


def ktx2(path: Path) -> None:
    """A level of 64 by 64 that unpacks to a gigabyte."""
    write(path, headers.ktx2_of(64, 64, zstandard(bytes(100), GIGABYTE), 64 * 64 * 4))


def ktx2_window(path: Path) -> None:
    """A level that needs 64 MB of window for 64 by 64 pixels."""
    write(path, headers.ktx2_of(64, 64, zstandard(bytes(100), GIGABYTE, WIDE), 64 * 64 * 4))


def ktx2_claim(path: Path) -> None:
    """A level that says that it is a gigabyte, for 64 by 64 pixels."""
    write(path, headers.ktx2_of(64, 64, zstandard(bytes(100), GIGABYTE), GIGABYTE))


def blend_gzip(path: Path) -> None:
    """A scene whose block in front of the preview has a gigabyte."""
    write(path, gzip(blend_begin(), GIGABYTE))


def blend_zstandard(path: Path) -> None:
    """The same with Zstandard."""
    write(path, zstandard(blend_begin(), GIGABYTE))


def blend_window(path: Path) -> None:
    """The same with a window of 64 MB."""
    write(path, zstandard(blend_begin(), GIGABYTE, WIDE))


def blend_begin() -> bytes:
    """Return the head of a scene and that of a block of 2 GB."""
    return b"BLENDER-v300" + b"REND" + struct.pack("<iQii", 0x7FFFFFF0, 1, 0, 1)


def aseprite(path: Path) -> None:
    """A cel of 16 by 16 that unpacks to a gigabyte."""
    data = headers.aseprite(16, 16)
    small = zlib.compress(bytes(4096))
    packed = zeros(GIGABYTE)
    data = bytearray(data.replace(small, packed))
    more = len(packed) - len(small)
    for at in (0, 128, data.index(b"\x05\x20") - 4):
        struct.pack_into("<I", data, at, struct.unpack_from("<I", data, at)[0] + more)
    write(path, bytes(data))


def id3_frame(path: Path) -> None:
    """A cover that is compressed, and a gigabyte when it is not."""
    packed = struct.pack(">I", GIGABYTE) + zeros(GIGABYTE)
    frame = b"APIC" + struct.pack(">IBB", len(packed), 0, 0x80) + packed
    write(path, id3(frame) + silence(20))


def id3(frames: bytes) -> bytes:
    """Return a tag of version 2.3."""
    size = len(frames)
    digits = bytes(size >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\3\0\0" + digits + frames


def silence(frames: int) -> bytes:
    """Return that many frames of MPEG 1 layer III at 32 kbit/s and 44.1 kHz, mono: 26 ms each."""
    return (b"\xff\xfb\x10\xc0" + bytes(100)) * frames


def woff(path: Path) -> None:
    """A font whose table says that it unpacks to 4 GB."""
    packed = zeros(GIGABYTE)
    directory = b"glyf" + struct.pack(">IIII", 64, len(packed), 0xFFFFFFFC, 0)
    head = b"wOFF\0\1\0\0" + struct.pack(
        ">IHHIHHIIIII", 64 + len(packed), 1, 0, 0xFFFFFFFC, 1, 0, 0, 0, 0, 0, 0
    )
    write(path, head + directory + packed)


def woff2(path: Path) -> None:
    """The same in version 2."""
    table = b"\x0a\x8f\xff\xff\xff\x7f\x8f\xff\xff\xff\x7f"
    head = b"wOF2\0\1\0\0" + struct.pack(
        ">IHHIIHHIIIII", 48 + 11 + 64, 1, 0, 0xFFFFFFFC, 64, 1, 0, 0, 0, 0, 0, 0
    )
    write(path, head + table + bytes(64))


def zip_member(path: Path) -> None:
    """A picture in an OpenRaster file that is 1 GB of zeros."""
    png = headers.picture_of("PNG", 64, 48)
    write(path, zipped(
        ("mimetype", b"image/openraster", 0),
        ("stack.xml", b"<image w='64' h='48'><stack/></image>", 0),
        ("mergedimage.png", png, GIGABYTE), ("Thumbnails/thumbnail.png", b"", GIGABYTE),
    ))  # fmt: skip


def zip_claim(path: Path) -> None:
    """A preview of Krita that is 1 GB of zeros."""
    write(path, zipped(
        ("mimetype", b"application/x-krita", 0), ("preview.png", b"", GIGABYTE),
        ("mergedimage.png", b"", GIGABYTE),
    ))  # fmt: skip


def zip_stack(path: Path) -> None:
    """A description of layers of 1 GB."""
    write(path, zipped(("mimetype", b"image/openraster", 0), ("stack.xml", b"<image>", GIGABYTE)))


def zip_nested(path: Path) -> None:
    """A comic book in a comic book, 50 deep."""
    inside = headers.picture_of("PNG", 64, 48)
    name = "1.png"
    for _ in range(50):
        inside = zipped((name, inside, 0))
        name = "1.cbz"
    write(path, inside)


def zip_quine(path: Path) -> None:
    """Ten comic books of ten comic books and so on, six deep, each page a megabyte."""
    inside = zipped(("1.bmp", b"", 1 << 20))
    for _ in range(6):
        inside = zipped(*((f"{i}.cbz", inside, 0) for i in range(10)))
    write(path, inside)


def zipped(*members: tuple[str, bytes, int]) -> bytes:
    """Return an archive of names and data, with that many zeros behind each, all true."""
    body, directory = io.BytesIO(), b""
    for name, data, more in members:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = squeeze.compress(data) + squeeze.flush(zlib.Z_FULL_FLUSH)
        packed += zeros(more, -15) if more else b"\3\0"
        size = len(data) + (more >> 20 << 20)
        check = zlib.crc32(data) if not more else 0
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, check, len(packed), size, len(name), 0)
        at = body.tell()
        body.write(b"PK\3\4" + fields + name.encode() + packed)
        directory += (
            b"PK\1\2\x14\3" + fields + struct.pack("<HHHII", 0, 0, 0, 0, at) + name.encode()
        )
    at = body.tell()
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), at, 0)
    return body.getvalue() + directory + b"PK\5\6" + end


def zip_outside(path: Path) -> None:
    """A comic book whose pages lie outside of it by name."""
    page = headers.picture_of("PNG", 64, 48)
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../1.png", "/etc/2.png", "C:\\3.png", "..\\4.png"):
            archive.writestr(name, page)


def zip_link(path: Path) -> None:
    """A comic book whose only page is a link to a file of the machine."""
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("1.png")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, str(path.with_name("secret.png")))
    path.with_name("secret.png").write_bytes(headers.picture_of("PNG", 64, 48))


def zip_entries(path: Path) -> None:
    """A comic book of a million entries that are all the same."""
    count = 1_000_000
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 5, 0)
    local = b"PK\3\4" + fields + b"1.txt"
    entry = b"PK\1\2\x14\3" + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"1.txt"
    size = count * len(entry)
    at = len(local)
    with path.open("wb") as file:
        file.write(local)
        file.write(entry * count)
        end = at + size
        file.write(b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, at))
        file.write(b"PK\6\7" + struct.pack("<IQI", 0, end, 1))
        file.write(
            b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        )


def rar_dictionary(path: Path) -> None:
    """A comic book whose page needs a dictionary of 4 GB to be unpacked (RAR 5.0)."""
    write(path, rar(1 << 20))


def rar_page(path: Path) -> None:
    """A comic book with a page of a gigabyte out of 200 bytes (RAR 5.0)."""
    write(path, rar(GIGABYTE))


def rar(size: int) -> bytes:
    """Return a comic book with a page of that many bytes, packed."""

    def block(kind: int, fields: bytes, data: bytes = b"", flags: int = 0) -> bytes:
        body = bytes([kind, flags]) + (number(len(data)) if flags & 2 else b"") + fields
        body = number(len(body)) + body
        return struct.pack("<I", zlib.crc32(body)) + body + data

    packed = bytes([0xC0, 0x5A ^ 0xC0 ^ 100, 100]) + bytes(range(200))
    how = 0 | 3 << 7 | 15 << 10
    fields = b"\0" + number(size) + number(0) + number(how) + b"\0" + b"\5" + b"1.png"
    return b"Rar!\x1a\7\1\0" + block(1, b"\0") + block(2, fields, packed, 2) + block(5, b"\0")


def sevenzip_dictionary(path: Path) -> None:
    """A comic book whose page needs a dictionary of 4 GB to be unpacked (7z)."""
    packed = bytes(200)
    name = "1.png\0".encode("utf-16-le")
    header = (
        b"\1\4" + b"\6\0\1\x09\x80\xc8\0"
        + b"\7\x0b\1\0\1\x23\3\1\1\5\x5d\xff\xff\xff\xff\x0c\xf0\0\0\x10\0\0\0"
        + b"\5\1\x11" + bytes([1 + len(name)]) + b"\0" + name + b"\0\0"
    )  # fmt: skip
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    write(
        path,
        b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + packed + header,
    )


def number(value: int) -> bytes:
    """Return a number of RAR 5.0, seven bits a byte."""
    digits = bytearray()
    while value > 127:
        digits.append(value & 127 | 128)
        value >>= 7
    return bytes(digits) + bytes([value])


def tar_endless(path: Path) -> None:
    """A package for Unity of two million empty members, in 250 kB or so."""
    header = bytearray(512)
    header[:5] = b"a/bcd"
    header[100:107], header[108:115], header[116:123] = b"0000644", b"0000000", b"0000000"
    header[124:135], header[136:147], header[156:157] = b"0" * 11, b"0" * 11, b"0"
    header[257:265] = b"ustar\x0000"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = squeeze.compress(bytes(header) * 2048) + squeeze.flush(zlib.Z_FULL_FLUSH)
    write(path, b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + piece * 1024 + b"\3\0" + bytes(8))


def write(path: Path, data: bytes) -> None:
    """Write a file."""
    path.write_bytes(data)


PACKED = {
    "png-data": png_data, "png-profile": png_profile, "png-text": png_text,
    "png-plain-text": png_plain_text, "tif-deflated": tiff_deflate,
    "tif-zstandard": tiff_zstandard, "tif-window": tiff_window, "tif-large": tiff_large,
    "exr-zip": exr_zip, "ktx2-level": ktx2, "ktx2-window": ktx2_window, "ktx2-said": ktx2_claim,
    "blend-gzip": blend_gzip, "blend-zstandard": blend_zstandard, "blend-window": blend_window,
    "aseprite-cel": aseprite, "mp3-cover": id3_frame, "woff": woff, "woff2": woff2,
    "ora-picture": zip_member, "kra-picture": zip_claim, "ora-stack": zip_stack,
    "cbz-nested": zip_nested, "cbz-in-tens": zip_quine, "cbz-outside": zip_outside,
    "cbz-link": zip_link, "cbz-entries": zip_entries, "cbr-dictionary": rar_dictionary,
    "cbr-page": rar_page, "cb7-dictionary": sevenzip_dictionary,
    "unitypackage-endless": tar_endless,
}  # fmt: skip
