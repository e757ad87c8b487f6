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


def keep_caches_of_go():
    """Names where Go keeps what it built and fetched, which it would look for in HOME."""
    if shutil.which("go"):
        names = ("GOENV", "GOCACHE", "GOMODCACHE")
        told = subprocess.run(["go", "env", *names], capture_output=True, text=True, check=False)
        for name, value in zip(names, told.stdout.splitlines()):
            if value:
                os.environ[name] = value


keep_caches_of_go()
for name in [name for name in os.environ if name.startswith("APSYNC_") and name not in KEPT]:
    del os.environ[name]
for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
    os.environ[name] = str(WORLD / name.lower())
    (WORLD / name.lower()).mkdir()

# Some tests stop work in its middle, which must still be there when their turn comes:
# a machine of many processors does not do all of it at once.
MOST_WORKERS = 4
if (os.cpu_count() or 1) > MOST_WORKERS:
    os.environ["APSYNC_WORKERS"] = str(MOST_WORKERS)

# Files that tests make for another user can be read by them.
os.umask(0o022)

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

    The test fails when the process does, or hangs: no slow machine takes that long.
    """

    def run(code, *arguments, **environment):
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            env={**os.environ, **{name: str(value) for name, value in environment.items()}},
            cwd=environment.get("PWD"),
            capture_output=True,
            text=True,
            timeout=600,
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
