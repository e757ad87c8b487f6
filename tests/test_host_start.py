"""The ways in which hosts start Python, the limits that they set, and what they change later."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from apsync import _wire
from pictures import many, opened, png
from scripts import check, run, times

PACKAGE = Path(__file__).parent.parent / "python"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits and names")
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and names as Linux has them")

# -I and -E keep PYTHONPATH from working
WORK = """
import sys
sys.path.insert(0, sys.argv[1])
import apsync
output, *files = sys.argv[2:]
# no assert: -O would leave it out
made = apsync.generate_thumbnails([*files, "nothing there"], output, True, True)
print("done" if made == files else made)
"""


@pytest.fixture
def given(tmp_path, out):
    """The arguments of WORK."""
    return [PACKAGE, out, *many(tmp_path / "in", 12, 1500, 1000)]


@pytest.mark.parametrize(
    "flags",
    [
        *("-S", "-E", "-I", "-O", "-OO", "-B", "-u", "-bb", "-W error"),
        *("-X dev", "-X utf8=0", "-X utf8=1", "-I -S -E -OO -B"),
    ],
)
def test_flags_of_python_change_nothing(given, out, flags):
    assert check(WORK, *given, python=[sys.executable, *flags.split()]) == "done\n"
    assert len(os.listdir(out)) == 24


@linux
@pytest.mark.parametrize(
    "limit",
    [
        *("-s unlimited", "-s 256", "-n 16", "-n 3000", "-v 3000000", "-v unlimited"),
        *("-d 1000000", "-l 0", "-c unlimited", "-f 1000", "-i 0", "-q 0"),
    ],
)
def test_limits_of_the_shell_leave_room_enough(given, out, limit):
    shell = ["bash", "-c", f'ulimit {limit} || exit 77; exec "$@"', "bash", sys.executable]
    done = run(WORK, *given, python=shell)
    if done.returncode == 77:
        pytest.skip("this machine does not let tests set the limit")
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert len(os.listdir(out)) == 24


@posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_are_no_matter(given, out, closed):
    before = [Path(path).read_bytes() for path in given[2:]]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable]
    done = run(WORK.replace("print", "sys.stdout and print"), *given, python=shell)
    assert done.returncode == 0, done.stderr
    assert [Path(path).read_bytes() for path in given[2:]] == before
    sizes = {max(opened(out / name).size) for name in os.listdir(out)}
    assert (len(os.listdir(out)), sizes) == (24, {256, 1500})


@linux
@pytest.mark.parametrize("utf8", ["0", "1"])
@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "tr_TR.UTF-8"])
def test_names_of_any_bytes_in_any_locale(tmp_path, locale, utf8):
    code = """
import logging, os, sys, apsync
from apsync import jobs
folder = os.fsencode(sys.argv[1])
logging.basicConfig()
for number, name in enumerate([b"\\xff\\xfe", b"caf\\xe9", "\\u0130\\u4e2d".encode(), b"a\\nb"]):
    source, output = (os.fsdecode(folder + b"/" + name + end) for end in (b".png", b"out"))
    os.link(sys.argv[2], source)
    missing = os.path.join(os.path.dirname(source), "no " + os.path.basename(source))
    assert apsync.generate_thumbnails([missing, source], output) == [source]
    assert os.listdir(output) == [os.fsdecode(name + b"_pt.png")]
    (good, bad) = jobs.generate([source, missing], output, jobs.Options(naming="full"))
    assert (good.path, os.path.dirname(good.outputs[0].path)) == (source, output)
    assert os.path.exists(good.outputs[0].path)
    assert (bad.error.code, bad.error.filename) == ("not-found", missing)
    apsync.attach_thumbnail(source, sys.argv[2])
    assert os.path.exists(apsync.get_thumbnail(source))
"""
    picture = png(tmp_path / "a.png")
    check(code, tmp_path, picture, LC_ALL=locale, PYTHONUTF8=utf8, PYTHONCOERCECLOCALE="0")


@posix
def test_the_folder_changes_in_the_middle(tmp_path, out):
    code = """
import os, sys, threading, apsync
from apsync import jobs
folder, output, *files = sys.argv[1:]
os.chdir(folder)
names = [os.path.basename(file) for file in files]
batch = jobs.Batch(names, "made", jobs.Options(detail=True))
assert next(batch).ok
os.chdir("/")
assert [result.ok for result in batch] == [True] * 11
assert len(os.listdir(os.path.join(folder, "made"))) == 24
stop = threading.Event()
def move():
    while not stop.is_set():
        os.chdir("/")
        os.chdir(folder)
thread = threading.Thread(target=move)
thread.start()
try:
    for turn in range(20):
        assert apsync.generate_thumbnails(files, output) == files
finally:
    stop.set()
    thread.join()
"""
    check(code, tmp_path / "in", out, *many(tmp_path / "in", 12, 1200, 800))


def test_the_environment_changes_all_the_time(tmp_path, out):
    code = """
import os, sys, threading, time, apsync
rounds, output, *files = sys.argv[1:]
stop, failures = threading.Event(), []
def change(thread):
    turn = 0
    while not stop.is_set():
        turn += 1
        os.environ[f"APSYNC_NONE_{thread}_{turn % 40}"] = "x" * (turn % 1000)
        os.environ.pop(f"APSYNC_NONE_{thread}_{(turn + 20) % 40}", None)
        os.putenv("APSYNC_MEMORY", "nonsense")
        time.sleep(0.0002)
def work():
    try:
        for turn in range(int(rounds)):
            assert apsync.generate_thumbnails(files, output) == files
    except BaseException as error:
        failures.append(error)
changing = [threading.Thread(target=change, args=(number,)) for number in range(3)]
working = [threading.Thread(target=work) for _ in range(3)]
[thread.start() for thread in changing + working]
[thread.join() for thread in working]
stop.set()
[thread.join() for thread in changing]
assert not failures, failures
"""
    check(code, times(20), out, *many(tmp_path / "in", 4))


def test_a_variable_that_vanishes_is_none(monkeypatch):
    class Environment(dict):
        def __iter__(self):
            return iter(["APSYNC_GONE", *super().__iter__()])

    monkeypatch.setattr(os, "environ", Environment(APSYNC_HERE="here", PATH="/bin"))
    assert _wire.environment() == {"APSYNC_HERE": "here"}


def test_a_package_in_an_archive_says_that_its_library_cannot_be_loaded(tmp_path, out):
    archive = tmp_path / "packages.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (PACKAGE / "apsync").glob("*.py"):
            file.write(path, f"apsync/{path.name}")
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import apsync
assert apsync.__file__.startswith(sys.argv[1])
try:
    apsync.generate_thumbnails(sys.argv[3:], sys.argv[2])
except OSError as error:
    assert "cannot load the library; looked at: " + sys.argv[1] in str(error), error
    assert "no such file" in str(error), error
else:
    raise AssertionError
"""
    check(code, archive, out, png(tmp_path / "a.png"))
    library = next((PACKAGE / "apsync" / "_lib").glob("libapsync.*"))
    code = "import sys; sys.path.insert(0, sys.argv[1]); import apsync; print(apsync.__file__); "
    code += "assert apsync.generate_thumbnail(sys.argv[3], sys.argv[2])"
    told = check(code, archive, out, png(tmp_path / "a.png"), APSYNC_LIBRARY=library)
    assert told.startswith(str(archive))


@linux
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="mounting needs root")
def test_a_package_that_cannot_be_written_to(tmp_path, out):
    folder = tmp_path / "site-packages"
    folder.mkdir()
    shutil.copytree(
        PACKAGE / "apsync", folder / "apsync", ignore=shutil.ignore_patterns("__pycache__")
    )
    if os.system(f"mount --bind -o ro {folder} {folder} 2>/dev/null"):
        pytest.skip("this machine does not let tests mount")
    try:
        os.system(f"mount -o remount,ro,bind {folder}")
        code = """
import multiprocessing, os, sys
sys.path.insert(0, sys.argv[1])
import apsync
output, *files = sys.argv[2:]
assert apsync.__file__.startswith(sys.argv[1])
assert not os.access(sys.argv[1], os.W_OK)
def work(path):
    return apsync.generate_thumbnail(path, output)
assert apsync.generate_thumbnails(files, output) == files
with multiprocessing.get_context("fork").Pool(2) as pool:
    assert pool.map_async(work, files).get(60) == [True] * 4
"""
        check(code, folder, out, *many(tmp_path / "in", 4))
        assert not (folder / "apsync" / "__pycache__").exists()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_the_interpreters_own_limits_are_reached(tmp_path, out):
    code = """
import sys, time, apsync
from apsync import _native
output, *files = sys.argv[1:]
apsync.generate_thumbnails(files, output)
before = _native.call({"op": "doctor"})["running"]
def at(depth):
    return at(depth - 1) if depth else apsync.generate_thumbnails(files, output)
sys.setrecursionlimit(100)
worked = failed = 0
for depth in range(1, 99, 3):
    try:
        assert at(depth) == files
        worked += 1
    except Exception as error:  # ctypes wraps it
        assert "recursion" in str(error), error
        failed += 1
assert worked and failed, (worked, failed)
sys.setrecursionlimit(1000)
end = time.monotonic() + 30
while _native.call({"op": "doctor"})["running"] > before + 2:
    assert time.monotonic() < end
    time.sleep(0.05)
"""
    check(code, out, *many(tmp_path / "in", 4))


def test_tracing_profiling_and_hasty_switches_between_threads(tmp_path, out):
    code = """
import sys, threading, apsync
output, *files = sys.argv[1:]
sys.settrace(lambda *_: None)
sys.setprofile(lambda *_: None)
threading.settrace(lambda *_: None)
threading.setprofile(lambda *_: None)
sys.setswitchinterval(1e-6)
made = []
def work():
    for turn in range(5):
        made.append(apsync.generate_thumbnails(files, output))
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert made == [files] * 40
"""
    check(code, out, *many(tmp_path / "in", 8))
