"""The table and the page."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from . import places

SIMILAR = 0.95
COLOUR = 3.0
"""Beyond these a row is a difference, which is mended or explained."""

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Fidelity</title>
<style>
body {{ font: 14px/1.5 system-ui, sans-serif; margin: 2rem; background: #24262b; color: #ddd }}
td {{ padding: 4px 12px; vertical-align: top }} img {{ max-width: 256px; image-rendering: auto }}
.far {{ color: #f99 }} .why {{ color: #9c9 }}
</style><h1>Ours, theirs and the difference, worst first</h1>
<p>{summary}</p><table>{rows}</table></html>
"""


@dataclass
class Row:
    """One file."""

    name: str
    loader: str = ""
    reader: str = ""
    similarity: float = 1.0
    difference: float = 0.0
    problem: str = ""
    reason: str = ""
    ours: Any = None
    theirs: Any = None

    @property
    def far(self) -> bool:
        """Whether something is to be explained."""
        return bool(self.problem) or self.similarity < SIMILAR or self.difference > COLOUR

    @property
    def badness(self) -> tuple[bool, bool, float]:
        """By what rows are sorted, worst first."""
        return (
            self.far and not self.reason,
            self.far,
            (1 - self.similarity) * 20 + self.difference,
        )


def table(rows: list[Row]) -> str:
    """Returns the table as Markdown: formats in short, then every file."""
    lines = ["# Previews beside those of independent readers", ""]
    lines += [
        "Structural similarity (1 is equal) and mean ΔE*ab of 256-pixel previews against the "
        "reader's picture, reduced with Lanczos. `make fidelity` writes this table and a page "
        "with the pictures.",
        "",
        "| loader | files | alike | explained | similarity, median | ΔE, median |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for loader in sorted({row.loader for row in rows}):
        mine = [row for row in rows if row.loader == loader]
        compared = [row for row in mine if not row.problem] or [Row("")]
        lines.append(
            f"| {loader or 'none'} | {len(mine)} | {sum(not row.far for row in mine)} "
            f"| {sum(row.far and bool(row.reason) for row in mine)} "
            f"| {np.median([row.similarity for row in compared]):.3f} "
            f"| {np.median([row.difference for row in compared]):.1f} |"
        )
    lines += ["", "| file | reader | similarity | ΔE | |", "| --- | --- | ---: | ---: | --- |"]
    for row in sorted(rows, key=lambda row: row.badness, reverse=True):
        numbers = "- | -" if row.problem else f"{row.similarity:.3f} | {row.difference:.1f}"
        remark = "; ".join(part for part in (row.problem, row.reason) if part)
        lines.append(f"| {row.name} | {row.reader} | {numbers} | {remark} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def page(rows: list[Row]) -> str:
    """Returns the page."""
    body = [_html(row) for row in sorted(rows, key=lambda row: row.badness, reverse=True)]
    far = [row for row in rows if row.far]
    summary = (
        f"{len(rows)} files, {len(rows) - len(far)} alike, "
        f"{sum(bool(row.reason) for row in far)} explained, "
        f"{sum(not row.reason for row in far)} not"
    )
    return PAGE.format(summary=summary, rows="".join(body))


def _html(row: Row) -> str:
    cells = [
        f"<b>{html.escape(row.name)}</b><br>"
        f"{html.escape(row.loader)}, {html.escape(row.reader)}<br>"
        f'<span class="{"far" if row.far else ""}">similarity {row.similarity:.3f}, '
        f"ΔE {row.difference:.1f}</span><br>{html.escape(row.problem)}"
        f'<br><span class="why">{html.escape(row.reason)}</span>'
    ]
    cells += [_image(row.ours), _image(row.theirs)]
    if row.ours is not None and row.theirs is not None and row.ours.shape == row.theirs.shape:
        cells.append(_image(np.clip(0.5 + (row.ours - row.theirs) * 2, 0, 1)))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _image(pixels: Any) -> str:
    if pixels is None:
        return ""
    buffer = io.BytesIO()
    Image.fromarray((pixels * 255 + 0.5).astype(np.uint8)).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img src="data:image/png;base64,{data}" alt="">'


def reasons() -> dict[str, str]:
    """Returns why files differ, by their name in the corpus."""
    lines = places.REASONS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if "\t" in line and line[0] != "#")


def write(rows: list[Row], whole: bool) -> list[Path]:
    """Writes the page, and the table of a whole run; returns what was written."""
    places.BUILD.mkdir(parents=True, exist_ok=True)
    places.PAGE.write_text(page(rows), encoding="utf-8")
    target = places.TABLE if whole else places.BUILD / "results.md"
    target.write_text(table(rows), encoding="utf-8")
    return [places.PAGE, target]
