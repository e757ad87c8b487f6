"""Real files: every valid one yields the right picture, every broken one a reason.

The right picture is what Pillow shows, turned by its Exif orientation and converted
by its profile. Files that Pillow reads differently are listed with the reason.
"""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat

from apsync import jobs

CORPUS = Path(
    os.environ.get("APSYNC_CORPUS")
    or Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
)
VALID = ["jpeg", "mpo", "png", "apng", "gif", "bmp", "tiff", "webp"]
FILM = ["exr", "hdr", "pfm", "dpx", "cin", "sgi", "rla", "pic", "iff", "fits"]
GAMES = ["dds", "ktx", "ktx2", "blp", "astc", "tga", "pcx", "qoi", "ico", "cur", "ani", "icns"]
GAMES += ["netpbm", "xbm", "xpm", "wbmp", "ras", "msp", "miff"]
DESIGN = ["psd", "psb", "xcf", "ora", "kra", "aseprite", "dcm"]
PACKAGED = ["docx", "pptx", "xlsx", "vsdx", "odt", "ods", "odp", "odg", "3mf", "xps", "sketch"]
PACKAGED += ["procreate", "fig", "pages", "key", "numbers", "cbz"]
PACKAGED += ["cbr", "cb7", "epub", "usdz", "mobi"]
DRAWINGS = ["wmf", "emf"]
PROJECTS = ["max", "doc", "xls", "ppt", "c4d", "skp", "3dm", "dwg", "hip", "blend", "uasset"]
PROJECTS += ["clip", "afdesign", "ai", "indd", "idml", "eps", "aep", "usdz", "epub", "cbr", "cb7"]
RAW = ["cr2", "cr3", "crw", "nef", "arw", "dng", "raf", "orf", "rw2", "pef", "mrw", "x3f", "iiq"]
FONTS = ["ttf", "otf", "ttc", "woff", "woff2", "pfb"]
SOUND = ["mp3", "flac", "m4a", "ogg", "wma", "aiff", "wav", "ape"]
FILMS = ["mp4", "mov", "mkv", "webm", "3gp", "avi", "flv", "wmv", "mpg", "mxf", "ogv"]
HOSTILE = ["jpg", "png", "gif", "bmp", "tif", "tiff", "webp"]
HOSTILE += ["exr", "sgi", "dds", "blp", "tga", "ico", "pnm", "psd", "psb", "m4a", "mp3", "wav"]
HOSTILE += ["mpc", "wv", "docx", "3mf", "usdz", "zip", "webm"]

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real files is not beside the repository"
)

# Files where the reference, not the picture, is the matter, with the reason.
CLIPPED = "16 bits that Pillow clips instead of scaling"
GAMMA = "a gAMA chunk of 1.0, which Pillow ignores"
INK = "ink without a profile, which Pillow inverts plainly"
NOT_COMPARED = {
    "Pillow__imagedraw_rectangle_I.tiff": CLIPPED,
    "ImageMagick__input_gray_16bit.tiff": CLIPPED,
    "exifr__issue-exif-js-124.tiff": CLIPPED,
    "pngsuite__basi0g16.png": CLIPPED,
    "pngsuite__basi2c16.png": GAMMA,
    "pngsuite__basn4a16.png": GAMMA,
    "pngsuite__basn6a08.png": GAMMA,
    "pngsuite__s04i3p01.png": GAMMA,
    "pngsuite__s06n3p02.png": GAMMA,
    "image__cmyk_u8_edge_case.tif": INK,
    "Pillow__pil_sample_cmyk.jpg": INK,
    "image__border_touching_layers.gif": "a background colour, which browsers do not draw either",
    "image-tiff__subsubifds.tif": "premultiplied grey, which Pillow cannot convert",
}
# Files beyond the common formats that hold no picture, or one that is not whole, with
# the code of their error.
WITHOUT_PICTURE = {
    "DICOMDIR-empty.dcm": "no-picture",
    "chrJapMultiExplicitIR6.dcm": "no-picture",
    "spring.dcm": "no-picture",
    "summer.dcm": "no-picture",
    "zbuffer_only.iff": "no-picture",
    "incorrect-cmap-size.iff": "no-picture",
    "DICOM.dcm": "truncated",
    "DPX.dpx": "truncated",
    "FITS.fits": "truncated",
    "PFM.pfm": "truncated",
    "blp1_jpeg2.blp": "truncated",
    "test.xcf": "corrupt",
    "broken_bitdepth2.cin": "unsupported",
    "unimplemented_pixel_format.dds": "unsupported",
    "test.3mf": "no-picture",
    "test3mf.3mf": "no-picture",
    "fixture2.docx": "no-picture",
    "fixture2.pptx": "no-picture",
    "sample.xlsx": "no-picture",
    "kio-extras__sample.odt": "no-picture",
    "testPagesPwdProtected.pages": "no-picture",
    "testKeynote2018.key": "no-picture",
    "WindowsMetafile.wmf": "no-picture",
    "fixture.epub": "no-picture",
    "kio-extras__sample.epub": "no-picture",
    "testEPUB_xml_ext.epub": "no-picture",
    "Palm.mobi": "truncated",
    "clean_flat.usdz": "no-picture",
    "nested_anchored_refs_sub.usdz": "no-picture",
    "package.usdz": "no-picture",
    "search_refs.usdz": "no-picture",
    "fixture.pages": "corrupt",
    "fixture.key": "corrupt",
    "fixture.numbers": "corrupt",
    "test-ole-file.doc": "no-picture",
    "testWORD_no_format.doc": "no-picture",
    "fixture-password-protected.xls": "no-picture",
    "coffee.xls": "no-picture",
    "FlashPix.ppt": "no-picture",
    "py_tag_boid_simulation_r13.c4d": "no-picture",
    "py_tag_light_intensity_r13.c4d": "no-picture",
    "my_surfaces.3dm": "no-picture",
    "v5_my_point_with_user_data.3dm": "no-picture",
    "alicevision_demoscene.hip": "no-picture",
    "biome_plant_scatter.1.0.hip": "no-picture",
    "loops_from_selection.1.0.hip": "no-picture",
    "BlenderDefault_248.blend": "no-picture",
    "BlenderDefault_250_Compressed.blend": "no-picture",
    "Houdini_Utilities_BP.uasset": "no-picture",
    "BP_BuildObject_BaseCampWorkHard.uasset": "no-picture",
    "Credits_Widget.uasset": "no-picture",
    "DA_DailyGiftList.uasset": "no-picture",
    "DLWE_Interaction.uasset": "no-picture",
    "testAI_PS.ai": "no-picture",
    "InDesign.indd": "no-picture",
    "fixture.indd": "no-picture",
    "testIndesign.idml": "no-picture",
    "PostScript.eps": "no-picture",
    "fixture2.eps": "no-picture",
    "BPC-32.aep": "no-picture",
    "ExEn-es.aep": "no-picture",
    "Item-01.aep": "no-picture",
    "helperProject.aep": "no-picture",
    "sample.epub": "no-picture",
    "CanonRaw.cr2": "no-picture",
    "CanonRaw.cr3": "no-picture",
    "CanonRaw.crw": "no-picture",
    "Nikon.nef": "no-picture",
    "fixture.nef": "truncated",
    "fixture3.nef": "truncated",
    "fixture.orf": "truncated",
    "fixture.rw2": "truncated",
    "Minolta.mrw": "no-picture",
    "PhaseOne.iiq": "no-picture",
    "Font.ttf": "truncated",
    "Font.pfa": "no-picture",
    "MP3.mp3": "unsupported",
    "FLAC.flac": "no-picture",
    "fixture.m4a": "no-picture",
    "no-tags.m4a": "no-picture",
    "testcase.opus": "no-picture",
    "multiplex.ogg": "unsupported",
    "lossless.wma": "no-picture",
    "segfault.aif": "truncated",
    "fixture-sv7.mpc": "no-picture",
    "fixture-mp4v2.mp4": "no-picture",
    "test-webvtt-init.mp4": "no-picture",
    "mp4-with-audio.mp4": "no-picture",
    "testMP4_StillImageTimeZero.mov": "no-picture",
    "no-tags.3g2": "no-picture",
    "Pentax.avi": "truncated",
}
# Metafiles that draw, which have no size of their own.
VECTORS = ["testDOCX_Thumbnail.docx", "testXLSX_Thumbnail.xlsx"]
VECTORS += ["testWMF_charset.wmf", "drawing.emf"]
# Films with a picture; of the others the frames would have to be decoded.
FILMS_WITH_PICTURE = ["Mr._Pickles_S02E07_My_Dear_Boy.mp4", "ASF.wmv"]
# Files that Pillow cannot open, and their size.
NOT_OPENED = {"image__rgb16-880.bmp": (127, 64)}


def files(folders, root=CORPUS):
    return [
        pytest.param(path, id=f"{folder}/{path.name}")
        for folder in folders
        for path in (sorted((root / folder).iterdir()) if (root / folder).is_dir() else [])
    ]


def reference(path, size):
    """The picture as Pillow shows it, at that size, over mid grey."""
    with Image.open(path) as opened:
        opened.seek(0)
        picture = ImageOps.exif_transpose(opened)
        profile = opened.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = converted(picture, profile)
    picture = picture.convert("RGBA").convert("RGBa")
    return over_grey(picture.resize(size, Image.Resampling.LANCZOS).convert("RGBA"))


def shown_size(path):
    with Image.open(path) as opened:
        turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        return opened.size[::-1] if turned else opened.size


def converted(picture, profile):
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, srgb, intent, mode, flags=flags)
    except ImageCms.PyCMSError:
        return picture


def over_grey(picture):
    ground = Image.new("RGBA", picture.size, (128, 128, 128, 255))
    ground.alpha_composite(picture)
    return ground.convert("RGB")


@pytest.mark.parametrize("path", files(VALID))
def test_a_valid_file_yields_its_picture(path, tmp_path):
    options = jobs.Options(preview=True, detail=True)
    (result,) = jobs.generate([path], tmp_path / "out", options)
    assert result.error is None
    shown = NOT_OPENED.get(path.name) or shown_size(path)
    assert (result.width, result.height) == shown
    for output, square in zip(result.outputs, (2048, 256)):
        with Image.open(output.path) as thumbnail:
            thumbnail.load()
            assert thumbnail.size == (output.width, output.height)
            assert max(thumbnail.size) == min(square, max(shown))
            got = over_grey(thumbnail.convert("RGBA"))
        if path.name in NOT_COMPARED or path.name in NOT_OPENED:
            continue
        difference = ImageChops.difference(got, reference(path, got.size))
        assert max(ImageStat.Stat(difference).mean) < 6, "differs from what Pillow shows"


@pytest.mark.parametrize(
    "path",
    files(FILM + GAMES + DESIGN + PACKAGED + DRAWINGS + PROJECTS + RAW + FONTS + SOUND + FILMS),
)
def test_every_other_file_yields_a_picture_or_its_reason(path, tmp_path):
    """Whether it is the right picture is what make fidelity looks at."""
    options = jobs.Options(preview=True, detail=True)
    (result,) = jobs.generate([path], tmp_path / "out", options)
    short = path.name.split("__", 1)[-1]
    expected = WITHOUT_PICTURE.get(path.name) or WITHOUT_PICTURE.get(short)
    if path.parent.name in FILMS and short not in FILMS_WITH_PICTURE:
        expected = expected or "unsupported"
    if expected or "xuastc" in path.name:
        assert result.error is not None
        assert result.error.code == (expected or "unsupported")
        return
    assert result.error is None
    drawn = path.parent.name in FONTS or short in VECTORS
    drawn = drawn or any("waveform" in note for note in result.notes)
    most = 2048 if drawn else max(result.width, result.height)
    for output, square in zip(result.outputs, (2048, 256)):
        with Image.open(output.path) as thumbnail:
            thumbnail.load()
            assert thumbnail.size == (output.width, output.height)
            assert max(thumbnail.size) == min(square, most)


@pytest.mark.parametrize("path", files(HOSTILE, CORPUS / "hostile"))
def test_a_broken_file_yields_a_reason(path, tmp_path):
    (result,) = jobs.generate([path], tmp_path / "out", jobs.Options(preview=True, detail=True))
    if result.error is None:
        for output in result.outputs:
            with Image.open(output.path) as thumbnail:
                thumbnail.load()
        return
    assert result.error.code != "internal"
    assert result.error.detail
    assert result.error.path == str(path)
    assert not list((tmp_path / "out").iterdir())
