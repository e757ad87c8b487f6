"""Turns an error of the core into the exception to raise.

A failed write is besides the ``OSError`` that its number stands for, so that
``except PermissionError`` catches what it says.
"""

import sys
from collections.abc import Mapping
from typing import Any

from .errors import CLASSES, Error, WriteError


class WriteAccessError(WriteError, PermissionError):
    """An output may not be written there."""


class WriteNotFoundError(WriteError, FileNotFoundError):
    """A folder above the output is not there."""


class WriteExistsError(WriteError, FileExistsError):
    """Something else stands where the output should go."""


class WriteNotADirectoryError(WriteError, NotADirectoryError):
    """A file stands where a folder is needed."""


class WriteIsADirectoryError(WriteError, IsADirectoryError):
    """A folder stands where the output should go."""


_WRITE_CLASSES: dict[type[OSError], type[WriteError]] = {
    PermissionError: WriteAccessError,
    FileNotFoundError: WriteNotFoundError,
    FileExistsError: WriteExistsError,
    NotADirectoryError: WriteNotADirectoryError,
    IsADirectoryError: WriteIsADirectoryError,
}


def from_record(record: Mapping[str, Any]) -> Error:
    """Returns the exception for an error object of the core."""
    kind = CLASSES.get(record.get("code", ""), Error)
    if kind is not WriteError:
        return kind(record)
    number = _posix_errno(record.get("errno") or 0)
    kind = _WRITE_CLASSES.get(type(OSError(number, "")), WriteError)
    return kind({**record, "errno": number})


def _posix_errno(number: int) -> int:
    """Returns what Python calls errno; on Windows the core knows the system's number."""
    if sys.platform == "win32" and number:
        return OSError(0, "", None, number).errno or 0
    return number
