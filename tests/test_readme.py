"""What the README shows runs as written, and its tables say what the library says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pictures import png, quadrants

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^    (python -m apsync .*?)(?: {2,}#.*)?$", TEXT, re.MULTILINE)


@pytest.fixture
def folder(tmp_path):
    """A folder with the files that the README names."""
    for name in ("shots", "thumbs"):
        (tmp_path / name).mkdir()
    (tmp_path / "scene.blend").write_bytes(b"BLENDER" + os.urandom(2000))
    for name in ("beauty.png", "thumbs/beauty.png", "thumbs/beauty_small.png", "shots/one.png"):
        png(tmp_path / name)
    quadrants().save(tmp_path / "a.jpg")
    return tmp_path


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_python_runs_as_written(folder, number, script):
    script(PYTHON[number] + "\nassert ok in (True, False)" * ("ok =" in PYTHON[number]), PWD=folder)
    assert list(folder.glob("thumbs/*_pt.png"))


def test_commands_run_as_written(folder):
    assert len(COMMANDS) >= 5
    for command in COMMANDS:
        _, *arguments = shlex.split(command)
        done = subprocess.run([sys.executable, *arguments], cwd=folder, check=False)
        assert done.returncode == 0, command


def test_tables_are_those_of_the_library():
    command = [sys.executable, str(Path(__file__).parent / "readme.py"), "--check"]
    subprocess.run(command, check=True)
