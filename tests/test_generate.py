"""generate_thumbnail and generate_thumbnails: what is made, and what is returned."""

import os
from pathlib import Path

import pytest

import apsync
from pictures import damaged_png, opened, png, quadrants


def test_preview_and_detail_are_named_after_the_stem(tmp_path, out, names):
    picture = str(png(tmp_path / "rock.png"))
    assert apsync.generate_thumbnail(picture, str(out), True, True) is True
    assert names() == ["rock_dt.png", "rock_pt.png"]


@pytest.mark.parametrize(
    ("wishes", "made"),
    [
        ({}, ["a_pt.png"]),
        ({"with_preview": False, "with_detail": True}, ["a_dt.png"]),
        ({"with_preview": True, "with_detail": True}, ["a_dt.png", "a_pt.png"]),
    ],
)
def test_only_what_is_asked_for_is_made(tmp_path, out, names, wishes, made):
    assert apsync.generate_thumbnail(str(png(tmp_path / "a.png")), str(out), **wishes)
    assert names() == made


def test_output_directory_is_created_with_its_parents(tmp_path):
    output = tmp_path / "deep" / "er" / "out"
    assert apsync.generate_thumbnail(str(png(tmp_path / "a.png")), str(output))
    assert (output / "a_pt.png").is_file()


def test_preview_fits_in_256_and_detail_in_2048_with_aspect_kept(tmp_path, out):
    picture = str(png(tmp_path / "wide.png", 4000, 1000))
    assert apsync.generate_thumbnail(picture, str(out), True, True)
    assert opened(out / "wide_pt.png").size == (256, 64)
    assert opened(out / "wide_dt.png").size == (2048, 512)


def test_a_thumbnail_is_never_larger_than_the_picture(tmp_path, out):
    picture = str(png(tmp_path / "small.png", 40, 30))
    assert apsync.generate_thumbnail(picture, str(out), True, True)
    assert opened(out / "small_pt.png").size == (40, 30)
    assert opened(out / "small_dt.png").size == (40, 30)


def test_an_extreme_aspect_keeps_at_least_a_pixel(tmp_path, out):
    picture = str(png(tmp_path / "line.png", 3000, 1))
    assert apsync.generate_thumbnail(picture, str(out))
    assert opened(out / "line_pt.png").size == (256, 1)


def test_sizes_are_settings(tmp_path, out, script):
    png(tmp_path / "a.png", 1000, 500)
    code = "import sys, apsync; assert apsync.generate_thumbnail(*sys.argv[1:3], with_detail=True)"
    sizes = {"APSYNC_PREVIEW_SIZE": 100, "APSYNC_DETAIL_SIZE": 300}
    script(code, tmp_path / "a.png", out, **sizes)
    assert opened(out / "a_pt.png").size == (100, 50)
    assert opened(out / "a_dt.png").size == (300, 150)


def test_list_holds_the_callers_own_objects_in_order_with_duplicates(tmp_path, out):
    first = str(png(tmp_path / "b.png"))
    second = png(tmp_path / "a.png")
    broken = str(damaged_png(tmp_path / "broken.png"))
    given = [first, broken, second, first]
    made = apsync.generate_thumbnails(given, str(out))
    assert [id(path) for path in made] == [id(path) for path in (first, second, first)]


def test_relative_paths_are_returned_as_given(tmp_path, out, monkeypatch):
    png(tmp_path / "a.png")
    monkeypatch.chdir(tmp_path)
    given = ["./a.png"]
    assert apsync.generate_thumbnails(given, "out") == given
    assert (out / "a_pt.png").is_file()


def test_paths_may_be_path_objects(tmp_path, out):
    picture = png(tmp_path / "a.png")
    assert apsync.generate_thumbnails([picture], out) == [picture]
    assert apsync.generate_thumbnail(picture, Path(out)) is True


@pytest.mark.parametrize("kind", [list, tuple, iter])
def test_file_paths_may_be_any_iterable_of_paths(tmp_path, out, kind):
    picture = str(png(tmp_path / "a.png"))
    assert apsync.generate_thumbnails(kind([picture]), str(out)) == [picture]


def test_an_empty_list_gives_an_empty_list(out):
    assert apsync.generate_thumbnails([], str(out)) == []


def test_nothing_requested_writes_nothing_and_counts_files_that_open(tmp_path, out):
    good = str(png(tmp_path / "good.png"))
    unknown = tmp_path / "bad.xyz"
    unknown.write_bytes(b"nothing known begins like this")
    given = [good, str(unknown), str(tmp_path / "missing.png")]
    assert apsync.generate_thumbnails(given, str(out), False, False) == [good]
    assert not out.exists()


def test_a_later_call_replaces(tmp_path, out):
    picture = tmp_path / "a.png"
    for size in (40, 60):
        assert apsync.generate_thumbnail(str(png(picture, size, size)), str(out))
        assert opened(out / "a_pt.png").size == (size, size)


def test_a_failing_later_call_leaves_the_former_thumbnail(tmp_path, out):
    picture = tmp_path / "a.png"
    assert apsync.generate_thumbnail(str(png(picture)), str(out))
    before = (out / "a_pt.png").read_bytes()
    damaged_png(picture)
    assert apsync.generate_thumbnail(str(picture), str(out)) is False
    assert (out / "a_pt.png").read_bytes() == before


def test_content_decides_over_the_extension(tmp_path, out):
    picture = tmp_path / "really_a_jpeg.png"
    quadrants().save(picture, "JPEG")
    assert apsync.generate_thumbnail(str(picture), str(out))


def test_folder_holds_no_other_files_afterwards(tmp_path, out, names):
    given = [str(png(tmp_path / "a.png")), str(damaged_png(tmp_path / "b.png"))]
    apsync.generate_thumbnails(given, str(out), True, True)
    assert names() == ["a_dt.png", "a_pt.png"]


def test_permissions_of_a_thumbnail_are_those_of_a_new_file(tmp_path, out):
    assert apsync.generate_thumbnail(str(png(tmp_path / "a.png")), str(out))
    (out / "ordinary").touch()
    assert os.stat(out / "a_pt.png").st_mode == os.stat(out / "ordinary").st_mode


def test_source_is_left_as_it_is(tmp_path, out):
    picture = png(tmp_path / "a.png")
    before = (picture.read_bytes(), picture.stat().st_mtime_ns)
    apsync.generate_thumbnail(str(picture), str(out))
    assert (picture.read_bytes(), picture.stat().st_mtime_ns) == before
