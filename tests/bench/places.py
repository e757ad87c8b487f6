"""Where things are: the repository's folders that the benchmark reads and writes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "bench"
VENV = BUILD / "venv"
NODE = BUILD / "node"
OUT = BUILD / "out"
LOG = BUILD / "workers.log"
RESULTS = ROOT / "tests" / "bench"
"""Results of a whole run; those of a quick or a filtered one stay in BUILD."""


def corpus() -> Path:
    """Returns the folder of real files; it may not be there."""
    return Path(os.environ.get("APSYNC_CORPUS") or ROOT.parent / "shared" / "corpus")


def venv_python() -> Path:
    """Returns the interpreter that has the peers and runs the benchmark."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return VENV / folder / "python"
