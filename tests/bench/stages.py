"""Go micro-benchmarks of the single stages, kept as benchstat reads them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from . import places

BENCHSTAT = "golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da"


def measure(quick: bool) -> str:
    """Runs the benchmarks into build/bench/go.txt; returns how to compare, or why not.

    The result of the run before is kept as go-before.txt.
    """
    if not shutil.which("go"):
        return "no go on the PATH"
    result = places.BUILD / "go.txt"
    before = result.with_name("go-before.txt")
    if result.exists():
        result.replace(before)
    count = "1" if quick else "6"
    command = f"go test -run ^$ -bench . -benchmem -vet=off -count {count} -benchtime 20ms"
    print(f"bench: {command} ./core/...", file=sys.stderr, flush=True)
    with result.open("wb") as stream:
        failed = subprocess.call(
            [*command.split(), "./core/..."],
            cwd=places.ROOT,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    if failed:
        return f"some packages failed; {_short(result)} says which"
    return f"go run {BENCHSTAT} {_short(before)} {_short(result)}"


def _short(path: Path) -> str:
    return str(path.relative_to(places.ROOT))
