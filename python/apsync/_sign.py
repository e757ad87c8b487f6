"""A sign that work is to stop, which every process of this machine can see.

An executor's tasks may run in other processes, whose only link to the caller is what
was sent with the task. So the sign is a temporary file: while it is empty the work goes
on, and a byte in it ends the work. To look costs some microseconds.
"""

import os
import tempfile
from contextlib import suppress


class Sign:
    """The sign of one batch, in the process that made it."""

    def __init__(self) -> None:
        handle, self.path = tempfile.mkstemp(prefix="apsync-", suffix=".stop")
        os.close(handle)

    def give(self) -> None:
        """Tells all who look that the work is to stop; to do so again changes nothing."""
        # "a", as "w" would empty the file for a moment
        with suppress(OSError), open(self.path, "ab") as file:
            file.write(b"1")

    def remove(self) -> None:
        """Removes the file, once nobody needs to look any more."""
        with suppress(OSError):
            os.unlink(self.path)


def given(path: str) -> bool:
    """Returns whether the sign at path was given."""
    try:
        return os.stat(path).st_size > 0
    except OSError:
        return False
