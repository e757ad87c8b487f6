"""Finds the files under a folder that apsync can make thumbnails of."""

import logging
import os
import stat
from collections.abc import Iterator
from typing import Any, Optional

from . import _arguments, _native

# The length, type and text of the chunk (PNG 3rd edition §11.3.3.2), which the core
# writes before the texts whose length depends on the file.
_MADE_BY_US = b"\0\0\0\x0ftEXtSoftware\0apsync"

_log = logging.getLogger("apsync")


def formats() -> list[dict[str, Any]]:
    """Returns the formats that are read, in the order in which they are tried.

    Each has name, title, extensions, mimetype and reads, which says what is read of it.
    """
    listed: list[dict[str, Any]] = _native.call({"op": "formats"})["formats"] or []
    return listed


def find(
    folder: _arguments.PathArgument, skip: Optional[_arguments.PathArgument] = None
) -> Iterator[str]:
    """Yields the files under folder whose extension is that of a format, sorted.

    Hidden folders and files are left out, so are thumbnails that apsync made, by whatever
    call, and so is the folder skip. Symbolic links
    to folders are not followed. A folder that cannot be read is logged and left out;
    if it is folder itself, the OSError is raised.
    """
    top = _arguments.path("folder", folder)
    left_out = None if skip is None else os.path.realpath(_arguments.path("skip", skip))
    endings = tuple("." + name.lstrip(".") for row in formats() for name in row["extensions"])
    os.scandir(top).close()
    for where, inner, names in os.walk(top, onerror=_warn):
        inner[:] = sorted(
            name
            for name in inner
            if not name.startswith(".") and not _is(os.path.join(where, name), left_out)
        )
        for name in sorted(names):
            path = os.path.join(where, name)
            if name.lower().endswith(endings) and not name.startswith(".") and not _ours(path):
                yield path


def _ours(path: str) -> bool:
    """Returns whether the file is a thumbnail that generate made: its name and text say so."""
    if not path.endswith(("_pt.png", "_dt.png")):
        return False
    try:
        # a pipe of that name would wait for its writer
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as file:
            head = file.read(1024)
    except OSError:
        return False  # whoever reads it will say so
    return head.startswith(b"\x89PNG\r\n\x1a\n") and _MADE_BY_US in head


def _is(folder: str, other: Optional[str]) -> bool:
    return other is not None and os.path.realpath(folder) == other


def _warn(error: OSError) -> None:
    _log.warning("%s: %s", error.filename, error.strerror)
