"""Builds wheels with a compiler that can target other systems, and checks them.

``make wheel`` builds for Linux with an old glibc and tries the result in a fresh
environment; ``make cross`` builds the libraries of the other systems, which are
not run. The compiler is ``zig cc`` of the ziglang package.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from interpreters import interpreters

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "wheels"
DIST = ROOT / "dist"
FUNCTIONS = {"apsync_abi", "apsync_submit", "apsync_wait", "apsync_cancel", "apsync_free"}

# What the linker must know of two macOS libraries that the Go runtime names: their
# places, and the one symbol of them that it uses.
STUBS = {
    "lib/libresolv.tbd": ("/usr/lib/libresolv.9.dylib", ""),
    "CoreFoundation.framework/CoreFoundation.tbd": (
        "/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation",
        "_kCFAllocatorDefault",
    ),
}
STUB = """--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '{place}'
exports:
  - targets:     [ x86_64-macos, arm64-macos ]
    symbols:     [ {symbol} ]
...
"""


@dataclass(frozen=True)
class Target:
    """A system to build for."""

    triple: str
    goos: str
    goarch: str
    platform: str
    library: str


TARGETS = {
    "linux": Target(
        "x86_64-linux-gnu.2.28", "linux", "amd64", "manylinux_2_28_x86_64", "libapsync.so"
    ),
    "windows": Target("x86_64-windows-gnu", "windows", "amd64", "win_amd64", "libapsync.dll"),
    "macos-arm64": Target(
        "aarch64-macos", "darwin", "arm64", "macosx_12_0_arm64", "libapsync.dylib"
    ),
    "macos-x86_64": Target(
        "x86_64-macos", "darwin", "amd64", "macosx_12_0_x86_64", "libapsync.dylib"
    ),
}


def main() -> int:
    """Build and check the wheels of the named targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="+", choices=TARGETS)
    for name in parser.parse_args().targets:
        target = TARGETS[name]
        wheel = build(name, target)
        library = unpack(wheel, target)
        check_exports(library, target)
        size = library.stat().st_size / 1e6
        print(f"{wheel.relative_to(ROOT)}: {size:.1f} MB library, all functions exported")
        if name == "linux":
            check_glibc(library)
            check_tag(wheel, target)
            try_out(wheel)
    return 0


def build(name: str, target: Target) -> Path:
    """Build the wheel of a target and return its path."""
    work = WORK / name
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    environment = dict(
        os.environ, GOOS=target.goos, GOARCH=target.goarch, CC=str(compiler(work, target))
    )
    environment["CGO_LDFLAGS"] = "-Wl,-s" if target.goos == "linux" else ""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(work),
    ]
    command += [
        f"--config-settings=--build-option=--plat-name={target.platform}",
        str(source(work)),
    ]
    subprocess.run(command, env=environment, check=True)
    (wheel,) = work.glob("*.whl")
    DIST.mkdir(exist_ok=True)
    return Path(shutil.move(str(wheel), str(DIST / wheel.name)))


def source(work: Path) -> Path:
    """Return a copy of the project, so that no earlier build is in the way."""
    copy = work / "source"
    ignored = shutil.ignore_patterns("_lib", "__pycache__", "*.egg-info", "out", "golden", "bench")
    for name in ("capi", "core", "python"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    for name in ("go.mod", "go.sum", "setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, copy / name)
    return copy


def compiler(work: Path, target: Target) -> Path:
    """Write a script that is the C compiler for a target, and return its path."""
    options = ["-target", target.triple]
    if target.goos == "darwin":
        for name, (place, symbol) in STUBS.items():
            stub = work / "sdk" / name
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text(STUB.format(place=place, symbol=symbol))
        options += [f"-L{work}/sdk/lib", f"-F{work}/sdk"]
    script = work / "cc"
    script.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m ziglang cc {" ".join(options)} "$@"\n'
    )
    script.chmod(0o755)
    return script


def unpack(wheel: Path, target: Target) -> Path:
    """Return the library in a wheel, which must be for any Python 3 and one platform."""
    if not wheel.name.endswith(f"-py3-none-{target.platform}.whl"):
        raise SystemExit(f"{wheel.name} is not named for {target.platform}")
    folder = WORK / "unpacked" / target.platform
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(f"apsync/_lib/{target.library}", folder))


def check_exports(library: Path, target: Target) -> None:
    """Fail unless the library exports the functions."""
    option = {"linux": "-D", "windows": "", "darwin": ""}[target.goos]
    text = library.read_bytes()
    missing = [name for name in FUNCTIONS if name.encode() not in text]
    if shutil.which("nm") and option:
        listed = subprocess.run(
            ["nm", option, str(library)], check=True, capture_output=True, text=True
        ).stdout
        missing = [
            name for name in FUNCTIONS if not re.search(rf" T {name}$", listed, re.MULTILINE)
        ]
    if missing:
        raise SystemExit(f"{library} does not export {', '.join(sorted(missing))}")


def check_glibc(library: Path) -> None:
    """Fail when the library needs a newer glibc than 2.28."""
    versions = {
        tuple(map(int, v.split(b".")))
        for v in re.findall(rb"GLIBC_([0-9]+(?:\.[0-9]+)+)", library.read_bytes())
    }
    newest = max(versions)
    print("newest glibc symbol version:", ".".join(map(str, newest)))
    if newest > (2, 28):
        raise SystemExit("needs a newer glibc than 2.28")


def check_tag(wheel: Path, target: Target) -> None:
    """Fail unless auditwheel agrees that the wheel may have its name."""
    command = [sys.executable, "-m", "auditwheel", "show", str(wheel)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    fits: list[str] = re.findall(r"manylinux_2_(\d+)_x86_64", shown)
    if not fits:
        raise SystemExit(f"auditwheel finds no manylinux tag:\n{shown}")
    print("auditwheel: manylinux_2_" + fits[-1] + "_x86_64")


def try_out(wheel: Path) -> None:
    """Install the wheel into a fresh environment of each Python found and use it."""
    for python in interpreters().values():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([python, "-m", "venv", f"{folder}/venv"], check=True)
            installed = f"{folder}/venv/bin/python"
            pip = [installed, "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)]
            subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
            subprocess.run([installed, "-c", TRIAL, folder], check=True, cwd=folder)


TRIAL = """
import os, struct, sys, zlib
import apsync
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
header = struct.pack(">IIBBBBB", 300, 200, 8, 2, 0, 0, 0)
pixels = zlib.compress(b"".join(b"\\0" + b"\\x20\\x80\\xe0" * 300 for _ in range(200)))
folder = sys.argv[1]
picture = os.path.join(folder, "p.png")
with open(picture, "wb") as file:
    file.write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", header))
    file.write(chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
assert apsync.generate_thumbnail(picture, os.path.join(folder, "out"), True, True)
os.environ["APSYNC_STORE"] = os.path.join(folder, "store")
os.environ["APSYNC_CACHE"] = os.path.join(folder, "cache")
apsync.attach_thumbnail(picture, os.path.join(folder, "out", "p_pt.png"))
assert os.path.isfile(apsync.get_thumbnail(picture))
print("works with Python", sys.version.split()[0])
"""

if __name__ == "__main__":
    sys.exit(main())
