"""Previews that lie in large files: how many bytes of one are read, and how long it takes.

Each file is measured beside a small one of its format with the same preview. The large
ones are sparse: nothing but zeros lies where a scene, a sensor's data or a film would be.
Linux only.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from pathlib import Path
from statistics import median
from typing import Any, Callable

from PIL import Image

from . import files, timing
from .files import Row
from .photographs import mosaic
from .processes import Process, WorkerError, started

MIB = 1 << 20
ROUNDS = 5
OURS = ("apsync",)
SIDES = 128
PREVIEW = (2400, 1600)
MERGED = (1200, 800)


def available() -> bool:
    """Returns whether this system counts what a process reads."""
    return Path("/proc/self/io").exists()


def rows(problems: dict[str, str]) -> list[dict[str, Any]]:
    """Measures every file in both slots, with one worker."""
    measured = []
    with started([("apsync", 1)]) as processes:
        for file in files.built(list(ROWS), problems):
            try:
                slots = {
                    slot: _measure(processes[0], file, size) for slot, size in timing.SLOTS.items()
                }
            except WorkerError as error:
                problems[file.row.name] = str(error)
                continue
            measured.append(
                {"name": file.row.name, "bytes": file.path.stat().st_size, "slots": slots}
            )
            print(f"bench: reads of {file.row.name}: {slots}", file=sys.stderr, flush=True)
    return measured


def _measure(process: Process, file: files.File, size: int) -> dict[str, float]:
    """Returns the bytes read for a thumbnail and its milliseconds, after a first turn."""
    task = file.task(size, process.out)
    turns = [process.ask("reads", task=task) for _ in range(1 + ROUNDS)][1:]
    return {
        "read": max(turn["read"] for turn in turns),
        "ms": median(turn["ms"] for turn in turns),
    }


def _jpeg(size: tuple[int, int]) -> bytes:
    return _encoded(size, "JPEG", quality=90)


def _encoded(size: tuple[int, int], kind: str, **save: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(mosaic(*size, 4)).save(stream, kind, **save)
    return stream.getvalue()


def _blend(zeros: int) -> Callable[[Path], None]:
    """Returns what writes a scene of Blender 5 with that much data behind its preview."""

    def block(code: bytes, size: int) -> bytes:
        return code + struct.pack("<IQQQ", 0, 0, size, 1)

    def write(path: Path) -> None:
        pixels = Image.fromarray(mosaic(SIDES, SIDES, 4)).convert("RGBA").tobytes()
        with path.open("wb") as file:
            file.write(b"BLENDER17-01v0500" + block(b"REND", 72) + bytes(72))
            file.write(block(b"TEST", 8 + len(pixels)) + struct.pack("<ii", SIDES, SIDES) + pixels)
            file.write(block(b"GLOB", 1104) + bytes(1104) + block(b"DATA", zeros))
            file.seek(zeros, io.SEEK_CUR)
            file.write(block(b"ENDB", 0))

    return write


def _dng(width: int, height: int) -> Callable[[Path], None]:
    """Returns what writes a DNG whose preview lies behind that many samples of a sensor."""

    def write(path: Path) -> None:
        jpeg, sensor = _jpeg(PREVIEW), 2 * width * height
        data = 1 << 10
        raw_tags = [(254, 4, 0), (256, 4, width), (257, 4, height), (258, 3, 16), (259, 3, 1)]
        raw_tags += [(262, 3, 32803), (273, 4, data), (277, 3, 1), (278, 4, height)]
        raw_tags += [(279, 4, sensor), (33421, 3, (2, 2)), (33422, 1, b"\0\1\1\2")]
        tags = [(254, 4, 1), (256, 4, PREVIEW[0]), (257, 4, PREVIEW[1]), (258, 3, 8), (259, 3, 7)]
        tags += [(262, 3, 6), (273, 4, data + sensor), (274, 3, 1), (277, 3, 3)]
        tags += [(278, 4, PREVIEW[1]), (279, 4, len(jpeg)), (330, 4, 512), (50706, 1, b"\1\4\0\0")]
        with path.open("wb") as file:
            file.write(struct.pack("<2sHI", b"II", 42, 8) + _directory(tags))
            file.seek(512)
            file.write(_directory(raw_tags))
            file.seek(data + sensor)
            file.write(jpeg)

    return write


def _directory(tags: list[tuple[int, int, Any]]) -> bytes:
    """Returns a directory of TIFF 6.0 whose values fit into four bytes each."""
    entries = b""
    for tag, kind, value in tags:
        if isinstance(value, bytes):
            count, packed = len(value), value
        elif isinstance(value, tuple):
            count, packed = len(value), struct.pack("<2H", *value)
        else:
            count, packed = 1, struct.pack("<H2x" if kind == 3 else "<I", value)
        entries += struct.pack("<HHI4s", tag, kind, count, packed)
    return struct.pack("<H", len(tags)) + entries + bytes(4)


class _Sparse(io.FileIO):
    """A file in which a chunk of zeros leaves a hole."""

    CHUNK = bytes(MIB)

    def write(self, data: Any) -> int:
        if data is self.CHUNK:
            self.seek(len(data), io.SEEK_CUR)
            return len(data)
        return super().write(data)


def _kra(mebibytes: int) -> Callable[[Path], None]:
    """Returns what writes a document of Krita with layers of that size, stored."""

    def write(path: Path) -> None:
        with _Sparse(str(path), "w+") as file, zipfile.ZipFile(file, "w") as archive:
            archive.writestr("mimetype", "application/x-krita")
            with archive.open("image/layers/layer1", "w", force_zip64=True) as layer:
                for _ in range(mebibytes):
                    layer.write(_Sparse.CHUNK)
            archive.writestr("preview.png", _encoded((256, 171), "PNG"))
            archive.writestr("mergedimage.png", _encoded(MERGED, "PNG"))

    return write


_SCENE = (SIDES, SIDES)

ROWS = (
    Row("Blender scene, 1 MiB", "small.blend", _blend(MIB), OURS, size=_SCENE),
    Row("Blender scene, 1 GiB", "large.blend", _blend(1024 * MIB), OURS, size=_SCENE),
    Row("camera RAW, 3 MB", "small.dng", _dng(1200, 800), OURS, size=PREVIEW),
    Row("camera RAW, 100 MB", "large.dng", _dng(8640, 5760), OURS, size=PREVIEW),
    Row("Krita document, 3 MiB", "small.kra", _kra(1), OURS, size=MERGED),
    Row("Krita document, 500 MiB", "large.kra", _kra(500), OURS, size=MERGED),
)
