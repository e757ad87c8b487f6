"""Damages real files in ways that keep them looking like their format.

``make corrupt`` tries VARIANTS of them (10000) through the Python API, in one process
that a host could be: each must return in time with a picture or a reason, and the
process must be left as it was: no memory, no descriptor, no goroutine more than
before. What is random follows from SEED, so that a finding can be had again.
"""

from __future__ import annotations

import argparse
import collections
import gc
import os
import random
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import apsync
from apsync import _native, jobs

CORPUS = Path(
    os.environ.get("APSYNC_CORPUS")
    or Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
)
LARGEST = 8 << 20
"""Bytes of a file that is damaged; larger ones would only take time to write."""

MOST_TIME = 5.0
"""Seconds that one file may take, of the clock where nothing else runs, of a processor else."""

LONGEST = 120.0
"""Seconds of the clock that no file may take, whatever else the machine does."""

MOST_LEFT = 50.0
"""MiB of memory that may be left."""

QUIET = 30.0
"""Seconds in which what is about to end must have ended."""

HUGE = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def main() -> int:
    """Try variants and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--variants", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the variants that break something")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="apsync-corruption-") as folder:
        return Trial(Path(folder), wanted.keep).run(wanted.variants, wanted.seed)


class Trial:
    """A run of damaged files through the API in this process."""

    def __init__(self, folder: Path, keep: Path | None) -> None:
        self.folder = folder
        self.keep = keep
        self.codes: collections.Counter[str] = collections.Counter()
        self.slowest = (0.0, "")
        self.problems: list[str] = []

    def run(self, count: int, seed: int) -> int:
        """Try that many variants, tell of them, and return the exit code."""
        kinds = originals()
        if not kinds:
            print(f"there are no files to damage in {CORPUS}")
            return 1
        for paths in kinds.values():  # What is set up once is not counted as left over.
            self.attempt(paths[0].read_bytes(), paths[0].suffix, paths[0].name, healthy=True)
        before = state()
        chance = random.Random(seed)
        for number, path in enumerate(pick(kinds, count, chance)):
            data, way = damaged(path.read_bytes(), chance)
            self.attempt(data, path.suffix, f"{number} {path.parent.name}/{path.name} {way}")
        return self.tell(count, before, state(before))

    def attempt(self, data: bytes, suffix: str, name: str, healthy: bool = False) -> None:
        """Make thumbnails of a file and note what is not as it must be."""
        path = self.folder / f"file{suffix}"
        path.write_bytes(data)
        begun, worked = time.monotonic(), time.process_time()
        options = jobs.Options(preview=True, detail=True)
        (result,) = jobs.generate([path], self.folder / "out", options)
        clock = time.monotonic() - begun
        took = clock if clock > LONGEST else min(clock, time.process_time() - worked)
        code = result.error.code if result.error else "picture"
        if healthy:
            return
        self.codes[code] += 1
        self.slowest = max(self.slowest, (took, name))
        problem = ""
        if code == "internal":
            problem = f"{name}: {result.error}"
        elif took > MOST_TIME:
            problem = f"{name}: took {took:.1f} s"
        if problem:
            self.problems.append(problem)
            print(problem, flush=True)
            if self.keep:
                self.keep.mkdir(parents=True, exist_ok=True)
                (self.keep / f"{len(self.problems)}{suffix}").write_bytes(data)

    def tell(self, count: int, before: State, after: State) -> int:
        """Print what was seen and return the exit code."""
        print(
            f"{count} damaged files: " + ", ".join(f"{n} {c}" for c, n in self.codes.most_common())
        )
        print(f"slowest: {self.slowest[0]:.2f} s, {self.slowest[1]}")
        for name, most in (("memory", MOST_LEFT), ("descriptors", 0), ("goroutines", 0)):
            was, now = before[name], after[name]
            print(f"{name}: {was:.0f} before, {now:.0f} after")
            if now > was + most:
                self.problems.append(f"{name} grew from {was:.0f} to {now:.0f}")
        print("\n".join(self.problems) or "nothing broke")
        return 1 if self.problems else 0


State = dict[str, float]


def state(before: State | None = None) -> State:
    """Return memory in MiB, descriptors and goroutines, when all is quiet.

    Given what there was before, it waits a while for no more to be left.
    """
    apsync.get_thumbnail(__file__, False)
    gc.collect()
    time.sleep(3)  # The library gives memory back a while after it was last used.
    end = time.monotonic() + QUIET
    while True:
        now = counted()
        more = before and any(now[name] > before[name] for name in ("descriptors", "goroutines"))
        if not more or time.monotonic() > end:
            return now
        time.sleep(0.2)


def counted() -> State:
    """Return memory in MiB, descriptors and goroutines."""
    status = Path("/proc/self/status").read_text("ascii")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return {
        "memory": int(resident.split()[1]) / 1024,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "goroutines": _native.call({"op": "doctor"})["running"],
    }


def originals() -> dict[str, list[Path]]:
    """Return the files of the corpus that a loader reads, by folder."""
    formats = _native.call({"op": "formats"})["formats"]
    known = {extension for row in formats for extension in row["extensions"]}
    kinds: dict[str, list[Path]] = {}
    for path in sorted(CORPUS.glob("*/*")) if CORPUS.is_dir() else []:
        if path.suffix.lower() in known and path.stat().st_size <= LARGEST:
            kinds.setdefault(path.parent.name, []).append(path)
    return kinds


def pick(kinds: dict[str, list[Path]], count: int, chance: random.Random) -> Iterator[Path]:
    """Return files of all kinds in turns, the smaller ones of a kind more often."""
    names = sorted(kinds)
    for number in range(count):
        paths = kinds[names[number % len(names)]]
        yield min(chance.choices(paths, k=2), key=lambda path: path.stat().st_size)


def damaged(data: bytes, chance: random.Random) -> tuple[bytes, str]:
    """Return the data with one to three damages, and their names."""
    ways = chance.choices(list(WAYS), k=chance.choice((1, 1, 2, 3)))
    changed = bytearray(data)
    for way in ways:
        if len(changed) > 8:
            WAYS[way](changed, chance)
    return bytes(changed), "+".join(ways)


def place(data: bytearray, chance: random.Random) -> int:
    """Return an offset, in the first kilobyte half of the time: headers are there."""
    span = len(data) if chance.random() < 0.5 else min(len(data), 1024)
    return chance.randrange(span)


def flip(data: bytearray, chance: random.Random) -> None:
    """Turn single bits."""
    for _ in range(chance.choice((1, 1, 4, 32))):
        data[place(data, chance)] ^= 1 << chance.randrange(8)


def truncate(data: bytearray, chance: random.Random) -> None:
    """Cut the end off."""
    del data[place(data, chance) :]


def repeat(data: bytearray, chance: random.Random) -> None:
    """Insert a piece a second time, or many times."""
    begin, length = piece(data, chance)
    copy = data[begin : begin + length] * chance.choice((1, 1, 2, 50))
    data[begin:begin] = copy[: 1 << 20]


def remove(data: bytearray, chance: random.Random) -> None:
    """Take a piece out."""
    begin, length = piece(data, chance)
    del data[begin : begin + length]


def swap(data: bytearray, chance: random.Random) -> None:
    """Exchange two pieces of one length."""
    one, length = piece(data, chance)
    two = place(data, chance)
    length = min(length, len(data) - max(one, two), abs(one - two))
    first, second = data[one : one + length], data[two : two + length]
    data[one : one + length], data[two : two + length] = second, first


def lengthen(data: bytearray, chance: random.Random) -> None:
    """Change a number that may be a length, a count or an offset: it fits into the file."""
    size = len(data)
    for _ in range(200):
        at = place(data, chance)
        form = chance.choice(("<I", ">I", "<H", ">H", "<Q", ">Q"))
        width = struct.calcsize(form)
        if at + width > size:
            continue
        (value,) = struct.unpack_from(form, data, at)
        if not 0 < value <= size:
            continue
        most = (1 << 8 * width) - 1
        new = chance.choice((value + 1, value - 1, value * 2, value * 1000, size, size + 1, most))
        struct.pack_into(form, data, at, min(new, most))
        return


def overwrite(data: bytearray, chance: random.Random) -> None:
    """Write a number from the borders of its range."""
    form = chance.choice(("<I", ">I", "<H", ">H", "B"))
    width = struct.calcsize(form)
    at = min(place(data, chance), len(data) - width)
    struct.pack_into(form, data, at, chance.choice(HUGE) & ((1 << 8 * width) - 1))


def fill(data: bytearray, chance: random.Random) -> None:
    """Fill a piece with one byte."""
    begin, length = piece(data, chance)
    data[begin : begin + length] = bytes([chance.choice((0, 255, 0x41))]) * length


def piece(data: bytearray, chance: random.Random) -> tuple[int, int]:
    """Return where a piece begins, and its length of up to 64 KiB."""
    begin = place(data, chance)
    return begin, min(1 << chance.randrange(17), len(data) - begin)


WAYS = {
    way.__name__: way for way in (flip, truncate, repeat, remove, swap, lengthen, overwrite, fill)
}

if __name__ == "__main__":
    sys.exit(main())
