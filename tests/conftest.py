"""What all tests share: a world of their own, and scripts in processes of their own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

# Before anything loads the library, which reads the environment once: nothing of the
# person's own settings and thumbnails is read or written.
KEPT = ("APSYNC_LIBRARY", "APSYNC_CORPUS")
WORLD = Path(tempfile.mkdtemp(prefix="apsync-tests-"))
for name in [name for name in os.environ if name.startswith("APSYNC_") and name not in KEPT]:
    del os.environ[name]
for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
    os.environ[name] = str(WORLD / name.lower())
    (WORLD / name.lower()).mkdir()

# A run in the background of a shell ignores Ctrl-C, and so would every process that
# the tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def out(tmp_path):
    """The output folder of the test, which does not exist yet."""
    return tmp_path / "out"


@pytest.fixture
def names(out):
    """A function that lists the output folder."""
    return lambda: sorted(os.listdir(out))


@pytest.fixture
def script():
    """A function that runs Python code in a process of its own and returns its output.

    The test fails when the process does, or hangs.
    """

    def run(code, *arguments, **environment):
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            env={**os.environ, **{name: str(value) for name, value in environment.items()}},
            cwd=environment.get("PWD"),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def warnings(caplog):
    """A function that returns the messages that the logger "apsync" warned of."""
    return lambda: [
        record.getMessage()
        for record in caplog.records
        if record.name == "apsync" and record.levelname == "WARNING"
    ]


@pytest.fixture(scope="session", autouse=True)
def _remove_world():
    yield
    shutil.rmtree(WORLD, ignore_errors=True)
