"""Kills processes that attach, get and generate, and looks at what they leave.

``make stress`` runs it at full size; tests/test_store.py runs a small version. The
processes that are killed are this file as well, with a role and its arguments; what
they are about to do and have done they write to a log, which survives them.
"""

import argparse
import hashlib
import io
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections import namedtuple
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

import apsync
from pictures import many, png_bytes

SLOTS = ("preview", "detail")
SECONDS = 600
"""How long any of it may take at most, on a slow machine."""

Attach = namedtuple("Attach", "file slot tag begun ended")
"""An attach of a log; ended is None when its process was killed."""


def tagged(tag):
    """Returns a PNG that says in a text chunk which one it is."""
    plain = png_bytes(40, 30, hashlib.sha256(tag.encode()).digest()[:3])
    body = b"Comment\0" + tag.encode() + b" " * 20_000  # so that it takes a few writes
    chunk = struct.pack(">I", len(body)) + b"tEXt" + body
    chunk += struct.pack(">I", zlib.crc32(b"tEXt" + body))
    return plain[:33] + chunk + plain[33:]


def tag_of(data):
    """Returns the tag of a picture that tagged made; fails for anything else."""
    start = data.index(b"Comment\0") + len(b"Comment\0")
    tag = data[start : data.index(b" ", start)].decode()
    assert data == tagged(tag), f"a picture that nobody wrote: {data[:80]!r}"
    return tag


def stored(file, slot):
    """Returns the tag of the file's thumbnail, or None."""
    path = apsync.get_thumbnail(str(file), slot == "detail")
    return None if path is None else tag_of(Path(path).read_bytes())


# --- the processes that are killed


def attacher(folder, name, first, calls, seed):
    """Attaches and gets at random, and logs each attach before and after."""
    draw = random.Random(seed)
    files = sorted(Path(folder, "files").iterdir())
    local = Path(folder, f"local {name}.png")
    with open(Path(folder, f"log {name}"), "ab", buffering=0) as log:
        for number in range(int(first), int(first) + int(calls)):
            file, slot = draw.choice(files), draw.choice(SLOTS)
            if draw.random() < 0.5:
                tag = stored(file, slot)
                assert tag is None or tag.startswith(f"{file.name}/{slot}/"), tag
                log.write(f"got {number}\n".encode())
                continue
            tag = f"{file.name}/{slot}/{name}/{number}"
            local.write_bytes(tagged(tag))
            log.write(f"try {number} {time.monotonic()} {tag}\n".encode())
            apsync.attach_thumbnail(str(file), str(local), slot == "detail")
            local.unlink()
            log.write(f"did {number} {time.monotonic()} {tag}\n".encode())


def generator(folder):
    """Generates the same thumbnails for ever, and logs each time they were made."""
    files = sorted(map(str, Path(folder, "in").iterdir()))
    with open(Path(folder, "log"), "ab", buffering=0) as log:
        while True:
            assert apsync.generate_thumbnails(files, f"{folder}/out", True, True) == files
            log.write(b"did\n")


def start(role, folder, *arguments):
    """Starts this file in a role, with a store and a cache of its own in folder."""
    return subprocess.Popen(
        [sys.executable, __file__, "--role", role, str(folder), *map(str, arguments)],
        env={**os.environ, **_places(folder)},
        stderr=subprocess.PIPE,
        text=True,
    )


def _places(folder):
    return {"APSYNC_STORE": f"{folder}/store", "APSYNC_CACHE": f"{folder}/cache"}


def kill(process):
    """Kills a process; returns False when it had just ended well by itself."""
    process.send_signal(signal.SIGKILL)
    complaint = process.communicate()[1]
    assert process.returncode in (0, -signal.SIGKILL), complaint
    return process.returncode != 0


# --- many processes at once


def many_processes(folder, processes=8, calls=500, files=50, kills=60):
    """Has processes attach and get over the same files, and kills some again and again.

    Afterwards every record can be read, and each is one that some process wrote and that
    no later attach which returned has replaced.
    """
    folder = _fresh(folder, "many")
    for number in range(files):
        (folder / "files" / f"{number}.blend").write_bytes(os.urandom(4096))
    running = {name: start("attacher", folder, name, 0, calls, name) for name in range(processes)}
    killed, end = 0, time.monotonic() + SECONDS
    collecting = None
    while running:
        assert time.monotonic() < end, "the processes do not get on"
        time.sleep(random.uniform(0, 0.3))
        if collecting is None or collecting.poll() is not None:
            assert collecting is None or collecting.returncode == 0, collecting.stderr.read()
            collecting = start("collector", folder)
        elif random.random() < 0.2:
            kill(collecting)
            collecting = start("collector", folder)
        for name, process in list(running.items()):
            if process.poll() is not None:
                assert process.returncode == 0, process.stderr.read()
                del running[name]
        if killed < kills and running:
            name = random.choice(list(running))
            if not kill(running[name]):
                del running[name]
                continue
            killed += 1
            done = _done(folder, name)
            running[name] = start("attacher", folder, name, done, calls - done, f"{name} {killed}")
    assert collecting.wait() == 0
    log = [attach for name in range(processes) for attach in _attaches(folder, name)]
    with _environment(folder):
        _check_store(folder)
        held = sum(_check_file(file, log) for file in sorted((folder / "files").iterdir()))
    return f"{killed} kills, {len(log)} attaches, {held} thumbnails held"


def _done(folder, name):
    """Returns how many calls the processes of that name have begun or finished."""
    log = folder / f"log {name}"
    numbers = [int(line.split()[1]) for line in _lines(log)]
    return max(numbers, default=-1) + 1


def _lines(log):
    # the last line may be cut where the process was killed
    return log.read_text(encoding="utf-8").split("\n")[:-1] if log.exists() else []


def _attaches(folder, name):
    """Returns the attaches in the log of a name."""
    begun, ended = {}, {}
    for line in _lines(folder / f"log {name}"):
        word, _, *rest = line.split()
        if word != "got":
            (begun if word == "try" else ended)[rest[1]] = float(rest[0])
    return [Attach(*tag.split("/")[:2], tag, when, ended.get(tag)) for tag, when in begun.items()]


def _check_file(file, log):
    """Fails unless each slot of a file holds what it may hold; returns how many hold any."""
    held = 0
    for slot in SLOTS:
        tag = stored(file, slot)
        given = {one.tag: one for one in log if (one.file, one.slot) == (file.name, slot)}
        assert tag is not None or all(one.ended is None for one in given.values()), file
        if tag is None:
            continue
        held += 1
        mine = given[tag]
        for other in given.values():
            later = mine.ended is not None and other.begun > mine.ended
            assert other.ended is None or not later, f"{file}: {tag} stands, not {other.tag}"
    return held


def _check_store(folder):
    """Fails unless every record and blob is good, and leftovers go."""
    command = [sys.executable, "-m", "apsync", "store"]
    for more in (["verify", "--json"], ["gc", "--json"], ["verify", "--json"]):
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert all(not store["problems"] for store in json.loads(done.stdout)["stores"])
    assert os.listdir(folder / "store" / "temporary") == []
    assert [str(path) for path in (folder / "cache").rglob("*.tmp")] == []


# --- one process at a random moment


def kill_attaching(folder, kills=200):
    """Kills an attacher at random moments: what it said it attached is there, whole."""
    folder = _fresh(folder, "attaching")
    (folder / "files" / "one.blend").write_bytes(os.urandom(4096))
    before = 0
    for turn in range(kills):
        process = start("attacher", folder, "one", before, 10**6, turn)
        _wait_for(process, lambda least=before: len(_lines(folder / "log one")) > least)
        time.sleep(random.uniform(0, 0.06))
        assert kill(process), "it attaches far more often than this takes"
        before = len(_lines(folder / "log one"))
        log = _attaches(folder, "one")
        with _environment(folder):
            _check_file(folder / "files" / "one.blend", log)
    with _environment(folder):
        _check_store(folder)
    return f"{kills} kills, {len(log)} attaches"


def kill_generating(folder, kills=200):
    """Kills a generator at random moments: thumbnails are whole whenever they are there."""
    folder = _fresh(folder, "generating")
    many(folder / "in", 12, 700, 500)
    out, log = folder / "out", folder / "log"
    leftovers = 0
    for turn in range(kills):
        process = start("generator", folder)
        _wait_for(process, out.exists)
        time.sleep(random.uniform(0, 0.25))
        if turn % 4 == 0:
            # from time to time all is made, and what was left has gone
            least = len(_lines(log))
            _wait_for(process, lambda least=least: len(_lines(log)) > least)
        assert kill(process), "it never ends by itself"
        names = os.listdir(out)
        leftovers += sum(name.endswith(".tmp") for name in names)
        shown = [name for name in names if not name.startswith(".apsync-")]
        for name in shown:
            data = (out / name).read_bytes()
            assert data.endswith(b"IEND\xae\x42\x60\x82"), name
            Image.open(io.BytesIO(data)).load()
        assert not log.exists() or len(shown) == 24, "what was made is there"
    script = "import sys, apsync; apsync.generate_thumbnail(sys.argv[1], sys.argv[2])"
    file = sorted((folder / "in").iterdir())[0]
    subprocess.run([sys.executable, "-c", script, file, out], check=True)
    assert [name for name in os.listdir(out) if name.endswith(".tmp")] == []
    return f"{kills} kills, {leftovers} leftovers seen, none after the next run"


def _wait_for(process, condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.002)


def _fresh(folder, name):
    folder = Path(folder, name)
    (folder / "files").mkdir(parents=True)
    return folder


@contextmanager
def _environment(folder):
    """Sets the places of a folder, and afterwards what there was."""
    places = _places(folder)
    before = {name: os.environ.pop(name, None) for name in places}
    os.environ.update(places)
    try:
        yield
    finally:
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value


def collector():
    """Collects as gc does, with little regard to age, beside those who attach."""
    from apsync import cli

    sys.stdout = io.StringIO()
    return cli.main(["store", "gc", "--older-than", "10"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--role", choices=("attacher", "generator", "collector"))
    parser.add_argument("--folder", help="an empty folder to work in; by default a new one")
    parser.add_argument("arguments", nargs="*")
    parsed = parser.parse_args()
    if parsed.role == "attacher":
        attacher(*parsed.arguments)
    elif parsed.role == "generator":
        generator(*parsed.arguments)
    elif parsed.role == "collector":
        sys.exit(collector())
    else:
        _stress(parsed.folder)


def _stress(folder):
    import tempfile

    with tempfile.TemporaryDirectory(prefix="apsync-stress-", dir=folder) as inner:
        for act in (many_processes, kill_attaching, kill_generating):
            begun = time.monotonic()
            told = act(inner)
            print(f"{act.__name__}: {told}, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
