"""What goes wrong: with a file, which never raises, and with the call, which does."""

import os
import re
import zlib

import pytest

import apsync
from pictures import damaged_png, png, png_bytes, quadrants

# What stands for a file's content, and the code that it gets.
BROKEN = {
    "unknown-format": b"nothing known begins like this" * 10,
    "truncated": png_bytes(300, 300)[:200],
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_bad_file_is_left_out_and_logged_once_with_path_code_and_reason(
    tmp_path, out, warnings, code
):
    bad = tmp_path / "bad.png"
    bad.write_bytes(BROKEN[code])
    good = str(png(tmp_path / "good.png"))
    assert apsync.generate_thumbnails([str(bad), good], str(out)) == [good]
    (message,) = warnings()
    assert re.fullmatch(rf"{re.escape(str(bad))}: .{{5,}} \({code}\)", message)


def test_generate_thumbnail_of_a_bad_file_is_false(tmp_path, out, warnings):
    assert apsync.generate_thumbnail(str(damaged_png(tmp_path / "a.png")), str(out)) is False
    (message,) = warnings()
    assert "(corrupt)" in message


@pytest.mark.parametrize("name", ["missing.png", "a\0b.png", "", "\ud800.png", "x" * 5000])
def test_a_file_that_cannot_be_there_is_not_found(tmp_path, out, warnings, name):
    path = str(tmp_path / name) if name else ""
    assert apsync.generate_thumbnails([path], str(out)) == []
    assert len(warnings()) == 1


def test_a_missing_file_has_the_code_not_found(tmp_path, out, warnings):
    assert apsync.generate_thumbnail(str(tmp_path / "missing.png"), str(out)) is False
    assert warnings()[0].endswith("(not-found)")


def test_a_folder_is_no_picture_file(tmp_path, out, warnings):
    assert apsync.generate_thumbnail(str(tmp_path), str(out)) is False
    assert len(warnings()) == 1


def test_an_empty_file_fails_with_a_reason(tmp_path, out, warnings):
    (tmp_path / "a.png").touch()
    assert apsync.generate_thumbnail(str(tmp_path / "a.png"), str(out)) is False
    assert len(warnings()) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang(tmp_path, out, warnings):
    os.mkfifo(tmp_path / "a.png")
    assert apsync.generate_thumbnail(str(tmp_path / "a.png"), str(out)) is False
    assert len(warnings()) == 1


def test_unknown_format_names_what_it_looked_like(tmp_path, out, warnings):
    (tmp_path / "a.zzz").write_bytes(b"%PDF-9.9\n" + b"nothing" * 100)
    assert apsync.generate_thumbnail(str(tmp_path / "a.zzz"), str(out)) is False
    (message,) = warnings()
    assert message.endswith("(unknown-format)")
    assert len(message) > len(str(tmp_path / "a.zzz")) + 25


def test_a_small_file_that_claims_a_vast_picture_fails_with_a_reason(tmp_path, out, warnings):
    data = bytearray(png_bytes(10, 10))
    data[16:24] = (2**31 - 1).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(bytes(data))
    assert apsync.generate_thumbnail(str(tmp_path / "a.png"), str(out)) is False
    assert re.search(r"2147483647.*\((limit-\w+|corrupt|truncated)\)", warnings()[0])


def test_the_first_of_two_with_one_stem_has_the_name(tmp_path, out, warnings):
    (tmp_path / "other").mkdir()
    first, second = png(tmp_path / "rock.png"), tmp_path / "other" / "rock.jpg"
    quadrants().save(second)
    third = str(png(tmp_path / "else.png"))
    given = [str(first), str(second), third]
    assert apsync.generate_thumbnails(given, str(out)) == [str(first), third]
    (message,) = warnings()
    assert message.startswith(f"{second}: ")
    assert str(first) in message
    assert message.endswith("(name-taken)")


def test_the_first_has_the_name_even_when_it_fails(tmp_path, out, names):
    first = tmp_path / "rock.fbx"
    first.write_bytes(b"broken")
    second = str(png(tmp_path / "rock.png"))
    assert apsync.generate_thumbnails([str(first), second], str(out)) == []
    assert names() == []


@pytest.mark.parametrize(
    "file_paths", ["a.png", b"a.png", 5, None, [b"a.png"], [5], [None], ["a.png", 5], [["a.png"]]]
)
def test_wrong_types_of_file_paths_raise_before_any_work(out, file_paths):
    with pytest.raises(TypeError, match="file_paths"):
        apsync.generate_thumbnails(file_paths, str(out))
    assert not out.exists()


def test_a_path_object_for_file_paths_raises(tmp_path, out):
    with pytest.raises(TypeError, match="file_paths"):
        apsync.generate_thumbnails(tmp_path / "a.png", str(out))


@pytest.mark.parametrize("file_path", [b"a.png", 5, None, ["a.png"]])
def test_wrong_types_of_file_path_raise(out, file_path):
    with pytest.raises(TypeError, match="file_path"):
        apsync.generate_thumbnail(file_path, str(out))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("output_directory", None),
        ("output_directory", b"out"),
        ("with_preview", 1),
        ("with_preview", None),
        ("with_detail", "yes"),
        ("workspace_id", 7),
    ],
)
def test_wrong_types_of_the_other_arguments_raise(tmp_path, out, name, value):
    wishes = {"output_directory": str(out), name: value}
    with pytest.raises(TypeError, match=name):
        apsync.generate_thumbnails([str(png(tmp_path / "a.png"))], **wishes)
    assert not out.exists()


def test_an_output_directory_that_is_a_file_raises_the_matching_oserror(tmp_path):
    picture = str(png(tmp_path / "a.png"))
    with pytest.raises((NotADirectoryError, FileExistsError)) as caught:
        apsync.generate_thumbnails([picture], picture)
    assert caught.value.errno
    assert caught.value.filename == picture
    with pytest.raises(NotADirectoryError):
        apsync.generate_thumbnails([picture], os.path.join(picture, "below"))


def test_files_of_more_than_one_project_raise_before_any_work(tmp_path, out):
    for project in ("one", "two"):
        (tmp_path / project / ".apsync").mkdir(parents=True)
    given = [str(png(tmp_path / project / f"{project}.png")) for project in ("one", "two")]
    with pytest.raises(ValueError, match="project"):
        apsync.generate_thumbnails(given, str(out))
    assert not out.exists()


def test_an_approj_file_marks_a_project_too(tmp_path, out):
    for project in ("one", "two"):
        (tmp_path / project / "sub").mkdir(parents=True)
        (tmp_path / project / "some.approj").touch()
    given = [str(png(tmp_path / project / "sub" / f"{project}.png")) for project in ("one", "two")]
    with pytest.raises(ValueError, match="project"):
        apsync.generate_thumbnails(given, str(out))
    assert apsync.generate_thumbnails(given[:1], str(out)) == given[:1]


def test_files_in_and_outside_of_one_project_go_together(tmp_path, out):
    (tmp_path / "one" / ".apsync").mkdir(parents=True)
    given = [str(png(tmp_path / "one" / "a.png")), str(png(tmp_path / "b.png"))]
    assert apsync.generate_thumbnails(given, str(out)) == given
