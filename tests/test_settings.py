"""Settings: where they come from, which is the strongest, and the limits that they set."""

import logging

import pytest

import apsync
from pictures import opened, png

GENERATE = """
import logging, sys, apsync
output, workspace, *files = sys.argv[1:]
logging.basicConfig(stream=sys.stdout, format="%(message)s")
apsync.generate_thumbnails(files, output, True, True, workspace or None)
"""


@pytest.fixture
def layers(tmp_path):
    """A function that writes preview sizes into the layers' files; a picture in a project."""
    (tmp_path / "project" / ".apsync").mkdir(parents=True)
    png(tmp_path / "project" / "inside.png", 500, 500)
    png(tmp_path / "outside.png", 500, 500)
    places = {
        "user": tmp_path / "config" / "apsync" / "config.toml",
        "workspace": tmp_path / "config" / "apsync" / "workspaces" / "studio.toml",
        "project": tmp_path / "project" / ".apsync" / "config.toml",
    }

    def write(**sizes):
        for layer, size in sizes.items():
            places[layer].parent.mkdir(parents=True, exist_ok=True)
            places[layer].write_text(f"preview_size = {size}\n", encoding="utf-8")

    return write


@pytest.fixture
def side(tmp_path, script):
    """A function that makes a preview of the file and returns its size."""

    def make(file, workspace="", **environment):
        environment.setdefault("XDG_CONFIG_HOME", tmp_path / "config")
        script(GENERATE, tmp_path / "out", workspace, tmp_path / file, **environment)
        stem = file.split("/")[-1].split(".")[0]
        return opened(tmp_path / "out" / f"{stem}_pt.png").width

    return make


def test_the_built_in_size_is_256(side, layers):
    assert side("outside.png") == 256


def test_the_users_settings_are_stronger_than_the_built_in(side, layers):
    layers(user=100)
    assert side("outside.png") == 100
    assert side("project/inside.png") == 100


def test_the_workspaces_settings_are_stronger_than_the_users(side, layers):
    layers(user=100, workspace=110)
    assert side("outside.png", "studio") == 110
    assert side("outside.png", "another") == 100
    assert side("outside.png") == 100


def test_the_projects_settings_apply_in_it_in_place_of_the_workspaces(side, layers):
    layers(user=100, workspace=110, project=120)
    assert side("project/inside.png", "studio") == 120
    assert side("outside.png", "studio") == 110


def test_the_environment_is_the_strongest(side, layers):
    layers(user=100, workspace=110, project=120)
    assert side("project/inside.png", "studio", APSYNC_PREVIEW_SIZE=130) == 130


@pytest.mark.parametrize("workspace", ["../../escape", "a/b", "..", "x" * 1000, "ünï", "a\nb", "."])
def test_a_workspace_is_an_opaque_string(tmp_path, out, workspace):
    assert apsync.generate_thumbnail(str(png(tmp_path / "a.png")), str(out), workspace_id=workspace)


LIMITS = {
    "limit-memory": {"APSYNC_MEMORY": "1MB"},
    "limit-pixels": {"APSYNC_MAX_PIXELS": "1000"},
    "deadline": {"APSYNC_DEADLINE": "10ms"},
}


@pytest.mark.parametrize("code", LIMITS)
def test_a_limit_fails_the_file_and_names_the_setting_that_raises_it(tmp_path, script, code):
    from PIL import Image

    noise = Image.effect_noise((4000, 4000), 90)
    noise.convert("RGB").save(tmp_path / "large.png", compress_level=1)
    script_code = """
import sys
from apsync import jobs
result, = jobs.generate(sys.argv[2:], sys.argv[1], jobs.Options(detail=True))
print(result.error.code, result.error)
"""
    told = script(script_code, tmp_path / "out", tmp_path / "large.png", **LIMITS[code])
    assert told.startswith(code + " ")
    (variable,) = LIMITS[code]
    assert variable in told or variable.replace("APSYNC_", "").lower() in told
    assert not list((tmp_path / "out").glob("*"))


def test_a_wrong_setting_is_said_so(tmp_path, out, script):
    code = """
import sys, apsync
try:
    apsync.generate_thumbnail(sys.argv[1], sys.argv[2])
except ValueError as error:
    print(error)
"""
    told = script(code, png(tmp_path / "a.png"), out, APSYNC_PREVIEW_SIZE="huge")
    assert "APSYNC_PREVIEW_SIZE" in told
    assert "huge" in told


def test_logger_is_the_documented_one(tmp_path, out, caplog):
    with caplog.at_level(logging.DEBUG):
        apsync.generate_thumbnails([str(tmp_path / "missing.png")], str(out))
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("apsync", logging.WARNING)
