"""Results as text."""

from __future__ import annotations

from statistics import geometric_mean, median
from typing import Any

from . import footprint, quality
from .large import LIMIT
from .processes import COMMON
from .tables import NOTHING, TIMES, counted, number, table
from .timing import HOPELESS, SLOTS, best

Results = dict[str, Any]

FORMATS = {"jpg": "JPEG", "png": "PNG"}

KINDS = {"rows": "common formats", "formats": "film, games and design"}
"""The parts that time rows."""


def render(results: Results) -> str:
    """Returns the whole report."""
    sections = [_head(results), *_bars(results), *_rows(results), *_rows(results, "formats")]
    sections += [
        *_processor(results),
        *_processor(results, "formats"),
        *_memory(results),
        *_memory(results, "formats-memory", "OpenImageIO"),
        *_large(results),
        *_reads(results),
        *_throughput(results),
        *_growth(results),
        *_footprint(results),
    ]
    sections += [*_quality(results)]
    if "stages" in results:
        sections.append(f"## Stages\nCompare the Go micro-benchmarks: `{results['stages']}`")
    return "\n\n".join(sections) + "\n"


def ratios(results: Results, slot: str, workers: int, part: str = "rows") -> dict[str, float]:
    """Returns how many times faster than the fastest peer apsync is, by row."""
    found = {}
    for row in results.get(part, ()):
        if row["slot"] != slot:
            continue
        times = {peer: best(row["times"], peer, workers) for peer in results["versions"]}
        ours = times.pop("apsync", None)
        others = [value for value in times.values() if value]
        if ours and others:
            found[row["name"]] = min(others) / ours
    return found


def common(results: Results) -> list[str]:
    """Returns the peers there are that read the common formats."""
    return [peer for peer in COMMON if peer in results["versions"]]


def workers(results: Results) -> list[int]:
    """Returns the numbers of workers that rows were timed with."""
    return list(results["settings"]["workers"])


def _head(results: Results) -> str:
    settings = results["settings"]
    lines = ["# apsync beside its peers", ""]
    lines += [f"- {name}: {version}" for name, version in results["versions"].items()]
    lines += [f"- missing: {name}: {reason}" for name, reason in results["missing"].items()]
    lines += [f"- failed: {failure}" for failure in _failures(results)]
    lines += [f"- machine: {results['machine']}", f"- files: {settings['files']}"]
    lines.append(
        f"- medians of {settings['rounds']} turns after a warm-up, in rotation, in-process; every"
        " PNG is written to a file on one disk, by apsync durably and under its final name only"
        " when whole, by the peers plainly"
    )
    lines.append(
        f"- a peer that is {HOPELESS} times slower than the fastest of a row has no more than"
        " three turns; with 2 workers a peer has the better of one and two threads"
    )
    return "\n".join(lines)


def _failures(results: Results) -> list[str]:
    rows = [
        f"{row['name']}, {row['slot']}: {worker}: {reason}"
        for row in results.get("rows", ())
        for worker, reason in row["failures"].items()
    ]
    batches = [
        f"throughput, {counted(run['workers'], 'worker')}: {peer}: {reason}"
        for run in results.get("throughput", ())
        for peer, reason in run["failures"].items()
    ]
    return rows + batches


def _bars(results: Results) -> list[str]:
    """Returns the section that says how far the aims are reached."""
    body = []
    for part, kind in KINDS.items():
        for count in workers(results):
            for slot in SLOTS:
                found = ratios(results, slot, count, part)
                if found:
                    ahead = sum(ratio >= 1 for ratio in found.values())
                    mean = geometric_mean(found.values())
                    name = f"{kind}, {slot}, {counted(count, 'worker')}"
                    body.append([name, f"{ahead} of {len(found)}", f"{mean:.2f}{TIMES}"])
    if not body:
        return []
    head = ["apsync against the fastest peer", "rows ahead", "geometric mean"]
    return ["## In short\n" + table(head, body)]


def _peers(results: Results, part: str) -> list[str]:
    """Returns the peers that have a figure in one of the part's rows."""
    workers = {name for row in results.get(part, ()) for name in row["times"]}
    return [p for p in results["versions"] if any(name.startswith(f"{p}-") for name in workers)]


def _rows(results: Results, part: str = "rows") -> list[str]:
    peers = _peers(results, part)
    sections = []
    for count in workers(results):
        for slot, size in SLOTS.items():
            body = [_row(row, peers, count) for row in results.get(part, ()) if row["slot"] == slot]
            if body:
                head = ["file", *peers, "fastest peer", "apsync is faster"]
                kind = f"{KINDS[part]}: {slot} ({size}), {counted(count, 'worker')}"
                title = f"## {kind[0].upper()}{kind[1:]}: milliseconds"
                sections.append(f"{title}\n{table(head, body)}")
    return sections


def _row(row: dict[str, Any], peers: list[str], count: int) -> list[str]:
    times = {peer: best(row["times"], peer, count) for peer in peers}
    others = {peer: value for peer, value in times.items() if value and peer != "apsync"}
    fastest = min(others, key=others.__getitem__, default=NOTHING)
    ours = times.get("apsync")
    ratio = f"{others[fastest] / ours:.2f}{TIMES}" if ours and others else NOTHING
    return [row["name"], *(number(times[peer]) for peer in peers), fastest, ratio]


def _processor(results: Results, part: str = "rows") -> list[str]:
    peers, count = _peers(results, part), max(workers(results))
    sections = []
    for slot, size in SLOTS.items():
        rows = [row for row in results.get(part, ()) if row["slot"] == slot]
        body = [
            [row["name"], *(number(best(row["processor"], peer, count)) for peer in peers)]
            for row in rows
        ]
        if body:
            kind = f"{KINDS[part]}: {slot} ({size})"
            title = f"## {kind[0].upper()}{kind[1:]}: milliseconds of all cores together"
            sections.append(f"{title}\n{table(['file', *peers], body)}")
    return sections


def _memory(results: Results, part: str = "memory", beside: str = "libvips") -> list[str]:
    taken_by = {peer for row in results.get(part, ()) for peer in row["mebibytes"]}
    peers = [peer for peer in results["versions"] if peer in taken_by]
    sections = []
    for slot, size in SLOTS.items():
        rows = [row for row in results.get(part, ()) if row["slot"] == slot]
        body = []
        for row in rows:
            taken = row["mebibytes"]
            ratio = NOTHING
            if taken.get("apsync") and taken.get(beside):
                ratio = f"{taken['apsync'] / taken[beside]:.2f}{TIMES}"
            body.append([row["name"], *(number(taken.get(peer)) for peer in peers), ratio])
        if body:
            title = f"## {slot.capitalize()} ({size}): peak memory in MiB over the loaded library"
            sections.append(f"{title}\n{table(['file', *peers, f'apsync : {beside}'], body)}")
    return sections


def _large(results: Results) -> list[str]:
    """Returns the section of what thumbnails of very large pictures take."""
    rows = results.get("large", ())
    names = list(dict.fromkeys(row["name"] for row in rows))
    taken = {(row["name"], row["slot"]): row["mebibytes"].get("apsync") for row in rows}
    body = [[name, *(number(taken.get((name, slot))) for slot in SLOTS)] for name in names]
    if not body:
        return []
    title = f"## 16,384 by 16,384 pixels: peak memory in MiB, {LIMIT} being the aim"
    return [f"{title}\n{table(['file', *SLOTS], body)}"]


def _reads(results: Results) -> list[str]:
    """Returns the section of what is read of files that hold a preview."""
    body = []
    for row in results.get("reads", ()):
        cells = [number(row["bytes"] / 2**20)]
        for slot in SLOTS:
            cells += [number(row["slots"][slot]["read"] / 1024), number(row["slots"][slot]["ms"])]
        body.append([row["name"], *cells])
    head = ["file", "MiB", *(f"{slot}, {unit}" for slot in SLOTS for unit in ("KiB read", "ms"))]
    title = "## Previews in large files: what is read of them\n"
    return [title + table(head, body)] if body else []


def _throughput(results: Results) -> list[str]:
    body = []
    for run in results.get("throughput", ()):
        seconds = {peer: median(turns) for peer, turns in run["seconds"].items() if turns}
        name = (
            f"{counted(run['files'], 'file')}, {run['megapixels']:.0f} MP,"
            f" {counted(run['workers'], 'worker')}"
        )
        body.append([name, *(number(seconds.get(peer), 2) for peer in common(results))])
    title = "## Throughput: previews of mixed JPEGs, seconds\n"
    return [title + table(["batch", *common(results)], body)] if body else []


def _growth(results: Results) -> list[str]:
    growth, peers = results.get("growth"), common(results)
    if not growth:
        return []
    pixels = [
        [f"{FORMATS[line['format']]} {line['slot']}, {point['megapixels']:.0f} MP"]
        + [_each(point["ms"].get(peer), point["megapixels"]) for peer in peers]
        for line in growth["pixels"]
        for point in line["points"]
    ]
    counts = [
        [counted(point["files"], "file")]
        + [_each(point["seconds"].get(peer), point["files"] / 1000) for peer in peers]
        for point in growth["counts"]
    ]
    return [
        "## Growth with pixels: milliseconds a megapixel\n" + table(["picture", *peers], pixels),
        "## Growth with files: milliseconds a small file\n" + table(["batch", *peers], counts),
    ]


def _footprint(results: Results) -> list[str]:
    body = []
    for name, value in results.get("footprint", {}).items():
        aim = footprint.TARGETS.get(name)
        verdict = "" if aim is None else f"< {aim:.0f} " + ("✓" if value < aim else "missed")
        body.append([name, f"{value:.1f}", verdict])
    return ["## Footprint\n" + table(["what", "median", "aim"], body)] if body else []


def _quality(results: Results) -> list[str]:
    peers = common(results)
    body = []
    for row in results.get("quality", ()):
        if not row["peers"]:
            continue
        cells = [_difference(row["peers"].get(peer)) for peer in peers]
        judged = row["slot"] == "preview" and not row["drawn"]
        ours = row["peers"].get("apsync") if judged else None
        verdict = "" if ours is None else "✓" if quality.good(ours) else "missed"
        body.append([f"{row['name']}, {row['slot']}", *cells, verdict])
    title = (
        "## Quality: mean difference from a full decode + Lanczos, and bias, of 255\n"
        f"Aim for previews of apsync: mean below {quality.MEAN}, bias below {quality.BIAS:.0f};"
        " the drawn pictures are to be looked at in quality.png.\n\n"
    )
    return [title + table(["file", *peers, "aim"], body)] if body else []


def _difference(difference: dict[str, float] | None) -> str:
    return f"{difference['mean']:.2f} {difference['bias']:+.2f}" if difference else NOTHING


def _each(value: float | None, units: float) -> str:
    return number(value / units if value else None, 2)
