"""Runs the parts that were asked for, one after another, and writes the results.

A whole run writes results.md, results.json and the charts beside this file; a quick or
filtered one writes them into build/bench, so that they replace no whole results.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from . import (
    chart,
    files,
    footprint,
    formats,
    growth,
    large,
    memory,
    options,
    photographs,
    places,
    processes,
    quality,
    reads,
    report,
    stages,
    throughput,
    timing,
)


def main() -> None:
    chosen = options.parse()
    start = time.monotonic()
    places.BUILD.mkdir(parents=True, exist_ok=True)
    places.LOG.write_bytes(b"")
    missing = json.loads(os.environ["APSYNC_BENCH_MISSING"])
    versions = processes.versions(missing)
    results: dict[str, Any] = {
        "versions": versions,
        "missing": missing,
        "machine": _machine(),
        "settings": _settings(chosen),
    }
    pictures = _pictures(chosen, missing)
    for part in chosen.parts:
        begun = time.monotonic()
        _PARTS[part](results, chosen, pictures)
        print(f"bench: {part} took {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    results["settings"]["seconds"] = round(time.monotonic() - start)
    results["machine"] += f", {os.getloadavg()[0]:.1f} at its end"
    _write(results, places.RESULTS if chosen.whole else places.BUILD, chosen)


def _settings(chosen: Namespace) -> dict[str, Any]:
    kind = photographs.photographs()[1]
    made = (
        "mosaics of the corpus' photographs"
        if kind != "synthetic"
        else (
            "MADE PICTURES, for there is no corpus beside the repository: figures compare with"
            " each other, not with those of photographs"
        )
    )
    return {
        "rounds": 3 if chosen.quick else 7,
        # timed twice in a whole run: with one worker, and with one for each of two cores
        "workers": [2] if chosen.quick else [1, 2],
        "files": made,
    }


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"model name\s*: (.+)", cpuinfo.read_text(encoding="utf-8"))
        model = found[1] if found else model
    load = os.getloadavg()[0]
    system = f"{platform.system()} {platform.release()}, {model}, {os.cpu_count()} cores"
    return f"{system}; load {load:.1f} when the run began"


def _pictures(chosen: Namespace, missing: dict[str, str]) -> list[files.File]:
    """Returns the files of the rows that were asked for."""
    rows = [
        row
        for row in files.ROWS
        if re.search(chosen.only, row.name, re.IGNORECASE)
        and (row.quick or chosen.only or not chosen.quick)
    ]
    return files.built(rows, missing)


def _rows(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    threads = tuple(results["settings"]["workers"])
    wished = timing.wishes(report.common(results), threads)
    with processes.started(wished) as running:
        results["rows"] = timing.rows(pictures, running, results["settings"]["rounds"])


def _formats(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    rows = [row for row in formats.ROWS if re.search(chosen.only, row.name, re.IGNORECASE)]
    made = files.built(rows, results["missing"])
    threads = tuple(results["settings"]["workers"])
    wished = timing.wishes([p for p in results["versions"] if p != "sharp"], threads)
    with processes.started(wished) as running:
        results["formats"] = timing.rows(made, running, min(5, results["settings"]["rounds"]))
    peers = [peer for peer in ("apsync", "OpenImageIO") if peer in results["versions"]]
    if memory.available():
        results["formats-memory"] = memory.rows(made, peers, 2)


def _large(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    rows = [row for row in large.ROWS if re.search(chosen.only, row.name, re.IGNORECASE)]
    made = files.built(rows, results["missing"])
    if memory.available():
        results["large"] = memory.rows(made, ["apsync"], 2)


def _reads(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    if reads.available() and "apsync" in results["versions"]:
        results["reads"] = reads.rows(results["missing"])


def _memory(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    asked = ("apsync", "libvips") if chosen.quick else ("apsync", "libvips", "sharp")
    peers = [peer for peer in asked if peer in results["versions"]]
    if memory.available():
        results["memory"] = memory.rows(pictures, peers, 2)


def _throughput(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    count, rounds = (40, 1) if chosen.quick else (throughput.COUNT, 3)
    results["throughput"] = [
        throughput.measure(count, report.common(results), workers, rounds)
        for workers in results["settings"]["workers"]
    ]


def _growth(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    peers = report.common(results)
    results["growth"] = {
        "pixels": growth.pixels(peers, 2, chosen.quick),
        "counts": growth.counts(peers, 2, chosen.quick),
    }


def _footprint(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    if "apsync" not in results["versions"]:
        return
    try:
        results["footprint"] = footprint.measure(3 if chosen.quick else 7)
    except (OSError, ValueError) as error:
        results["missing"]["footprint"] = str(error)


def _quality(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    peers = report.common(results)
    shown = [row for row in files.CHARTS if re.search(chosen.only, row.name, re.IGNORECASE)]
    # a quick run leaves the drawn pictures out, unless they are asked for
    drawn = files.built(shown if chosen.only or not chosen.quick else [], results["missing"])
    results["quality"] = quality.measure(pictures + drawn, peers, 2)
    if drawn:
        quality.sheet(drawn, peers, 2, places.BUILD / "quality.png")


def _stages(results: dict[str, Any], chosen: Namespace, pictures: list[files.File]) -> None:
    results["stages"] = stages.measure(chosen.quick)


_PARTS = {
    "rows": _rows,
    "formats": _formats,
    "large": _large,
    "reads": _reads,
    "memory": _memory,
    "throughput": _throughput,
    "growth": _growth,
    "footprint": _footprint,
    "quality": _quality,
    "stages": _stages,
}


def _write(results: dict[str, Any], folder: Path, chosen: Namespace) -> None:
    text = report.render(results)
    (folder / "results.md").write_text(text, encoding="utf-8")
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if results.get("rows"):
        chart.rows(results, folder / "rows.svg")
    if "growth" in results:
        chart.growth(results, folder / "growth.svg")
    if "quality" in results and chosen.whole:
        (places.BUILD / "quality.png").replace(folder / "quality.png")
    print(text)
    print(f"bench: {results['settings']['seconds']} s; written to {folder}", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
