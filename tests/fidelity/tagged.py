"""Sounds with covers, and films with frames that are pictures: written by FFmpeg and mutagen."""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SIZE = (240, 160)


def _picture(kind: str, turned: bool = False) -> bytes:
    """Returns the file of a picture whose corners differ."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    planes = [x / SIZE[0], y / SIZE[1], ((x // 40 + y // 40) % 2) * 0.7]
    pixels = (np.stack(planes[::-1] if turned else planes, axis=2) * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def sounds(folder: Path) -> None:
    """Writes a sound of each kind whose second picture is the front cover."""
    front, back = _picture("JPEG"), _picture("PNG", turned=True)
    for name in ("mp3", "flac", "m4a", "ogg", "opus", "wma", "aiff", "wav", "wv", "tta"):
        _ffmpeg("-f", "lavfi", "-i", "sine=duration=1", str(folder / f"sound.{name}"))
    for version, encoding in ((3, 0), (3, 1), (4, 0), (4, 1), (4, 3)):
        path = folder / f"id3v2{version}_{encoding}.mp3"
        shutil.copy(folder / "sound.mp3", path)
        _id3(front, back, encoding).save(path, v2_version=version)
    for name in ("tta", "aiff", "wav"):
        _tag_chunks(folder / f"sound.{name}", _id3(front, back, 3))
    _tag_ape(folder / "sound.wv", front, back)
    (folder / "sound.mp3").rename(folder / "ape.mp3")
    _tag_ape(folder / "ape.mp3", front, back)
    _tag_blocks(folder, front, back)
    _tag_others(folder, front, back)


def _ffmpeg(*arguments: str) -> None:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _id3(front: bytes, back: bytes, encoding: int) -> Any:
    from mutagen.id3 import APIC, ID3, TIT2

    tag = ID3()
    tag.add(TIT2(encoding=encoding, text="title " * 50))
    tag.add(APIC(encoding=encoding, mime="image/png", type=4, desc="zurück", data=back))
    tag.add(APIC(encoding=encoding, mime="image/jpeg", type=3, desc="vorn", data=front))
    return tag


def _tag_chunks(path: Path, tag: Any) -> None:
    import mutagen

    opened: Any = mutagen.File(path)
    if opened.tags is None:
        opened.add_tags()
    for frame in tag.values():
        opened.tags.add(frame)
    opened.save()


def _tag_ape(path: Path, front: bytes, back: bytes) -> None:
    from mutagen.apev2 import BINARY, APEv2, APEValue
    from mutagen.id3 import ID3, ID3NoHeaderError

    with contextlib.suppress(ID3NoHeaderError):
        ID3(path).delete(path)
    tag = APEv2()
    tag["Cover Art (Back)"] = APEValue(b"b.png\0" + back, BINARY)
    tag["Cover Art (Front)"] = APEValue(b"f.jpg\0" + front, BINARY)
    tag.save(path)


def _tag_blocks(folder: Path, front: bytes, back: bytes) -> None:
    """Tags FLAC and Ogg, which have the same blocks."""
    import mutagen
    from mutagen.flac import Picture as Block

    blocks = []
    for kind, mime, data in ((4, "image/png", back), (3, "image/jpeg", front)):
        block = Block()
        block.type, block.mime, block.desc, block.data = kind, mime, "ä", data
        blocks.append(block)
    for name in ("flac", "ogg", "opus"):
        opened: Any = mutagen.File(folder / f"sound.{name}")
        if name == "flac":
            for block in blocks:
                opened.add_picture(block)
        else:
            encoded = [base64.b64encode(block.write()).decode() for block in blocks]
            opened["metadata_block_picture"] = encoded
        opened.save()


def _tag_others(folder: Path, front: bytes, back: bytes) -> None:
    from mutagen.asf import ASF, ASFByteArrayAttribute
    from mutagen.mp4 import MP4, MP4Cover

    mp4 = MP4(folder / "sound.m4a")
    mp4["covr"] = [MP4Cover(front, MP4Cover.FORMAT_JPEG), MP4Cover(back, MP4Cover.FORMAT_PNG)]
    mp4.save()
    asf = ASF(folder / "sound.wma")
    pictures = []
    for kind, mime, data in ((4, "image/png", back), (3, "image/jpeg", front)):
        head = struct.pack("<BI", kind, len(data)) + f"{mime}\0about\0".encode("utf-16-le")
        pictures.append(ASFByteArrayAttribute(head + data))
    asf["WM/Picture"] = pictures
    asf.save()


def films(folder: Path) -> None:
    """Writes films whose frames are JPEG and PNG files, and bitmaps."""
    source = ("-f", "lavfi", "-i", "testsrc=size=320x240:rate=5:duration=1")
    for codec in ("mjpeg", "png"):
        for name in ("avi", "mov", "mkv"):
            _ffmpeg(*source, "-c:v", codec, str(folder / f"{codec}.{name}"))
    _ffmpeg(*source, "-c:v", "mjpeg", str(folder / "mjpeg.mp4"))
    _ffmpeg(*source, "-c:v", "rawvideo", "-pix_fmt", "bgr24", str(folder / "raw.avi"))
    turned = ("-display_rotation", "90", "-i", str(folder / "mjpeg.mov"), "-c", "copy")
    _ffmpeg(*turned, str(folder / "turned.mov"))
