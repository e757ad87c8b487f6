"""Builds the Go library into the package; everything else is in pyproject.toml.

The library is an extension module to setuptools, so that every way to install,
editable ones too, builds it and puts it in its place. GOOS, GOARCH and CC build for
another system; name its wheel with --plat-name.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist
from setuptools.errors import CompileError

ROOT = Path(__file__).resolve().parent
SUFFIXES = {"windows": ".dll", "darwin": ".dylib"}


def version() -> str:
    """Returns the version, from the one file that has it."""
    text = (ROOT / "python" / "apsync" / "_version.py").read_text(encoding="utf-8")
    return re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)[0]


class BuildLibrary(build_ext):
    """Builds the library with Go in the place of a C compiler."""

    def get_ext_filename(self, fullname: str) -> str:
        """Returns the library's file name, which has no tag of a Python version."""
        system = os.environ.get("GOOS") or {"win32": "windows"}.get(sys.platform, sys.platform)
        return os.path.join(*fullname.split(".")) + SUFFIXES.get(system, ".so")

    def copy_extensions_to_source(self) -> None:
        """Puts the library into the source tree, for an editable installation."""
        (ROOT / "python" / "apsync" / "_lib").mkdir(exist_ok=True)
        super().copy_extensions_to_source()

    def build_extension(self, ext: Extension) -> None:
        """Runs go build."""
        environment = {**os.environ, "CGO_ENABLED": "1"}
        self._check_tools(environment)
        target = Path(self.get_ext_fullpath(ext.name)).absolute()
        target.parent.mkdir(parents=True, exist_ok=True)
        flags = f"-s -w -X apsync/core.Version={version()}"
        command = ["go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false"]
        command += ["-ldflags", flags, "-o", str(target), "./capi"]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            raise CompileError("go could not build the apsync library; it says why above")
        # go writes a C header beside the library; nobody needs it here
        target.with_suffix(".h").unlink(missing_ok=True)

    @staticmethod
    def _check_tools(environment: "dict[str, str]") -> None:
        if shutil.which("go") is None:
            raise CompileError(
                "apsync is built with Go, and there is no 'go' on the PATH: install Go 1.26 or"
                " newer, or install a ready-made wheel of apsync"
            )
        asked = ["go", "env", "CC"]
        compiler = subprocess.run(
            asked, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        ).stdout.strip()
        if not compiler or shutil.which(compiler.split()[0]) is None:
            raise CompileError(
                f"apsync is built with Go and a C compiler, and there is no '{compiler}' on the"
                " PATH: install gcc or clang, or name a C compiler in the environment variable CC"
            )


class PlatformWheel(bdist_wheel):
    """Names the wheel for any Python 3, and for one platform."""

    def get_tag(self) -> "tuple[str, str, str]":
        """Returns the wheel's tag."""
        return ("py3", "none", super().get_tag()[2])


class SourceArchive(sdist):
    """Adds to the archive what the library is built of, and the tests."""

    def make_distribution(self) -> None:
        """Makes the archive."""
        self.filelist.extend(self._sources())
        self.filelist.sort()
        self.filelist.remove_duplicates()
        super().make_distribution()

    @staticmethod
    def _sources() -> "list[str]":
        wanted = [
            ROOT / name
            for name in ("go.mod", "go.sum", "Makefile", "README.md", "CHANGELOG.md", "LICENSE")
        ]
        left_out = re.compile(r"/(\.|_lib/|__pycache__/|out/|[^/]*\.egg-info/)")
        for folder in ("capi", "core", "python", "tests"):
            wanted += (ROOT / folder).rglob("*")
        names = [path.relative_to(ROOT).as_posix() for path in wanted if path.is_file()]
        return [name for name in names if not left_out.search("/" + name)]


setup(
    ext_modules=[Extension("apsync._lib.libapsync", sources=[])],
    cmdclass={"build_ext": BuildLibrary, "bdist_wheel": PlatformWheel, "sdist": SourceArchive},
)
