"""The commands of the command line; each prints its answer and returns the exit code."""

import json
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from . import __version__, _library, _native, _wire, attach_thumbnail, folders, get_thumbnail, jobs
from .progress import bar


def generate(arguments: Namespace) -> int:
    """Makes thumbnails; failures go to stderr, a summary to stdout."""
    options = jobs.Options(
        preview=arguments.preview,
        detail=arguments.detail,
        workspace_id=arguments.workspace,
        naming=arguments.naming,
        preview_size=arguments.preview_size,
        detail_size=arguments.detail_size,
    )
    files = list(_files(arguments.paths, arguments.output))
    with bar(len(files)) as advance:
        done = jobs.generate(files, arguments.output, options, advance)
    failed = [result for result in done if not result.ok]
    if arguments.json:
        results = [result.as_dict() for result in done]
        _print_json(results=results, succeeded=len(done) - len(failed), failed=len(failed))
        return 1 if failed else 0
    for result in failed:
        print(f"apsync: {result.error}", file=sys.stderr)
    made = sum(len(result.outputs) for result in done)
    print(
        f"{_count(len(done), 'file')}, {_count(made, 'thumbnail')} in {arguments.output},"
        f" {len(failed)} failed"
    )
    return 1 if failed else 0


def attach(arguments: Namespace) -> int:
    """Stores a picture as a file's thumbnail."""
    attach_thumbnail(arguments.file, arguments.picture, not arguments.preview)
    if arguments.json:
        _print_json(file=arguments.file, slot="preview" if arguments.preview else "detail")
    return 0


def get(arguments: Namespace) -> int:
    """Prints the path of a copy of a file's thumbnail; code 1 when it has none."""
    path = get_thumbnail(arguments.file, not arguments.preview)
    if arguments.json:
        _print_json(path=path)
    elif path is not None:
        print(path)
    else:
        slot = "preview" if arguments.preview else "detail"
        print(f"apsync: {arguments.file}: no {slot} attached", file=sys.stderr)
    return 1 if path is None else 0


def formats(arguments: Namespace) -> int:
    """Prints the formats that are read."""
    rows = folders.formats()
    if arguments.json:
        _print_json(formats=rows)
        return 0
    cells = [(row["name"], " ".join(row["extensions"]), row["title"]) for row in rows]
    _print_table([("format", "extensions", "is"), *cells])
    return 0


def doctor(arguments: Namespace) -> int:
    """Prints versions, places and settings."""
    folder = arguments.folder
    request = {
        "op": "doctor",
        "workspace": arguments.workspace,
        "folder": None if folder is None else _wire.path(folder),
    }
    told: dict[str, Any] = {
        "apsync": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "library": _library.load().path,
        **_native.call(request),
    }
    if arguments.json:
        _print_json(**told)
        return 0
    # what is a list of rows comes as a table of its own, after all the rest
    tables = {name: told.pop(name) for name, value in list(told.items()) if _is_table(value)}
    _print_table((f"{name}:", _plain(value)) for name, value in told.items())
    for name, rows in tables.items():
        print(f"\n{name}:")
        columns = tuple(rows[0])
        _print_table([columns, *(tuple(_plain(row[key]) for key in columns) for row in rows)])
    return 0


def _files(paths: Iterable[str], output: str) -> Iterable[str]:
    """Yields paths, and in the place of a folder the files under it."""
    for path in paths:
        if os.path.isdir(path):
            yield from folders.find(path, skip=output)
        else:
            yield path


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _plain(value: Any) -> str:
    """Returns value as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return "" if value is None else str(value)


def _print_table(rows: Iterable[tuple[str, ...]]) -> None:
    listed = list(rows)
    widths = [max(map(len, column)) for column in zip(*listed)]
    for row in listed:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def _print_json(**document: Any) -> None:
    print(json.dumps(document, indent=2))
