"""Compares our previews of real files with those of independent readers.

Writes a table and a page with ours, theirs and the difference, worst first. A
difference is a defect or has a reason in ``reasons.tsv``; one that has none makes the
run fail.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import venv

from . import places

NEEDED = ("Pillow", "numpy")
WANTED = (
    "OpenImageIO",
    "pyvips[binary]",
    "psd-tools",
    "gimpformats",
    "pydicom",
    "pylibjpeg-libjpeg",
    "texture2ddecoder",
    "imagecodecs",
    "astc_encoder_py",
    "alktx2",
    "srctools",
    "pypdn",
    "py7zr",
    "rarfile",
    "mutagen",
    "imageio-ffmpeg",
    "rawpy",
    "olefile",
)


def main() -> int:
    """Runs the comparison in an environment of its own; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make fidelity", description=__doc__)
    parser.add_argument(
        "--only", default="", help="files whose path has this, a regular expression"
    )
    options = parser.parse_args()
    re.compile(options.only)
    if not places.corpus().is_dir():
        print(f"fidelity: there are no real files in {places.corpus()}")
        return 0
    if os.path.realpath(sys.prefix) != os.path.realpath(places.VENV):
        _prepare()
        # A reader installs a package that is called tests, so that ours goes by its own name.
        command = [str(places.venv_python()), "-m", places.HERE.name, *sys.argv[1:]]
        paths = (places.ROOT / "python", places.HERE.parent)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
        return subprocess.run(command, cwd=places.ROOT, env=environment, check=False).returncode
    from . import run

    return run.run(options.only)


def _prepare() -> None:
    """Installs the readers. One that cannot be installed reads nothing."""
    if not places.venv_python().exists():
        print(f"fidelity: making {places.VENV}", flush=True)
        venv.create(places.VENV, with_pip=True)
    for package in (*NEEDED, *WANTED):
        stamp = places.VENV / (".installed-" + re.sub(r"\W", "-", package))
        if stamp.exists():
            continue
        print(f"fidelity: installing {package}", flush=True)
        command = [str(places.venv_python()), "-m", "pip", "install", "-q", package]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            stamp.touch()
        elif package in NEEDED:
            sys.exit(f"fidelity: {package} is needed and could not be installed: {done.stderr}")
        else:
            print(f"fidelity: {package} could not be installed: {done.stderr.strip()[-200:]}")


if __name__ == "__main__":
    sys.exit(main())
