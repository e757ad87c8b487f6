"""Runs Python code in processes of its own, as often as ``make host`` asks for."""

import os
import subprocess
import sys

TIMES = float(os.environ.get("TIMES", "1"))
"""How many times longer than usual the tests that repeat something go on."""


def times(count):
    """Returns how often to do what is usually done count times, as an argument."""
    return str(int(count * TIMES))


def run(code, *arguments, within=60, python=(sys.executable,), **environment):
    """Runs the code; returns its exit code and what it wrote.

    Fails when the process has not ended in time.
    """
    return subprocess.run(
        [*map(str, python), "-c", code, *map(str, arguments)],
        env={**os.environ, **{name: str(value) for name, value in environment.items()}},
        cwd=environment.get("PWD"),
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=within,
        check=False,
    )


def check(code, *arguments, **others):
    """Runs the code, which must end well; returns its output."""
    done = run(code, *arguments, **{"within": 60 + 60 * TIMES, **others})
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    return done.stdout
