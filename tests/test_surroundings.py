"""Full disks, missing rights, files that change while they are read."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from PIL import Image

import apsync
from pictures import BLUE, RED, corners, many, opened, png, png_bytes

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights and limits")


@pytest.fixture
def open_folder():
    """A folder that any user may enter, below folders that any user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="apsync-tests-"))
    folder.chmod(0o755)
    entered = all(above.stat().st_mode & 0o001 for above in folder.resolve().parents)
    if not entered and os.geteuid() == 0:
        shutil.rmtree(folder)
        pytest.skip("temporary files are where other users may not go")
    yield folder
    shutil.rmtree(folder)


# The library and all modules are loaded first: the other user need not be able to.
AS_NOBODY = """
import errno, os, sys, apsync, apsync._copy, apsync._faults, logging
apsync.get_thumbnail("nothing there")
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
folder = sys.argv[1]
"""


@posix
def test_a_folder_without_write_permission_raises_permissionerror(open_folder, script):
    picture = png(open_folder / "a.png")
    (open_folder / "locked").mkdir(mode=0o555)
    code = (
        AS_NOBODY
        + """
for output in ("locked", "locked/new"):
    path = os.path.join(folder, output)
    try:
        apsync.generate_thumbnails([sys.argv[2]], path)
    except PermissionError as error:
        assert error.errno == errno.EACCES, error.errno
        assert error.filename.startswith(path), error.filename
        assert error.code in ("write", "access")
    else:
        raise AssertionError(output)
"""
    )
    script(code, open_folder, picture)


@posix
def test_a_file_without_read_permission_fails_with_access(open_folder, script):
    picture = png(open_folder / "a.png")
    picture.chmod(0)
    (open_folder / "out").mkdir()
    (open_folder / "out").chmod(0o777)
    code = (
        AS_NOBODY
        + """
messages = []
handler = logging.Handler()
handler.emit = lambda record: messages.append(record.getMessage())
logging.getLogger("apsync").addHandler(handler)
assert apsync.generate_thumbnail(sys.argv[2], os.path.join(folder, "out")) is False
assert messages[0].endswith("(access)"), messages
try:
    apsync.attach_thumbnail(folder + "/out", sys.argv[2])
except PermissionError as error:
    assert error.code == "access"
else:
    raise AssertionError
"""
    )
    script(code, open_folder, picture)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MiB, where the machine lets tests mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("this machine does not let tests mount a file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def noise(path, size=700):
    """Writes a picture that no PNG can make much smaller; returns its path as str."""
    Image.frombytes("RGB", (size, size), os.urandom(3 * size * size)).save(path)
    return str(path)


def test_a_full_disk_fails_the_file_and_leaves_nothing_partial(tmp_path, small_disk, warnings):
    large, small = noise(tmp_path / "large.png"), str(png(tmp_path / "small.png"))
    made = apsync.generate_thumbnails([large, small], str(small_disk), False, True)
    assert made == [small]
    assert "(write)" in warnings()[0]
    assert os.listdir(small_disk) == ["small_dt.png"]


@posix
def test_a_file_size_limit_fails_the_file_and_leaves_nothing_partial(tmp_path, out, script):
    large, small = noise(tmp_path / "large.png"), png(tmp_path / "small.png")
    code = """
import resource, sys, apsync
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
assert apsync.generate_thumbnails(sys.argv[2:], sys.argv[1], False, True) == sys.argv[3:]
"""
    script(code, out, large, small)
    assert os.listdir(out) == ["small_dt.png"]


def test_attaching_on_a_full_disk_raises_oserror_and_keeps_the_former(small_disk, tmp_path, script):
    scene, small = tmp_path / "scene.blend", png(tmp_path / "small.png")
    scene.write_bytes(os.urandom(2000))
    code = """
import errno, sys, apsync
scene, small, large = sys.argv[1:]
apsync.attach_thumbnail(scene, small)
try:
    apsync.attach_thumbnail(scene, large)
except OSError as error:
    assert error.errno == errno.ENOSPC, error
else:
    raise AssertionError
assert open(apsync.get_thumbnail(scene), "rb").read() == open(small, "rb").read()
"""
    large = noise(tmp_path / "large.png")
    script(code, scene, small, large, APSYNC_STORE=small_disk / "store")


def test_a_file_that_is_replaced_while_it_is_read_gives_one_or_the_other(tmp_path, out):
    picture = tmp_path / "a.png"
    versions = [png_bytes(1500, 1000, colour) for colour in (RED, BLUE)]
    picture.write_bytes(versions[0])
    stop = threading.Event()

    def replace():
        turn = 0
        while not stop.is_set():
            turn += 1
            (tmp_path / "next").write_bytes(versions[turn % 2])
            os.replace(tmp_path / "next", picture)

    thread = threading.Thread(target=replace)
    thread.start()
    try:
        for _ in range(20):
            assert apsync.generate_thumbnail(str(picture), str(out)) is True
            assert corners(opened(out / "a_pt.png")) in (["red"] * 4, ["blue"] * 4)
    finally:
        stop.set()
        thread.join()


def test_a_file_that_shrinks_while_it_is_read_does_not_end_the_process(tmp_path, out):
    picture = tmp_path / "a.png"
    data = png_bytes(1500, 1000)
    stop = threading.Event()

    def rewrite():
        while not stop.is_set():
            with open(picture, "wb") as file:
                file.write(data[: len(data) // 2])
                file.flush()
                file.write(data[len(data) // 2 :])

    thread = threading.Thread(target=rewrite)
    thread.start()
    try:
        for _ in range(20):
            apsync.generate_thumbnail(str(picture), str(out))
    finally:
        stop.set()
        thread.join()
    assert apsync.generate_thumbnail(str(picture), str(out)) is True


@posix
def test_few_file_descriptors_are_enough(tmp_path, out, script):
    code = """
import resource, sys, apsync
apsync.get_thumbnail("nothing there")
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
assert len(apsync.generate_thumbnails(sys.argv[2:], sys.argv[1], True, True)) == 100
"""
    script(code, out, *many(tmp_path / "in", 100))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_descriptor_or_job_is_left_open(tmp_path, out):
    given = many(tmp_path / "in", 20)
    (tmp_path / "bad.png").write_bytes(b"bad")
    apsync.generate_thumbnails(given, str(out))
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        apsync.generate_thumbnails([*given, str(tmp_path / "bad.png")], str(out), True, True)
    assert len(os.listdir("/proc/self/fd")) <= before + 2
