"""How the command line prints: tables for people, one JSON document for programs."""

import codecs
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Any, Union


class UnwritableError(Exception):
    """What was to be printed could not be; the cause says why."""


def prepare() -> None:
    """Lets names that are not text in the terminal's encoding be written as they are."""
    codecs.register_error("apsync", _bytes_of)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(errors="apsync")  # type: ignore[union-attr]


def _bytes_of(error: UnicodeError) -> tuple[Union[str, bytes], int]:
    """Returns what the file system has for the characters that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    try:
        return os.fsencode(text), error.end
    except UnicodeEncodeError:
        return text.encode("ascii", "backslashreplace"), error.end


@contextmanager
def printed() -> Iterator[None]:
    """Keeps what is printed in the block, and prints it at its end.

    So work is not broken off where nothing can be printed: UnwritableError comes afterwards.
    """
    kept = io.StringIO()
    with redirect_stdout(kept):
        yield
    if sys.stdout is None:  # the program was started without one
        return
    try:
        sys.stdout.write(kept.getvalue())
        sys.stdout.flush()
    except OSError as error:
        # the interpreter's own flush at the end must not complain again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UnwritableError(f"the answer cannot be printed: {error.strerror}") from error


def complain(text: str) -> None:
    """Prints a complaint to stderr, if that can be written."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(f"apsync: {text}", file=sys.stderr)


def print_json(**document: Any) -> None:
    """Prints one JSON document."""
    print(json.dumps(document, indent=2))


def print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """Prints rows of equally many cells, in columns."""
    listed = list(rows)
    widths = [max(map(len, column)) for column in zip(*listed)]
    for row in listed:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def count(number: int, what: str) -> str:
    """Returns how many there are of what."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
