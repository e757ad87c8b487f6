"""Workers seen from the benchmark: started, asked, ended."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import places

PATIENCE = 300.0
"""Seconds after which an answer is given up."""

COMMON = ("apsync", "libvips", "sharp", "Pillow", "OpenCV")
"""Peers that read the common formats."""

PEERS = (*COMMON, "OpenImageIO", "ImageMagick")

THREADLESS = {"Pillow"}
"""Peers that use one core for one picture whatever they are told."""


class WorkerError(Exception):
    """A worker could not do what it was asked."""


class Process:
    """One worker: a library with a number of threads for one picture."""

    def __init__(self, peer: str, threads: int) -> None:
        self.peer = peer
        self.name = f"{peer}-{threads}"
        self.out = places.OUT / self.name
        self.out.mkdir(parents=True, exist_ok=True)
        with places.LOG.open("ab") as log:
            self._process = subprocess.Popen(
                _command(peer, threads),
                cwd=places.ROOT,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def ask(self, op: str, **order: Any) -> dict[str, Any]:
        """Returns the worker's answer; raises WorkerError when it cannot."""
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        timer = threading.Timer(PATIENCE, self._process.kill)
        timer.start()
        try:
            pipe_in.write(json.dumps({"op": op, **order}).encode() + b"\n")
            pipe_in.flush()
            line = pipe_out.readline()
        except OSError as error:
            raise WorkerError(f"the worker ended: {error}") from error
        finally:
            timer.cancel()
        if not line:
            raise WorkerError(f"no answer within {PATIENCE:.0f} s, or the worker ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer

    def close(self) -> None:
        """Ends the worker."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextlib.contextmanager
def started(wishes: list[tuple[str, int]]) -> Iterator[list[Process]]:
    """Starts a worker for each pair of a peer and a number of threads."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Process(peer, threads)) for peer, threads in wishes]


def versions(missing: dict[str, str]) -> dict[str, str]:
    """Returns the versions of the peers that work; adds the others to missing."""
    found = {}
    for peer in PEERS:
        if peer in missing:
            continue
        with Process(peer, 1) as process:
            try:
                found[peer] = process.ask("version")["version"]
            except WorkerError as failure:
                missing[peer] = str(failure)
    return found


def _command(peer: str, threads: int) -> list[str]:
    if peer == "sharp":
        script = Path(__file__).with_name("sharp.mjs")
        return ["node", str(script), str(places.NODE), str(threads)]
    python = os.environ["APSYNC_PYTHON"] if peer == "apsync" else str(places.venv_python())
    return [python, "-m", "tests.bench.worker", peer, str(threads)]


def environment() -> dict[str, str]:
    """Returns the environment, with nothing of the user's that changes how apsync works."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("APSYNC_")}
    # a folder that is not there: neither settings nor attachments of the user
    nowhere = str(places.BUILD / "home")
    return {**kept, "XDG_CONFIG_HOME": nowhere, "XDG_DATA_HOME": nowhere, "XDG_CACHE_HOME": nowhere}
