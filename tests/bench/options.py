"""What a run is asked to do."""

from __future__ import annotations

import argparse
import re

PARTS = (
    "footprint",
    "rows",
    "formats",
    "large",
    "reads",
    "memory",
    "throughput",
    "growth",
    "quality",
    "stages",
)
OF_ROWS = ("rows", "formats", "memory", "quality")
"""The parts that a filter of rows leaves."""

QUICK = tuple(part for part in PARTS if part not in ("formats", "large", "stages"))
"""The parts of a quick run: formats and stages take as long as the rest."""


def parse() -> argparse.Namespace:
    """Returns the options of the command line: quick, only and parts."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rows, rounds and files")
    parser.add_argument("--only", default="", help="rows whose name has this, a regular expression")
    parser.add_argument("--parts", default="", help=f"some of {','.join(PARTS)}")
    options = parser.parse_args()
    re.compile(options.only)
    usual = OF_ROWS if options.only else QUICK if options.quick else PARTS
    parts = tuple(options.parts.split(",")) if options.parts else usual
    unknown = set(parts) - set(PARTS)
    if unknown:
        parser.error(
            f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}"
        )
    options.whole = parts == PARTS and not options.only and not options.quick
    options.parts = parts
    return options
