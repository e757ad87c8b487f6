"""Archives and wheels: what is in them, what they are called, what is said without tools."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import apsync

ROOT = Path(__file__).parent.parent
LIBRARY = Path("apsync/_lib") / {"win32": "libapsync.dll", "darwin": "libapsync.dylib"}.get(
    sys.platform, "libapsync.so"
)

pytestmark = pytest.mark.skipif(shutil.which("go") is None, reason="building needs Go")


def build(source, kind, target, **environment):
    """Makes a wheel or an sdist of a source folder with the tools that are installed."""
    code = f"""
import sys
from setuptools.build_meta import build_{kind}
print(build_{kind}(sys.argv[1]))
"""
    return subprocess.run(
        [sys.executable, "-c", code, str(target)],
        cwd=source,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The unpacked source archive, as made in a copy of the source without git."""
    folder = tmp_path_factory.mktemp("sdist")
    ignored = shutil.ignore_patterns(".*", "build", "dist", "_lib", "*.egg-info", "__pycache__")
    source = shutil.copytree(ROOT, folder / "source", ignore=ignored)
    done = build(source, "sdist", folder, PATH=os.environ["PATH"])
    assert done.returncode == 0, done.stderr
    name = done.stdout.splitlines()[-1]
    assert name == f"apsync-{apsync.__version__}.tar.gz"
    with tarfile.open(folder / name) as packed:
        packed.extractall(folder)
    return folder / name[: -len(".tar.gz")]


@pytest.fixture(scope="module")
def wheels(archive, tmp_path_factory):
    """Two wheels, built of the source archive in two folders."""
    made = []
    for name in ("one", "two"):
        source = shutil.copytree(archive, tmp_path_factory.mktemp(name) / f"source-{name}")
        target = tmp_path_factory.mktemp(f"wheel-{name}")
        done = build(source, "wheel", target, SOURCE_DATE_EPOCH="1700000000")
        assert done.returncode == 0, done.stderr + done.stdout
        made.append(target / done.stdout.splitlines()[-1])
    return made


def test_source_archive_has_the_go_sources_and_no_built_things(archive):
    for name in ("go.mod", "go.sum", "setup.py", "capi/capi.go", "core/doc.go", "README.md"):
        assert (archive / name).is_file(), name
    assert (archive / "tests" / "conftest.py").is_file()
    assert not [*archive.rglob("*.so"), *archive.rglob("__pycache__"), *archive.rglob(".git")]


def test_wheel_is_for_any_python_3_of_one_platform(wheels):
    python, abi, platform = wheels[0].stem.split("-")[-3:]
    assert (python, abi) == ("py3", "none")
    assert platform != "any"


def test_wheel_holds_the_package_and_the_library(wheels):
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = set(wheel.namelist())
        metadata = next(name for name in names if name.endswith("/WHEEL"))
        text = wheel.read(metadata).decode()
    expected = {"__init__.py", "__init__.pyi", "__main__.py", "py.typed"}
    assert {f"apsync/{name}" for name in expected} | {LIBRARY.as_posix()} <= names
    assert {name.split("/")[0] for name in names} == {"apsync", metadata.split("/")[0]}
    assert not [name for name in names if name.endswith((".go", ".h"))]
    assert "Root-Is-Purelib: false" in text


def test_wheel_is_reproducible(wheels):
    first, second = (zipfile.ZipFile(wheel) for wheel in wheels)
    with first, second:
        record = next(name for name in first.namelist() if name.endswith("/RECORD"))
        assert first.read(record) == second.read(record)


def test_installed_wheel_works_and_knows_its_version(wheels, tmp_path, script):
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(tmp_path / "site")
    code = f"""
import sys
sys.path.insert(0, {str(tmp_path / "site")!r})
import apsync
from apsync import _library, _native
assert apsync.__file__.startswith(sys.path[0])
assert str(_library.load().path).startswith(sys.path[0])
assert _native.call({{"op": "doctor"}})["version"] == apsync.__version__
"""
    script(code, APSYNC_LIBRARY="")


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
@pytest.mark.parametrize(
    ("tools", "sentence"),
    [
        ([], "apsync is built with Go, and there is no 'go' on the PATH"),
        (["go"], "apsync is built with Go and a C compiler, and there is no"),
    ],
)
def test_a_missing_tool_is_one_clear_sentence(archive, tmp_path, tools, sentence):
    (tmp_path / "bin").mkdir()
    for tool in tools:
        (tmp_path / "bin" / tool).symlink_to(os.path.realpath(shutil.which(tool)))
    done = build(archive, "wheel", tmp_path, PATH=str(tmp_path / "bin"))
    assert done.returncode != 0
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert sentence in line
    assert "Traceback" not in done.stderr
