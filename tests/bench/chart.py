"""Charts: bars of the rows, lines of growth, each as SVG and as PNG."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from . import report
from .timing import SLOTS, best

COLOURS = {
    "apsync": "#d1495b",
    "libvips": "#30638e",
    "sharp": "#5aa9a3",
    "Pillow": "#b8b8ae",
    "OpenCV": "#edae49",
}
INK = "#26282b"
GRID = "#dddddd"
SCALE = 2
"""Pixels of the PNG for one unit of a chart."""

Point = tuple[float, float]


class Canvas:
    """A picture that is drawn twice: as SVG text and as pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.parts: list[str] = []

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        corners = [v * SCALE for v in (x, y, x + width, y + height)]
        self.draw.rectangle(corners, fill=colour)
        place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        self.parts.append(f'<rect {place} fill="{colour}"/>')

    def line(self, points: list[Point], colour: str, width: float = 1) -> None:
        self.draw.line([(x * SCALE, y * SCALE) for x, y in points], colour, round(width * SCALE))
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        style = f'fill="none" stroke="{colour}" stroke-width="{width}"'
        self.parts.append(f'<polyline points="{path}" {style}/>')

    def text(self, at: Point, text: str, size: int = 11, anchor: str = "start") -> None:
        font = ImageFont.load_default(size * SCALE)
        sides = {"start": "ls", "end": "rs", "middle": "ms"}
        self.draw.text((at[0] * SCALE, at[1] * SCALE), text, INK, font, sides[anchor])
        style = f'font-size="{size}" text-anchor="{anchor}" fill="{INK}"'
        self.parts.append(f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" {style}>{escape(text)}</text>')

    def save(self, path: Path) -> None:
        """Writes path with .svg and with .png."""
        width, height = self.size
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        lines = [
            f'{head} font-family="sans-serif">',
            '<rect width="100%" height="100%" fill="white"/>',
        ]
        text = "\n".join([*lines, *self.parts, "</svg>\n"])
        path.with_suffix(".svg").write_text(text, encoding="utf-8")
        self.image.save(path.with_suffix(".png"), optimize=True)


def rows(results: dict[str, Any], path: Path) -> None:
    """Draws the time of every peer, row by row, over that of the fastest peer."""
    peers, workers = report.common(results), max(report.workers(results))
    measured = results["rows"]
    step, half = 9 * len(peers) + 12, 560
    count = max(sum(row["slot"] == slot for row in measured) for slot in SLOTS)
    canvas = Canvas(half * 2, 80 + step * count)
    title = f"Time over that of the fastest peer (1 is its time), {workers} workers; less is better"
    canvas.text((20, 26), title, 15)
    _legend(canvas, peers, (20, 48))
    for index, (slot, size) in enumerate(SLOTS.items()):
        left = index * half + 20
        canvas.text((left, 72), f"{slot} ({size})", 13)
        for number, row in enumerate(row for row in measured if row["slot"] == slot):
            times = {peer: best(row["times"], peer, workers) for peer in peers}
            _group(canvas, row["name"], times, (left, 80 + number * step))
    canvas.save(path)


def _group(canvas: Canvas, name: str, times: dict[str, float | None], at: Point) -> None:
    others = [value for peer, value in times.items() if value and peer != "apsync"]
    fastest = min(others or [value for value in times.values() if value], default=1.0)
    left, unit, most = at[0] + 175, 92.0, 3.0
    canvas.text((left - 8, at[1] + 9 * len(times) / 2 + 4), name, 11, "end")
    for number, (peer, value) in enumerate(times.items()):
        if value:
            ratio = value / fastest
            top = at[1] + number * 9
            canvas.bar(left, top, unit * min(ratio, most), 8, COLOURS[peer])
            label = f"{value:.0f} ms" + (f", {ratio:.1f} times" if ratio > most else "")
            canvas.text((left + unit * min(ratio, most) + 4, top + 8), label, 8)
    canvas.line([(left + unit, at[1]), (left + unit, at[1] + 9 * len(times))], INK, 0.5)


def growth(results: dict[str, Any], path: Path) -> None:
    """Draws time over megapixels on even axes, and over files on logarithmic ones."""
    peers = report.common(results)
    data = results["growth"]
    canvas = Canvas(1120, 800)
    canvas.text((20, 26), "How time grows", 15)
    _legend(canvas, peers, (20, 48))
    places = [(70.0, 90.0), (620.0, 90.0), (70.0, 460.0), (620.0, 460.0)]
    for at, line in zip(places, data["pixels"]):
        lines = {
            peer: [(p["megapixels"], p["ms"][peer]) for p in line["points"] if p["ms"].get(peer)]
            for peer in peers
        }
        title = f"{report.FORMATS[line['format']]}, {line['slot']}: ms over megapixels"
        _panel(canvas, at, title, lines, even=True)
    lines = {
        peer: [(p["files"], p["seconds"][peer]) for p in data["counts"] if peer in p["seconds"]]
        for peer in peers
    }
    _panel(canvas, places[3], "Small files: seconds over files", lines, even=False)
    canvas.save(path)


def _panel(
    canvas: Canvas, at: Point, title: str, lines: dict[str, list[Point]], *, even: bool
) -> None:
    width, height = 460.0, 270.0
    points = [point for line in lines.values() for point in line]
    canvas.text((at[0], at[1] - 8), title, 12)
    if not points:
        return
    horizontal = _axis([x for x, _ in points], even)
    vertical = _axis([y for _, y in points], even)
    for value, share in vertical:
        y = at[1] + height * (1 - share)
        canvas.line([(at[0], y), (at[0] + width, y)], GRID, 0.5)
        canvas.text((at[0] - 6, y + 4), f"{value:g}", 9, "end")
    for value, share in horizontal:
        canvas.text((at[0] + width * share, at[1] + height + 14), f"{value:g}", 9, "middle")
    for peer, line in lines.items():
        placed = [
            (
                at[0] + width * _share(x, horizontal, even),
                at[1] + height * (1 - _share(y, vertical, even)),
            )
            for x, y in line
        ]
        if placed:
            canvas.line(placed, COLOURS[peer], 2)


def _axis(values: list[float], even: bool) -> list[tuple[float, float]]:
    """Returns the marks of an axis and where on it they are, from 0 to 1."""
    if even:
        step = 10 ** math.floor(math.log10(max(values)))
        step = next(s for s in (step / 5, step / 2, step, step * 2) if max(values) / s <= 6)
        count = math.ceil(max(values) / step)
        return [(round(index * step, 6), index / count) for index in range(count + 1)]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    span = max(1, high - low)
    return [(10.0 ** (low + index), index / span) for index in range(span + 1)]


def _share(value: float, axis: list[tuple[float, float]], even: bool) -> float:
    if even:
        return value / axis[-1][0]
    low, high = math.log10(axis[0][0]), math.log10(axis[-1][0])
    return (math.log10(value) - low) / (high - low)


def _legend(canvas: Canvas, peers: list[str], at: Point) -> None:
    for number, peer in enumerate(peers):
        canvas.bar(at[0] + number * 90, at[1] - 9, 10, 10, COLOURS[peer])
        canvas.text((at[0] + number * 90 + 15, at[1]), peer, 11)
