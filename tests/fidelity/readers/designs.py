"""Readers of design documents and books: the previews inside them, which Pillow reads.

They are cut out by other means than the loaders': Python's own SQLite reads the
database of Clip Studio Paint, ExifTool or a search the thumbnails in XMP.
"""

from __future__ import annotations

import base64
import io
import re
import shutil
import sqlite3
import struct
import subprocess
import zipfile
from pathlib import Path

from PIL import Image

from ..pictures import Picture
from .general import from_pillow

PICTURES = (".png", ".jpg", ".jpeg")
COVER = struct.pack(">II", 201, 12)  # a record of EXTH: its type, and its length


def _opened(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data)) as opened:
        return from_pillow(opened)


def _largest(pictures: list[bytes]) -> Picture:
    """Opens the picture of most pixels; of those of one size the first."""
    opened = [_opened(data) for data in pictures]
    return max(opened, key=lambda picture: picture.pixels.shape[0] * picture.pixels.shape[1])


def clip_studio(path: Path) -> Picture:
    """Asks SQLite for the preview of the canvas, in the chunk that is a database."""
    data = path.read_bytes()
    database = data[data.index(b"SQLite format 3\0") : data.rindex(b"CHNKFoot")]
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(database)
        rows = connection.execute("SELECT ImageData FROM CanvasPreview").fetchall()
    return _largest([row[0] for row in rows])


def affinity(path: Path) -> Picture:
    """Reads the PNG file in the record to which the header's third number leads."""
    data = path.read_bytes()
    (record,) = struct.unpack_from("<Q", data, 24)
    return _opened(data[record + 29 :])


def exiftool(path: Path) -> Picture:
    """Reads the first thumbnail in XMP, with ExifTool where that is installed."""
    program = shutil.which("exiftool")
    if program is None:
        raise ValueError("ExifTool is not installed")
    command = [program, "-b", "-XMP:ThumbnailImage", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return _opened(done.stdout)


def xmp(path: Path) -> Picture:
    """Searches the file for thumbnails in XMP."""
    found = re.findall(rb"<xmpGImg:image>([^<]*)</xmpGImg:image>", path.read_bytes())
    return _largest([base64.b64decode(text.replace(b"&#xA;", b"")) for text in found])


def postscript(path: Path) -> Picture:
    """Reads the TIFF preview to which the header for DOS leads."""
    data = path.read_bytes()
    magic, start, size = struct.unpack_from("<I16x2I", data)
    if magic != 0xC6D3D0C5 or size == 0:
        raise ValueError("no TIFF preview")
    return _opened(data[start : start + size])


def illustrator(path: Path) -> Picture:
    """Reads Illustrator's own thumbnail: in hexadecimal a palette, then runs of indices."""
    begin = rb"%AI7_Thumbnail: (\d+) (\d+) 8\s+%%BeginData: \d+ Hex Bytes([^:]*?)%%EndData"
    found = re.search(begin, path.read_bytes())
    if found is None:
        raise ValueError("no thumbnail of Illustrator")
    data = bytes.fromhex(re.sub(rb"[%\s]", b"", found[3]).decode())
    runs = re.compile(rb"\xfd(?:(\xfd)|(.)(.))", re.DOTALL)
    indices = runs.sub(lambda m: m[1] or m[3] * m[2][0], data[771:])
    image = Image.frombytes("P", (int(found[1]), int(found[2])), indices)
    image.putpalette(data[:768])
    return from_pillow(image)


def scene(path: Path) -> Picture:
    """Reads the picture that a package of OpenUSD keeps for viewers, else its first."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.lower().endswith(PICTURES)]
        kept = [name for name in names if "thumbnail" in name.lower()]
        return _opened(package.read((kept or names)[0]))


def mobipocket(path: Path) -> Picture:
    """Reads the cover of a Palm database: the record that its header's EXTH 201 tells."""
    data = path.read_bytes()
    (count,) = struct.unpack_from(">H", data, 76)
    places = [struct.unpack_from(">I", data, 78 + 8 * i)[0] for i in range(count)]
    head = data[places[0] : places[1]]
    (first,) = struct.unpack_from(">I", head, 108)
    (cover,) = struct.unpack_from(">I", head, head.index(COVER) + 8)
    return _opened(data[places[first + cover] :])


def fiction_book(path: Path) -> Picture:
    """Reads the binary that the page of the cover names."""
    text = path.read_text(encoding="utf-8")
    link = re.search(r'<coverpage>.*?href="#([^"]+)"', text, re.DOTALL)
    if link is None:
        raise ValueError("the book names no cover")
    for tag, content in re.findall(r"<binary\b([^>]*)>([^<]*)</binary>", text):
        if f'id="{link[1]}"' in tag:
            return _opened(base64.b64decode(content))
    raise ValueError("the cover is not there")
