"""Where things are: what the comparison reads and writes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "fidelity"
BUILD = ROOT / "build" / "fidelity"
VENV = BUILD / "venv"
OURS = BUILD / "ours"
MADE = BUILD / "made"
PAGE = BUILD / "index.html"
TABLE = HERE / "results.md"
REASONS = HERE / "reasons.tsv"


def corpus() -> Path:
    """Returns the folder of real files; it may not be there."""
    return Path(os.environ.get("APSYNC_CORPUS") or ROOT.parent / "shared" / "corpus")


def venv_python() -> Path:
    """Returns the interpreter that has the readers and runs the comparison."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return VENV / folder / "python"
