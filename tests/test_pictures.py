"""What a thumbnail looks like, and what it says of its source."""

import os
import urllib.parse

import pytest
from PIL import Image

import apsync
from pictures import BLUE, RED, corners, opened, png, quadrants

UPRIGHT = ["red", "green", "blue", "white"]

# What a camera stores for an upright picture, by EXIF orientation.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("size", [(80, 60), (1200, 900)])
def test_jpeg_is_shown_upright(tmp_path, out, orientation, size):
    image = quadrants(*size)
    if orientation in STORED:
        image = image.transpose(STORED[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(tmp_path / "a.jpg", exif=exif, quality=95)
    assert apsync.generate_thumbnail(str(tmp_path / "a.jpg"), str(out), True, True)
    for slot in ("pt", "dt"):
        made = opened(out / f"a_{slot}.png")
        assert corners(made) == UPRIGHT
        assert made.size == (size if slot == "dt" or size[0] < 256 else (256, 192))


@pytest.mark.parametrize(
    ("extension", "options"),
    [
        ("jpg", {"quality": 95}),
        ("jpg", {"quality": 95, "progressive": True}),
        ("png", {}),
        ("gif", {}),
        ("bmp", {}),
        ("tiff", {}),
        ("tiff", {"compression": "tiff_lzw"}),
        ("tiff", {"compression": "tiff_adobe_deflate"}),
        ("webp", {"lossless": True}),
        ("webp", {"quality": 90}),
    ],
)
def test_everyday_formats_give_the_picture(tmp_path, out, extension, options):
    source = tmp_path / f"a.{extension}"
    quadrants(640, 480).save(source, **options)
    assert apsync.generate_thumbnail(str(source), str(out), True, True)
    assert corners(opened(out / "a_pt.png")) == UPRIGHT
    assert corners(opened(out / "a_dt.png")) == UPRIGHT
    assert opened(out / "a_pt.png").size == (256, 192)
    assert opened(out / "a_dt.png").size == (640, 480)


def grey16():
    """Returns the picture in 16-bit grey."""
    return quadrants().convert("L").convert("I").point(lambda value: value * 257).convert("I;16")


@pytest.mark.parametrize(
    ("extension", "mode"),
    [
        ("jpg", "RGB"),
        ("png", "P"),
        ("png", "RGBA"),
        ("gif", "P"),
        ("bmp", "RGB"),
        ("bmp", "P"),
        ("tiff", "RGBA"),
        ("tiff", "CMYK"),
        ("jpg", "CMYK"),
        ("webp", "RGBA"),
        ("jpg", "L"),
        ("png", "1"),
        ("png", "L"),
        ("png", "LA"),
        ("png", "I;16"),
        ("bmp", "1"),
        ("bmp", "L"),
        ("tiff", "1"),
        ("tiff", "L"),
    ],
)
def test_kinds_of_pixels_are_read(tmp_path, out, extension, mode):
    source = tmp_path / f"a.{extension}"
    image = grey16() if mode == "I;16" else quadrants().convert(mode, dither=Image.Dither.NONE)
    image.save(source, **({"lossless": True} if extension == "webp" else {}))
    assert apsync.generate_thumbnail(str(source), str(out))
    made = opened(out / "a_pt.png").convert("RGB")
    if mode in ("RGB", "RGBA", "P", "CMYK"):
        # ink has no exact colours, so this asks only which colour is where
        assert corners(made) == UPRIGHT
        return
    expected = quadrants().convert("L" if mode != "1" else mode, dither=Image.Dither.NONE)
    for point in ((10, 10), (70, 10), (10, 50), (70, 50)):
        red, green, blue = made.getpixel(point)
        assert red == green == blue
        assert abs(red - expected.getpixel(point)) <= 6, point


def test_alpha_is_kept(tmp_path, out):
    image = quadrants(512, 512).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 256, 256))
    image.save(tmp_path / "a.png")
    assert apsync.generate_thumbnail(str(tmp_path / "a.png"), str(out))
    made = opened(out / "a_pt.png")
    assert made.mode == "RGBA"
    assert made.getpixel((40, 40))[3] == 0
    assert made.getpixel((200, 200)) == (255, 255, 255, 255)


def test_colours_do_not_bleed_out_of_transparent_pixels(tmp_path, out):
    image = Image.new("RGBA", (1024, 1024), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (300, 300, 725, 725))
    image.save(tmp_path / "a.png")
    assert apsync.generate_thumbnail(str(tmp_path / "a.png"), str(out))
    made = opened(out / "a_pt.png")
    pixels = made.tobytes()
    seen = [pixels[at : at + 4] for at in range(0, len(pixels), 4) if pixels[at + 3] > 16]
    assert seen
    assert max(pixel[1] for pixel in seen) < 24


def test_first_frame_of_an_animation_is_shown(tmp_path, out):
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    for name in ("a.gif", "b.png", "c.webp"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], lossless=True)
        assert apsync.generate_thumbnail(str(tmp_path / name), str(out)), name
        assert corners(opened(out / f"{name[0]}_pt.png")) == ["red"] * 4


def test_png_carries_the_freedesktop_keys(tmp_path, out):
    source = png(tmp_path / "ä picture.png", 500, 400)
    assert apsync.generate_thumbnail(str(source), str(out), True, True)
    for slot in ("pt", "dt"):
        keys = opened(out / f"ä picture_{slot}.png").text
        assert keys["Thumb::URI"] == "file://" + urllib.parse.quote(str(source))
        assert keys["Thumb::MTime"].split(".")[0] == str(int(os.stat(source).st_mtime))
        assert keys["Thumb::Size"] == str(os.stat(source).st_size)
        assert keys["Thumb::Mimetype"] == "image/png"
        assert keys["Thumb::Image::Width"] == "500"
        assert keys["Thumb::Image::Height"] == "400"
        assert keys["Software"].startswith("apsync")


def test_image_size_keys_are_those_of_the_picture_as_shown(tmp_path, out):
    exif = Image.Exif()
    exif[0x0112] = 6
    quadrants(80, 60).save(tmp_path / "a.jpg", exif=exif)
    assert apsync.generate_thumbnail(str(tmp_path / "a.jpg"), str(out))
    keys = opened(out / "a_pt.png").text
    assert (keys["Thumb::Image::Width"], keys["Thumb::Image::Height"]) == ("60", "80")
    assert keys["Thumb::Mimetype"] == "image/jpeg"


def test_png_is_marked_as_srgb(tmp_path, out):
    assert apsync.generate_thumbnail(str(png(tmp_path / "a.png")), str(out))
    assert "srgb" in opened(out / "a_pt.png").info


def test_a_profile_is_converted_to_srgb(tmp_path, out):
    from PIL import ImageCms

    # In this space the red and green channels have changed places.
    swapped = _swapped_profile()
    quadrants().save(tmp_path / "a.png", icc_profile=swapped)
    profile = ImageCms.ImageCmsProfile(__import__("io").BytesIO(swapped))
    expected = ImageCms.profileToProfile(quadrants(), profile, ImageCms.createProfile("sRGB"))
    assert apsync.generate_thumbnail(str(tmp_path / "a.png"), str(out))
    made = opened(out / "a_pt.png").convert("RGB")
    for point in ((10, 10), (70, 10), (10, 50), (70, 50)):
        near = [abs(a - b) for a, b in zip(made.getpixel(point), expected.getpixel(point))]
        assert max(near) <= 12, (point, made.getpixel(point), expected.getpixel(point))


def _swapped_profile():
    """Returns an sRGB profile whose red and green primaries have changed places."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132], "big")
    tags = {bytes(data[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    for left, right in ((b"rXYZ", b"gXYZ"),):
        data[tags[left] : tags[left] + 4], data[tags[right] : tags[right] + 4] = right, left
    return bytes(data)
