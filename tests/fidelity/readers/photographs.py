"""Camera RAW: the picture that was saved with the photograph, or LibRaw's own."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from ..pictures import Picture

TURNS = {3: 2, 5: 1, 6: 3}
"""Quarters of a circle to the left, by LibRaw's numbers of orientations."""


def libraw_preview(path: Path) -> Picture:
    """Takes the preview that LibRaw finds, turned as the file says."""
    import rawpy

    with rawpy.imread(str(path)) as raw:
        preview = raw.extract_thumb()
        flip = raw.sizes.flip
    if preview.format == rawpy.ThumbFormat.JPEG:
        with Image.open(io.BytesIO(preview.data)) as opened:
            pixels = np.asarray(opened.convert("RGB"))
    else:
        pixels = preview.data
    return Picture(np.rot90(pixels, TURNS.get(flip, 0)).astype(np.float32) / 255)


def largest_jpeg(path: Path) -> Picture:
    """Looks for JPEGs in all of the file and takes the largest that is whole."""
    data = path.read_bytes()
    best: Image.Image | None = None
    for found in re.finditer(rb"\xff\xd8\xff", data):
        try:
            with Image.open(io.BytesIO(data[found.start() :])) as opened:
                opened.load()
                picture = ImageOps.exif_transpose(opened).convert("RGB")
        except (OSError, ValueError, SyntaxError):
            continue
        if best is None or picture.width * picture.height > best.width * best.height:
            best = picture
    if best is None:
        raise ValueError("no JPEG")
    return Picture(np.asarray(best, dtype=np.float32) / 255)


def libraw(path: Path) -> Picture:
    """Develops with LibRaw: the camera's white balance, bilinear, sRGB's curve."""
    import rawpy

    with rawpy.imread(str(path)) as raw:
        pixels = raw.postprocess(
            use_camera_wb=True,
            no_auto_bright=True,
            adjust_maximum_thr=0,
            gamma=(2.4, 12.92),
            demosaic_algorithm=rawpy.DemosaicAlgorithm.LINEAR,
        )
    return Picture(pixels.astype(np.float32) / 255)
