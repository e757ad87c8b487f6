"""The commands of the command line; each prints its answer and returns the exit code."""

import os
from argparse import Namespace
from collections.abc import Iterable

from . import attach_thumbnail, folders, get_thumbnail, jobs
from .checkup import doctor
from .console import complain, count, print_json, print_table
from .progress import bar

__all__ = ["attach", "doctor", "formats", "generate", "get"]


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
        print_json(results=results, succeeded=len(done) - len(failed), failed=len(failed))
        return 1 if failed else 0
    for result in failed:
        complain(str(result.error))
    made = sum(len(result.outputs) for result in done)
    print(
        f"{count(len(done), 'file')}, {count(made, 'thumbnail')} in {arguments.output},"
        f" {len(failed)} failed"
    )
    return 1 if failed else 0


def attach(arguments: Namespace) -> int:
    """Stores a picture as a file's thumbnail."""
    attach_thumbnail(arguments.file, arguments.picture, not arguments.preview)
    if arguments.json:
        print_json(file=arguments.file, slot="preview" if arguments.preview else "detail")
    return 0


def get(arguments: Namespace) -> int:
    """Prints the path of a copy of a file's thumbnail; code 1 when it has none."""
    path = get_thumbnail(arguments.file, not arguments.preview)
    if arguments.json:
        print_json(path=path)
    elif path is not None:
        print(path)
    else:
        slot = "preview" if arguments.preview else "detail"
        complain(f"{arguments.file}: no {slot} attached")
    return 1 if path is None else 0


def formats(arguments: Namespace) -> int:
    """Prints the formats that are read."""
    rows = folders.formats()
    if arguments.json:
        print_json(formats=rows)
        return 0
    cells = [(row["name"], " ".join(row["extensions"]), row["title"]) for row in rows]
    print_table([("format", "extensions", "is"), *cells])
    return 0


def _files(paths: Iterable[str], output: str) -> Iterable[str]:
    """Yields paths, and in the place of a folder the files under it."""
    for path in paths:
        if os.path.isdir(path):
            yield from folders.find(path, skip=output)
        else:
            yield path
