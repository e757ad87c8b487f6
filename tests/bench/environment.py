"""Installs the peers: Python ones into a virtual environment of the benchmark's own,
sharp into a folder of node modules. What cannot be installed is missing, no error."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from . import places

NEEDED = ("Pillow", "numpy")
"""Without these no file can be built and no chart drawn."""

WANTED = {
    "libvips": ("pyvips", "pyvips-binary"),
    "OpenCV": ("opencv-python-headless",),
    "OpenImageIO": ("OpenImageIO",),
    "HEIC photographs": ("pillow-heif",),
}


def prepare() -> dict[str, str]:
    """Installs what is not installed yet; returns what is missing, each with the reason."""
    python = places.venv_python()
    if not python.exists():
        print(f"bench: making {places.VENV}", flush=True)
        venv.create(places.VENV, with_pip=True)
    failure = _pip("needed", NEEDED)
    if failure:
        sys.exit(f"bench: {' and '.join(NEEDED)} are needed and could not be installed: {failure}")
    missing = {name: _pip(name, packages) for name, packages in WANTED.items()}
    missing["sharp"] = _npm()
    return {name: reason for name, reason in missing.items() if reason}


def _pip(name: str, packages: tuple[str, ...]) -> str:
    """Installs packages once; returns why not, or an empty string."""
    stamp = places.VENV / f".installed-{name.replace(' ', '-')}"
    command = [str(places.venv_python()), "-m", "pip", "install", "-q"]
    command += ["--disable-pip-version-check", "--retries", "1", "--timeout", "20", *packages]
    return _once(stamp, command, places.VENV)


def _npm() -> str:
    if not shutil.which("node") or not shutil.which("npm"):
        return "there is no node and npm on the PATH"
    places.NODE.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix"]
    return _once(places.NODE / ".installed", [*command, str(places.NODE), "sharp"], places.NODE)


def _once(stamp: Path, command: list[str], folder: Path) -> str:
    if stamp.exists():
        return ""
    print(f"bench: installing {command[-1]}", flush=True)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        return lines[-1] if lines else f"exit status {done.returncode}"
    stamp.touch()
    return ""
