"""Independent readers: which one is asked for which format, and in what order."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any, Callable
from xml.etree import ElementTree

import numpy as np
from PIL import Image, ImageCms, ImageOps

from .pictures import Picture

Reader = Callable[[Path], Picture]


def pillow(path: Path) -> Picture:
    """Reads with Pillow, turned by its Exif orientation and converted by its profile."""
    with Image.open(path) as opened:
        return _from_pillow(opened)


def _from_pillow(opened: Image.Image) -> Picture:
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
        return _from_pillow(opened)


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


def psd_tools(path: Path) -> Picture:
    """Reads with psd-tools: the merged picture."""
    from psd_tools import PSDImage

    image = PSDImage.open(path)
    merged = image.topil() if image.has_preview() else image.composite()
    if merged is None:
        raise ValueError("psd-tools makes no picture of it")
    return Picture(np.asarray(merged.convert("RGBA"), dtype=np.float32) / 255)


def zipped(*members: str) -> Reader:
    """Returns a reader of the first of those members of a ZIP that is there."""

    def read(path: Path) -> Picture:
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in members if name in archive.namelist())
            with Image.open(io.BytesIO(archive.read(name))) as opened:
                return _from_pillow(opened)

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


def dicom(path: Path) -> Picture:
    """Reads with pydicom: the first frame, by its window."""
    import pydicom
    from pydicom import pixels as pixel_data

    dataset = pydicom.dcmread(path, force=True)
    frame = dataset.pixel_array
    if int(dataset.get("NumberOfFrames", 1) or 1) > 1:
        frame = frame[0]
    if dataset.SamplesPerPixel > 1:
        if str(dataset.PhotometricInterpretation).startswith("YBR"):
            frame = pixel_data.convert_color_space(frame, dataset.PhotometricInterpretation, "RGB")
        return Picture(frame.astype(np.float32) / 255)
    values = pixel_data.apply_modality_lut(frame, dataset)
    if "WindowCenter" in dataset or "VOILUTSequence" in dataset:
        values = pixel_data.apply_voi_lut(values, dataset).astype(np.float32)
    values = np.asarray(values, dtype=np.float32)
    low, high = float(values.min()), float(values.max())
    values = (values - low) / max(high - low, 1e-9)
    if dataset.PhotometricInterpretation == "MONOCHROME1":
        values = 1 - values
    return Picture(values)


def _table() -> dict[str, tuple[tuple[str, Reader], ...]]:
    first: dict[str, tuple[tuple[str, Reader], ...]] = {}

    def add(extensions: str, *readers: tuple[str, Reader]) -> None:
        for extension in extensions.split():
            first["." + extension] = readers

    a: Any = ("Pillow", pillow)
    o: Any = ("OpenImageIO", openimageio)
    v: Any = ("libvips", vips)
    m: Any = ("ImageMagick", imagemagick)
    add("jpg jpeg jpe jfif mpo png apng gif bmp dib webp", a, v)
    add("pcx dcx qoi ico cur icns xpm msp ras im1", a, o, v, m)
    add("xbm wbmp miff", m)
    add("pbm pgm ppm pnm pam tga blp", a, o, v, m)
    add("dds", a, o, m)
    add("tif tiff", a, v, o)
    add("exr hdr rgbe pic pfm dpx cin sgi rgb rgba bw rla rpf iff z zfile", o, a, v, m)
    add("fits fit fts", o, v, a)
    add("psd psb", ("psd-tools", psd_tools), a, o)
    add("xcf", ("ImageMagick, flattened", imagemagick_layers), ("gimpformats", gimpformats))
    merged: Any = ("its merged picture", zipped("mergedimage.png"))
    add("ora", merged, ("its layers by Pillow", ora_layers))
    add("kra", merged, ("its preview", zipped("preview.png")))
    add("dcm", ("pydicom", dicom))
    return first


TABLE = _table()
"""The readers of each extension, in the order in which they are asked."""
