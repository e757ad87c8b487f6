"""Runs the tests of the host process for long, with every Python found: 10,000 calls,
200 pools, and so on. ``make host`` runs it, and prints how long each test took.

Run by hand, it takes the versions to try as arguments.
"""

import os
import subprocess
import sys

from interpreters import ROOT, interpreters, prepared

TIMES = 25
"""How many times longer than in ``make test`` the tests that repeat something go on."""


def main() -> int:
    """Run the tests and return the exit code."""
    environment = {**os.environ, "TIMES": os.environ.get("TIMES", str(TIMES))}
    environment["PYTHONPATH"] = str(ROOT / "python")
    folder = ROOT / "tests"
    tests = [*sorted(folder.glob("test_host*.py")), folder / "test_faults.py"]
    failures = []
    for version, python in interpreters().items():
        if sys.argv[1:] and version not in sys.argv[1:]:
            continue
        print(f"Python {version}", flush=True)
        command = [str(prepared(version, python)), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["--durations=20", *map(str, tests)]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failures.append(version)
    if failures:
        print("failed with Python", ", ".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
