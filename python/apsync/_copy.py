"""A private copy of a file, for as long as it takes to load it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def private_copy(path: str, folder: str) -> Iterator[str]:
    """Makes a copy of the file at path in folder, and removes its name at the end."""
    suffix = os.path.splitext(path)[1]
    handle, name = tempfile.mkstemp(prefix="apsync-", suffix=suffix, dir=folder)
    try:
        with os.fdopen(handle, "wb") as target, open(path, "rb") as source:
            shutil.copyfileobj(source, target, 1 << 20)
        yield name
    finally:
        # some systems do not remove what is loaded; there it stays a temporary file
        with suppress(OSError):
            os.unlink(name)


def folders(path: str) -> list[str]:
    """Returns where a copy of path may be made.

    The second is for systems whose temporary files may not be executed.
    """
    return [tempfile.gettempdir(), os.path.dirname(path)]
