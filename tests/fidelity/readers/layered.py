"""Readers of documents of layers and pixels, by their own libraries."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Callable
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from ..pictures import Picture
from .general import from_pillow


def psd_tools(path: Path) -> Picture:
    """Reads with psd-tools: the merged picture."""
    from psd_tools import PSDImage

    image = PSDImage.open(path)
    merged = image.topil() if image.has_preview() else image.composite()
    if merged is None:
        raise ValueError("psd-tools makes no picture of it")
    return Picture(np.asarray(merged.convert("RGBA"), dtype=np.float32) / 255)


def zipped(*members: str) -> Callable[[Path], Picture]:
    """Returns a reader of the first of those members of a ZIP that is there."""

    def read(path: Path) -> Picture:
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in members if name in archive.namelist())
            with Image.open(io.BytesIO(archive.read(name))) as opened:
                return from_pillow(opened)

    return read


def gimpformats(path: Path) -> Picture:
    """Reads with gimpformats, which composes the layers."""
    from gimpformats.gimpXcfDocument import GimpDocument

    image = GimpDocument(str(path)).image
    return Picture(np.asarray(image.convert("RGBA"), dtype=np.float32) / 255)


def ora_layers(path: Path) -> Picture:
    """Lays the layers of an OpenRaster document that has no stacks over each other."""
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("stack.xml"))
        canvas = Image.new("RGBA", (int(root.attrib["w"]), int(root.attrib["h"])))
        for layer in reversed(root.findall("./stack/layer")):
            with Image.open(io.BytesIO(archive.read(layer.attrib["src"]))) as opened:
                pixels = opened.convert("RGBA")
            opacity = float(layer.get("opacity", "1"))
            pixels.putalpha(pixels.getchannel("A").point(lambda v, k=opacity: round(v * k)))
            place = Image.new("RGBA", canvas.size)
            place.paste(pixels, (int(layer.get("x", "0")), int(layer.get("y", "0"))))
            canvas = Image.alpha_composite(canvas, place)
    return Picture(np.asarray(canvas, dtype=np.float32) / 255)
