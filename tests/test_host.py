"""The process that the library is loaded into: what it had still works, and it stays small.

Each test runs scripts in processes of their own. They repeat what they do as often as
``make host`` asks for, which is more than fits into ``make test``.
"""

import os
import shutil
import subprocess
import sys

import pytest

from pictures import many, png
from scripts import check, times

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


@linux
def test_memory_descriptors_threads_and_goroutines_stay_as_they_are(tmp_path):
    code = """
import gc, os, sys, time, apsync
from apsync import _native
output, scene, bad, picture, calls = sys.argv[1:]
import logging; logging.disable()
def work(count):
    for turn in range(count // 5):
        assert apsync.generate_thumbnail(picture, output, True, True)
        assert not apsync.generate_thumbnail(bad, output)
        assert not apsync.generate_thumbnail(picture + "missing", output)
        assert apsync.get_thumbnail(scene)
        assert apsync.get_thumbnail(bad) is None
def state():
    gc.collect()
    time.sleep(1)
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return {
        "megabytes": int(status["VmRSS"].split()[0]) / 1024,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": int(status["Threads"]),
        "goroutines": _native.call({"op": "doctor"})["running"],
    }
apsync.attach_thumbnail(scene, picture)
work(max(400, int(calls) // 5))
before = state()
work(int(calls))
after = state()
print(before, after)
allowed = {"megabytes": 8, "descriptors": 0, "threads": 3, "goroutines": 2}
assert all(after[name] <= before[name] + more for name, more in allowed.items()), (before, after)
"""
    scene, bad = tmp_path / "scene.blend", tmp_path / "bad.png"
    scene.write_bytes(os.urandom(2000))
    bad.write_bytes(b"bad")
    picture = png(tmp_path / "a.png", 300, 200)
    print(check(code, tmp_path / "out", scene, bad, picture, times(400)))


@forks
def test_fork_pools_one_after_another(tmp_path):
    code = """
import multiprocessing, sys, apsync
pools, output, *files = sys.argv[1:]
def work(path):
    return apsync.generate_thumbnail(path, output)
assert work(files[0])
for turn in range(int(pools)):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(work, files).get(60) == [True] * 4
"""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    check(code, times(8), tmp_path / "out", *many(tmp_path / "in", 4), TMPDIR=temporary)
    assert os.listdir(temporary) == []


@posix
@pytest.mark.parametrize("order", ["before", "after"])
def test_signals_that_come_all_the_time(tmp_path, order):
    code = f"""
import signal, sys, time, apsync
seconds, output, *files = sys.argv[1:]
count = dict.fromkeys((signal.SIGPROF, signal.SIGALRM, signal.SIGVTALRM), 0)
timers = (signal.ITIMER_PROF, signal.ITIMER_REAL, signal.ITIMER_VIRTUAL)
def handle(number, frame):
    count[number] += 1
def install():
    for number in count:
        signal.signal(number, handle)
    for timer in timers:
        signal.setitimer(timer, 0.001, 0.001)
if {order!r} == "before":
    install()
apsync.get_thumbnail("nothing there")
if {order!r} == "after":
    install()
end = time.monotonic() + int(seconds)
# a machine under load may take long to deliver as many
while time.monotonic() < end or (min(count.values()) <= 20 and time.monotonic() < end + 60):
    assert apsync.generate_thumbnails(files, output, True, True) == files
for timer in timers:
    signal.setitimer(timer, 0)
assert min(count.values()) > 20, count
"""
    check(code, times(2), tmp_path / "out", *many(tmp_path / "in", 40, 1500, 1000))


@posix
@pytest.mark.skipif(not hasattr(__import__("signal"), "sigtimedwait"), reason="no sigtimedwait")
def test_a_signal_that_the_host_blocks_and_waits_for_comes_to_it():
    code = """
import os, signal, apsync
apsync.get_thumbnail("nothing there")
wanted = {signal.SIGUSR1, signal.SIGTERM, signal.SIGALRM, signal.SIGHUP}
signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
for turn in range(50):
    for number in wanted:
        os.kill(os.getpid(), number)
    assert {signal.sigtimedwait(wanted, 5).si_signo for _ in wanted} == wanted
"""
    check(code)


@posix
def test_loading_leaves_the_signal_mask_as_it_was():
    code = """
import signal, apsync
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
apsync.get_thumbnail("nothing there")
assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == {signal.SIGUSR2}
"""
    check(code)


@posix
def test_child_processes_are_started_and_waited_for(tmp_path):
    code = """
import signal, subprocess, sys, threading, apsync
output, *files = sys.argv[1:]
ended = []
signal.signal(signal.SIGCHLD, lambda number, frame: ended.append(number))
stop = threading.Event()
def busy():
    while not stop.is_set():
        assert apsync.generate_thumbnails(files, output) == files
thread = threading.Thread(target=busy)
thread.start()
try:
    for turn in range(30):
        child = f"import sys; print(sys.stdin.read()); sys.exit({turn})"
        command = [sys.executable, "-S", "-c", child]
        done = subprocess.run(command, input="said", capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout) == (turn, "said\\n"), done
        # a child is born with the signals that its parent lets through
        mask = "import signal; assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())"
    assert subprocess.run([sys.executable, "-c", mask], timeout=60).returncode == 0
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    sleeper.terminate()
    assert sleeper.wait(60) == -signal.SIGTERM
finally:
    stop.set()
    thread.join()
assert ended
"""
    check(code, tmp_path / "out", *many(tmp_path / "in", 8, 300, 200))


def test_asyncio_runs_calls_children_and_timers_side_by_side(tmp_path):
    code = """
import asyncio, sys, apsync
output, *files = sys.argv[1:]

async def tick(ticks):
    while True:
        await asyncio.sleep(0.005)
        ticks.append(None)

async def child(number):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-S", "-c", f"print({number})", stdout=asyncio.subprocess.PIPE)
    told, _ = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, int(told)) == (0, number)

async def main():
    loop, ticks = asyncio.get_running_loop(), []
    ticker = asyncio.ensure_future(tick(ticks))
    calls = [loop.run_in_executor(None, apsync.generate_thumbnail, file, output) for file in files]
    children = [child(number) for number in range(6)]
    made, _ = await asyncio.gather(asyncio.gather(*calls), asyncio.gather(*children))
    ticker.cancel()
    assert made == [True] * len(files)
    assert len(ticks) > 3

asyncio.run(main())
"""
    check(code, tmp_path / "out", *many(tmp_path / "in", 20, 1000, 700))


NEIGHBOUR = """
package main

import "C"

import (
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {}

//export work
func work(n C.int) C.int {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGUSR1)
	sums := make(chan int)
	for i := range 50 {
		go func() {
			garbage := make([][]byte, 0, n)
			for range n {
				garbage = append(garbage, make([]byte, 1000+i))
			}
			sums <- len(garbage)
		}()
	}
	total := 0
	for range 50 {
		total += <-sums
	}
	runtime.GC()
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
	<-caught
	signal.Stop(caught)
	return C.int(total)
}

//export fault
func fault() (caught C.int) {
	defer func() {
		if recover() != nil {
			caught = 1
		}
	}()
	var nothing *int
	return C.int(*nothing)
}
"""


@pytest.fixture(scope="module")
def neighbour(tmp_path_factory):
    """Another shared library that is written in Go."""
    folder = tmp_path_factory.mktemp("neighbour")
    if not shutil.which("go") or not shutil.which("cc"):
        pytest.skip("building another library takes Go and a C compiler")
    (folder / "neighbour.go").write_text(NEIGHBOUR, encoding="utf-8")
    (folder / "go.mod").write_text("module neighbour\n\ngo 1.22\n", encoding="utf-8")
    command = ["go", "build", "-buildmode=c-shared", "-o", "neighbour.so", "."]
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "HOME": os.path.expanduser("~")}
    environment.setdefault("GOCACHE", str(folder / "cache"))
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return folder / "neighbour.so"


@linux
@pytest.mark.parametrize("order", ["before", "after"])
def test_another_library_in_go_lives_beside_it(tmp_path, neighbour, order):
    code = f"""
import ctypes, sys, threading, apsync
path, rounds, output, *files = sys.argv[1:]
if {order!r} == "after":
    apsync.get_thumbnail("nothing there")
other = ctypes.CDLL(path)
wrong = []
def theirs():
    for turn in range(int(rounds)):
        if (other.work(300), other.fault()) != (15000, 1):
            wrong.append("theirs")
def ours():
    for turn in range(int(rounds)):
        if apsync.generate_thumbnails(files, output, True, True) != files:
            wrong.append("ours")
theirs()
threads = [threading.Thread(target=work) for work in (theirs, ours, ours)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not wrong, wrong
"""
    given = many(tmp_path / "in", 6, 900, 700)
    check(code, neighbour, times(4), tmp_path / "out", *given)


@linux
def test_two_copies_of_the_library_live_side_by_side(tmp_path):
    code = """
import os, shutil, sys, threading, apsync
from apsync import _library, _native
folder, output, *files = sys.argv[1:]
def use(name):
    assert apsync.generate_thumbnails(files, os.path.join(output, name)) == files
use("first")
first = _library.load()
copy = shutil.copy(first.path, folder)
second = _library.Library(copy)
assert second.abi() == first.abi()
for turn in range(5):
    _library._holder().library = second
    thread = threading.Thread(target=use, args=("second",))
    thread.start()
    _library._holder().library = first
    use("first")
    thread.join()
"""
    (tmp_path / "copy").mkdir()
    check(code, tmp_path / "copy", tmp_path / "out", *many(tmp_path / "in", 4))


@posix
def test_threads_with_small_stacks_may_call_it(tmp_path):
    code = """
import sys, threading, apsync
output, *files = sys.argv[1:]
made = []
def work():
    for turn in range(5):
        made.append(apsync.generate_thumbnail(files[turn], output, True, True))
# what the interpreter itself needs differs; 64 KiB where it can do with that
for size in (256 << 10, 128 << 10) if sys.version_info >= (3, 11) else (128 << 10, 64 << 10):
    threading.stack_size(size)
    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
assert made == [True] * 80
"""
    check(code, tmp_path / "out", *many(tmp_path / "in", 5, 1500, 1000))


@forks
def test_threads_fork(tmp_path):
    code = """
import os, sys, threading, apsync
output, *files = sys.argv[1:]
wrong = []
def work(number):
    for turn in range(3):
        assert apsync.generate_thumbnail(files[number], output)
        child = os.fork()
        if child == 0:
            os._exit(0 if apsync.generate_thumbnail(files[number], f"{output}/{number}") else 1)
        if os.waitpid(child, 0)[1]:
            wrong.append(number)
threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not wrong, wrong
"""
    check(code, tmp_path / "out", *many(tmp_path / "in", 4, 300, 200))


@linux
@pytest.mark.parametrize(
    ("limit", "megabytes"), [("RLIMIT_AS", 400), ("RLIMIT_DATA", 60), ("RLIMIT_DATA", 120)]
)
def test_too_little_address_space_is_an_error_and_not_the_end(tmp_path, limit, megabytes):
    code = """
import resource, sys, apsync
name, megabytes, output, picture = sys.argv[1:]
limit = getattr(resource, name)
resource.setrlimit(limit, (int(megabytes) << 20, resource.RLIM_INFINITY))
try:
    apsync.generate_thumbnail(picture, output)
except OSError as error:
    assert name in str(error), error
else:
    raise AssertionError
resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert apsync.generate_thumbnail(picture, output)
"""
    check(code, limit, megabytes, tmp_path / "out", png(tmp_path / "a.png"))


@linux
def test_little_address_space_is_enough(tmp_path):
    code = """
import resource, sys, apsync
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
assert apsync.generate_thumbnails(sys.argv[2:], sys.argv[1], True, True) == sys.argv[2:]
"""
    check(code, tmp_path / "out", *many(tmp_path / "in", 20, 1500, 1000))


@linux
def test_too_few_threads_are_an_error_and_not_the_end(tmp_path):
    code = """
import os, resource, signal, sys, apsync
from apsync import _native  # the other user need not be able to
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(54321)
    os.setuid(54321)
resource.setrlimit(resource.RLIMIT_NPROC, (2, resource.getrlimit(resource.RLIMIT_NPROC)[1]))
try:
    apsync.get_thumbnail("nothing there")
except OSError as error:
    assert "threads" in str(error), error
else:
    raise AssertionError
"""
    check(code)
