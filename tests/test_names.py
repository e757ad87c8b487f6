"""Names of files: every name that a folder can hold gives the name that follows from it."""

import os
import sys

import pytest

import apsync
from pictures import opened, png_bytes

STEMS = {
    "render.0001.png": "render.0001",
    "a.b.c.d.png": "a.b.c.d",
    "no_extension": "no_extension",
    ".hidden": ".hidden",
    ".hidden.png": ".hidden",
    "...dots": "...dots",
    "trailing.": "trailing",
    "UPPER.PNG": "UPPER",
    "with space.png": "with space",
    " leading and trailing .png": " leading and trailing ",
    "quote'\"\\.png": "quote'\"\\",
    "new\nline.png": "new\nline",
    "%41%zz#?.png": "%41%zz#?",
    "ünïcödé.png": "ünïcödé",
    "u\u0308decomposed.png": "u\u0308decomposed",
    "日本語.png": "日本語",
    "🎨🖌️.png": "🎨🖌️",
    "\u202egnp.png": "\u202egnp",
}


@pytest.mark.parametrize("name", STEMS)
def test_stem_is_the_name_less_its_last_extension(tmp_path, out, names, name):
    path = str(tmp_path / name)
    with open(path, "wb") as file:
        file.write(png_bytes(20, 10))
    assert os.path.splitext(name)[0] == STEMS[name]
    assert apsync.generate_thumbnails([path], str(out), True, True) == [path]
    assert names() == [f"{STEMS[name]}_dt.png", f"{STEMS[name]}_pt.png"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode here")
def test_undecodable_names_go_in_and_come_out(tmp_path, warnings):
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/f\xff\xfe")
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("names must be text on this file system")
    path, output = os.path.join(folder, "r\udcf6ck.png"), os.path.join(folder, "out")
    with open(path, "wb") as file:
        file.write(png_bytes(20, 10))
    assert apsync.generate_thumbnails([path], output) == [path]
    assert os.listdir(output) == ["r\udcf6ck_pt.png"]
    apsync.attach_thumbnail(path, os.path.join(output, "r\udcf6ck_pt.png"))
    assert opened(apsync.get_thumbnail(path)).size == (20, 10)
    missing = os.path.join(folder, "m\udcf6.png")
    assert apsync.generate_thumbnails([missing], output) == []
    assert warnings()[0].startswith(missing)


def test_a_name_as_long_as_the_output_allows(tmp_path, out, names):
    name = "n" * (255 - len("_pt.png"))
    (tmp_path / name).write_bytes(png_bytes(20, 10))
    assert apsync.generate_thumbnail(str(tmp_path / name), str(out))
    assert names() == [name + "_pt.png"]


def test_a_name_too_long_for_its_output_fails_with_a_reason(tmp_path, out, names, warnings):
    name = "n" * 255
    (tmp_path / name).write_bytes(png_bytes(20, 10))
    assert apsync.generate_thumbnail(str(tmp_path / name), str(out)) is False
    assert warnings()[0].endswith("(write)")
    assert names() == []


def test_a_path_far_longer_than_usual(tmp_path):
    folder = tmp_path
    for _ in range(14):
        folder = folder / ("d" * 200)
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(png_bytes(20, 10))
    assert apsync.generate_thumbnail(str(folder / "a.png"), str(folder / "out"))
    assert (folder / "out" / "a_pt.png").is_file()


def test_names_that_differ_in_case_only(tmp_path, out):
    (tmp_path / "x").mkdir()
    first, second = tmp_path / "rock.png", tmp_path / "x" / "ROCK.png"
    for path in (first, second):
        path.write_bytes(png_bytes(20, 10))
    folds = (tmp_path / "X").exists()
    made = apsync.generate_thumbnails([str(first), str(second)], str(out))
    assert made == ([str(first)] if folds else [str(first), str(second)])


def test_symbolic_link_is_named_after_the_link(tmp_path, out, names):
    (tmp_path / "real.png").write_bytes(png_bytes(20, 10))
    os.symlink(tmp_path / "real.png", tmp_path / "link.png")
    assert apsync.generate_thumbnail(str(tmp_path / "link.png"), str(out))
    assert names() == ["link_pt.png"]
