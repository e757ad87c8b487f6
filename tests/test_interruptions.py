"""Ctrl-C, kill -9, exceptions in the middle: nothing half-written stays."""

import os
import signal
import subprocess
import sys
import time

import pytest

import apsync
from pictures import many, opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

BATCH = """
import sys, time, apsync
output, *files = sys.argv[1:]
try:
    apsync.generate_thumbnails(files, output, True, True)
except KeyboardInterrupt:
    print("interrupted", time.time(), flush=True)
    sys.exit(3)
"""


ONE_BY_ONE = {"APSYNC_WORKERS": "1"}


@pytest.fixture
def large(tmp_path):
    """200 large pictures: one by one, far more than is done before a test stops it."""
    return many(tmp_path / "in", 200, 3000, 2000)


def start(out, files):
    """Starts the batch in a process; returns it when its first outputs are there."""
    command = [sys.executable, "-c", BATCH, str(out), *files]
    environment = {**os.environ, **ONE_BY_ONE}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    end = time.monotonic() + 300
    while not (out.is_dir() and any(name.endswith(".png") for name in os.listdir(out))):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    return process


def assert_only_whole_pictures(out):
    for name in os.listdir(out):
        if name.endswith(".png"):
            assert max(opened(out / name).size) in (256, 2048)


def test_sigint_ends_a_batch_of_200_large_files_and_leaves_no_partial_file(large, out):
    process = start(out, large)
    sent = time.time()
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=300)
    assert process.returncode == 3
    assert told.startswith("interrupted")
    # a tenth of a second is promised; the rest is for machines under load
    assert float(told.split()[1]) - sent < 10
    made = os.listdir(out)
    assert 0 < len(made) < 400
    assert all(name.endswith(("_pt.png", "_dt.png")) for name in made)
    assert_only_whole_pictures(out)


def test_after_an_interrupt_nothing_is_written_any_more(large, out, script):
    code = """
import _thread, os, sys, threading, time, apsync
output, *files = sys.argv[1:]
def interrupt():
    while not os.path.isdir(output) or len(os.listdir(output)) < 5:
        time.sleep(0.01)
    _thread.interrupt_main()
threading.Thread(target=interrupt).start()
try:
    apsync.generate_thumbnails(files, output, True, True)
except KeyboardInterrupt:
    before = sorted(os.listdir(output))
    time.sleep(1)
    assert sorted(os.listdir(output)) == before
    assert apsync.generate_thumbnail(files[0], output), "works again"
    sys.exit()
raise AssertionError("not interrupted")
"""
    script(code, out, *large, **ONE_BY_ONE)


def test_an_interrupt_at_any_time_leaves_no_job_behind(tmp_path, out, script):
    code = """
import os, signal, sys, time, apsync
output, *files = sys.argv[1:]
def took():
    begun = time.monotonic()
    apsync.generate_thumbnails(files, output)
    return time.monotonic() - begun
interrupted, step = 0, min(0.00002, min(took() for _ in range(5)) / 150)
for turn in range(150):
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, step * (turn + 1))
            apsync.generate_thumbnails(files, output)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except KeyboardInterrupt:
        interrupted += 1
        before = {name: os.stat(os.path.join(output, name)).st_ino for name in os.listdir(output)}
        time.sleep(0.005)
        after = {name: os.stat(os.path.join(output, name)).st_ino for name in os.listdir(output)}
        assert before == after, turn
assert interrupted > 50, interrupted
"""
    setup = "import signal\nsignal.signal(signal.SIGALRM, signal.default_int_handler)\n"
    out.mkdir()
    script(setup + code, out, *many(tmp_path / "in", 20, 200, 200))


def test_kill_leaves_only_whole_pictures_and_the_next_run_tidies_up(large, out):
    process = start(out, large)
    time.sleep(0.3)
    process.kill()
    process.communicate()
    assert_only_whole_pictures(out)
    assert apsync.generate_thumbnails(large[:2], str(out)) == large[:2]
    assert all(name.endswith(("_pt.png", "_dt.png")) for name in os.listdir(out))


def test_an_exception_of_the_progress_callback_ends_the_work(large, out, script):
    code = """
import os, sys, time
from apsync import jobs
output, *files = sys.argv[1:]
class StopError(Exception):
    pass
def progress(result, completed, total):
    if completed == 3:
        raise StopError
try:
    jobs.generate(files, output, progress=progress)
except StopError:
    before = sorted(os.listdir(output))
    time.sleep(0.5)
    assert sorted(os.listdir(output)) == before
    assert len(before) < 200
else:
    raise AssertionError("not stopped")
"""
    script(code, out, *large, **ONE_BY_ONE)


def test_other_threads_run_while_one_waits(large, out, script):
    code = """
import sys, threading, apsync
output, *files = sys.argv[1:]
ticks, stop = [], threading.Event()
def tick():
    while not stop.wait(0.001):
        ticks.append(None)
thread = threading.Thread(target=tick)
thread.start()
apsync.generate_thumbnails(files, output)
seen = len(ticks)
stop.set()
thread.join()
assert seen > 5, seen
"""
    script(code, out, *large[:20], **ONE_BY_ONE)
