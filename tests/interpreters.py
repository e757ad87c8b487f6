"""Runs the tests that depend on the Python version with every Python found.

``make test-pythons`` runs it. Each version gets an environment below build/pythons,
set up once; the package is taken from the source tree with the library built there.
Pythons without the global lock count as versions of their own, such as 3.13t.
PYTHONS in the environment, a list like PATH, names further ones.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = 9, 14
TESTS = (
    *("signatures", "errors", "library", "generate", "attachments", "processes"),
    "host_interpreters",
)

PROBE = """
import sys, sysconfig, venv, ensurepip
free = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
print("%d.%d" % sys.version_info[:2] + free)
"""


def main() -> int:
    """Run the tests and return the exit code."""
    for version, python in interpreters().items():
        print(f"Python {version}: ", end="", flush=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
        command = [str(prepared(version, python)), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += [str(ROOT / "tests" / f"test_{name}.py") for name in TESTS]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
        )
        print(done.stdout.strip().rpartition("\n")[2])
        if done.returncode:
            print(done.stdout, done.stderr)
            return 1
    return 0


def prepared(version: str, python: str) -> Path:
    """Return the Python of an environment that has what the tests need."""
    folder = ROOT / "build" / "pythons" / version
    installed = folder / "bin" / "python"
    stamp = folder / ".ready"
    if not stamp.exists():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        needs = ["--prefer-binary", "pytest", "Pillow", "tqdm"]
        pip = [str(installed), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, *needs], check=True)
        stamp.touch()
    return installed


def interpreters() -> dict[str, str]:
    """Return the Pythons on this machine that the package supports, by version."""
    found: dict[str, str] = {}
    for python in candidates():
        answer = subprocess.run([python, "-c", PROBE], check=False, capture_output=True, text=True)
        if answer.returncode == 0:
            found.setdefault(answer.stdout.strip(), python)
    return found or {"{}.{}".format(*sys.version_info): sys.executable}


def free_threaded() -> dict[str, str]:
    """Return those that have no global lock."""
    return {version: python for version, python in interpreters().items() if version[-1] == "t"}


def candidates() -> list[str]:
    """Return what may be a Python, those that are asked for by name first."""
    named = [python for python in os.environ.get("PYTHONS", "").split(os.pathsep) if python]
    for minor in range(OLDEST, NEWEST + 1):
        for version in (f"3.{minor}", f"3.{minor}t"):
            named += filter(None, [shutil.which(f"python{version}")])
        named += managed(minor)
    return named


def managed(minor: int) -> list[str]:
    """Return the Pythons of that version that a version manager installed."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    return [str(path) for path in sorted(root.glob(f"versions/3.{minor}.*/bin/python3"))]


if __name__ == "__main__":
    sys.exit(main())
