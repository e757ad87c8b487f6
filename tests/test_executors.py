"""apsync.jobs with an executor: what is sent to the workers, and how they are stopped."""

import itertools
import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from apsync import _sign, jobs
from pictures import many, opened, png

POOLS = [ThreadPoolExecutor, ProcessPoolExecutor]
INTERRUPT = pytest.param(
    "interrupt", marks=pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
)


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A picture that takes the better part of a second."""
    return png(tmp_path_factory.mktemp("slow") / "slow.png", 16000, 20000)


@pytest.mark.parametrize("kind", POOLS)
def test_paths_and_environment_are_the_callers(tmp_path, monkeypatch, kind):
    for name, colour in (("before", (255, 0, 0)), ("now", (0, 255, 0))):
        (tmp_path / name).mkdir()
        png(tmp_path / name / "a.png", 500, 500, colour)
    monkeypatch.chdir(tmp_path / "before")
    with kind(1) as pool:
        pool.submit(os.getpid).result()
        monkeypatch.chdir(tmp_path / "now")
        monkeypatch.setenv("APSYNC_PREVIEW_SIZE", "77")
        good, bad = jobs.generate(["a.png", "missing.png"], "out", executor=pool)
    made = opened(tmp_path / "now" / "out" / "a_pt.png")
    assert made.size == (77, 77)
    assert made.convert("RGB").getpixel((9, 9)) == (0, 255, 0)
    assert good.outputs[0].path == str(tmp_path / "now" / "out" / "a_pt.png")
    assert not (tmp_path / "before" / "out").exists()
    assert (bad.error.code, bad.error.path, bad.error.filename) == (
        "not-found",
        *["missing.png"] * 2,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_folder_above_a_link_is_that_of_where_it_leads(tmp_path, out, monkeypatch):
    (tmp_path / "far" / "deep").mkdir(parents=True)
    png(tmp_path / "far" / "a.png")
    os.symlink(tmp_path / "far" / "deep", tmp_path / "link")
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        (result,) = jobs.generate([os.path.join("link", "..", "a.png")], out, executor=pool)
    assert result.ok


TRIES = 8
"""How often a test tries to stop a file before it is done: a machine under load may be late."""


@pytest.mark.parametrize("kind", POOLS)
@pytest.mark.parametrize("way", ["cancel", "close", INTERRUPT])
def test_stopping_reaches_the_file_that_is_being_worked_on(tmp_path, slow, kind, way):
    quick, rest = png(tmp_path / "quick.png"), many(tmp_path / "in", 9)
    for turn in range(TRIES):
        out = tmp_path / f"out{turn}"
        with kind(1) as pool:
            results = stopped(jobs.Batch([quick, slow, *rest], out, executor=pool), way)
            made = os.listdir(out)
            time.sleep(0.2)
            assert os.listdir(out) == made
        if way == "cancel":
            assert len(results) == 11
            for result in results[len(made) :]:
                assert result.error.code == "cancelled"
                assert result.error.path == os.fspath(result.path)
        if made == ["quick_pt.png"]:
            return
        assert "slow_pt.png" in made, "files are worked on in their order"
    pytest.fail("the slow file was made each time")


def stopped(batch, way):
    """Stops the batch while its second file is worked on; returns the results it had."""
    results = [next(batch)]
    time.sleep(0.05)
    if way == "close":
        batch.close()
    elif way == "cancel":
        batch.cancel()
        results += batch
    else:
        with pytest.raises(KeyboardInterrupt):
            take_until_interrupted(batch, results)
    return results


def take_until_interrupted(batch, results):
    timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT))
    with batch:
        timer.start()
        results += batch
        timer.join()


def test_a_sign_that_is_given_again_stays_given():
    sign, over = _sign.Sign(), threading.Event()
    assert not _sign.given(sign.path)
    sign.give()

    def again():
        while not over.is_set():
            sign.give()

    thread = threading.Thread(target=again)
    thread.start()
    try:
        assert all(_sign.given(sign.path) for _ in range(20000))
    finally:
        over.set()
        thread.join()
        sign.remove()
    assert not _sign.given(sign.path)


@pytest.mark.parametrize("kind", POOLS)
def test_nothing_stays_in_the_folder_of_temporary_files(tmp_path, out, monkeypatch, kind):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    files = many(tmp_path / "in", 20)
    with kind(2) as pool:
        jobs.generate(files, out, executor=pool)
        with jobs.Batch(files, out, executor=pool) as batch:
            next(batch)
    assert os.listdir(temporary) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_does_not_stop_its_parents_tasks(script, tmp_path, out):
    code = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from apsync import _sign, jobs
pool = ThreadPoolExecutor(1)
batch = jobs.Batch(sys.argv[2:], sys.argv[1], executor=pool)
assert next(batch).ok
child = os.fork()
if child == 0:
    batch.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert [result.ok for result in batch] == [True] * 29
"""
    script(code, out, *many(tmp_path / "in", 30, 1500, 1000))


class Counting(Executor):
    """Does nothing but count the tasks and their files."""

    def __init__(self):
        self.tasks = []

    def submit(self, function, /, *arguments, **named):
        self.tasks.append([os.path.basename(path) for path in arguments[0]["files"]])
        future = Future()
        future.set_result([])
        return future


@pytest.mark.parametrize(
    ("count", "least", "most"), [(12, 12, 12), (1000, 60, 70), (6000, 200, 300)]
)
def test_many_files_are_few_tasks_and_few_files_many(tmp_path, out, count, least, most):
    pool = Counting()
    names = [f"{number}.png" for number in range(count)]
    jobs.generate([tmp_path / name for name in names], out, executor=pool)
    assert least <= len(pool.tasks) <= most
    assert sorted(itertools.chain(*pool.tasks)) == sorted(names)


def test_files_that_may_want_one_name_are_in_one_task(tmp_path, out):
    pool = Counting()
    names = [f"{number % 100}.{ending}" for number in range(100) for ending in ("png", "jpg")]
    jobs.generate([tmp_path / name for name in names], out, executor=pool)
    for task in pool.tasks:
        for name in task:
            stem = name.split(".")[0]
            assert {f"{stem}.png", f"{stem}.jpg"} <= set(task)


def test_results_come_task_by_task(tmp_path, out):
    files = many(tmp_path / "in", 100)
    with ThreadPoolExecutor(1) as pool, jobs.Batch(files, out, executor=pool) as batch:
        next(batch)
        assert len(os.listdir(out)) < 100
        assert len(list(batch)) == 99
