"""Files made to harm: what there is of them, and how each must end.

:data:`ALL` has every one with the codes that it may end with and why. ``python -m
tests.bombs`` tries them and prints a table, ``tests/test_bombs.py`` tries them as a
test. Most are small on disk; those of gigabytes are files of holes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from .archives import ARCHIVES
from .chains import CHAINS
from .containers import CONTAINERS
from .expected import ENDS
from .faces import FACES
from .fonts import FONTS
from .headers import CLAIMS
from .packed import PACKED
from .pictures import PICTURES
from .streams import STREAMS

TABLES = PACKED, CHAINS, CONTAINERS, FONTS, ARCHIVES, PICTURES, STREAMS, FACES

SHORT = ("limit-pixels", "limit-expansion")
"""How a claim may end that the file's own length contradicts."""

LARGE = {
    "exr-parts", "cbt-members", "jpg-long-tables", "ogg-comments", "jpg-height", "webp-true-frames",
    "cbz-entries", "mp3-hours",
}  # fmt: skip
"""Files of which so much is really there that writing them takes the longest."""


@dataclass(frozen=True)
class Bomb:
    """A file to be tried."""

    name: str
    suffix: str
    make: Callable[[Path], None]
    codes: tuple[str, ...]
    """Of the errors that may come of it; "picture" where a thumbnail is right."""
    why: str


def everything() -> list[Bomb]:
    """Return all of them."""
    bombs: list[Bomb] = []
    for name in CLAIMS:
        codes, why = ENDS.get(f"{name} claim", (SHORT, "the file is too short for what it claims"))
        bombs.append(Bomb(f"{name} claim", suffix(name), short(name), codes, why))
        codes, why = ENDS.get(f"{name} holes", (("limit-pixels",), "all that is claimed is there"))
        if codes:
            bombs.append(Bomb(f"{name} holes", suffix(name), holes(name), codes, why))
    for table in TABLES:
        bombs += [Bomb(name, suffix(name), make, *ENDS[name]) for name, make in table.items()]
    return bombs


def suffix(name: str) -> str:
    """Return the extension of files of that name."""
    return "." + name.partition("-")[0]


def short(name: str) -> Callable[[Path], None]:
    """Return what writes a header and little else."""
    claim, size = CLAIMS[name]
    return lambda path: path.write_bytes(claim(*size)) and None


def holes(name: str) -> Callable[[Path], None]:
    """Return what writes a header and a hole as large as the pixels that it claims."""
    claim, (w, h) = CLAIMS[name]

    def make(path: Path) -> None:
        path.write_bytes(claim(w, h))
        os.truncate(path, path.stat().st_size + 16 * w * h)

    return make


ALL = everything()
SMALL = [bomb for bomb in ALL if bomb.name not in LARGE]
