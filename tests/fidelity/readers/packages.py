"""Readers of documents, books and comics: archives, whose pictures Pillow reads."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import unquote

from PIL import BmpImagePlugin, Image

from ..pictures import Picture
from .general import from_pillow

PAGES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")
BIT_BLOCK = 76
"""The record of an enhanced metafile that shows a bitmap (MS-EMF 2.3.1.2)."""


def first_page(path: Path) -> Picture:
    """Reads the first page of a comic book, of whatever archive it is."""
    pages = {name: data for name, data in _members(path).items() if _is_page(name)}
    first = min(pages, key=_by_number)
    with Image.open(io.BytesIO(pages[first])) as opened:
        return from_pillow(opened)


def _is_page(name: str) -> bool:
    hidden = name.startswith("__MACOSX/") or posixpath.basename(name).startswith(".")
    return name.lower().endswith(PAGES) and not hidden


def _by_number(name: str) -> list[tuple[int, int, str]]:
    """Returns what sorts names as people number them."""
    parts = re.findall(r"\d+|\D", name.lower())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _members(path: Path) -> dict[str, bytes]:
    head = path.read_bytes()[:512]
    if head.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if head.startswith(b"Rar!"):
        import rarfile

        with rarfile.RarFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if head.startswith(b"7z"):
        import py7zr
        from py7zr.io import BytesIOFactory

        factory = BytesIOFactory(1 << 28)
        with py7zr.SevenZipFile(path) as archive:
            archive.extractall(factory=factory)
        return {name: product.read() for name, product in factory.products.items()}
    with tarfile.open(path) as archive:
        files = ((entry.name, archive.extractfile(entry)) for entry in archive)
        return {name: file.read() for name, file in files if file is not None}


def cover(path: Path) -> Picture:
    """Reads the cover that the package document of a book names."""
    with zipfile.ZipFile(path) as archive:
        container = archive.read("META-INF/container.xml").decode()
        place = _attribute(container, "rootfile", "full-path")
        document = archive.read(place).decode()
        items = re.findall(r"<item\b[^>]*>", document)
        named = re.search(r'<meta[^>]*name="cover"[^>]*content="([^"]*)"', document)
        for item in items:
            says = 'properties="cover-image"' in item
            if says or (named and f'id="{named[1]}"' in item):
                link = posixpath.join(
                    posixpath.dirname(place), unquote(_attribute(item, "item", "href"))
                )
                with Image.open(io.BytesIO(archive.read(link))) as opened:
                    return from_pillow(opened)
    raise ValueError("the book names no cover")


def _attribute(text: str, element: str, name: str) -> str:
    found = re.search(rf'<{element}\b[^>]*\b{name}="([^"]*)"', text)
    if found is None:
        raise ValueError(f"no {name} in {element}")
    return found[1]


def thumbnail(path: Path) -> Picture:
    """Reads the first picture of an archive that is called a thumbnail."""
    with zipfile.ZipFile(path) as archive:
        name = next(
            name
            for name in archive.namelist()
            if "thumbnail" in name.lower() and name.lower().endswith(PAGES)
        )
        with Image.open(io.BytesIO(archive.read(name))) as opened:
            return from_pillow(opened)


def metafile(path: Path) -> Picture:
    """Reads the bitmap of a thumbnail that is an enhanced metafile."""
    with zipfile.ZipFile(path) as archive:
        data = archive.read("docProps/thumbnail.emf")
    at = 0
    while True:
        kind, size = struct.unpack_from("<2I", data, at)
        if kind == BIT_BLOCK:
            break
        at += size
    header = at + struct.unpack_from("<I", data, at + 84)[0]
    with BmpImagePlugin.DibImageFile(io.BytesIO(data[header:])) as opened:
        return from_pillow(opened)
