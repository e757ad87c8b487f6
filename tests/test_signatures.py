"""The five functions look as the documentation shows them, and its examples run."""

import inspect
import sys
import typing

import pytest

import apsync
from pictures import png

GENERATE = (
    "output_directory: str, with_preview: bool = True, with_detail: bool = False,"
    " workspace_id: Optional[str] = None"
)
DOCUMENTED = {
    "generate_thumbnail": f"(file_path: str, {GENERATE}) -> bool",
    "generate_thumbnails": f"(file_paths: List[str], {GENERATE}) -> List[str]",
    "attach_thumbnail": "(file_path: str, local_file: str, is_detail: bool = True) -> None",
    "attach_thumbnails": "(file_path: str, preview: str, detail: str) -> None",
    "get_thumbnail": "(file_path: str, is_detail: bool) -> Optional[str]",
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_signature_is_the_documented_one(name):
    shown = str(inspect.signature(getattr(apsync, name)))
    if sys.version_info >= (3, 14):
        shown = shown.replace("str | None", "Optional[str]")
    assert shown == DOCUMENTED[name]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_function_is_documented_and_knows_its_name(name):
    function = getattr(apsync, name)
    assert function.__name__ == name
    assert function.__doc__
    assert "return" in typing.get_type_hints(function)


def test_documented_examples_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_scene.blend").write_bytes(b"BLENDER-v300")
    png("my_rendering.png")
    apsync.attach_thumbnail("my_scene.blend", "my_rendering.png")
    detail_thumbnail = apsync.get_thumbnail("my_scene.blend")
    with open(detail_thumbnail, "rb") as copy, open("my_rendering.png", "rb") as original:
        assert copy.read() == original.read()


def test_documented_keyword_calls_run(tmp_path):
    picture = str(png(tmp_path / "a.png"))
    output = str(tmp_path / "out")
    assert apsync.generate_thumbnail(picture, output, with_preview=True, with_detail=False) is True
    made = apsync.generate_thumbnails(
        [picture], output, with_detail=True, with_preview=False, workspace_id="studio"
    )
    assert made == [picture]
    assert apsync.attach_thumbnail(picture, picture, is_detail=False) is None
    assert apsync.get_thumbnail(picture, is_detail=False)


def test_get_thumbnail_with_one_argument_means_detail(tmp_path):
    file, detail, preview = (str(png(tmp_path / f"{n}.png", 40 + n)) for n in range(3))
    apsync.attach_thumbnails(file, preview, detail)
    assert apsync.get_thumbnail(file) == apsync.get_thumbnail(file, True)
    assert apsync.get_thumbnail(file) != apsync.get_thumbnail(file, False)


def test_package_says_its_version_and_names():
    assert apsync.__version__.count(".") == 2
    assert set(DOCUMENTED) < set(apsync.__all__)
