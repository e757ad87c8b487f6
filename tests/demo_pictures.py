"""Draws the sample pictures of the demonstration, in several formats."""

import colorsys
import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

Size = tuple[int, int]


def draw(folder: Path) -> Path:
    """Draw all pictures into ``folder``, unless they are there, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return folder
    dunes((3000, 2000)).save(folder / "dunes.jpg", quality=90)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    tower = dunes((1600, 2400))
    tower.transpose(Image.Transpose.ROTATE_90).save(folder / "upright.jpg", quality=90, exif=exif)
    dunes((1200, 800)).convert("CMYK").save(folder / "print.jpg", quality=90)
    dunes((1600, 900)).save(folder / "progressive.jpg", quality=85, progressive=True)
    spheres((1400, 1400)).save(folder / "spheres.png")
    wheel(1200).save(folder / "wheel.webp", quality=90)
    wheel(900).save(folder / "wheel.lossless.webp", lossless=True)
    spheres((640, 480)).convert("RGB").quantize(64).save(folder / "spheres.gif")
    chart((1920, 1080)).save(folder / "chart.bmp")
    chart((2400, 1350)).save(folder / "chart.0001.tiff", compression="tiff_lzw")
    chart((800, 450)).convert("1").save(folder / "line art.png")
    (folder / "notes.txt").write_text("A file without a picture fails, and says why.\n")
    return folder


def dunes(size: Size) -> Image.Image:
    """Return rolling hills under an evening sky."""
    width, height = size
    sky = Image.new("RGB", (1, 64))
    for y in range(64):
        t = y / 63
        sky.putpixel((0, y), (int(40 + 215 * t), int(60 + 110 * t), int(120 - 30 * t)))
    img = sky.resize(size, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(img)
    radius = height // 14
    pen.ellipse(
        [width // 3, height // 3, width // 3 + 2 * radius, height // 3 + 2 * radius],
        (255, 236, 190),
    )
    for layer in range(6):
        base = height * (0.5 + layer * 0.085)
        shade = 1 - layer / 7
        points = [
            (x, base + height * 0.05 * math.sin(x / width * (5 + layer * 2.3) + layer * 1.7))
            for x in range(0, width + 8, 8)
        ]
        colour = (int(150 * shade + 20), int(70 * shade + 14), int(60 * shade + 25))
        pen.polygon([*points, (width, height), (0, height)], fill=colour)
    grain = Image.effect_noise(size, 18).convert("RGB")
    return Image.blend(img, grain, 0.04)


def spheres(size: Size) -> Image.Image:
    """Return shaded balls on a transparent ground."""
    dice = random.Random(7)
    img = Image.new("RGBA", size, (0, 0, 0, 0))
    for index in range(14):
        radius = int(min(size) * dice.uniform(0.06, 0.16))
        hue = colorsys.hsv_to_rgb(index / 14, 0.75, 1)
        ball = Image.new("RGBA", (2 * radius, 2 * radius), (0, 0, 0, 0))
        pen = ImageDraw.Draw(ball)
        for step in range(radius, 0, -1):
            light = (1 - step / radius) ** 0.8
            colour = tuple(
                int(255 * min(1, c * (0.25 + 0.75 * light) + 0.35 * light**6)) for c in hue
            )
            shift = int((radius - step) * 0.3)
            box = [
                radius - step - shift,
                radius - step - shift,
                radius + step - shift - 1,
                radius + step - shift - 1,
            ]
            pen.ellipse(box, fill=(*colour, 255))
        at = (dice.randrange(size[0] - 2 * radius), dice.randrange(size[1] - 2 * radius))
        img.alpha_composite(ball, at)
    return img


def wheel(side: int) -> Image.Image:
    """Return a colour wheel with a soft edge of transparency."""
    hue = Image.new("L", (side, side))
    middle = side / 2
    for y in range(side):
        for x in range(side):
            angle = math.atan2(y - middle, x - middle) / math.tau % 1
            hue.putpixel((x, y), int(angle * 255))
    distance = Image.radial_gradient("L").resize((side, side))
    value = Image.new("L", (side, side), 255)
    img = Image.merge("HSV", (hue, distance.point(lambda d: min(255, d * 2)), value)).convert(
        "RGBA"
    )
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).ellipse(
        [side // 20, side // 20, side - side // 20, side - side // 20], fill=255
    )
    img.putalpha(mask.filter(ImageFilter.GaussianBlur(side / 100)))
    return img


def chart(size: Size) -> Image.Image:
    """Return a resolution chart: rays, a zone plate and bars."""
    width, height = size
    img = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(img)
    for ray in range(72):
        if ray % 2 == 0:
            a, b = ray * math.tau / 72, (ray + 1) * math.tau / 72
            reach = height * 0.45
            centre = (width * 0.28, height * 0.5)
            corners = [
                (centre[0] + reach * math.cos(t), centre[1] + reach * math.sin(t)) for t in (a, b)
            ]
            pen.polygon([centre, *corners], fill="black")
    x = width * 0.56
    for step in range(40):
        pen.rectangle([x, height * 0.1, x + 40 - step, height * 0.4], fill="navy")
        x += 2 * (40 - step) * width / 4400
    for index in range(12):
        colour = tuple(int(255 * c) for c in colorsys.hsv_to_rgb(index / 12, 0.9, 0.9))
        left = width * 0.56 + index * width * 0.033
        pen.rectangle([left, height * 0.5, left + width * 0.03, height * 0.9], fill=colour)
    return img
