"""Threads, and processes made in each of the ways that Python knows."""

import multiprocessing
import os
import sys
import threading
import warnings as python_warnings

import pytest

import apsync
from pictures import many, opened, png

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def test_sixteen_threads_into_one_folder(tmp_path, out):
    given = [
        [str(png(tmp_path / f"t{thread}_{number}.png", 300, 200)) for number in range(6)]
        for thread in range(16)
    ]
    made = {}

    def work(number):
        made[number] = apsync.generate_thumbnails(given[number], str(out), True, True)

    run_threads(work, 16)
    assert made == dict(enumerate(given))
    assert len(os.listdir(out)) == 16 * 6 * 2


def test_sixteen_threads_make_the_same_thumbnail(tmp_path, out, names):
    picture = str(png(tmp_path / "a.png", 900, 600))
    made = []

    def work(_number):
        for _ in range(4):
            made.append(apsync.generate_thumbnail(picture, str(out)))
            assert opened(out / "a_pt.png").size == (256, 171)

    run_threads(work, 16)
    assert made == [True] * 64
    assert names() == ["a_pt.png"]


def run_threads(work, count):
    failures = []

    def guarded(number):
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def generate_one(picture, output):
    return apsync.generate_thumbnail(picture, output, True, True)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_pool_of_each_start_method(tmp_path, out, method):
    given = many(tmp_path / "in", 24, 300, 200)
    assert generate_one(given[0], str(out))
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(3) as pool:
            tasks = [pool.apply_async(generate_one, (path, str(out))) for path in given]
            assert [task.get(timeout=300) for task in tasks] == [True] * 24
    assert len(os.listdir(out)) == 48


@forks
def test_pool_whose_parent_never_used_the_library(script, tmp_path):
    code = """
import multiprocessing, sys, apsync
def work(path):
    return apsync.generate_thumbnail(path, sys.argv[1])
with multiprocessing.get_context("fork").Pool(2) as pool:
    assert pool.map_async(work, sys.argv[2:]).get(60) == [True] * 8
"""
    script(code, tmp_path / "out", *many(tmp_path / "in", 8))


FORKED = """
import os, sys, threading, apsync
picture, output = sys.argv[1:3]

def use(name):
    assert apsync.generate_thumbnail(picture, os.path.join(output, name)), name

def in_child(work, *arguments):
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)
            os._exit(0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
"""


@forks
def test_children_and_grandchildren_of_a_process_that_used_it(script, tmp_path):
    code = (
        FORKED
        + """
use("parent")
def child():
    in_child(grandchild, "before")
    use("child")
    in_child(grandchild, "after")
def grandchild(name):
    use(name)
    in_child(use, name + " great-grandchild")
in_child(child)
in_child(in_child, in_child, use, "only the last uses it")
use("parent again")
"""
    )
    script(code, png(tmp_path / "a.png"), tmp_path / "out")
    assert len(os.listdir(tmp_path / "out")) == 8


@forks
def test_a_child_leaves_no_copy_of_the_library_behind(script, tmp_path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    code = (
        FORKED
        + """
use("parent")
in_child(use, "child")
"""
    )
    script(code, png(tmp_path / "a.png"), tmp_path / "out", TMPDIR=temporary)
    assert os.listdir(temporary) == []


@forks
def test_fork_while_another_thread_works(script, tmp_path):
    code = (
        FORKED
        + """
stop = threading.Event()
def busy():
    while not stop.is_set():
        use("busy")
thread = threading.Thread(target=busy)
thread.start()
try:
    for turn in range(20):
        in_child(use, f"child{turn}")
finally:
    stop.set()
    thread.join()
"""
    )
    script(code, png(tmp_path / "a.png", 500, 400), tmp_path / "out")


@forks
def test_fork_while_another_thread_loads_it(script, tmp_path):
    code = (
        FORKED
        + """
thread = threading.Thread(target=use, args=("first",))
thread.start()
for turn in range(10):
    in_child(use, f"child{turn}")
thread.join()
"""
    )
    for _ in range(3):
        script(code, png(tmp_path / "a.png"), tmp_path / "out")


@forks
def test_code_in_c_forks_unknown_to_python(script, tmp_path):
    code = (
        FORKED
        + """
import ctypes
from apsync import jobs
os.fork = ctypes.PyDLL(None).fork
use("parent")
batch = jobs.Batch(sys.argv[3:], output)
assert next(batch).ok
def child():
    try:
        next(batch)
    except RuntimeError as error:
        assert "belongs to the parent process" in str(error)
    use("child")
    in_child(use, "grandchild")
in_child(child)
assert [result.ok for result in batch] == [True] * 9
"""
    )
    files = many(tmp_path / "in", 10, 900, 600)
    script(code, png(tmp_path / "a.png"), tmp_path / "out", *files)


@forks
def test_fork_in_the_middle_of_a_batch_does_not_touch_the_parents_job(script, tmp_path):
    code = (
        FORKED
        + """
from apsync import jobs
batch = jobs.Batch(sys.argv[3:], output)
assert next(batch).ok
def child():
    try:
        next(batch)
    except RuntimeError:
        pass
    batch.close()
    use("child")
in_child(child)
assert [result.ok for result in batch] == [True] * 29
"""
    )
    files = many(tmp_path / "in", 30, 1500, 1000)
    script(code, png(tmp_path / "a.png"), tmp_path / "out", *files)


@forks
@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that forbids execution")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="mounting needs root")
def test_a_child_copes_with_temporary_files_that_may_not_be_executed(script, tmp_path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    if os.system(f"mount -t tmpfs -o noexec,size=64m none {temporary} 2>/dev/null"):
        pytest.skip("this machine does not let tests mount")
    try:
        code = (
            FORKED
            + """
use("parent")
in_child(use, "child")
"""
        )
        script(code, png(tmp_path / "a.png"), tmp_path / "out", TMPDIR=temporary)
        assert os.listdir(temporary) == []
    finally:
        os.system(f"umount {temporary}")


@forks
@pytest.mark.skipif(
    sys.implementation.name != "cpython", reason="reaches for CPython's own module of interpreters"
)
def test_a_child_of_a_process_in_which_only_another_interpreter_used_it(script, tmp_path):
    code = """
import os, sys
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
picture, output = sys.argv[1:]
use = f"import sys; sys.path[:] = {sys.path!r}; import apsync; assert apsync.generate_thumbnail("
use += f"{picture!r}, {output!r} + '/%s')"
legacy = ["legacy"] if sys.version_info >= (3, 13) else []
shared = {"isolated": False} if (3, 10) <= sys.version_info < (3, 13) else {}
number = interpreters.create(*legacy, **shared)
failed = interpreters.run_string(number, use % "parent")
assert failed is None, failed
interpreters.destroy(number)
child = os.fork()
if child == 0:
    exec(use % "child")
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    script(code, png(tmp_path / "a.png"), tmp_path / "out")
    assert len(os.listdir(tmp_path / "out")) == 2
