"""apsync.jobs: a result for each file, progress, cancellation, naming, executors."""

import dataclasses
import json
import os
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import apsync
from apsync import _native, errors, jobs, options
from pictures import damaged_png, many, opened, png, quadrants


def test_result_tells_what_was_made(tmp_path, out):
    exif_rotated = tmp_path / "a.jpg"
    quadrants(600, 400).save(exif_rotated)
    (result,) = jobs.generate([exif_rotated], out, jobs.Options(detail=True))
    assert result.ok
    assert result.error is None
    assert result.path is exif_rotated
    assert (result.index, result.width, result.height) == (0, 600, 400)
    assert (result.loader, result.mimetype) == ("jpeg", "image/jpeg")
    assert result.milliseconds > 0
    made = {output.slot: output for output in result.outputs}
    assert made["preview"] == jobs.Output("preview", str(out / "a_pt.png"), 256, 171)
    assert made["detail"] == jobs.Output("detail", str(out / "a_dt.png"), 600, 400)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.index = 7


def test_result_of_a_bad_file_has_the_error(tmp_path, out, warnings):
    bad = str(damaged_png(tmp_path / "bad.png"))
    good = str(png(tmp_path / "good.png"))
    results = jobs.generate([bad, good], out)
    assert [result.ok for result in results] == [False, True]
    error = results[0].error
    assert isinstance(error, errors.CorruptError)
    assert (error.code, error.path, error.loader) == ("corrupt", bad, "png")
    assert warnings() == [], "the error is in the result, it need not be logged"


def test_results_are_in_the_order_of_the_files(tmp_path, out):
    files = [png(tmp_path / f"{n}.png", 1500 if n % 3 == 0 else 10) for n in range(12)]
    results = jobs.generate(files, out)
    assert [result.path for result in results] == files
    assert [result.index for result in results] == list(range(12))


def test_result_is_fit_for_json(tmp_path, out):
    results = jobs.generate([png(tmp_path / "a.png"), tmp_path / "missing.png"], out)
    plain = json.loads(json.dumps([result.as_dict() for result in results]))
    assert plain[0]["outputs"][0]["path"] == str(out / "a_pt.png")
    assert plain[1]["error"]["code"] == "not-found"


def test_progress_is_told_of_each_file_on_the_waiting_thread(tmp_path, out):
    told = []

    def progress(result, completed, total):
        told.append((result.path, completed, total, threading.current_thread()))

    files = many(tmp_path / "in", 10)
    jobs.generate(files, out, progress=progress)
    assert sorted(path for path, *_ in told) == files
    assert [completed for _, completed, *_ in told] == list(range(1, 11))
    assert {total for _, _, total, _ in told} == {10}
    assert {thread for *_, thread in told} == {threading.current_thread()}


@pytest.fixture
def many_large(tmp_path):
    """Pictures that one worker takes far longer for than a test takes to stop it."""
    return many(tmp_path / "in", 200, 3000, 2000)


def one_by_one(script, code, out, files):
    """Runs code with jobs, out and files, where the core works on one file at a time."""
    start = "import os, sys, threading, time\nfrom apsync import jobs\nout, *files = sys.argv[1:]\n"
    return script(start + code, out, *files, APSYNC_WORKERS=1)


def test_batch_gives_results_as_they_come(tmp_path, out, many_large, script):
    code = """
with jobs.Batch(files, out) as batch:
    assert next(batch).ok
    assert 0 < len(os.listdir(out)) < len(files)
    assert next(batch).ok
with jobs.Batch(files[:9], out) as batch:
    assert next(batch).ok
    assert len(list(batch)) == 8
"""
    one_by_one(script, code, out, many_large)


LEAVING = {
    "close": "next(batch); batch.close()",
    "with": """
with batch:
    next(batch)
""",
    "break": """
del batch
for result in jobs.Batch(files, out):
    break
""",
}


@pytest.mark.parametrize("way", LEAVING)
def test_leaving_a_batch_early_ends_its_work(out, many_large, script, way):
    code = (
        """
batch = jobs.Batch(files, out)
"""
        + LEAVING[way]
        + """
made = sorted(os.listdir(out))
time.sleep(0.3)
assert sorted(os.listdir(out)) == made
assert 0 < len(made) < len(files)
assert all(name.endswith("_pt.png") for name in made)
"""
    )
    one_by_one(script, code, out, many_large)


@pytest.mark.parametrize("pool", ["None", "ThreadPoolExecutor(1)"])
def test_cancel_from_another_thread_leaves_the_rest_cancelled(out, many_large, script, pool):
    code = f"""
from concurrent.futures import ThreadPoolExecutor
from apsync import errors
batch = jobs.Batch(files, out, executor={pool})
results = [next(batch)]
threading.Timer(0.05, batch.cancel).start()
results += batch
assert sorted(result.index for result in results) == list(range(len(files)))
cancelled = [result for result in results if not result.ok]
assert cancelled
assert {{type(result.error) for result in cancelled}} == {{errors.CancelledError}}
assert {{result.error.code for result in cancelled}} == {{"cancelled"}}
for result in results:
    made = os.path.exists(os.path.join(out, f"picture{{result.index:04}}_pt.png"))
    assert result.ok == made
"""
    one_by_one(script, code, out, many_large)


def test_cancel_before_the_start_does_nothing(tmp_path, out):
    batch = jobs.Batch(many(tmp_path / "in", 5), out)
    batch.cancel()
    results = list(batch)
    assert {result.error.code for result in results} == {"cancelled"}
    assert all(result.error.path == result.path for result in results)


class Waiting(Executor):
    """Takes no task before it is told to."""

    def __init__(self):
        self.asked, self.told = threading.Event(), threading.Event()

    def submit(self, function, /, *arguments, **named):
        self.asked.set()
        assert self.told.wait(300)
        future = Future()
        future.set_result([])
        return future


def test_only_cancel_may_be_called_while_another_thread_takes_results(tmp_path, out):
    pool = Waiting()
    batch = jobs.Batch(many(tmp_path / "in", 5), out, executor=pool)
    taken = []
    thread = threading.Thread(target=lambda: taken.extend(batch))
    thread.start()
    try:
        assert pool.asked.wait(300)
        with pytest.raises(RuntimeError, match="only cancel may be called meanwhile"):
            batch.close()
        with pytest.raises(RuntimeError, match="another thread is taking results"):
            next(batch)
        batch.cancel()
    finally:
        pool.told.set()
        thread.join()
    assert {result.error.code for result in taken} == {"cancelled"}


def test_a_batch_keeps_the_folder_and_environment_it_was_made_in(tmp_path, out, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    png(tmp_path / "a.png", 500, 500)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APSYNC_PREVIEW_SIZE", "77")
    batch = jobs.Batch(["a.png", "missing.png"], "out")
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("APSYNC_PREVIEW_SIZE", "88")
    results = {result.path: result for result in batch}
    assert opened(out / "a_pt.png").size == (77, 77)
    assert results["a.png"].outputs[0].path == str(out / "a_pt.png")
    assert results["missing.png"].error.path == "missing.png"
    assert results["missing.png"].error.filename == "missing.png"


def test_full_naming_keeps_the_extension(tmp_path, out, names):
    quadrants().save(tmp_path / "rock.jpg")
    files = [png(tmp_path / "rock.png"), tmp_path / "rock.jpg"]
    results = jobs.generate(files, out, jobs.Options(naming="full"))
    assert all(result.ok for result in results)
    assert names() == ["rock.jpg_pt.png", "rock.png_pt.png"]


def test_sizes_can_be_chosen(tmp_path, out):
    options = jobs.Options(detail=True, preview_size=64, detail_size=500)
    jobs.generate([png(tmp_path / "a.png", 1000, 1000)], out, options)
    assert opened(out / "a_pt.png").size == (64, 64)
    assert opened(out / "a_dt.png").size == (500, 500)


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"preview": 1}, TypeError),
        ({"detail": None}, TypeError),
        ({"workspace_id": 5}, TypeError),
        ({"naming": "whole"}, ValueError),
        ({"preview_size": "256"}, TypeError),
        ({"detail_size": True}, TypeError),
        ({"detail_size": 15}, ValueError),
        ({"preview_size": 16385}, ValueError),
        ({"preview_size": 0}, ValueError),
        ({"preview_size": 10**30}, ValueError),
        ({"preview_size": -(10**5000)}, ValueError),
    ],
)
def test_wrong_options_raise_before_any_work(out, wishes, error):
    with pytest.raises(error):
        jobs.Batch([], out, jobs.Options(**wishes))


def test_what_is_wrong_with_the_call_raises(tmp_path, out):
    picture = png(tmp_path / "a.png")
    with pytest.raises(TypeError, match="files"):
        jobs.generate("a.png", out)
    with pytest.raises(OSError, match="a.png"):
        jobs.generate([picture], picture)
    with ThreadPoolExecutor(1) as pool, pytest.raises(OSError, match="a.png"):
        jobs.generate([picture], picture, executor=pool)


class AtOnce(Executor):
    """Runs what is submitted right away, on the caller's thread."""

    def submit(self, function, /, *arguments, **named):
        future = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.mark.parametrize(
    "executor", [lambda: ThreadPoolExecutor(3), lambda: ProcessPoolExecutor(2), AtOnce]
)
def test_any_executor_gives_the_same_results(tmp_path, out, executor):
    (tmp_path / "other").mkdir()
    files = [*many(tmp_path / "in", 10), tmp_path / "missing.png"]
    files += [png(tmp_path / "rock.png"), png(tmp_path / "other" / "rock.png", 50)]
    seen = []
    with executor() as pool:
        results = jobs.generate(
            files, out, jobs.Options(detail=True), lambda *told: seen.append(told[1:]), pool
        )
    assert [result.path for result in results] == files
    codes = [result.error.code if result.error else None for result in results]
    assert codes == [None] * 10 + ["not-found", None, "name-taken"]
    assert opened(out / "rock_dt.png").size == (40, 30)
    assert seen == [(number, 13) for number in range(1, 14)]


def test_an_executor_does_not_hide_files_of_two_projects(tmp_path, out):
    files = []
    for name in ("one", "two"):
        (tmp_path / name / ".apsync").mkdir(parents=True)
        files.append(png(tmp_path / name / f"{name}.png"))
    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="project"):
        jobs.generate(files, out, executor=pool)
    assert not out.exists()


def test_a_worker_process_that_dies_fails_its_files_only(tmp_path, out):
    files = many(tmp_path / "in", 6)
    with ProcessPoolExecutor(1) as pool:
        pool.submit(os._exit, 1)
        results = jobs.generate(files, out, executor=pool)
    assert {type(result.error) for result in results} <= {errors.CancelledError, type(None)}
    assert len(results) == 6
    failed = [result for result in results if not result.ok]
    assert failed
    assert all("worker process" in result.error.detail for result in failed)
    assert [result.error.path for result in failed] == [result.path for result in failed]


def test_find_gives_the_files_with_a_formats_extension_sorted(tmp_path):
    for name in ("b.png", "a.PNG", "notes.txt", ".hidden.png", "sub/c.jpg", ".git/d.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    os.symlink(tmp_path, tmp_path / "sub" / "around")
    found = [os.path.relpath(path, tmp_path) for path in jobs.find(tmp_path)]
    assert found == ["a.PNG", "b.png", os.path.join("sub", "c.jpg")]
    assert len(list(jobs.find(tmp_path, skip=tmp_path / "sub"))) == 2


def test_find_leaves_out_what_generate_made(tmp_path):
    given = [str(png(tmp_path / name)) for name in ("a.png", "b_pt.png")]
    jobs.generate(given, tmp_path, jobs.Options(detail=True))
    assert list(jobs.find(tmp_path)) == given
    result, *_ = jobs.generate([tmp_path / "a_pt.png"], tmp_path / "out")
    assert result.ok, "named explicitly it is a file as any other"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_find_does_not_wait_at_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "a_pt.png")
    assert list(jobs.find(tmp_path)) == [str(tmp_path / "a_pt.png")]


def test_sizes_have_the_range_of_the_settings():
    rows = _native.call({"op": "doctor"})["settings"]
    ranges = {row["name"]: row["range"] for row in rows}
    expected = f"a whole number from {options.MIN_SIZE} to {options.MAX_SIZE}"
    assert (ranges["preview_size"], ranges["detail_size"]) == (expected, expected)


def test_find_below_a_folder_that_is_not_there_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(jobs.find(tmp_path / "missing"))


def test_error_class_is_in_the_package():
    assert issubclass(errors.CorruptError, apsync.Error)
