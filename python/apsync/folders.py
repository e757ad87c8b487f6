"""Finds the files under a folder that apsync can make thumbnails of."""

import logging
import os
from collections.abc import Iterator
from typing import Any, Optional

from . import _arguments, _native

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

    Hidden folders and files are left out, and so is the folder skip. Symbolic links
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
            if name.lower().endswith(endings) and not name.startswith("."):
                yield os.path.join(where, name)


def _is(folder: str, other: Optional[str]) -> bool:
    return other is not None and os.path.realpath(folder) == other


def _warn(error: OSError) -> None:
    _log.warning("%s: %s", error.filename, error.strerror)
