"""Files whose headers claim more pixels than anything could hold.

Each is the beginning of its format as its specification has it, with a few bytes of
pixel data behind it. :data:`CLAIMS` are the functions that make them.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

Claim = Callable[[int, int], bytes]

FEW = bytes(range(64))
"""What there is of pixel data."""


def png(w: int, h: int) -> bytes:
    """Sixteen bits of RGBA, of which a few rows are there."""
    header = struct.pack(">IIBBBBB", w, h, 16, 6, 0, 0, 0)
    return png_of((b"IHDR", header), (b"IDAT", zlib.compress(bytes(4096))), (b"IEND", b""))


def png_interlaced(w: int, h: int) -> bytes:
    """The same in seven passes, which are held whole."""
    header = struct.pack(">IIBBBBB", w, h, 8, 6, 0, 0, 1)
    return png_of((b"IHDR", header), (b"IDAT", zlib.compress(bytes(4096))), (b"IEND", b""))


def png_of(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG of those chunks."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, data) for kind, data in chunks)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    check = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def bmp(w: int, h: int) -> bytes:
    """24 bits, plain."""
    header = struct.pack("<IiiHHIIiiII", 40, w, h, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 118, 0, 0, 54) + header + FEW


def bmp_rle(w: int, h: int) -> bytes:
    """Run lengths, where a byte may stand for any number of pixels."""
    header = struct.pack("<IiiHHIIiiII", 40, w, h, 1, 8, 1, 4, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 1082, 0, 0, 1078) + header + bytes(1024) + b"\0\1\0\1"


def tiff(w: int, h: int, compression: int = 1, data: bytes = FEW) -> bytes:
    """RGB in one strip."""
    tags = [
        (256, 4, w), (257, 4, h), (258, 3, 8), (259, 3, compression), (262, 3, 2),
        (273, 4, 8), (277, 3, 3), (278, 4, h), (279, 4, len(data)),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    at = 8 + len(data)
    return (
        b"II*\0" + struct.pack("<I", at) + data + struct.pack("<H", len(tags)) + entries + bytes(4)
    )


def tiff_deflate(w: int, h: int) -> bytes:
    """The same, compressed."""
    return tiff(w, h, 8, zlib.compress(bytes(1 << 16)))


def bigtiff(w: int, h: int) -> bytes:
    """RGB in one strip, with offsets of 64 bits."""
    tags = [
        (256, 4, w), (257, 4, h), (258, 3, 8), (259, 3, 1), (262, 3, 2),
        (273, 16, 16), (277, 3, 3), (278, 4, h), (279, 16, w * h * 3),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHQQ", tag, kind, 1, value) for tag, kind, value in tags)
    return (
        b"II+\0\x08\0\0\0" + struct.pack("<Q", 80) + FEW
        + struct.pack("<Q", len(tags)) + entries + bytes(8)
    )  # fmt: skip


def psd(w: int, h: int) -> bytes:
    """A composite in run lengths."""
    return b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, h, w, 8, 3) + bytes(12) + b"\0\1" + FEW


def psb(w: int, h: int) -> bytes:
    """The same of the large kind, 16 bits."""
    return (
        b"8BPS\0\2" + bytes(6) + struct.pack(">HIIHH", 4, h, w, 16, 3) + bytes(16) + b"\0\0" + FEW
    )


def exr(w: int, h: int) -> bytes:
    """Scan lines of three half floats."""
    return exr_header(w, h) + b"\0" + FEW


def exr_tiled(w: int, h: int) -> bytes:
    """Tiles of 64 by 64."""
    return exr_header(w, h, tiles=(64, 64)) + b"\0" + FEW


def exr_header(w: int, h: int, compression: int = 3, tiles: tuple[int, int] | None = None) -> bytes:
    """Return the beginning of a picture of one part, up to the end of its attributes."""
    version = struct.pack("<II", 20000630, 0x202 if tiles else 2)
    return version + exr_attributes(w, h, compression, tiles)


def exr_attributes(
    w: int, h: int, compression: int = 3, tiles: tuple[int, int] | None = None
) -> bytes:
    """Return the attributes of a part, without their end."""

    def attribute(name: bytes, kind: bytes, value: bytes) -> bytes:
        return name + b"\0" + kind + b"\0" + struct.pack("<I", len(value)) + value

    channel = struct.pack("<IBxxxII", 1, 0, 1, 1)
    window = struct.pack("<iiii", 0, 0, w - 1, h - 1)
    header = attribute(
        b"channels", b"chlist", b"".join(c + b"\0" + channel for c in (b"B", b"G", b"R")) + b"\0"
    )
    header += attribute(b"compression", b"compression", bytes([compression]))
    header += attribute(b"dataWindow", b"box2i", window) + attribute(
        b"displayWindow", b"box2i", window
    )
    header += attribute(b"lineOrder", b"lineOrder", b"\0")
    header += attribute(b"pixelAspectRatio", b"float", struct.pack("<f", 1))
    header += attribute(b"screenWindowCenter", b"v2f", bytes(8))
    header += attribute(b"screenWindowWidth", b"float", struct.pack("<f", 1))
    if tiles:
        header += attribute(b"tiles", b"tiledesc", struct.pack("<IIB", *tiles, 0))
    return header


def tga(w: int, h: int) -> bytes:
    """32 bits in run lengths."""
    return struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, w, h, 32, 8) + FEW


def dds(w: int, h: int) -> bytes:
    """BC1."""
    pixels = struct.pack("<II4sIIIII", 32, 4, b"DXT1", 0, 0, 0, 0, 0)
    header = struct.pack("<IIIIIII", 124, 0x81007, h, w, 0, 0, 0) + bytes(44) + pixels
    return b"DDS " + header + struct.pack("<IIIII", 0x1000, 0, 0, 0, 0) + FEW


def ktx(w: int, h: int) -> bytes:
    """Version 1, RGBA."""
    fields = (0x04030201, 0x1401, 1, 0x1908, 0x8058, 0x1908, w, h, 0, 0, 1, 1, 0)
    return b"\xabKTX 11\xbb\r\n\x1a\n" + struct.pack("<13I", *fields) + struct.pack("<I", 64) + FEW


def ktx2(w: int, h: int) -> bytes:
    """Version 2, RGBA, compressed with Zstandard."""
    return ktx2_of(w, h, FEW, w * h * 4)


def ktx2_of(w: int, h: int, data: bytes, unpacked: int) -> bytes:
    """Return a texture of one level of RGBA in Zstandard's format."""
    sample = struct.pack("<HBBIII", 0, 7, 0, 0, 0, 255)
    samples = b"".join(
        struct.pack("<HBBIII", 8 * i, 7, (0, 1, 2, 15)[i], 0, 0, 255) for i in range(4)
    )
    block = (
        struct.pack("<IHHBBBB", 0, 2, 24 + 4 * len(sample), 1, 1, 1, 0)
        + bytes(4)
        + b"\4"
        + bytes(7)
    )
    described = struct.pack("<I", 4 + len(block) + len(samples)) + block + samples
    fields = struct.pack("<IIIIIIIII", 37, 1, w, h, 0, 0, 1, 1, 2)
    begin = 80 + 24
    index = struct.pack("<IIIIQQ", begin, len(described), 0, 0, 0, 0)
    level = struct.pack("<QQQ", begin + len(described), len(data), unpacked)
    return b"\xabKTX 20\xbb\r\n\x1a\n" + fields + index + level + described + data


def webp_canvas(w: int, h: int) -> bytes:
    """A canvas of that size around a small picture."""
    size = struct.pack("<I", w - 1)[:3] + struct.pack("<I", h - 1)[:3]
    return riff(b"WEBP", (b"VP8X", b"\x10\0\0\0" + size), (b"VP8L", vp8l(16, 16)))


def webp_lossless(w: int, h: int) -> bytes:
    """As large as the format can be, in a few bytes."""
    del w, h
    return riff(b"WEBP", (b"VP8L", vp8l(16384, 16384)))


def webp_lossy(w: int, h: int) -> bytes:
    """The same of the lossy kind."""
    del w, h
    frame = b"\x10\x02\0\x9d\x01\x2a" + struct.pack("<HH", 16383, 16383)
    return riff(b"WEBP", (b"VP8 ", frame + FEW))


def vp8l(w: int, h: int) -> bytes:
    """Return a lossless picture of one colour: four prefix codes of one symbol."""
    bits = (w - 1) | (h - 1) << 14 | 1 << 28
    return b"\x2f" + struct.pack("<I", bits) + b"\x88\x88\x08\0" + bytes(16)


def riff(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a RIFF file."""
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + form + body


def gif(w: int, h: int) -> bytes:
    """A frame that fills the screen."""
    head = b"GIF89a" + struct.pack("<HH", w, h) + b"\x80\0\0" + bytes(6)
    return head + b"," + struct.pack("<HHHH", 0, 0, w, h) + b"\0\2\2\x4c\x01\0;"


def jpeg(w: int, h: int, frame: int = 0xC0) -> bytes:
    """Baseline, with tables and the beginning of a scan."""
    tables = b"\xff\xdb\0\x43\0" + b"\1" * 64
    tables += (
        b"\xff\xc4\0\x14\0\1" + bytes(15) + b"\0" + b"\xff\xc4\0\x14\x10\1" + bytes(15) + b"\0"
    )
    size = b"\x08" + struct.pack(">HH", h, w) + b"\3\1\x22\0\2\x11\0\3\x11\0"
    start = b"\xff" + bytes([frame]) + struct.pack(">H", 2 + len(size)) + size
    last = b"\x3f" if frame == 0xC0 else b"\0"
    scan = b"\xff\xda\0\x0c\3\1\0\2\0\3\0\0" + last + b"\0"
    return b"\xff\xd8" + tables + start + scan + bytes(64) + b"\xff\xd9"


def jpeg_progressive(w: int, h: int) -> bytes:
    """Progressive: all coefficients are kept."""
    return jpeg(w, h, 0xC2)


def qoi(w: int, h: int) -> bytes:
    """RGBA."""
    return b"qoif" + struct.pack(">IIBB", w, h, 4, 0) + b"\xfd" * 64 + b"\0\0\0\0\0\0\0\1"


def hdr(w: int, h: int) -> bytes:
    """RGBE."""
    return f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {h} +X {w}\n".encode() + FEW


def dpx(w: int, h: int) -> bytes:
    """Ten bits of RGB."""
    head = bytearray(2048)
    struct.pack_into(">4sI8s", head, 0, b"SDPX", 2048, b"V2.0")
    struct.pack_into(">HHII", head, 768, 0, 1, w, h)
    struct.pack_into(">IIfIfBBBBHHI", head, 780, 0, 0, 0, 1023, 2, 50, 2, 2, 10, 1, 0, 2048)
    return bytes(head) + FEW


def sgi(w: int, h: int) -> bytes:
    """RGB in run lengths, whose tables alone would take megabytes."""
    return struct.pack(">HBBHHHHII", 474, 1, 1, 3, w, h, 3, 0, 255) + bytes(492) + FEW


def ppm(w: int, h: int) -> bytes:
    """Raw, 16 bits."""
    return f"P6\n{w} {h}\n65535\n".encode() + FEW


def pgm_plain(w: int, h: int) -> bytes:
    """Plain: a picture of numbers."""
    return f"P2\n{w} {h}\n255\n".encode() + b"1 2 3 4\n"


def pbm(w: int, h: int) -> bytes:
    """One bit."""
    return f"P4\n{w} {h}\n".encode() + FEW


def pam(w: int, h: int) -> bytes:
    """Four channels."""
    head = f"P7\nWIDTH {w}\nHEIGHT {h}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
    return head.encode() + FEW


def pfm(w: int, h: int) -> bytes:
    """Floats."""
    return f"PF\n{w} {h}\n-1.0\n".encode() + FEW


def fits(w: int, h: int) -> bytes:
    """Doubles."""
    cards = ("SIMPLE", "T"), ("BITPIX", "-64"), ("NAXIS", "2"), ("NAXIS1", w), ("NAXIS2", h)
    head = "".join(f"{key:8}= {value:>20}".ljust(80) for key, value in cards) + "END".ljust(80)
    return head.ljust(2880).encode() + FEW


def farbfeld(w: int, h: int) -> bytes:
    """All of the format."""
    return b"farbfeld" + struct.pack(">II", w, h) + FEW


def ico(w: int, h: int) -> bytes:
    """A PNG of that size as an icon."""
    inside = png(w, h)
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(inside), 22) + inside


def ico_bitmap(w: int, h: int) -> bytes:
    """A bitmap of that size as an icon."""
    inside = struct.pack("<IiiHHIIiiII", 40, w, 2 * h, 1, 32, 0, 0, 0, 0, 0, 0) + FEW
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(inside), 22) + inside


def icns(w: int, h: int) -> bytes:
    """A PNG of that size as an icon of a Mac."""
    inside = png(w, h)
    return b"icns" + struct.pack(">I4sI", 16 + len(inside), b"ic10", 8 + len(inside)) + inside


def sunras(w: int, h: int) -> bytes:
    """24 bits in run lengths."""
    return struct.pack(">8I", 0x59A66A95, w, h, 24, 64, 2, 0, 0) + FEW


def ilbm(w: int, h: int) -> bytes:
    """24 planes in run lengths."""
    header = struct.pack(">HHhhBBBBHBBhh", w, h, 0, 0, 24, 0, 1, 0, 0, 1, 1, w & 32767, h & 32767)
    body = b"BMHD" + struct.pack(">I", 20) + header + b"BODY" + struct.pack(">I", 64) + FEW
    return b"FORM" + struct.pack(">I", 4 + len(body)) + b"ILBM" + body


def mayaiff(w: int, h: int) -> bytes:
    """Tiles of Maya."""
    header = struct.pack(">IIHHIHHI", w, h, 1, 1, 3, 0, 1, 1) + bytes(8)
    body = b"TBHD" + struct.pack(">I", len(header)) + header
    tile = b"RGBA" + struct.pack(">IHHHH", 8 + 64, 0, 0, (w - 1) & 65535, (h - 1) & 65535) + FEW
    body += b"FOR4" + struct.pack(">I", 4 + len(tile)) + b"TBMP" + tile
    return b"FOR4" + struct.pack(">I", 4 + len(body)) + b"CIMG" + body


def pcx(w: int, h: int) -> bytes:
    """Three planes of 8 bits."""
    head = struct.pack("<BBBBHHHHHH", 10, 5, 1, 8, 0, 0, w - 1, h - 1, 72, 72) + bytes(48)
    return head + struct.pack("<BBHHHH", 0, 3, w + (w & 1) & 65535, 1, 0, 0) + bytes(54) + FEW


def xcf(w: int, h: int) -> bytes:
    """GIMP's canvas, with one empty layer."""
    layer = 14 + 12 + 8 + 8 + 4
    head = b"gimp xcf v003\0" + struct.pack(">III", w, h, 0) + struct.pack(">II", 0, 0)
    head = head + struct.pack(">II", layer, 0) + struct.pack(">I", 0)
    data = struct.pack(">III", w, h, 1) + struct.pack(">I", 2) + b"a\0" + struct.pack(">II", 0, 0)
    at = len(head) + len(data) + 8
    levels = struct.pack(">IIIII", w, h, 4, at + 20, 0) + struct.pack(">III", w, h, 0)
    return head + data + struct.pack(">II", at, 0) + levels


def xbm(w: int, h: int) -> bytes:
    """C text of one bit a pixel."""
    return f"#define a_width {w}\n#define a_height {h}\nstatic char a_bits[] = {{ 0x00 }};".encode()


def xpm(w: int, h: int) -> bytes:
    """C text of characters."""
    colours = '"a c #fff",\n"b c #000"'
    return f'/* XPM */\nstatic char *a[] = {{\n"{w} {h} 2 1",\n{colours},\n"ab"}};'.encode()


def wbmp(w: int, h: int) -> bytes:
    """One bit; sizes of any number of bytes."""

    def number(value: int) -> bytes:
        digits = [value & 127]
        while value := value >> 7:
            digits.append(128 | value & 127)
        return bytes(reversed(digits))

    return b"\0\0" + number(w) + number(h) + FEW


def pgx(w: int, h: int) -> bytes:
    """Samples of 16 bits."""
    return f"PG ML + 16 {w} {h}\n".encode() + FEW


def rla(w: int, h: int) -> bytes:
    """Wavefront's run lengths, with a table of a place for each row."""
    head = bytearray(740)
    struct.pack_into(
        ">8h",
        head,
        0,
        0,
        (w - 1) & 32767,
        0,
        (h - 1) & 32767,
        0,
        (w - 1) & 32767,
        0,
        (h - 1) & 32767,
    )
    struct.pack_into(">hhhhhh", head, 16, 0, 0, 3, 1, 0, -2)
    struct.pack_into(">hhh", head, 664 - 6, 8, 8, 8)
    return bytes(head) + FEW


def softimage(w: int, h: int) -> bytes:
    """Run lengths of RGB."""
    head = b"\x53\x80\xf6\x34" + struct.pack(">f", 3.71) + bytes(80) + b"PICT"
    return head + struct.pack(">HHfHH", w, h, 1, 3, 0) + b"\0\x08\2\xe0" + FEW


def miff(w: int, h: int) -> bytes:
    """ImageMagick's, 16 bits."""
    head = "id=ImageMagick version=1.0\nclass=DirectClass colorspace=sRGB matte=True\n"
    head += f"columns={w} rows={h} depth=16\n\f\n:\x1a"
    return head.encode() + FEW


def vtf(w: int, h: int) -> bytes:
    """Valve's, RGBA."""
    head = b"VTF\0" + struct.pack("<IIIHHIHH", 7, 2, 80, w, h, 0, 1, 0) + bytes(4)
    head += (
        struct.pack("<fff", 0, 0, 0)
        + bytes(4)
        + struct.pack("<fIBIBBH", 1, 0, 1, 0xFFFFFFFF, 0, 0, 1)
    )
    return head.ljust(80, b"\0") + FEW


def blp(w: int, h: int) -> bytes:
    """Blizzard's, DXT1."""
    head = b"BLP2" + struct.pack("<IBBBBII", 1, 2, 0, 0, 0, w, h)
    return (
        head
        + struct.pack("<16I", 1172, *[0] * 15)
        + struct.pack("<16I", 64, *[0] * 15)
        + bytes(1024)
        + FEW
    )


def astc(w: int, h: int) -> bytes:
    """Blocks of 12 by 12."""
    return (
        b"\x13\xab\xa1\x5c\x0c\x0c\x01"
        + struct.pack("<I", w)[:3]
        + struct.pack("<I", h)[:3]
        + b"\1\0\0"
        + FEW
    )


def aseprite(w: int, h: int) -> bytes:
    """A canvas with one layer and one compressed cel of its size."""
    cel = struct.pack("<HhhBHh5xHH", 0, 0, 0, 255, 2, 0, w & 65535, h & 65535) + zlib.compress(
        bytes(4096)
    )
    layer = struct.pack("<HHHHHHB3xH", 1, 0, 0, 0, 0, 0, 255, 1) + b"a"
    chunks = b"".join(
        struct.pack("<IH", 6 + len(data), kind) + data
        for kind, data in ((0x2004, layer), (0x2005, cel))
    )
    frame = struct.pack("<IHHH2xI", 16 + len(chunks), 0xF1FA, 2, 100, 2) + chunks
    head = struct.pack(
        "<IHHHHHIHII", 128 + len(frame), 0xA5E0, 1, w & 65535, h & 65535, 32, 1, 100, 0, 0
    )
    return head.ljust(128, b"\0") + frame


def dicom(w: int, h: int) -> bytes:
    """16 bits."""

    def short(group: int, element: int, value: int) -> bytes:
        return struct.pack("<HH2sHH", group, element, b"US", 2, value & 65535)

    syntax = b"1.2.840.10008.1.2.1\0"
    meta = struct.pack("<HH2sH", 2, 16, b"UI", len(syntax)) + syntax
    body = short(0x28, 2, 1) + struct.pack("<HH2sH", 0x28, 4, b"CS", 12) + b"MONOCHROME2 "
    body += short(0x28, 0x10, h) + short(0x28, 0x11, w) + short(0x28, 0x100, 16)
    body += short(0x28, 0x101, 16) + short(0x28, 0x102, 15) + short(0x28, 0x103, 0)
    return (
        bytes(128) + b"DICM" + meta + body + struct.pack("<HH2sHI", 0x7FE0, 16, b"OW", 0, 64) + FEW
    )


def zfile(w: int, h: int) -> bytes:
    """RenderMan's depths."""
    return struct.pack("<IHH", 0x2F0867AB, w & 65535, h & 65535) + bytes(128) + FEW


def msp(w: int, h: int) -> bytes:
    """Paint of Windows 1, with a table of rows."""
    words = [0x694C, 0x536E, w & 65535, h & 65535, 1, 1, 1, 1, w & 65535, h & 65535, 0, 0]
    check = 0
    for word in words:
        check ^= word
    return struct.pack("<16H", *words, check, 0, 0, 0) + FEW


def picture_of(kind: str, width: int, height: int) -> bytes:
    """Return a true, small picture that Pillow writes."""
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (width, height), (200, 100, 50)).save(data, kind)
    return data.getvalue()


HUGE = (65536, 32768)
"""2^31 pixels."""

WIDEST = (65535, 65535)
"""As much as 16 bits can claim."""

CLAIMS: dict[str, tuple[Claim, tuple[int, int]]] = {
    "png": (png, HUGE), "png-interlaced": (png_interlaced, HUGE),
    "bmp": (bmp, HUGE), "bmp-rle": (bmp_rle, HUGE),
    "tif": (tiff, HUGE), "tif-deflate": (tiff_deflate, HUGE), "btf": (bigtiff, HUGE),
    "psd": (psd, HUGE), "psb": (psb, HUGE),
    "exr": (exr, HUGE), "exr-tiled": (exr_tiled, HUGE), "tga": (tga, WIDEST), "dds": (dds, HUGE),
    "ktx": (ktx, HUGE), "ktx2": (ktx2, HUGE),
    "webp-canvas": (webp_canvas, HUGE), "webp-lossless": (webp_lossless, HUGE),
    "webp-lossy": (webp_lossy, HUGE),
    "gif": (gif, WIDEST), "jpg": (jpeg, WIDEST), "jpg-progressive": (jpeg_progressive, WIDEST),
    "qoi": (qoi, HUGE), "hdr": (hdr, HUGE), "dpx": (dpx, HUGE), "sgi": (sgi, WIDEST),
    "ppm": (ppm, HUGE), "pgm-plain": (pgm_plain, HUGE), "pbm": (pbm, HUGE), "pam": (pam, HUGE),
    "pfm": (pfm, HUGE), "fits": (fits, HUGE), "ff": (farbfeld, HUGE), "ico": (ico, HUGE),
    "ico-bitmap": (ico_bitmap, HUGE), "icns": (icns, HUGE), "ras": (sunras, HUGE),
    "ilbm": (ilbm, WIDEST), "iff": (mayaiff, HUGE), "pcx": (pcx, WIDEST), "xcf": (xcf, HUGE),
    "xbm": (xbm, HUGE), "xpm": (xpm, HUGE), "wbmp": (wbmp, HUGE), "pgx": (pgx, HUGE),
    "rla": (rla, (32767, 32767)), "pic": (softimage, WIDEST), "miff": (miff, HUGE),
    "vtf": (vtf, WIDEST), "blp": (blp, HUGE), "astc": (astc, HUGE), "aseprite": (aseprite, WIDEST),
    "dcm": (dicom, WIDEST), "zfile": (zfile, WIDEST), "msp": (msp, WIDEST),
}  # fmt: skip
"""Formats and what they claim. What follows a hyphen is a variant."""
