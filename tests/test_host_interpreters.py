"""Several Pythons in one process: sub-interpreters, a program in C that starts and ends
Python again and again; and Pythons without the global lock.
"""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig

import pytest

from interpreters import free_threaded
from pictures import many
from scripts import check

INTERPRETERS = """
import sys, threading
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

class Failed(Exception):
    pass

def run(number, code):
    try:
        failure = interpreters.run_string(number, code)
    except Exception as error:
        raise Failed(error) from None
    if failure is not None:
        raise Failed(failure.formatted)

work = '''
import sys
sys.path[:] = %r
import apsync
for turn in range(5):
    assert apsync.generate_thumbnails(%r, %r + "/%%s") == %r
''' % (sys.path, sys.argv[2:], sys.argv[1], sys.argv[2:])
"""

cpython = pytest.mark.skipif(
    sys.implementation.name != "cpython", reason="reaches for CPython's own module of interpreters"
)
no_ctypes = sys.version_info[:2] == (3, 12)
LOCKS = ["one lock", "own locks"] if sys.version_info >= (3, 13) else ["one lock"]
"""Whether interpreters share the global lock; 3.12 can have it both ways, but ctypes only one."""


@cpython
@pytest.mark.parametrize("locks", LOCKS)
def test_four_interpreters_use_it(tmp_path, out, locks):
    code = (
        INTERPRETERS
        + f"""
if sys.version_info >= (3, 13):
    create = lambda: interpreters.create("isolated" if {locks!r} == "own locks" else "legacy")
elif sys.version_info >= (3, 10):
    create = lambda: interpreters.create(isolated=False)
else:
    create = interpreters.create
"""
        + """
failures = []
def use(turn, number):
    try:
        run(number, work % turn)
    except Failed as error:
        failures.append(error)
numbers = [create() for _ in range(4)]
threads = [threading.Thread(target=use, args=each) for each in enumerate(numbers)]
# before 3.13 Python itself hangs with threads in several interpreters
if sys.version_info >= (3, 13):
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
else:
    [use(*each) for each in enumerate(numbers)]
exec(work % "main")
for number in numbers:
    interpreters.destroy(number)
exec(work % "main again")
assert not failures, failures
"""
    )
    check(code, out, *many(tmp_path / "in", 4))
    assert len(os.listdir(out)) == 6


@cpython
def test_an_interpreter_that_is_destroyed_leaves_no_work_behind(tmp_path, out):
    code = (
        INTERPRETERS
        + """
from apsync import _native
exec(work % "main")
before = _native.call({"op": "doctor"})["running"]
left = work + '''
from apsync import jobs
left = jobs.Batch(%r * 20, %r, jobs.Options(naming="full", detail=True))
assert next(left).ok
''' % (sys.argv[2:], sys.argv[1])
shared = sys.version_info >= (3, 13) and ["legacy"] or []
options = {"isolated": False} if (3, 10) <= sys.version_info < (3, 13) else {}
number = interpreters.create(*shared, **options)
run(number, left.replace("%%s", "left"))
interpreters.destroy(number)
assert _native.call({"op": "doctor"})["running"] <= before
exec(work % "main again")
"""
    )
    check(code, out, *many(tmp_path / "in", 4, 1500, 1000))


@cpython
@pytest.mark.skipif(not no_ctypes, reason="only Python 3.12 has interpreters without ctypes")
def test_an_interpreter_without_ctypes_says_so(tmp_path, out):
    code = (
        INTERPRETERS
        + """
exec(work % "main")
for turn in range(4):
    try:
        run(interpreters.create(), work % "sub")
    except Failed as error:
        assert "apsync calls its library through ctypes, which does not load here" in str(error)
    else:
        raise AssertionError
run(interpreters.create(isolated=False), work % "sharing the lock")
exec(work % "main again")
"""
    )
    check(code, out, *many(tmp_path / "in", 4))


@pytest.fixture(scope="module")
def free():
    """A Python without the global lock."""
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return sys.executable
    found = free_threaded()
    if not found:
        pytest.skip("no free-threaded Python here (python3.13t on the PATH, or PYTHONS)")
    return next(iter(found.values()))


FREE = """
import logging, os, random, sys, threading, time
sys.path.insert(0, sys.argv[1])
output, scene, *files = sys.argv[2:]
failures, warned = [], []

def together(*work):
    def guarded(each):
        try:
            each()
        except BaseException as error:
            failures.append(error)
    threads = [threading.Thread(target=guarded, args=(each,)) for each in work]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not failures, failures

class Keeping(logging.Handler):
    def emit(self, record):
        warned.append(record.getMessage())

logging.getLogger("apsync").addHandler(Keeping())
logging.getLogger("apsync").propagate = False
"""

END = """
assert not sys._is_gil_enabled()
assert threading.active_count() == 1
"""


@pytest.fixture
def unlocked(tmp_path, free):
    """A function that runs code in a Python without the global lock."""
    scene = tmp_path / "scene.blend"
    scene.write_bytes(os.urandom(3000))

    def work(code):
        package = os.path.join(os.path.dirname(__file__), os.pardir, "python")
        given = [package, tmp_path / "out", scene, *many(tmp_path / "in", 6, 300, 200)]
        check(FREE + code + END, *given, python=[free], PYTHON_GIL="")

    return work


def test_without_the_global_lock_all_functions_are_called_at_once(unlocked):
    unlocked("""
ready = threading.Barrier(16)

def calls(number):
    ready.wait(60)
    import apsync  # all import at once, too
    folder = f"{output}/{number}"
    for turn in range(24):
        what = (number + turn) % 4
        if what == 0:
            assert apsync.generate_thumbnails([*files, scene + turn * "x"], folder) == files
        elif what == 1:
            assert apsync.generate_thumbnail(files[turn % 6], output, True, True)
        elif what == 2:
            apsync.attach_thumbnail(scene, files[number % 6])
        else:
            kept = apsync.get_thumbnail(scene)
            assert kept is None or os.path.getsize(kept) > 0

together(*(lambda number=number: calls(number) for number in range(16)))
assert len(warned) == 16 * 6, warned
""")


def test_without_the_global_lock_a_batch_is_safe_from_threads(unlocked):
    unlocked("""
from apsync import jobs

def use(batch, results, way):
    try:
        if way == "close":
            time.sleep(random.random() / 50)
            batch.close()
        elif way == "cancel":
            time.sleep(random.random() / 50)
            batch.cancel()
        else:
            results.append(next(batch))
            results.extend(batch)
    except StopIteration:
        pass
    except RuntimeError as error:
        assert "only cancel may be called meanwhile" in str(error), error

for turn in range(60):
    batch = jobs.Batch(files * 3, output, jobs.Options(naming="full"))
    results = []
    ways = [("take",) * 6, ("take", "take", "close"), ("take", "cancel", "take")][turn % 3]
    together(*(lambda way=way: use(batch, results, way) for way in ways))
    results.extend(batch)
    assert len({result.index for result in results}) == len(results) <= len(files * 3)
    assert turn % 3 == 1 or len(results) == len(files * 3)
""")


def test_without_the_global_lock_children_are_forked_from_threads(unlocked):
    unlocked("""
import apsync
assert apsync.generate_thumbnail(files[0], output)

def work(number):
    for turn in range(2):
        child = os.fork()
        if child == 0:
            os._exit(0 if apsync.generate_thumbnail(files[number], f"{output}/{number}") else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert apsync.generate_thumbnail(files[number], output)

together(*(lambda number=number: work(number) for number in range(4)))
""")


PROGRAM = """
#include <Python.h>

int main(int count, char **arguments) {
    int rounds = atoi(arguments[1]);
    for (int turn = 0; turn < rounds; turn++) {
        Py_Initialize();
        int failed = PyRun_SimpleString(arguments[2]);
        if (Py_FinalizeEx() != 0 || failed) return 1;
    }
    return 0;
}
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A program in C that starts Python, runs code and ends Python, again and again."""
    names = ("INCLUDEPY", "LIBDIR", "LIBPL", "LDVERSION", "LIBS", "SYSLIBS", "LINKFORSHARED")
    known = {name: sysconfig.get_config_var(name) or "" for name in names}
    header = os.path.join(known["INCLUDEPY"], "Python.h")
    if not shutil.which("cc") or not os.path.exists(header):
        pytest.skip("embedding Python takes a C compiler and Python's headers")
    folder = tmp_path_factory.mktemp("program")
    (folder / "program.c").write_text(PROGRAM, encoding="utf-8")
    command = ["cc", "program.c", "-o", "program", "-I" + known["INCLUDEPY"]]
    for place in (known["LIBDIR"], known["LIBPL"]):
        command += ["-L" + place, "-Wl,-rpath," + place]
    command += ["-lpython" + known["LDVERSION"]]
    for name in ("LIBS", "SYSLIBS", "LINKFORSHARED"):
        command += shlex.split(known[name])
    built = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if built.returncode:
        pytest.skip("no Python library to link with: " + built.stderr.strip().rpartition("\n")[2])
    home = {**os.environ, "PYTHONHOME": sys.base_prefix}
    trial = [folder / "program", "4", "import ctypes; ctypes.CDLL(None).getpid()"]
    if subprocess.run(trial, env=home, check=False, capture_output=True).returncode:
        pytest.skip("this Python's own ctypes does not survive to be started again")
    return folder / "program"


@pytest.mark.skipif(sys.platform != "linux", reason="links as Linux does")
def test_a_program_starts_and_ends_python_again_and_again(tmp_path, program, out):
    code = f"""
import os, sys, threading
sys.path[:] = {sys.path!r}
import apsync
from apsync import _native, jobs
running = _native.call({{"op": "doctor"}})["running"]
files, output = {many(tmp_path / "in", 6, 900, 600)!r}, {str(out)!r}
made = []
def work():
    made.append(apsync.generate_thumbnails(files, output, True, True))
threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert made == [files] * 4
left = jobs.Batch(files * 20, output, jobs.Options(naming="full", detail=True))
assert next(left).ok
tasks = len(os.listdir("/proc/self/task"))
with open({str(tmp_path / "told")!r}, "a") as told:
    print(running, tasks, file=told)
"""
    done = subprocess.run(
        [program, "6", code],
        env={**os.environ, "PYTHONHOME": sys.base_prefix},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = (tmp_path / "told").read_text(encoding="utf-8").split("\n")[:-1]
    running, tasks = zip(*(map(int, line.split()) for line in told))
    assert len(running) == 6
    assert running[-1] <= running[1] + 3, "a job of a former Python goes on"
    assert max(tasks[2:]) <= tasks[1] + 6, tasks
