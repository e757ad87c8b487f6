"""The end of the process, or of its Python, in the middle of a batch: at once and clean."""

import os
import sys
import time

import pytest

from pictures import many, opened
from scripts import run, times

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

ENDINGS = {
    "main": "next(batch); sys.exit(7)",
    "daemon": """
threading.Thread(target=lambda: list(batch), daemon=True).start()
wait_for_a_picture()
sys.exit(7)
""",
    "daemons": """
for number in range(8):
    def work(number=number):
        apsync.generate_thumbnails(files, f"{output}/{number}", True, True)
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.3)
sys.exit(7)
""",
    "atexit": """
def late():
    assert apsync.generate_thumbnail(files[0], output)
    next(batch)
atexit.register(late)
sys.exit(7)
""",
    "global": "import builtins; builtins.kept = batch; next(batch); sys.exit(7)",
    "cycle": "cycle = [batch]; cycle.append(cycle); next(batch); del batch; sys.exit(7)",
    "executor": """
from concurrent.futures import ThreadPoolExecutor
batch = jobs.Batch(files, output, executor=ThreadPoolExecutor(2))
next(batch)
batch.cancel()
sys.exit(7)
""",
    "callback": """
batch.close()
jobs.generate(files, output, progress=lambda result, done, total: sys.exit(7))
""",
    "interrupt in a callback": """
def progress(result, done, total):
    raise KeyboardInterrupt
try:
    jobs.generate(files, output, progress=progress)
except KeyboardInterrupt:
    sys.exit(7)
""",
    "exit in a thread's callback": """
def progress(result, done, total):
    sys.exit(7)
thread = threading.Thread(target=jobs.generate, args=(files, output, None, progress))
thread.start()
thread.join()
sys.exit(7)
""",
    "abrupt": "next(batch); told(); sys.stdout.flush(); os._exit(7)",
    "abrupt in a thread": """
def end():
    wait_for_a_picture()
    told()
    sys.stdout.flush()
    os._exit(7)
threading.Thread(target=end).start()
list(batch)
""",
    "child": """
next(batch)
if hasattr(os, "fork"):
    child = os.fork()
    if child == 0:
        threading._threading_atexits = []
        sys.exit(5)
    assert os.waitpid(child, 0)[1] == 5 << 8
sys.exit(7)
""",
    "logging": """
class Fatal(logging.Handler):
    def emit(self, record):
        sys.exit(7)
logging.disable(0)
logging.getLogger("apsync").addHandler(Fatal())
apsync.generate_thumbnails([output, *files[:1]], output)
""",
}


@pytest.mark.parametrize("way", ENDINGS)
def test_the_interpreter_ends_in_the_middle_of_a_batch(tmp_path, out, way):
    code = """
import atexit, logging, os, sys, threading, time, warnings, apsync
from apsync import jobs
logging.disable()
warnings.simplefilter("ignore")
output, *files = sys.argv[1:]
os.mkdir(output)
def told():
    sys.stdout.write(repr(time.time()))
def wait_for_a_picture():
    while not any(name.endswith(".png") for name in os.listdir(output)):
        time.sleep(0.01)
batch = jobs.Batch(files, output, jobs.Options(detail=True))
threading._register_atexit(told)
""" + ENDINGS[way]
    done = run(code, out, *many(tmp_path / "in", 200, 3000, 2000))
    took = time.time() - float(done.stdout)
    assert (done.returncode, done.stderr) == (7, "")
    # it takes milliseconds; the rest is for machines under load
    assert took < 10
    assert len(os.listdir(out)) < 400


@posix
def test_a_signal_whose_handler_exits_ends_the_batch(tmp_path, out):
    code = """
import os, signal, sys, threading, time, apsync
output, *files = sys.argv[1:]
os.mkdir(output)
def handle(number, frame):
    sys.exit(7)
signal.signal(signal.SIGTERM, handle)
def send():
    while not os.listdir(output):
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=send, daemon=True).start()
apsync.generate_thumbnails(files, output, True, True)
"""
    done = run(code, out, *many(tmp_path / "in", 200, 3000, 2000))
    assert (done.returncode, done.stderr) == (7, "")
    made = os.listdir(out)
    assert len(made) < 400
    assert all(name.endswith(("_pt.png", "_dt.png")) for name in made)
    assert all(max(opened(out / name).size) in (256, 2048) for name in made)


@posix
def test_handlers_that_raise_all_the_time_leave_no_job_behind(tmp_path, out):
    code = """
import os, signal, sys, time, apsync
from apsync import _native
output, *files = sys.argv[1:]
class Late(Exception):
    pass
def handle(number, frame):
    raise Late
signal.signal(signal.SIGALRM, handle)
apsync.get_thumbnail("nothing there")
before = _native.call({"op": "doctor"})["running"]
raised = 0
for turn in range(60):
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.004 + 0.0002 * turn, 0.004)
            apsync.generate_thumbnails(files, output, True, True)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Late:
        raised += 1
assert raised > 40, raised
end = time.monotonic() + 30
while _native.call({"op": "doctor"})["running"] > before:
    assert time.monotonic() < end
    time.sleep(0.05)
"""
    done = run(code, out, *many(tmp_path / "in", 20, 1500, 1000), within=120)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("library", ["there", "not there"])
def test_a_process_that_ends_right_after_its_first_call(tmp_path, library):
    code = """
import apsync
try:
    apsync.get_thumbnail("nothing there")
except OSError:
    pass
"""
    other = {} if library == "there" else {"APSYNC_LIBRARY": tmp_path / "none.so"}
    for _ in range(int(times(8))):
        done = run(code, **other)
        assert (done.returncode, done.stderr) == (0, "")
