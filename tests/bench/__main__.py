"""Installs the peers, then runs the benchmark with the interpreter that has them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from . import environment, options, places


def main() -> int:
    options.parse()
    missing = environment.prepare()
    told = {"APSYNC_PYTHON": sys.executable, "APSYNC_BENCH_MISSING": json.dumps(missing)}
    command = [str(places.venv_python()), "-m", "tests.bench.run", *sys.argv[1:]]
    return subprocess.call(command, cwd=places.ROOT, env={**os.environ, **told})


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
