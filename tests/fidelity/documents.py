"""Documents and books around a picture, of kinds of which there are no real ones with one."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image

PROGRAM = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 200 120\nshowpage\n%%EOF\n"
BOOK = """<?xml version="1.0" encoding="utf-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"
 xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><coverpage><image l:href="#front"/></coverpage></title-info></description>
<body><section><p>Text</p></section></body>
<binary id="back" content-type="image/png">AAAA</binary>
<binary id="front" content-type="image/jpeg">{}</binary>
</FictionBook>"""
DOS_HEADER = 30


def write(folder: Path, scene: Any) -> None:
    """Writes a document of each kind."""
    image = Image.fromarray(scene).convert("RGB")
    tiff, jpeg, png = (_file(image, kind) for kind in ("TIFF", "JPEG", "PNG"))
    places = (DOS_HEADER, len(PROGRAM), 0, 0, DOS_HEADER + len(PROGRAM), len(tiff), 0xFFFF)
    header = struct.pack("<I6IH", 0xC6D3D0C5, *places)
    (folder / "tiff.eps").write_bytes(header + PROGRAM + tiff)
    (folder / "cover.fb2").write_text(BOOK.format(base64.encodebytes(jpeg).decode()))
    (folder / "cover.mobi").write_bytes(_palm([_book(), b"text", png[:-20], jpeg]))
    with zipfile.ZipFile(folder / "thumbnail.usdz", "w") as package:
        package.writestr("scene.usda", "#usda 1.0\n")
        package.writestr("textures/wood.png", png)
        package.writestr("Thumbnails/default.jpg", jpeg)


def _file(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def _book() -> bytes:
    """Returns a book's first record: its pictures begin at record 2, the second is the cover."""
    length = 232
    fields = {0: b"MOBI", 4: struct.pack(">I", length), 92: struct.pack(">I", 2)}
    fields[112] = struct.pack(">I", 0x40)
    header = bytearray(length)
    for place, field in fields.items():
        header[place : place + len(field)] = field
    extensions = b"EXTH" + struct.pack(">II", 24, 1) + struct.pack(">III", 201, 12, 1)
    return bytes(16) + bytes(header) + extensions


def _palm(records: list[bytes]) -> bytes:
    """Returns a Palm database of records."""
    head = b"book".ljust(60, b"\0") + b"BOOKMOBI" + bytes(8) + struct.pack(">H", len(records))
    place = len(head) + 8 * len(records) + 2
    for record in records:
        head += struct.pack(">II", place, 0)
        place += len(record)
    return head + bytes(2) + b"".join(records)
