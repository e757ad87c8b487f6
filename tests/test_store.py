"""python -m apsync store verify and gc, the cache's size, and processes that are killed."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

import apsync
import store_stress
from apsync import cli
from pictures import png_bytes

forks = pytest.mark.skipif(sys.platform == "win32", reason="kill -9")

LONG_AGO = 48 * 3600


@pytest.fixture
def run(capfd):
    """A function that runs a command line; returns its code, stdout and stderr."""

    def call(*arguments):
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
        told = capfd.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The folder of a store of the test's own, which does not exist yet."""
    monkeypatch.setenv("APSYNC_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("APSYNC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "store"


def attach(tmp_path, name, *colours):
    """Makes a file and attaches pictures of those colours to it, one after the other."""
    file = tmp_path / name
    file.write_bytes(os.urandom(4096))
    for colour in colours:
        local = tmp_path / "local.png"
        local.write_bytes(png_bytes(30, 20, (colour, 2, 3)))
        apsync.attach_thumbnail(str(file), str(local))
    return file


def files(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def make_old(*folders):
    """Makes what is in folders, and these, two days old."""
    then = time.time() - LONG_AGO
    for folder in folders:
        for path in Path(folder).rglob("*"):
            os.utime(path, (then, then))


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def blob_of(store, file):
    """Returns the path of the blob of a file's detail."""
    for path in files(store / "records"):
        record = json.loads(path.read_bytes())
        if record["path"] == str(file):
            return store / "blobs" / record["blob"][:2] / record["blob"]
    raise AssertionError(f"{file} has no record")


def test_verify_of_a_good_store_is_0(tmp_path, store, run):
    assert run("store", "verify")[0] == 0  # which is not there yet
    attach(tmp_path, "a.blend", 1, 2)
    code, told, complaint = run("store", "verify")
    assert (code, complaint) == (0, "")
    assert f"{store}: 1 good record, 2 good pictures" in told


def test_a_damaged_blob_is_named_and_does_not_hide_others(tmp_path, store, run):
    bad, good = attach(tmp_path, "bad.blend", 1), attach(tmp_path, "good.blend", 2)
    flip(blob_of(store, bad))
    code, _, complaint = run("store", "verify")
    assert code == 1
    assert f"{blob_of(store, bad)}: its bytes do not have the hash" in complaint
    assert f"detail of {bad}" in complaint
    assert str(good) not in complaint
    document = json.loads(run("store", "verify", "--json")[1])
    (told,) = document["stores"]
    assert (told["folder"], told["records"], told["blobs"]) == (str(store), 1, 1)
    assert {problem["file"] for problem in told["problems"]} == {None, str(bad)}
    with pytest.raises(apsync.Error, match="damaged"):
        apsync.get_thumbnail(str(bad))
    assert apsync.get_thumbnail(str(good))


def test_gc_sets_aside_what_is_lost_and_names_it(tmp_path, store, run):
    bad, good = attach(tmp_path, "bad.blend", 1), attach(tmp_path, "good.blend", 2)
    flip(blob_of(store, bad))
    make_old(store)
    code, told, complaint = run("store", "gc", "--dry-run")
    assert (code, "would be removed" in told) == (1, True)
    assert run("store", "verify")[0] == 1
    code, told, complaint = run("store", "gc")
    assert code == 1
    assert f"detail of {bad}" in complaint
    assert f"set aside in {store / 'damaged'}" in complaint
    assert len(files(store / "damaged")) == 2
    assert run("store", "verify")[0] == 0
    assert run("store", "gc")[0] == 0
    assert apsync.get_thumbnail(str(bad)) is None
    assert apsync.get_thumbnail(str(good))


def test_gc_mends_from_the_cache(tmp_path, store, run):
    bad = attach(tmp_path, "bad.blend", 1)
    apsync.get_thumbnail(str(bad))
    flip(blob_of(store, bad))
    code, told, complaint = run("store", "gc")
    assert (code, complaint) == (0, "")
    assert "1 thumbnail mended" in told
    assert run("store", "verify")[0] == 0


def test_gc_removes_what_nothing_names_when_it_is_old(tmp_path, store, run):
    file = attach(tmp_path, "a.blend", 1, 2, 3)
    assert "0 pictures" in run("store", "gc")[1]
    assert len(files(store / "blobs")) == 3
    (store / "temporary" / ".apsync-00000000-1-1-00000000.tmp").write_bytes(b"left")
    make_old(store)
    document = json.loads(run("store", "gc", "--json")[1])
    done = document["stores"][0]["collection"]
    assert (done["removed"], done["leftovers"]) == (2, 1)
    assert files(store / "blobs") == [blob_of(store, file)]
    assert files(store / "temporary") == []
    attach(tmp_path, "a.blend", 1, 2)
    assert json.loads(run("store", "gc", "--older-than", "0", "--json")[1])["stores"][0][
        "collection"
    ]["removed"]
    assert apsync.get_thumbnail(str(file))


def test_a_folder_stands_for_its_projects_store_as_well(tmp_path, run):
    project = tmp_path / "film"
    (project / ".apsync").mkdir(parents=True)
    attach(project, "a.blend", 1)
    flip(*files(project / ".apsync" / "thumbnails" / "blobs"))
    assert run("store", "verify")[0] == 0
    code, told, complaint = run("store", "verify", project)
    assert code == 1
    assert str(project / ".apsync" / "thumbnails") in told
    assert str(project / "a.blend") in complaint


@pytest.mark.parametrize(
    "arguments",
    [[], ["x"], ["gc", "--older-than", "-1"], ["gc", "--older-than", "nan"], ["verify", "nowhere"]],
)
def test_wrong_use_is_2(run, arguments):
    assert run("store", *arguments)[0] == 2


def test_the_cache_keeps_to_its_size(tmp_path, store, monkeypatch, run):
    monkeypatch.setenv("APSYNC_CACHE_SIZE", "1MB")
    local = tmp_path / "local.png"
    copies = []
    for number in range(30):
        file = tmp_path / f"{number}.blend"
        file.write_bytes(b"x")
        local.write_bytes(png_bytes(8, 8, (number, 1, 1)) + bytes(100_000))
        apsync.attach_thumbnail(str(file), str(local))
        copies.append(Path(apsync.get_thumbnail(str(file))))
    assert all(path.exists() for path in copies), "they were just handed out"
    make_old(tmp_path / "cache")
    kept = [Path(apsync.get_thumbnail(str(tmp_path / f"{number}.blend"))) for number in (3, 7)]
    document = json.loads(run("store", "gc", "--json")[1])
    assert document["cache"]["bytes"] <= 1_000_000
    assert document["cache"]["removed"] >= 20
    assert all(path.exists() for path in kept)
    assert apsync.get_thumbnail(str(tmp_path / "0.blend"))


@forks
def test_processes_that_are_killed_leave_a_good_store(tmp_path, script):
    store_stress.many_processes(tmp_path, processes=4, calls=40, files=8, kills=6)


@forks
def test_attaching_that_is_killed_keeps_what_it_said(tmp_path):
    store_stress.kill_attaching(tmp_path, kills=8)


@forks
def test_generating_that_is_killed_shows_nothing_half_written(tmp_path):
    store_stress.kill_generating(tmp_path, kills=6)
