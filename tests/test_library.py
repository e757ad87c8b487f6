"""Loading the library: when, from where, and what is said when it is not there."""

import os
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


BOUNDARY = """
import ctypes, json, os, threading
from apsync import _library
library = _library.load()
raw = ctypes.CDLL(library.path)
raw.apsync_submit.argtypes = [ctypes.c_void_p, ctypes.c_int64]
raw.apsync_wait.argtypes = [ctypes.c_int64, ctypes.c_int32]
raw.apsync_cancel.argtypes = [ctypes.c_int64]
raw.apsync_free.argtypes = [ctypes.c_void_p]
raw.apsync_submit.restype = raw.apsync_wait.restype = ctypes.c_void_p

def taken(answer):
    text = ctypes.string_at(answer)
    raw.apsync_free(answer)
    return json.loads(text.decode())

def submit(data, length=None):
    return taken(raw.apsync_submit(data, len(data) if length is None else length))
"""


def test_requests_that_no_client_would_send_are_answered(script):
    code = (
        BOUNDARY
        + r"""
for data, length in [
    (None, 0), (None, 5), (b"{}", -1), (b"{}", -(2**63)), (b"{}", 2**31), (b"{}", 2**63 - 1),
    (b"", 0), (b"{}", 1), (b"\0" * 9, 9), (b'{"op":"get"}\0', 13), (b"\xff\xfe{}", 4),
    (b'{"op":"g\xffet"}', None), (b"[" * 200_000, None), (b'{"op":' * 200_000, None),
    (b'{"op":"' + b"x" * 30_000_000 + b'"}', None), (b'{"op":"get","file":"\\ud800"}', None),
]:
    assert submit(data, length)["error"]["code"] == "argument", (data or b"")[:20]
for job in (0, -1, 2**63 - 1, -(2**63)):
    for wait in (0, -1, 2**31 - 1, -(2**31)):
        assert taken(raw.apsync_wait(job, wait))["error"]["code"] == "argument"
    raw.apsync_cancel(job)
raw.apsync_free(None)
"""
    )
    script(code)


def test_paths_with_a_nul_inside_are_answered_whole(script, tmp_path):
    code = (
        BOUNDARY
        + """
out = os.environ["OUT"]
files = ["a\\0b.png", "\\0", "", "x" * 100_000]
request = {"op": "generate", "files": files, "output": out, "preview": True}
job = submit(json.dumps(request).encode())["job"]
results = []
while True:
    answer = taken(raw.apsync_wait(job, 1000))
    results += answer.get("results", [])
    if answer["state"] == "done":
        break
assert "error" not in answer or answer["error"]["code"] != "internal", answer
for result in results:
    assert result["error"]["code"] not in ("internal", "deadline"), result
"""
    )
    script(code, OUT=tmp_path / "out")


def test_threads_that_the_library_has_not_seen_may_call_it(script):
    code = (
        BOUNDARY
        + """
def work():
    for _ in range(20):
        assert submit(b"{")["error"]["code"] == "argument"
threading.stack_size(256 << 10)
for _ in range(10):
    threads = [threading.Thread(target=work) for _ in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
"""
    )
    script(code)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about ELF files")
@pytest.mark.parametrize("part", [0.0001, 0.1, 0.9, 0.999])
def test_a_library_that_is_cut_short_is_an_error(tmp_path, part):
    # its loading would end the process
    cut = tmp_path / "cut.so"
    with open(_library.places()[0], "rb") as whole:
        content = whole.read()
    cut.write_bytes(content[: int(len(content) * part)])
    told = load_elsewhere(cut)
    assert told.startswith("OSError: cannot load the library")
    assert "cut short" in told


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names among files")
def test_a_pipe_in_place_of_the_library_is_an_error(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "no regular file" in load_elsewhere(tmp_path / "pipe")


def load_elsewhere(path):
    """Returns what a process says that loads the library of this path."""
    script = (
        "from apsync import _library\n"
        "try: _library.load()\n"
        "except OSError as error: print(f'OSError: {error}')"
    )
    environment = {**os.environ, "APSYNC_LIBRARY": str(path)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done
    return done.stdout
