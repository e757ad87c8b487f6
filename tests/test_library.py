"""Loading the library: when, from where, and what is said when it is not there."""

import subprocess
import sys

import pytest

from apsync import _library
from pictures import png

LOADED = """
import sys
def loaded():
    with open("/proc/self/maps") as maps:
        return sum(line.rstrip().endswith(("libapsync.so", "(deleted)")) and "r-xp" in line and
                   "apsync" in line for line in maps)
"""


def test_import_loads_no_library_and_little_else(script):
    code = "import sys; bare = set(sys.modules); import apsync; print(*set(sys.modules) - bare)"
    told = script(code).split()
    assert not {"inspect", "dataclasses", "logging", "pathlib", "tempfile", "shutil"} & set(told)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_library_is_loaded_at_the_first_call(script):
    code = (
        LOADED
        + """
import apsync
assert not loaded()
assert apsync.get_thumbnail("nothing there") is None
assert loaded()
"""
    )
    script(code)


def test_a_missing_library_is_an_oserror_that_lists_each_place(script, tmp_path):
    code = """
import apsync
try:
    apsync.get_thumbnail("a")
except OSError as error:
    print(error)
"""
    told = script(code, APSYNC_LIBRARY=tmp_path / "nowhere.so")
    assert told.startswith("cannot load the library; looked at: ")
    assert f"{tmp_path / 'nowhere.so'} (no such file)" in told
    assert "Reinstall apsync" in told


def test_a_file_that_is_no_library_is_an_oserror_that_says_so(script, tmp_path):
    (tmp_path / "lib.so").write_bytes(b"not a library")
    code = """
import apsync
try:
    apsync.get_thumbnail("a")
except OSError as error:
    print(error)
"""
    assert str(tmp_path / "lib.so") in script(code, APSYNC_LIBRARY=tmp_path / "lib.so")


def test_a_library_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(_library, "ABI", 99)
    with pytest.raises(OSError, match="speaks version 1, this package version 99"):
        _library._open(_library.places())


def test_many_threads_load_it_once(script):
    code = """
import threading, apsync
from apsync import _library
seen, start = set(), threading.Barrier(16)
def work():
    start.wait()
    apsync.get_thumbnail("nothing there")
    seen.add(_library.load())
threads = [threading.Thread(target=work) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(seen) == 1
"""
    script(code)


def test_nothing_is_written_to_stdout_or_stderr(tmp_path):
    (tmp_path / "bad.png").write_bytes(b"bad")
    code = """
import logging, sys, apsync
logging.disable()
apsync.generate_thumbnails(sys.argv[2:], sys.argv[1])
"""
    given = [tmp_path / "out", png(tmp_path / "a.png"), tmp_path / "bad.png"]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, given)], capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("order", ["before", "after"])
def test_faulthandler_keeps_working(order, tmp_path):
    code = f"""
import faulthandler, apsync
if {order!r} == "before":
    faulthandler.enable()
apsync.get_thumbnail("nothing there")
if {order!r} == "after":
    faulthandler.enable()
def culprit():
    faulthandler._sigsegv()
culprit()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode < 0
    assert "Segmentation fault" in done.stderr
    assert "in culprit" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_signal_handlers_of_the_host_stay(script):
    code = """
import signal, apsync
caught = []
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP):
    signal.signal(number, lambda number, frame: caught.append(number))
apsync.get_thumbnail("nothing there")
import os
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP):
    os.kill(os.getpid(), number)
assert len(caught) == 4
"""
    script(code)
