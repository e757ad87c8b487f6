"""Covers in the tags of sounds and films, and frames of films."""

from __future__ import annotations

import base64
import io
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from ..pictures import Picture
from .general import from_pillow

FRONT = 3


def tags(path: Path) -> Picture:
    """Reads the front cover, else the first picture, with mutagen and Pillow."""
    import mutagen

    opened: Any = mutagen.File(path)
    if opened is None:
        raise ValueError("mutagen does not know it")
    found = list(_pictures(opened)) or _behind(path)
    if not found:
        raise ValueError("no cover in its tags")
    data = next((data for kind, data in found if kind == FRONT), found[0][1])
    with Image.open(io.BytesIO(data)) as image:
        return from_pillow(image)


def _pictures(opened: Any) -> Iterator[tuple[int, bytes]]:
    """Yields the kind and the bytes of each picture."""
    from mutagen.flac import Picture as Block

    for block in getattr(opened, "pictures", []):
        yield block.type, block.data
    for key, value in (opened.tags or {}).items() if opened.tags is not None else ():
        name = key.lower()
        if name.startswith("apic"):
            yield value.type, value.data
        elif name == "covr":
            yield from ((FRONT, bytes(cover)) for cover in value)
        elif name == "metadata_block_picture":
            yield from ((b.type, b.data) for b in (Block(base64.b64decode(v)) for v in value))
        elif name == "coverart":
            yield FRONT, base64.b64decode(value[0])
        elif name == "wm/picture":
            yield from (_windows_media(bytes(v.value)) for v in value)
        elif name.startswith("cover art"):
            yield FRONT if "front" in name else 0, bytes(value).partition(b"\0")[2]


def _behind(path: Path) -> list[tuple[int, bytes]]:
    """Returns the pictures of an APE tag, which mutagen does not look for in MP3."""
    from mutagen.apev2 import APENoHeaderError, APEv2File

    try:
        return list(_pictures(APEv2File(path)))
    except APENoHeaderError:
        return []


def _windows_media(data: bytes) -> tuple[int, bytes]:
    """Returns the kind and the bytes of a picture of ASF, which are its last."""
    kind, size = struct.unpack_from("<BI", data)
    return kind, data[-size:]


def frame(path: Path) -> Picture:
    """Reads the first frame of the first stream of pictures with FFmpeg."""
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    command += ["-map", "0:v:0", "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    if not done.stdout:
        raise ValueError(done.stderr.decode(errors="replace"))
    with Image.open(io.BytesIO(done.stdout)) as image:
        return from_pillow(image)
