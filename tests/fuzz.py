"""Runs the fuzz targets of the Go packages under a limit of memory.

``make fuzz`` runs it: every target for FUZZTIME, or, with FUZZTOTAL, as many as that
time has room for. Those whose package was changed last come first. An input that
breaks a target is kept, made small, below ``testdata/fuzz`` of its package, where the
Go tests try it from then on; the exit code is then 1.

What breaks a target is said in ``core/loaders/loadertest``: a panic, more memory than
the decoder's own estimate, an end too late, a second decode that differs. The memory
of the whole process is limited here. Whether time and memory suffice is a matter of
the machine too, so an input that broke one of these is tried again by itself, and
counts when it does so again.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "fuzz"
SLICE = 4.0
"""Seconds that a target is given of a total."""

BUILDING = 60.0
"""Seconds that may go by beside a total until no further target is built."""

STARTING = 20.0
"""Seconds that the seeds of a target may take beyond its time."""

AGAIN = 2
"""How often an input is tried again."""

CHANCE = re.compile(r"takes longer than|bytes that|out of memory|hung or term|no crash will")
"""What is said where the machine may be to blame: its time, its memory, its signals."""

OWN = re.compile(r"panic: (?!an input of)|fatal error: (?!(runtime: )?out of memory)")
"""What is said where it is not, even so."""


def main() -> int:
    """Run the targets and return the exit code."""
    wanted = arguments()
    broken: list[str] = []
    spent, started = 0.0, time.monotonic()
    for package, target in targets(wanted.only):
        # A total is one of searching; building has a limit of its own.
        left = wanted.total - spent if wanted.total else math.inf
        late = wanted.total and time.monotonic() > started + wanted.total + BUILDING
        if left < 1 or late:
            break
        seconds = min(SLICE, left) if wanted.total else wanted.time
        binary = build(package)
        begun = time.monotonic()
        ok, told = run(package, target, binary, seconds, wanted)
        spent += time.monotonic() - begun
        print(f"{'ok' if ok else 'BROKEN':7}{package} {target}: {told}", flush=True)
        if not ok:
            broken.append(f"{package} {target}")
    print(f"fuzzed for {spent:.0f} s; {len(broken)} broken {', '.join(broken)}".rstrip())
    return 1 if broken else 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--time", type=seconds, default=20.0, help="for each target: 20s, 5m")
    parser.add_argument("--total", type=seconds, help="for all of them together")
    parser.add_argument("--only", default="", help="part of a package's path")
    parser.add_argument("--memory", type=int, default=2048, help="MiB that a process may use")
    parser.add_argument("--workers", type=int, default=1, help="processes for a target")
    return parser.parse_args()


def seconds(text: str) -> float:
    """Return the seconds of a text such as 90s, 5m or 2h."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text} is no time such as 20s, 5m or 2h")
    return float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[match[2]]


def targets(only: str) -> list[tuple[str, str]]:
    """Return packages and targets, those changed last first."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "core").rglob("*_test.go")):
        names = re.findall(r"^func (Fuzz\w+)\(f \*testing\.F\)", path.read_text("utf-8"), re.M)
        package = path.parent.relative_to(ROOT).as_posix()
        if names and only in package:
            found.setdefault(package, []).extend(names)
    order = recency()
    packages = sorted(found, key=lambda package: order.get(package, len(order)))
    return [(package, name) for package in packages for name in found[package]]


def recency() -> dict[str, int]:
    """Return the folders of the tree by how recently a commit or an edit touched them."""
    edited = git("status", "--porcelain", "--untracked-files=all")
    paths = [line[3:] for line in edited]
    paths += git("log", "-n", "200", "--no-merges", "--name-only", "--format=")
    order: dict[str, int] = {}
    for path in paths:
        order.setdefault(Path(path.strip('"')).parent.as_posix(), len(order))
    return order


def git(*command: str) -> list[str]:
    """Return the lines that git prints, none where there is no git."""
    try:
        done = subprocess.run(
            ["git", *command], cwd=ROOT, check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    return [line for line in done.stdout.splitlines() if line]


def build(package: str) -> Path:
    """Build the test of a package with what the search looks at."""
    binary = BUILT / (package.replace("/", "-") + ".test")
    binary.parent.mkdir(parents=True, exist_ok=True)
    command = ["go", "test", "-c", "-fuzz=.", "-o", str(binary), f"./{package}"]
    subprocess.run(command, cwd=ROOT, check=True)
    return binary


def run(
    package: str, target: str, binary: Path, seconds: float, wanted: argparse.Namespace
) -> tuple[bool, str]:
    """Run a target and return whether it held, and a line about it."""
    command = [
        str(binary), "-test.run=^$", f"-test.fuzz=^{target}$", f"-test.fuzztime={seconds:.0f}s",
        f"-test.fuzzcachedir={BUILT / 'cache' / package}", f"-test.parallel={wanted.workers}",
        "-test.fuzzminimizetime=5s", f"-test.timeout={10 * (seconds + STARTING):.0f}s",
    ]  # fmt: skip
    told = limited(command, package, wanted)
    if held(told):
        runs = re.findall(r"execs: (\d+)", told.stdout)
        return True, f"{runs[-1] if runs else 0} inputs beside its seeds"
    kept = re.search(r"Failing input written to (testdata\S+)", told.stdout)
    chance = CHANCE.search(told.stdout) and not OWN.search(told.stdout)
    if chance and not repeats(command, package, kept and kept[1], wanted):
        return True, f"once, and not again:\n{told.stdout[-8000:]}"
    return False, told.stdout[-8000:]


def held(done: subprocess.CompletedProcess[str]) -> bool:
    """Return whether a search ended well."""
    # A search that its time ends in the middle of an input says so and has found nothing.
    ended = "context deadline exceeded" in done.stdout and "Failing input" not in done.stdout
    return done.returncode == 0 or ended


def repeats(command: list[str], package: str, kept: str | None, wanted: argparse.Namespace) -> bool:
    """Return whether what broke a target does so again: the input, or else the search.

    An input that does not is moved from where the tests try it to build/fuzz/once.
    """
    if kept:
        name = "/".join(f"^{re.escape(part)}$" for part in Path(kept).parts[-2:])
        command = [command[0], f"-test.run={name}"]
    if any(not held(limited(command, package, wanted)) for _ in range(AGAIN)):
        return True
    if kept:
        aside = BUILT / "once" / package
        aside.mkdir(parents=True, exist_ok=True)
        shutil.move(ROOT / package / kept, aside / Path(kept).name)
    return False


def limited(
    command: list[str], package: str, wanted: argparse.Namespace
) -> subprocess.CompletedProcess[str]:
    """Run a test program within the limits; return what it told and its exit code."""
    collect = f"{wanted.memory * 3 // 4}MiB"  # From there on Go collects rather than takes.
    return subprocess.run(
        command, cwd=ROOT / package, check=False, text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "GOMAXPROCS": str(wanted.workers + 1), "GOMEMLIMIT": collect},
        preexec_fn=lambda: limit(wanted.memory << 20),
    )  # fmt: skip


def limit(size: int) -> None:
    """Limit the memory that this process and those below it may write to, each."""
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


if __name__ == "__main__":
    sys.exit(main())
