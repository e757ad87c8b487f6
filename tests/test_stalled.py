"""Disks that do not answer: their files fail at the deadline, and hold up nobody else."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pictures import many, noise, png

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts by way of /dev/fuse")


@pytest.fixture
def mount(tmp_path):
    """A function that mounts a folder as stalled.py has it, and returns its path."""
    servers = {}

    def mount(*options):
        folder = tmp_path / f"stalled{len(servers)}"
        folder.mkdir()
        script = Path(__file__).parent / "stalled.py"
        command = [sys.executable, script, folder, noise(tmp_path / "served.png"), *options]
        servers[folder] = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if not servers[folder].stdout.readline():
            pytest.skip("this machine does not let tests mount a file system of theirs")
        return folder

    yield mount
    for folder, server in servers.items():
        server.kill()
        server.communicate()
        subprocess.run(["umount", "-l", folder], check=False, stderr=subprocess.DEVNULL)


@pytest.fixture
def stalled(mount):
    """A function that returns that many files of a kind in a folder that is mounted so."""
    folder = mount()
    return lambda kind, count: [str(folder / f"{kind}{i}.png") for i in range(count)]


BATCH = """
import json, sys, time
from apsync import jobs
begun = time.monotonic()
for result in jobs.Batch(sys.argv[2:], sys.argv[1], jobs.Options(detail=True)):
    code = result.error.code if result.error else ""
    print(json.dumps([result.index, code, time.monotonic() - begun]), flush=True)
"""


@pytest.fixture
def batch(script, out):
    """A function that makes thumbnails in a new process, with those settings.

    It returns a code ("" for none) and the seconds after which each file was done.
    """

    def run(files, **settings):
        environment = {f"APSYNC_{name.upper()}": value for name, value in settings.items()}
        lines = script(BATCH, out, *files, **environment).splitlines()
        rows = sorted(map(eval, lines))
        return [row[1] for row in rows], [row[2] for row in rows]

    return run


def test_files_on_a_disk_that_answers_with_errors_fail_with_access(stalled, batch):
    files = stalled("wrong", 3) + stalled("good", 3)
    assert batch(files)[0] == ["access"] * 3 + [""] * 3


@pytest.mark.parametrize("kind", ["never", "late"])
def test_files_that_block_fail_at_their_deadline_and_hold_up_nobody(stalled, batch, tmp_path, kind):
    good = many(tmp_path / "in", 10, 300, 200)
    codes, seconds = batch(stalled(kind, 12) + good, workers=2, deadline="6s")
    assert codes == ["deadline"] * 12 + [""] * 10
    assert max(seconds[12:]) < min(seconds[:12])
    assert max(seconds) < 30  # two at a time take 36 seconds; turns are lent


def test_the_memory_of_files_that_never_end_is_not_waited_for(stalled, batch, tmp_path):
    vast = [noise(tmp_path / f"vast{number}.png", 2500) for number in range(2)]
    good = many(tmp_path / "in", 2, 300, 200)
    codes, seconds = batch(
        [*stalled("late", 12), *vast, *good], workers=4, deadline="500ms", memory="40MB"
    )
    assert set(codes[:12]) <= {"deadline", "limit-memory"}
    assert set(codes[12:14]) <= {"", "limit-memory", "deadline"}
    assert max(seconds) < 60


def test_ctrl_c_ends_a_batch_of_files_that_block(stalled, script, out):
    code = """
import _thread, sys, threading, time, apsync
threading.Timer(1, _thread.interrupt_main).start()
begun = time.monotonic()
try:
    apsync.generate_thumbnails(sys.argv[2:], sys.argv[1])
except KeyboardInterrupt:
    assert time.monotonic() - begun < 15
else:
    raise AssertionError
"""
    script(code, out, *stalled("never", 8))


def test_a_process_ends_at_once_while_files_block(stalled, script, out):
    code = """
import sys, threading, time, apsync
work = lambda: apsync.generate_thumbnails(sys.argv[2:], sys.argv[1])
threading.Thread(target=work, daemon=True).start()
time.sleep(1)
"""
    begun = time.monotonic()
    script(code, out, *stalled("never", 8))
    assert time.monotonic() - begun < 20


def test_ctrl_c_ends_attaching_a_picture_that_blocks(stalled, script, tmp_path):
    scene = tmp_path / "scene.blend"
    scene.write_bytes(os.urandom(2000))
    code = """
import _thread, sys, threading, time, apsync
threading.Timer(0.5, _thread.interrupt_main).start()
begun = time.monotonic()
try:
    apsync.attach_thumbnail(sys.argv[1], sys.argv[2])
except KeyboardInterrupt:
    assert time.monotonic() - begun < 20
else:
    raise AssertionError
assert apsync.get_thumbnail(sys.argv[1]) is None
"""
    script(code, scene, *stalled("never", 1))


# --- Folders of which not even that much is told, whether a file is there -------------


def test_folders_that_do_not_answer_fail_their_files_and_hold_up_nobody(stalled, batch, tmp_path):
    good = many(tmp_path / "in", 10, 300, 200)
    below = [f"{path}/deeper/{path[-5]}.png" for path in stalled("silent", 3)]
    files = stalled("silent", 20) + below + good
    random.Random(1).shuffle(files)
    codes, seconds = batch(files, workers=2, deadline="6s")
    assert codes == ["" if file in good else "deadline" for file in files]
    done = dict(zip(files, seconds))
    assert max(done[file] for file in good) < min(done[file] for file in files if file not in good)
    assert max(seconds) < 30


def test_an_output_folder_that_does_not_answer_fails_the_call(stalled, script, tmp_path):
    code = """
import sys, time, apsync
begun = time.monotonic()
try:
    apsync.generate_thumbnail(*sys.argv[1:])
except OSError as error:
    assert error.filename == sys.argv[2], error
    assert "does not answer" in str(error), error
else:
    raise AssertionError
assert 1 < time.monotonic() - begun < 20
"""
    script(code, png(tmp_path / "a.png"), *stalled("silent", 1), APSYNC_DEADLINE="1s")


def test_an_output_folder_that_falls_silent_fails_the_rest(mount, script, tmp_path):
    code = """
import sys, time
from apsync import jobs
begun = time.monotonic()
codes = [result.error.code if result.error else ""
         for result in jobs.Batch(sys.argv[2:], sys.argv[1])]
assert set(codes) == {"", "write"} and 9 <= codes.count("") <= 11, codes
assert time.monotonic() - begun < 30
"""
    files = many(tmp_path / "in", 100)
    script(code, mount("--renames", "10"), *files, APSYNC_DEADLINE="1s", APSYNC_WORKERS=4)


@pytest.mark.parametrize("what", ["file", "picture", "store"])
def test_attaching_and_getting_end_at_the_deadline(stalled, script, tmp_path, what):
    scene = tmp_path / "scene.blend"
    scene.write_bytes(os.urandom(2000))
    (silent,) = stalled("silent", 1)
    code = """
import sys, time, apsync, apsync.errors
for call in (apsync.attach_thumbnail, lambda file, local: apsync.get_thumbnail(file)):
    begun = time.monotonic()
    try:
        call(*sys.argv[1:])
    except apsync.errors.DeadlineError as error:
        assert "1s" in str(error), error
        assert 0.9 < time.monotonic() - begun < 20
    else:
        assert call is not apsync.attach_thumbnail and sys.argv[2].startswith(silent)
"""
    code = code.replace("startswith(silent)", f"startswith({silent!r})")
    store = {"APSYNC_STORE": f"{silent}/store"} if what == "store" else {}
    file = silent if what == "file" else scene
    picture = silent if what == "picture" else png(tmp_path / "a.png")
    script(code, file, picture, APSYNC_DEADLINE="1s", **store)


def test_calls_from_a_folder_that_falls_silent_work(mount, script, tmp_path, out):
    code = """
import os, sys, threading, time, apsync
os.chdir(sys.argv[3])
open("a", "w").close()
threading.Thread(target=lambda: os.rename("a", "b"), daemon=True).start()
time.sleep(0.5)
for _ in range(3):
    assert apsync.generate_thumbnail(sys.argv[1], sys.argv[2])
os._exit(0)
"""
    folder = mount("--renames", "0")
    script(code, png(tmp_path / "a.png"), out, folder)
