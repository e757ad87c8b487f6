"""A private copy of a file, for as long as it takes to load it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def private_copy(path: Path, folder: Path) -> Iterator[Path]:
    """Makes a copy of the file at path in folder, and removes its name at the end."""
    handle, name = tempfile.mkstemp(prefix="apsync-", suffix=path.suffix, dir=folder)
    try:
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            shutil.copyfileobj(source, target, 1 << 20)
        yield Path(name)
    finally:
        # some systems do not remove what is loaded; there it stays a temporary file
        with suppress(OSError):
            os.unlink(name)


def folders(path: Path) -> list[Path]:
    """Returns where a copy of path may be made.

    The second is for systems whose temporary files may not be executed.
    """
    return [Path(tempfile.gettempdir()), path.parent]
