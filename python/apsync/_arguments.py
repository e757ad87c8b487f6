"""Checks what callers pass, before any work, and makes the core's requests of it."""

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Optional, Union

from . import _wire

PathArgument = Union[str, "os.PathLike[str]"]


def path(name: str, given: object) -> str:
    """Returns the path that the argument of this name gives, or raises TypeError."""
    if isinstance(given, (str, os.PathLike)):
        plain = os.fspath(given)
        if isinstance(plain, str):
            return plain
    raise TypeError(f"{name} must be str or os.PathLike[str], not {type(given).__name__}")


def paths(name: str, given: object) -> list[Any]:
    """Returns the caller's own objects of a list of paths, or raises TypeError.

    A single path is a mistake even though a str can be walked through: it would
    stand for as many files as it has characters.
    """
    if isinstance(given, (str, bytes, bytearray, os.PathLike)) or not isinstance(given, Iterable):
        raise TypeError(f"{name} must be a list of paths, not {type(given).__name__}")
    listed = list(given)
    for index, item in enumerate(listed):
        path(f"{name}[{index}]", item)
    return listed


def absolute(given: str) -> str:
    """Returns a path that means the same wherever the process goes.

    It is not cleaned: a ".." after a symbolic link means the parent of where the link leads.
    """
    if not given or os.path.isabs(given):
        return given
    # where the current folder is gone, the core says what that means for the call
    with suppress(OSError):
        return os.path.join(os.getcwd(), given)
    return given


def flag(name: str, given: object) -> bool:
    """Returns the bool that the argument of this name gives, or raises TypeError."""
    if isinstance(given, bool):
        return given
    raise TypeError(f"{name} must be bool, not {type(given).__name__}")


def workspace(given: object) -> Optional[str]:
    """Returns the workspace's name, or None, or raises TypeError."""
    if given is None or isinstance(given, str):
        return given
    raise TypeError(f"workspace_id must be str or None, not {type(given).__name__}")


def slot(is_detail: object) -> str:
    """Returns the name of the slot that is_detail chooses."""
    return "detail" if flag("is_detail", is_detail) else "preview"


def generate_request(files: Iterable[PathArgument], output: str, **wishes: Any) -> dict[str, Any]:
    """Returns the request to make the thumbnails of files; wishes are its other fields."""
    return {
        "op": "generate",
        "files": [_wire.path(os.fspath(file)) for file in files],
        "output": _wire.path(output),
        "workspace": None,
        "naming": "stem",
        **wishes,
    }
