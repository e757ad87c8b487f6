"""Files made to harm end with their code, in little time and little memory.

``make bombs`` tries those too that are many megabytes large.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bombs import SMALL
from bombs.__main__ import problem

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


MOST_TIME = 6.0
"""Seconds of processor time: thrice what is measured by hand, for machines that are busy."""


@pytest.fixture(scope="module")
def seen():
    """What was seen of each file, by its name."""
    folder = Path(__file__).resolve().parent
    done = subprocess.run(
        [sys.executable, str(folder / "bombs" / "__main__.py"), "--json", "--small"],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(SMALL), done.stderr
    return {line["name"]: line for line in lines}


@pytest.mark.parametrize("bomb", SMALL, ids=lambda bomb: bomb.name)
def test_what_is_made_to_harm_does_not(bomb, seen):
    assert not problem(bomb, seen[bomb.name], MOST_TIME)
