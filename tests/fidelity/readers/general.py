"""Readers of many formats: Pillow, OpenImageIO, libvips and ImageMagick."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from ..pictures import Picture


def pillow(path: Path) -> Picture:
    """Reads with Pillow, turned by its Exif orientation and converted by its profile."""
    with Image.open(path) as opened:
        return from_pillow(opened)


def from_pillow(opened: Image.Image) -> Picture:
    """Returns the first frame of what Pillow opened, upright and in sRGB."""
    opened.seek(0)
    picture = ImageOps.exif_transpose(opened)
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return Picture(np.asarray(picture, dtype=np.float32) / 65535)
    if picture.mode == "F":
        return Picture(np.asarray(picture, dtype=np.float32), light=True)
    profile = opened.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _converted(picture, profile)
    return Picture(np.asarray(picture.convert("RGBA"), dtype=np.float32) / 255)


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, srgb, intent, mode, flags=flags)
    except ImageCms.PyCMSError:
        return picture
    return converted or picture


def openimageio(path: Path) -> Picture:
    """Reads with OpenImageIO: the display window, colours as it says they are."""
    import OpenImageIO as oiio  # noqa: N813

    image = oiio.ImageBuf(str(path))
    if image.has_error or not image.read(0, 0, True, "float"):
        raise ValueError(image.geterror())
    spec = image.nativespec()
    if image.roi != image.roi_full:
        image = oiio.ImageBufAlgo.crop(image, image.roi_full)
    image = oiio.ImageBufAlgo.reorient(image)
    names = list(spec.channelnames)
    pixels = np.asarray(image.get_pixels("float"), dtype=np.float32)
    space = str(spec.getattribute("oiio:ColorSpace") or "").lower()
    light = "lin" in space or (not space and spec.format.basetype in (oiio.HALF, oiio.FLOAT))
    order = _channels(names)
    aspect = float(spec.getattribute("PixelAspectRatio") or 1)
    return Picture(pixels[:, :, order], light, len(order) in (2, 4), aspect)


def _channels(names: list[str]) -> list[int]:
    """Returns which channels are the picture: R, G, B and A, or the first."""
    found = {name.upper(): i for i, name in reversed(list(enumerate(names)))}
    order = [found[name] for name in "RGB" if name in found]
    if len(order) < 3:
        order = [found.get("Y", 0)]
    return order + ([found["A"]] if "A" in found else [])


def vips(path: Path) -> Picture:
    """Reads with libvips."""
    import pyvips

    image = pyvips.Image.new_from_file(str(path)).autorot()
    if image.format in ("float", "double"):
        return Picture(image.numpy().astype(np.float32), light=True)
    image = image.colourspace("srgb")
    return Picture(image.numpy().astype(np.float32) / 255)


def imagemagick(path: Path) -> Picture:
    """Reads with ImageMagick's command, where there is one: the first picture."""
    return _magick(f"{path}[0]")


def imagemagick_layers(path: Path) -> Picture:
    """Reads with ImageMagick's command: its pictures laid over each other."""
    return _magick(str(path), "-background", "none", "-flatten")


def _magick(*arguments: str) -> Picture:
    command = shutil.which("magick") or _convert()
    if command is None:
        raise ValueError("ImageMagick is not on the PATH")
    done = subprocess.run(
        [command, *arguments, "-auto-orient", "-depth", "8", "png32:-"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    if not done.stdout:
        raise ValueError(done.stderr.decode(errors="replace"))
    with Image.open(io.BytesIO(done.stdout)) as opened:
        return from_pillow(opened)


def _convert() -> str | None:
    """Returns ImageMagick 6's command; other programs have its name too."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        command = shutil.which("convert", path=folder)
        if command is None:
            continue
        said = subprocess.run([command, "-version"], capture_output=True, check=False).stdout
        if said.startswith(b"Version: ImageMagick"):
            return command
    return None
