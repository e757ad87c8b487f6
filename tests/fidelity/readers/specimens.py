"""Specimens of fonts: glyphs that FreeType draws, laid out as package font says.

Only fonts with the letters of the Latin sentence are drawn. FreeType reads the fonts,
measures their glyphs and draws them; what is compared are the glyphs, and their places.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..pictures import Picture

SIDE = 1024
EM = 1000
PAPER, INK = (255, 255, 255), (28, 28, 28)
MARGIN, GAP = 0.075, 0.065
NAME_LINE, NAME_HEIGHT = 0.085, 0.15
TEXT_LINE, TEXT_HEIGHT = 0.10, 0.36
LEADING = 1.24
TEXT = "The quick brown fox jumps over the lazy dog 0123456789"
PAIR = "Aa"


def freetype(path: Path) -> Picture:
    """Draws the name, the pair of letters and the sentence with FreeType."""
    specimen = _Specimen(path)
    if any(specimen.missing(letter) for letter in TEXT + PAIR if letter != " "):
        raise ValueError("not a font of Latin letters")
    top, bottom = MARGIN, 1 - MARGIN
    name = specimen.name()
    if not any(specimen.missing(letter) for letter in name if letter != " "):
        block = specimen.fit(name, NAME_LINE, NAME_HEIGHT)
        top = specimen.draw(block, top) + GAP
    block = specimen.fit(TEXT, TEXT_LINE, TEXT_HEIGHT)
    bottom -= specimen.height(block)
    specimen.draw(block, bottom)
    specimen.fill(PAIR, top, bottom - GAP)
    return Picture(np.asarray(specimen.image, dtype=np.float32) / 255)


Block = tuple[list[str], float, float, float]
"""Lines, the size of an em, and what the ink reaches above and below the base line."""


class _Specimen:
    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        self.font = self.sized(EM)
        self.image = Image.new("RGB", (SIDE, SIDE), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def sized(self, size: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(io.BytesIO(self.data), size, layout_engine=ImageFont.Layout.BASIC)

    def name(self) -> str:
        family, style = (part or "" for part in self.font.getname())
        return family if family.endswith(style) else f"{family} {style}"

    def missing(self, letter: str) -> bool:
        """Reports whether a letter is shown by what stands for those that are not there."""
        drawn, none = (bytes(self.font.getmask(text)) for text in (letter, "\U000f1234"))
        return drawn == none or not drawn

    def box(self, text: str) -> tuple[float, float, float, float]:
        """Returns what letters that stand side by side cover, y growing upwards."""
        x, boxes = 0.0, []
        for letter in text:
            mask, (left, top) = self.font.getmask2(letter, anchor="ls")
            if ink := Image.frombytes("L", mask.size, bytes(mask)).getbbox():
                boxes.append((x + left + ink[0], -top - ink[3], x + left + ink[2], -top - ink[1]))
            x += self.font.getlength(letter)
        sides = list(zip(*boxes))
        return min(sides[0]) / EM, min(sides[1]) / EM, max(sides[2]) / EM, max(sides[3]) / EM

    def width(self, text: str) -> float:
        return sum(self.font.getlength(letter) for letter in text) / EM

    def fit(self, text: str, line: float, height: float) -> Block:
        """Breaks text into lines, as large as they can be."""
        _, low, _, high = self.box(text)
        size = line / (high - low)
        while True:
            lines = self.wrapped(text.split(), (1 - 2 * MARGIN) / size)
            block = (lines, size, high, low)
            wide = max(max(self.width(line), self.box(line)[2]) for line in lines) * size
            if wide <= (1 - 2 * MARGIN) * 1.001 and self.height(block) <= height:
                return block
            size *= 0.96

    def wrapped(self, words: list[str], width: float) -> list[str]:
        lines = [words[0]]
        for word in words[1:]:
            longer = f"{lines[-1]} {word}"
            if self.width(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def height(self, block: Block) -> float:
        lines, size, high, low = block
        return size * (high - low) * (1 + LEADING * (len(lines) - 1))

    def draw(self, block: Block, top: float) -> float:
        """Draws lines from top on; returns where they end."""
        lines, size, high, low = block
        for i, line in enumerate(lines):
            self.set(line, MARGIN, top + size * (high + i * LEADING * (high - low)), size)
        return top + self.height(block)

    def fill(self, text: str, top: float, bottom: float) -> None:
        """Draws letters as large as they can be, half way down, at the left."""
        left, low, right, high = self.box(text)
        size = min((1 - 2 * MARGIN) / (right - left), (bottom - top) / (high - low))
        self.set(text, MARGIN - left * size, (top + bottom) / 2 + (low + high) / 2 * size, size)

    def set(self, text: str, x: float, y: float, size: float) -> None:
        font = self.sized(size * SIDE)
        for letter in text:
            self.pen.text((x * SIDE, y * SIDE), letter, INK, font, anchor="ls")
            x += self.width(letter) * size
