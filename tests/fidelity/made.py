"""Files of formats of which there are no real ones: written by other libraries."""

from __future__ import annotations

import importlib.util
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from . import documents, negatives, tagged

SIZE = (200, 120)


def make(folder: Path) -> None:
    """Writes the files into folders by their format; what cannot be written is not there."""
    for name, write in (
        ("vtf", _textures),
        ("pdn", _documents),
        ("ktx2", _basis),
        ("astc", _astc),
        ("cb7", _comics),
        ("documents", _papers),
        ("dng", _negatives),
        ("sounds", tagged.sounds),
        ("films", tagged.films),
    ):
        _written(folder / name, write)


def _written(folder: Path, write: Callable[[Path], None]) -> None:
    if folder.is_dir():
        return
    unfinished = folder.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        write(unfinished)
    except Exception as error:
        print(f"fidelity: no files of {folder.name} could be made: {error}")
    else:
        unfinished.rename(folder)


def _scene() -> Any:
    """Returns a picture whose corners, sides and transparency tell how it is turned."""
    width, height = SIZE
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    red, green = x / width, y / height
    blue = ((x // 25 + y // 20) % 2) * 0.6
    alpha = np.clip((np.hypot(x - 150, y - 80) - 15) / 20, 0, 1)
    return (np.stack([red, green, blue, alpha], axis=2) * 255 + 0.5).astype(np.uint8)


def _textures(folder: Path) -> None:
    from srctools.vtf import VTF, ImageFormats

    names = "RGBA8888 ABGR8888 RGB888 BGR888 RGB565 I8 IA88 A8 BGRA8888 BGRX8888 BGR565 "
    names += "BGRA4444 BGRA5551 DXT1 DXT1_ONEBITALPHA DXT3 DXT5"
    for name in names.split():
        image = VTF(256, 128, fmt=ImageFormats[name])
        padded = np.zeros((128, 256, 4), np.uint8)
        padded[: SIZE[1], : SIZE[0]] = _scene()
        image.get().copy_from(padded.tobytes())
        with (folder / f"{name.lower()}.vtf").open("wb") as file:
            image.save(file)


def _negatives(folder: Path) -> None:
    negatives.write(folder, _scene()[:, :, :3])


def _papers(folder: Path) -> None:
    documents.write(folder, _scene()[:, :, :3])


def _documents(folder: Path) -> None:
    spec = importlib.util.find_spec("pypdn")
    if spec is None or spec.origin is None:
        raise ValueError("pypdn is not installed")
    samples = Path(spec.origin).parents[1] / "tests" / "data"
    for sample in samples.glob("*.pdn"):
        shutil.copy(sample, folder)


def _basis(folder: Path) -> None:
    import alktx2

    pixels = _scene().tobytes()
    for codec in ("etc1s", "uastc"):
        data = alktx2.encode_raw_rgba_to_ktx2(pixels, *SIZE, codec=codec, threads=1)
        (folder / f"{codec}.ktx2").write_bytes(data)


def _astc(folder: Path) -> None:
    import astc_encoder as arm

    swizzle = arm.ASTCSwizzle.from_str("RGBA")
    for block in ((4, 4), (5, 4), (6, 6), (8, 5), (10, 10), (12, 12)):
        config = arm.ASTCConfig(arm.ASTCProfile.LDR, *block)
        image = arm.ASTCImage(arm.ASTCType.U8, *SIZE, data=_scene().tobytes())
        data = arm.ASTCContext(config).compress(image, swizzle)
        header = bytes((0x13, 0xAB, 0xA1, 0x5C, *block, 1))
        header += b"".join(n.to_bytes(3, "little") for n in (*SIZE, 1))
        (folder / f"blocks-{block[0]}x{block[1]}.astc").write_bytes(header + data)


def _comics(folder: Path) -> None:
    import py7zr

    for name, method in (("lzma", py7zr.FILTER_LZMA), ("lzma2", py7zr.FILTER_LZMA2)):
        with py7zr.SevenZipFile(folder / f"{name}.cb7", "w", filters=[{"id": method}]) as archive:
            for number in (10, 9, 11):
                page = io.BytesIO()
                Image.fromarray(np.roll(_scene(), number * 10, axis=1)).save(page, "PNG")
                archive.writestr(page.getvalue(), f"book/page {number}.png")
