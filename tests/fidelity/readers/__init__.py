"""Independent readers: which one is asked for which format, and in what order.

Each module has the readers of one family. A reader takes a path and returns a Picture,
or raises; then the next one of its extension is asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from ..pictures import Picture
from . import (
    covers,
    designs,
    general,
    layered,
    medical,
    packages,
    photographs,
    projects,
    scenes,
    specimens,
    sprites,
    textures,
    waveforms,
)

Reader = Callable[[Path], Picture]


def _table() -> dict[str, tuple[tuple[str, Reader], ...]]:
    first: dict[str, tuple[tuple[str, Reader], ...]] = {}

    def add(extensions: str, *readers: tuple[str, Reader]) -> None:
        for extension in extensions.split():
            first["." + extension] = readers

    _add_pictures(add)
    _add_files(add)
    return first


def _add_pictures(add: Callable[..., None]) -> None:
    a: Any = ("Pillow", general.pillow)
    o: Any = ("OpenImageIO", general.openimageio)
    v: Any = ("libvips", general.vips)
    m: Any = ("ImageMagick", general.imagemagick)
    add("jpg jpeg jpe jfif mpo png apng gif bmp dib webp", a, v)
    add("pcx dcx qoi ico cur icns xpm msp ras im1", a, o, v, m)
    add("xbm wbmp miff", m)
    add("pbm pgm ppm pnm pam tga blp", a, o, v, m)
    add("dds", a, o, m)
    add("tif tiff", a, v, o)
    add("exr hdr rgbe pic pfm dpx cin sgi rgb rgba bw rla rpf iff z zfile", o, a, v, m)
    add("fits fit fts", o, v, a)
    add("psd psb", ("psd-tools", layered.psd_tools), a, o)
    add(
        "xcf",
        ("ImageMagick, flattened", general.imagemagick_layers),
        ("gimpformats", layered.gimpformats),
    )
    merged: Any = ("its merged picture", layered.zipped("mergedimage.png"))
    add("ora", merged, ("its layers by Pillow", layered.ora_layers))
    add("kra", merged, ("its preview", layered.zipped("preview.png")))
    add("ktx", ("numpy, texture2ddecoder", textures.ktx))
    add("ktx2", ("numpy, astcenc, texture2ddecoder, basisu", textures.ktx2))
    add("astc", ("astcenc", textures.astc))
    add("vtf", ("srctools", textures.vtf))
    add("aseprite", ("its cels by Pillow", sprites.aseprite))
    add("pdn", ("pypdn", sprites.paint_net))
    add("ani", ("its first frame by Pillow", sprites.cursor))
    add("dcm", ("pydicom", medical.dicom))


def _add_files(add: Callable[..., None]) -> None:
    """Adds the readers of files that are more than a picture."""
    add(
        "docx pptx xlsx vsdx xps",
        ("its thumbnail by Pillow", packages.thumbnail),
        ("its bitmap by Pillow", packages.metafile),
    )
    add("odt ods odp odg", ("its thumbnail by Pillow", layered.zipped("Thumbnails/thumbnail.png")))
    add("3mf", ("its thumbnail by Pillow", layered.zipped("Metadata/thumbnail.png")))
    add("sketch", ("its preview by Pillow", layered.zipped("previews/preview.png")))
    add("procreate", ("its thumbnail by Pillow", layered.zipped("QuickLook/Thumbnail.png")))
    add("fig", ("its thumbnail by Pillow", layered.zipped("thumbnail.png")))
    add(
        "pages key numbers",
        ("its preview by Pillow", layered.zipped("preview.jpg", "QuickLook/Thumbnail.jpg")),
    )
    add("cbz cbr cb7 cbt", ("its first page by Pillow", packages.first_page))
    add("epub", ("its cover by Pillow", packages.cover))
    add("mobi azw azw3 prc", ("its cover by Pillow", designs.mobipocket))
    add("fb2", ("its cover by Pillow", designs.fiction_book))
    add("clip", ("sqlite3, Pillow", designs.clip_studio))
    add("afdesign afphoto afpub", ("its thumbnail by Pillow", designs.affinity))
    x: Any = (("ExifTool", designs.exiftool), ("its XMP by Pillow", designs.xmp))
    i: Any = ("its thumbnail by Pillow", designs.illustrator)
    add("indd idml aep", *x)
    add("eps ai", ("its TIFF by Pillow", designs.postscript), *x, i)
    add("usdz", ("its picture by Pillow", designs.scene))
    add("blend", ("numpy", scenes.blender))
    add("c4d", ("its first JPEG by Pillow", projects.first_jpeg))
    add("skp", ("its first PNG by Pillow", projects.first_png))
    add("dwg", ("its bitmap by Pillow", projects.dwg))
    add("3dm", ("its bitmap by Pillow", projects.rhino))
    add("max doc xls ppt", ("olefile, Pillow", projects.ole))
    add("uasset umap", ("its PNG or JPEG by Pillow", scenes.unreal))
    add("ttf otf ttc woff woff2 pfb pfa", ("FreeType", specimens.freetype))
    camera: Any = ("its preview by LibRaw", photographs.libraw_preview)
    jpeg: Any = ("its largest JPEG by Pillow", photographs.largest_jpeg)
    add("cr2 cr3 crw nef arw raf orf rw2 pef mrw x3f iiq kdc", camera, jpeg)
    add("dng", camera, jpeg, ("LibRaw", photographs.libraw))
    tags: Any = ("mutagen, Pillow", covers.tags)
    wave: Any = ("FFmpeg, numpy", waveforms.ffmpeg)
    add("mp3 flac m4a ogg oga opus wma aif aiff wav wv mpc tta", tags, wave)
    add("mp4 m4v mov 3gp 3g2 wmv ogv", tags, ("FFmpeg, the first frame", covers.frame))
    add("avi mkv webm flv mpg m2v mts mxf", ("FFmpeg, the first frame", covers.frame))


TABLE = _table()
"""The readers of each extension, in the order in which they are asked."""
