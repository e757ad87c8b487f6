"""Disks that fill up or vanish, special files, and what is not there.

A file that cannot be read fails; the others of its batch do not, nor wait for it.
"""

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

import apsync
from apsync import jobs
from pictures import many, opened, png, png_bytes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux files")


def code_of(path, out):
    """Makes a preview of the file; returns the code of its error, or "" for none."""
    (result,) = jobs.generate([path], out)
    return result.error.code if result.error else ""


# --- Files that are no files ---------------------------------------------------------


@pytest.fixture
def special(tmp_path, monkeypatch):  # noqa: C901
    """A function that makes a special file of a kind; returns its path."""

    def make(kind):
        path = tmp_path / "special.png"
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            monkeypatch.chdir(tmp_path)  # such names may not be long
            with socket.socket(socket.AF_UNIX) as bound:
                bound.bind(path.name)
        elif kind == "folder":
            path.mkdir()
        elif kind == "loop":
            path.symlink_to("other.png")
            (tmp_path / "other.png").symlink_to(path)
        elif kind == "link to nothing":
            path.symlink_to("nothing.png")
        elif kind == "link to a pipe":
            os.mkfifo(tmp_path / "pipe")
            path.symlink_to("pipe")
        elif kind in ("character device", "block device"):
            form = stat.S_IFCHR if kind[0] == "c" else stat.S_IFBLK
            try:
                os.mknod(path, form | 0o600, os.makedev(1, 5 if kind[0] == "c" else 0))
            except OSError:
                pytest.skip("making devices takes rights")
        else:
            path = Path(kind)
            if not path.exists():
                pytest.skip(f"there is no {kind} here")
        return str(path)

    return make


SPECIAL = {
    "pipe": "unsupported",
    "socket": "unsupported",
    "folder": "unsupported",
    "loop": "access",
    "link to nothing": "not-found",
    "link to a pipe": "unsupported",
    "character device": "unsupported",
    "block device": "unsupported",
    "/dev/zero": "unsupported",
    "/dev/tty": "unsupported",
    "/dev/stdin": "",
    "/proc/self/mem": "",
    "/proc/kmsg": "",
    "/proc/self/maps": "",
    "/sys/kernel/uevent_seqnum": "",
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_special_files_are_refused_at_once(special, tmp_path, out, kind):
    path = special(kind)
    begun = time.monotonic()
    told = code_of(path, out)
    assert time.monotonic() - begun < 5
    assert told == SPECIAL[kind] or (SPECIAL[kind] == "" and told)


@pytest.mark.parametrize("kind", ["pipe", "socket", "folder", "loop", "character device"])
def test_special_files_are_not_attached(special, tmp_path, kind):
    scene = tmp_path / "scene.blend"
    scene.write_bytes(os.urandom(2000))
    begun = time.monotonic()
    with pytest.raises((OSError, ValueError)):
        apsync.attach_thumbnail(str(scene), special(kind))
    assert time.monotonic() - begun < 5
    assert apsync.get_thumbnail(str(scene)) is None


def test_a_pipe_that_somebody_writes_to_is_left_alone(tmp_path, out):
    os.mkfifo(tmp_path / "a.png")
    reader = os.open(tmp_path / "a.png", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(tmp_path / "a.png", os.O_WRONLY)
    os.write(writer, b"meant for another")
    assert code_of(tmp_path / "a.png", out) == "unsupported"
    assert os.read(reader, 100) == b"meant for another"
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("name", ["x" * 300 + ".png", "x/" * 2100 + "a.png"])
def test_names_that_are_too_long_are_not_found(tmp_path, out, name):
    assert code_of(tmp_path / name, out) == "not-found"


def test_a_file_whose_thumbnails_names_would_be_too_long_fails_alone(tmp_path, out):
    long, good = png(tmp_path / ("x" * 251 + ".png")), png(tmp_path / "a.png")
    first, second = jobs.generate([long, good], out)
    assert first.error.code == "write"
    assert second.ok
    assert os.listdir(out) == ["a_pt.png"]


def test_an_output_folder_whose_name_is_too_long_raises_oserror(tmp_path):
    with pytest.raises(OSError, match="too long"):
        apsync.generate_thumbnail(str(png(tmp_path / "a.png")), str(tmp_path / ("x" * 300)))


# --- Changes in the middle -----------------------------------------------------------


def while_running(files, out, change, after=3):
    """Makes thumbnails and calls change when that many are done; returns all results."""
    results = []
    with jobs.Batch(files, out, jobs.Options(detail=True)) as running:
        for result in running:
            results.append(result)
            if len(results) == after:
                change()
    return sorted(results, key=lambda result: result.index)


def test_an_output_folder_that_is_deleted_in_the_middle_fails_the_rest(tmp_path, out):
    def change():
        os.rename(out, tmp_path / "gone")  # nothing is made in it while it is removed
        shutil.rmtree(tmp_path / "gone")

    results = while_running(many(tmp_path / "in", 160, 1000, 700), out, change)
    failed = [result for result in results if result.error]
    assert len(results) == 160
    assert len(failed) > 20
    assert {result.error.code for result in failed} == {"write"}
    assert all(isinstance(result.error, FileNotFoundError) for result in failed)


def test_an_output_folder_that_a_file_replaces_fails_the_rest(tmp_path, out):
    def change():
        os.rename(out, tmp_path / "moved")
        out.write_bytes(b"a file")

    results = while_running(many(tmp_path / "in", 160, 1000, 700), out, change)
    assert {result.error.code for result in results if result.error} == {"write"}
    assert out.read_bytes() == b"a file"
    for name in os.listdir(tmp_path / "moved"):
        assert name.startswith(".apsync-") or opened(tmp_path / "moved" / name)


def test_sources_that_are_deleted_in_the_middle_are_not_found(tmp_path, out):
    files = many(tmp_path / "in", 160, 1000, 700)
    results = while_running(files, out, lambda: shutil.rmtree(tmp_path / "in"))
    assert {result.error.code for result in results if result.error} == {"not-found"}
    for result in results:
        assert result.error or all(opened(output.path) for output in result.outputs)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="changes users")
def test_permission_lost_in_the_middle_fails_the_rest(script):
    with tempfile.TemporaryDirectory(prefix="apsync-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "out").mkdir()
        files = many(folder / "in", 160, 1000, 700)
        code = """
import os, sys, apsync
from apsync import _faults, _copy, jobs
output, *files = sys.argv[1:]
apsync.get_thumbnail("nothing there")
os.chown(output, 54321, 54321)
os.setgroups([])
os.setgid(54321)
os.setuid(54321)
done = []
with jobs.Batch(files, output, jobs.Options(detail=True)) as batch:
    for result in batch:
        done.append(result)
        if len(done) == 3:
            os.chmod(output, 0o555)
failed = [result.error for result in done if result.error]
assert len(done) == 160 and len(failed) > 15, len(failed)
assert {error.code for error in failed} == {"write"}
assert all(isinstance(error, PermissionError) for error in failed)
os.chmod(output, 0o755)
assert apsync.generate_thumbnails(files, output) == files
"""
        script(code, folder / "out", *files)
        # what it could not remove then, the next process does
        assert apsync.generate_thumbnails(files, str(folder / "out")) == files
        names = os.listdir(folder / "out")
        assert all(name.endswith(("_pt.png", "_dt.png")) for name in names)


def test_a_source_that_is_cut_and_mended_all_the_time(tmp_path, out):
    path, data, stop = tmp_path / "a.png", png_bytes(2000, 1500), threading.Event()
    path.write_bytes(data)

    def change():
        while not stop.is_set():
            os.truncate(path, len(data) // 3)
            path.write_bytes(data)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        told = {code_of(path, out) for _ in range(40)}
    finally:
        stop.set()
        thread.join()
    assert told <= {"", "truncated", "corrupt", "unknown-format"}
    assert code_of(path, out) == ""


# --- Limits and surroundings ---------------------------------------------------------


def test_no_descriptors_at_all_fail_the_files_and_no_more(tmp_path, script, out):
    code = """
import os, resource, sys, apsync
from apsync import _faults, jobs
output, *files = sys.argv[1:]
assert apsync.generate_thumbnails(files, output, False) == files
batch = jobs.Batch(files * 8, output, jobs.Options(naming="full"))
resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
first = next(batch)
held = []
try:
    while True:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
codes = {result.error.code for result in batch if result.error}
for descriptor in held:
    os.close(descriptor)
assert codes and codes <= {"access", "write"}, codes
assert apsync.generate_thumbnails(files, output) == files
"""
    script(code, out, *many(tmp_path / "in", 100, 300, 200))


@linux
def test_a_clock_that_jumps_does_not_matter(tmp_path, script, out):
    picture = png(tmp_path / "a.png", 1500, 1000)
    for moment in (-(2**31), -1, 0, 2**31, 2**33, 2**40):
        try:
            os.utime(picture, (moment, moment))
        except OverflowError:
            continue
        os.utime(out, (moment, moment)) if out.exists() else None
        assert code_of(picture, out) == ""
    namespace = ["unshare", "--time", "--fork", "--boottime=86400000", "--monotonic=86400000"]
    code = "import sys, apsync\nassert apsync.generate_thumbnail(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(picture), str(out)]
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine has no clocks of a process's own")
    subprocess.run([*namespace, *command], check=True)


USE = """
import os, sys, apsync
picture, output, scene = sys.argv[1:]
assert apsync.generate_thumbnail(picture, output, True, True)
if len(sys.argv) > 1:
    apsync.attach_thumbnail(scene, picture)
    assert open(apsync.get_thumbnail(scene), "rb").read() == open(picture, "rb").read()
"""


@pytest.fixture
def use(tmp_path, out):
    """A function that runs USE with an environment, and returns the finished process."""
    scene = tmp_path / "scene.blend"
    scene.write_bytes(os.urandom(2000))
    picture = png(tmp_path / "a.png")

    def run(code=USE, without=(), **environment):
        given = {**os.environ, **{name: str(value) for name, value in environment.items()}}
        for name in without:
            given.pop(name, None)
        command = [sys.executable, "-c", code, str(picture), str(out), str(scene)]
        return subprocess.run(
            command, env=given, capture_output=True, text=True, timeout=60, check=False
        )

    return run


def test_no_folder_for_temporary_files_is_no_matter(use, tmp_path):
    done = use(TMPDIR=tmp_path / "missing")
    assert done.returncode == 0, done.stderr


FOLDERS = ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"]


def test_without_a_home_folder_thumbnails_are_made(use):
    generate = "import sys, apsync\nassert apsync.generate_thumbnail(*sys.argv[1:3])"
    done = use(generate, without=FOLDERS)
    assert done.returncode == 0, done.stderr


def test_without_a_home_folder_attaching_works_or_says_what_to_set(use):
    done = use(without=FOLDERS)
    assert done.returncode == 0 or re.search(r"HOME|APSYNC_STORE", done.stderr), done.stderr


@pytest.mark.parametrize("variable", ["APSYNC_STORE", "APSYNC_CACHE"])
def test_a_store_in_a_place_that_cannot_be_written_raises_oserror(use, tmp_path, variable):
    (tmp_path / "file").write_bytes(b"in the way")
    attach = USE.replace("    apsync.attach", "    try:\n        apsync.attach").replace(
        "    assert open",
        "        apsync.get_thumbnail(scene)\n    except OSError as error:\n"
        "        assert error.errno and error.filename, error\n        sys.exit()\n    assert open",
    )
    done = use(attach, **{variable: tmp_path / "file" / "below"})
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "file").read_bytes() == b"in the way"
