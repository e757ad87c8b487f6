"""attach_thumbnail, attach_thumbnails and get_thumbnail."""

import os
import shutil
import threading
from pathlib import Path

import pytest

import apsync
from pictures import damaged_png, opened, png, png_bytes, quadrants


@pytest.fixture
def scene(tmp_path):
    """A file to attach to, large enough to be known again by its content."""
    path = tmp_path / "scene.blend"
    path.write_bytes(b"BLENDER" + os.urandom(4096))
    return str(path)


def attach(scene, local, colour=(1, 2, 3), **slot):
    """Attaches a picture of that colour, deletes it, and returns its bytes."""
    data = png_bytes(30, 20, colour)
    Path(local).write_bytes(data)
    apsync.attach_thumbnail(scene, str(local), **slot)
    os.remove(local)
    return data


def stored(path):
    return None if path is None else Path(path).read_bytes()


def test_local_file_may_be_deleted_at_once(scene, tmp_path):
    data = attach(scene, tmp_path / "local.png")
    assert stored(apsync.get_thumbnail(scene)) == data


def test_bytes_are_stored_as_given_and_the_extension_tells_the_type(scene, tmp_path):
    quadrants().save(tmp_path / "named_wrongly.png", "JPEG", comment=b"kept")
    apsync.attach_thumbnail(scene, str(tmp_path / "named_wrongly.png"))
    path = apsync.get_thumbnail(scene)
    assert path.endswith(".jpg")
    assert stored(path) == (tmp_path / "named_wrongly.png").read_bytes()
    attach(scene, tmp_path / "local.png")
    assert apsync.get_thumbnail(scene).endswith(".png")


def test_detail_and_preview_are_two_slots(scene, tmp_path):
    detail = attach(scene, tmp_path / "d.png", (1, 1, 1))
    assert apsync.get_thumbnail(scene, False) is None
    preview = attach(scene, tmp_path / "p.png", (2, 2, 2), is_detail=False)
    assert stored(apsync.get_thumbnail(scene, True)) == detail
    assert stored(apsync.get_thumbnail(scene, False)) == preview
    replaced = attach(scene, tmp_path / "d.png", (3, 3, 3))
    assert stored(apsync.get_thumbnail(scene, True)) == replaced
    assert stored(apsync.get_thumbnail(scene, False)) == preview


def test_attach_thumbnails_fills_both_slots(scene, tmp_path):
    preview, detail = png(tmp_path / "p.png", 10), png(tmp_path / "d.png", 20)
    apsync.attach_thumbnails(scene, str(preview), str(detail))
    assert stored(apsync.get_thumbnail(scene, False)) == preview.read_bytes()
    assert stored(apsync.get_thumbnail(scene, True)) == detail.read_bytes()


def test_attach_thumbnails_stores_neither_when_one_is_bad(scene, tmp_path):
    good, bad = png(tmp_path / "p.png"), damaged_png(tmp_path / "d.png")
    with pytest.raises(ValueError, match=r"d\.png"):
        apsync.attach_thumbnails(scene, str(good), str(bad))
    assert apsync.get_thumbnail(scene, False) is None


@pytest.mark.parametrize("which", ["file_path", "local_file"])
def test_a_missing_file_is_filenotfounderror(scene, tmp_path, which):
    missing, there = str(tmp_path / "missing.png"), str(png(tmp_path / "a.png"))
    arguments = (missing, there) if which == "file_path" else (scene, missing)
    with pytest.raises(FileNotFoundError) as caught:
        apsync.attach_thumbnail(*arguments)
    assert caught.value.path == caught.value.filename == missing
    assert caught.value.code == "not-found"


def test_an_error_names_the_file_as_the_caller_did(scene, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments in (("missing", scene), (scene, "missing")):
        with pytest.raises(FileNotFoundError) as caught:
            apsync.attach_thumbnail(*arguments)
        assert caught.value.path == caught.value.filename == "missing"
    Path("notes.txt").write_text("not a picture", encoding="utf-8")
    with pytest.raises(ValueError, match="PNG") as refused:
        apsync.attach_thumbnail(scene, "notes.txt")
    assert refused.value.path == "notes.txt"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"GIF89a", "gif"),
        (b"plain text", ""),
        (b"", ""),
        (png_bytes(300, 300)[:300], ""),
    ],
)
def test_a_local_file_that_is_no_whole_png_or_jpeg_is_valueerror(scene, tmp_path, content, told):
    local = tmp_path / "local.png"
    local.write_bytes(content)
    if told:
        quadrants().save(local, told)
    with pytest.raises(ValueError, match=r"local\.png") as caught:
        apsync.attach_thumbnail(scene, str(local))
    assert told in caught.value.detail.lower()
    assert apsync.get_thumbnail(scene) is None


@pytest.mark.parametrize("extension", ["png", "jpg"])
@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_a_local_file_that_ends_early_is_valueerror(scene, tmp_path, extension, kept):
    local = tmp_path / f"local.{extension}"
    from PIL import Image

    noise = Image.frombytes("RGB", (200, 200), os.urandom(120000))
    noise.save(local)
    data = local.read_bytes()
    local.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(ValueError, match=r"local\."):
        apsync.attach_thumbnail(scene, str(local))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((b"a", "b"), "file_path"),
        (("a", 5), "local_file"),
        (("a", "b", 1), "is_detail"),
        ((None, "b"), "file_path"),
    ],
)
def test_wrong_types_raise_typeerror(arguments, named):
    with pytest.raises(TypeError, match=named):
        apsync.attach_thumbnail(*arguments)


def test_a_picture_of_gigabytes_is_refused_before_it_is_copied(scene, tmp_path):
    local = png(tmp_path / "a.png")
    os.truncate(local, 3 << 30)
    with pytest.raises(ValueError, match="at most 512"):
        apsync.attach_thumbnail(str(scene), str(local))
    assert apsync.get_thumbnail(str(scene)) is None


def test_wrong_types_for_get_raise_typeerror(scene):
    with pytest.raises(TypeError, match="is_detail"):
        apsync.get_thumbnail(scene, "detail")
    with pytest.raises(TypeError, match="file_path"):
        apsync.get_thumbnail(7)


def test_paths_may_be_path_objects(scene, tmp_path):
    apsync.attach_thumbnail(Path(scene), png(tmp_path / "a.png"))
    assert apsync.get_thumbnail(Path(scene)) == apsync.get_thumbnail(scene)


def test_none_for_a_file_that_is_not_there_or_has_none(scene, tmp_path):
    assert apsync.get_thumbnail(str(tmp_path / "missing.blend")) is None
    assert apsync.get_thumbnail(scene) is None
    assert apsync.get_thumbnail(scene, False) is None


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 5000, "x" * 50_000, "\ud800"])
def test_none_for_a_path_that_no_file_can_have(path):
    assert apsync.get_thumbnail(path) is None


def test_none_for_a_file_that_was_deleted(scene, tmp_path):
    attach(scene, tmp_path / "local.png")
    os.remove(scene)
    assert apsync.get_thumbnail(scene) is None


def test_scripts_may_rename_and_delete_beside_and_over_the_copy(scene, tmp_path):
    data = attach(scene, tmp_path / "local.png")
    path = apsync.get_thumbnail(scene)
    beside = Path(path).parent / "beside.png"
    beside.write_bytes(b"script's own")
    os.replace(beside, path)
    assert stored(apsync.get_thumbnail(scene)) == data
    path = apsync.get_thumbnail(scene)
    os.rename(path, Path(path).parent / "renamed.png")
    assert stored(apsync.get_thumbnail(scene)) == data
    os.remove(apsync.get_thumbnail(scene))
    assert stored(apsync.get_thumbnail(scene)) == data
    shutil.rmtree(Path(apsync.get_thumbnail(scene)).parent)
    assert stored(apsync.get_thumbnail(scene)) == data


def test_writing_into_the_copy_leaves_the_stored_picture(scene, tmp_path):
    data = attach(scene, tmp_path / "local.png")
    path = apsync.get_thumbnail(scene)
    with open(path, "r+b") as copy:
        copy.write(b"overwritten")
    assert stored(apsync.get_thumbnail(scene)) == data


def test_folder_of_the_copy_belongs_to_that_one_thumbnail(scene, tmp_path):
    attach(scene, tmp_path / "d.png", (1, 1, 1))
    attach(scene, tmp_path / "p.png", (2, 2, 2), is_detail=False)
    other = tmp_path / "other.blend"
    other.write_bytes(os.urandom(4096))
    attach(str(other), tmp_path / "o.png", (1, 1, 1))
    paths = [apsync.get_thumbnail(scene), apsync.get_thumbnail(scene, False)]
    paths.append(apsync.get_thumbnail(str(other)))
    assert len({os.path.dirname(path) for path in paths}) == 3
    for path in paths:
        assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


def test_a_new_attach_returns_a_new_path(scene, tmp_path):
    attach(scene, tmp_path / "local.png", (1, 1, 1))
    first = apsync.get_thumbnail(scene)
    assert apsync.get_thumbnail(scene) == first
    attach(scene, tmp_path / "local.png", (2, 2, 2))
    second = apsync.get_thumbnail(scene)
    assert second != first
    assert opened(second).getpixel((0, 0)) == (2, 2, 2)


def test_a_moved_file_keeps_its_thumbnail(scene, tmp_path):
    data = attach(scene, tmp_path / "local.png")
    preview = attach(scene, tmp_path / "local.png", (9, 9, 9), is_detail=False)
    (tmp_path / "elsewhere").mkdir()
    moved = shutil.move(scene, tmp_path / "elsewhere" / "renamed.blend")
    assert stored(apsync.get_thumbnail(str(moved))) == data
    assert stored(apsync.get_thumbnail(str(moved), False)) == preview


def test_a_copied_file_has_none(scene, tmp_path):
    attach(scene, tmp_path / "local.png")
    copy = shutil.copy(scene, tmp_path / "copy.blend")
    assert apsync.get_thumbnail(str(copy)) is None


def test_a_small_file_is_not_known_again_by_its_content(tmp_path):
    small = tmp_path / "small.txt"
    small.write_bytes(b"x" * 1023)
    attach(str(small), tmp_path / "local.png")
    moved = shutil.move(small, tmp_path / "moved.txt")
    assert apsync.get_thumbnail(str(moved)) is None


def test_an_edited_file_keeps_its_thumbnail(scene, tmp_path):
    data = attach(scene, tmp_path / "local.png")
    Path(scene).write_bytes(os.urandom(9000))
    assert stored(apsync.get_thumbnail(scene)) == data


def test_the_many_spellings_of_a_path_are_one_file(scene, tmp_path, monkeypatch):
    data = attach(scene, tmp_path / "local.png")
    (tmp_path / "sub").mkdir()
    os.symlink(tmp_path, tmp_path / "sub" / "link")
    monkeypatch.chdir(tmp_path)
    for spelling in (
        "scene.blend",
        "./sub/../scene.blend",
        "sub/link/scene.blend",
        f"{tmp_path}//scene.blend",
    ):
        assert stored(apsync.get_thumbnail(spelling)) == data, spelling


def test_unicode_forms_of_a_name_are_one_file_where_both_are_there(tmp_path):
    composed, decomposed = tmp_path / "\u00fcber.blend", tmp_path / "u\u0308ber.blend"
    composed.write_bytes(os.urandom(4096))
    if not decomposed.exists():
        decomposed.write_bytes(composed.read_bytes())
    data = attach(str(composed), tmp_path / "local.png")
    assert stored(apsync.get_thumbnail(str(decomposed))) == data


def test_a_project_with_an_apsync_folder_carries_its_pictures_along(tmp_path):
    project = tmp_path / "project"
    (project / ".apsync").mkdir(parents=True)
    scene = project / "shots" / "scene.blend"
    scene.parent.mkdir()
    scene.write_bytes(b"tiny")
    data = attach(str(scene), tmp_path / "local.png")
    assert any((project / ".apsync" / "thumbnails").rglob("*"))
    project.rename(tmp_path / "moved")
    moved = tmp_path / "moved" / "shots" / "scene.blend"
    assert stored(apsync.get_thumbnail(str(moved))) == data


def test_apsync_store_names_the_folder(scene, tmp_path, script):
    png(tmp_path / "local.png")
    code = "import sys, apsync; apsync.attach_thumbnail(*sys.argv[1:])"
    script(code, scene, tmp_path / "local.png", APSYNC_STORE=tmp_path / "store")
    assert (tmp_path / "store" / "blobs").is_dir()
    assert apsync.get_thumbnail(scene) is None


def test_threads_may_attach_and_get_at_once(scene, tmp_path):
    given = [png_bytes(20, 20, (n, n, n)) for n in range(8)]
    failures = []

    def work(number):
        try:
            for turn in range(10):
                local = tmp_path / f"local{number}_{turn}.png"
                local.write_bytes(given[number])
                apsync.attach_thumbnail(scene, str(local))
                assert stored(apsync.get_thumbnail(scene)) in given
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


ATTACH_OFTEN = """
import sys, apsync
scene, local, slot = sys.argv[1:]
for _ in range(200):
    apsync.attach_thumbnail(scene, local, slot == "detail")
    assert apsync.get_thumbnail(scene, slot == "detail"), "lost"
"""


def test_two_processes_attaching_to_both_slots_lose_nothing(scene, tmp_path, script):
    local = {
        slot: png(tmp_path / f"{slot}.png", size) for slot, size in (("detail", 9), ("preview", 8))
    }
    failures = []

    def work(slot):
        try:
            script(ATTACH_OFTEN, scene, local[slot], slot)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(slot,)) for slot in local]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert stored(apsync.get_thumbnail(scene, True)) == local["detail"].read_bytes()
    assert stored(apsync.get_thumbnail(scene, False)) == local["preview"].read_bytes()
