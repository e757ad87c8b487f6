"""Pictures that are drawn: a screenshot, and those that show how well a picture is
made smaller: zone plates, a page of text, hair."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import photographs

WORDS = [
    "layer",
    "mask",
    "render",
    "texture",
    "light",
    "camera",
    "scene",
    "shader",
    "export",
    "preview",
    "detail",
    "colour",
    "curve",
    "brush",
    "path",
    "folder",
    "frame",
    "motion",
    "depth",
    "vertex",
    "normal",
    "bake",
    "cache",
    "project",
    "review",
    "version",
]


def screenshot(width: int = 3840, height: int = 2160) -> Image.Image:
    """Returns windows, panels and text on a transparent desktop, with soft shadows."""
    rng = np.random.default_rng(11)
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for index in range(12, 0, -1):
        box = (48 - index, 48 - index, width - 48 + index, height - 48 + index)
        draw.rounded_rectangle(box, 24 + index, fill=(0, 0, 0, (12 - index) * 9))
    draw.rounded_rectangle((48, 48, width - 48, height - 48), 24, fill=(37, 39, 43, 255))
    draw.rectangle((48, 130, 760, height - 90), fill=(46, 49, 54, 255))
    draw.rectangle((width - 900, 130, width - 48, height - 90), fill=(250, 250, 248, 255))
    photo = Image.fromarray(photographs.mosaic(1100, 760, 12))
    image.paste(photo, (800, 160))
    for y in range(160, height - 120, 38):
        draw.ellipse((80, y + 4, 100, y + 24), fill=tuple(int(v) for v in rng.integers(60, 230, 3)))
        _line(draw, rng, (120, y), (600, 24, (214, 216, 220, 255)))
    for y in range(170, height - 120, 30):
        _line(draw, rng, (width - 870, y), (800, 20, (30, 30, 32, 255)))
    for y in range(960, height - 120, 34):
        _line(draw, rng, (800, y), (2080, 22, (140, 200, 150, 255)))
    return image


def page(width: int = 3000, height: int = 4200) -> Image.Image:
    """Returns a page of small black text on white."""
    rng = np.random.default_rng(13)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    y, size = 120, 120
    while y < height - 150:
        _line(draw, rng, (150, y), (width - 300, size, (0, 0, 0, 255)))
        y += round(size * 1.5)
        size = max(28, size - 8)
    return image


def hair(width: int = 4000, height: int = 3000) -> Image.Image:
    """Returns thin bright and dark strands on a smooth ground."""
    rng = np.random.default_rng(17)
    ramp = np.linspace(20, 90, height * 2, dtype=np.float32)[:, None]
    ground = np.broadcast_to(ramp, (height * 2, width * 2)).astype(np.uint8)
    image = Image.merge("RGB", [Image.fromarray(ground)] * 3)
    draw = ImageDraw.Draw(image)
    for _ in range(900):
        colour = (235, 205, 160) if rng.random() < 0.6 else (25, 15, 10)
        draw.line(_strand(rng, width * 2, height * 2), fill=colour, width=int(rng.integers(2, 5)))
    return image.reduce(2)


def zone_plate(fineness: float = 1.0, side: int = 4096) -> Image.Image:
    """Returns rings that grow finer outwards, at the edges to that share of the highest
    frequency possible.

    Rings too fine for a thumbnail should be even grey in it.
    """
    line = np.arange(side, dtype=np.float64) - side / 2
    phase = (line[:, None] ** 2 + line[None, :] ** 2) * (fineness * math.pi / side)
    return Image.fromarray(np.rint(127.5 + 127.5 * np.cos(phase)).astype(np.uint8)).convert("RGB")


def _strand(rng: np.random.Generator, width: int, height: int) -> list[tuple[float, float]]:
    x, bend, phase = (
        rng.uniform(-0.1, 1.1) * width,
        rng.uniform(-0.2, 0.2) * width,
        rng.uniform(0, 6),
    )
    steps = np.linspace(0, 1, 80)
    xs = x + bend * steps**2 + 60 * np.sin(9 * steps + phase)
    return [(float(px), float(py)) for px, py in zip(xs, steps * height)]


def _line(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    at: tuple[int, int],
    style: tuple[int, int, tuple[int, ...]],
) -> None:
    """Writes words until the line is full; its style is width, size and colour."""
    width, size, colour = style
    font = ImageFont.load_default(size)
    text = ""
    limit = width * rng.uniform(0.5, 1)
    while True:
        longer = f"{text} {WORDS[rng.integers(len(WORDS))]}"
        if font.getlength(longer) > limit:
            break
        text = longer
    draw.text(at, text.strip(), font=font, fill=colour)
