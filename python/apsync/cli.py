"""The command line: its arguments, and what its exit codes say.

0: all went well. 1: some files failed, a picture could not be attached, there was
nothing to get, something was found wrong by the doctor or in a store, or the answer could
not be printed. 2: the call
itself was wrong, a setting is, or the library is missing; nothing was done. 130:
interrupted.
"""

import argparse
import os
from collections.abc import Sequence
from typing import Any, Optional

from . import __version__, caretaker, commands
from .console import UnwritableError, complain, prepare, print_json, printed
from .errors import ArgumentError, Error
from .options import MAX_SIZE, MIN_SIZE

FAILED = 1
REFUSED = 2
INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Carries out arguments, by default the process's; returns the exit code."""
    prepare()
    parsed = _parser().parse_args(arguments)
    try:
        with printed():
            return _carry_out(parsed)
    except KeyboardInterrupt:
        return INTERRUPTED
    except UnwritableError as error:
        # a reader that has gone, as head does, has read enough
        if not isinstance(error.__cause__, BrokenPipeError):
            complain(str(error))
        return FAILED


def _carry_out(parsed: argparse.Namespace) -> int:
    try:
        return int(parsed.run(parsed))
    except (Error, OSError) as error:
        if parsed.json:
            print_json(error=_plain(error))
        complain(str(error))
        return FAILED if _is_of_a_file(error, parsed) else REFUSED


def _is_of_a_file(error: Exception, parsed: argparse.Namespace) -> bool:
    """Returns whether error says that a file failed, not that the call was wrong.

    An error of these commands as a whole means that nothing was tried. What is wrong with a
    picture to attach has the code of a wrong argument, and the picture's path.
    """
    whole = (commands.generate, caretaker.verify, caretaker.collect)
    if parsed.run in whole or not isinstance(error, Error):
        return False
    if not isinstance(error, ArgumentError):
        return True
    named = [getattr(parsed, name, None) for name in ("file", "picture")]
    return os.path.abspath(error.path or "") in [os.path.abspath(name) for name in named if name]


def _plain(error: Exception) -> dict[str, Any]:
    """Returns the error as plain values, fit for JSON."""
    if isinstance(error, Error):
        return error.as_dict()
    # the system's own: a folder that cannot be read, or the library that is not there
    code = "access" if isinstance(error, PermissionError) else "not-found"
    path = getattr(error, "filename", None)
    return {"code": code, "path": path, "loader": "", "detail": str(error), "advice": ""}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m apsync",
        description="Makes thumbnails of pictures, models and project files, and keeps them.",
        epilog="Exit code: 0 all went well; 1 some files failed, a picture could not be attached,"
        " there was nothing to get, or something was found wrong; 2 wrong use, a wrong setting,"
        " or the library is missing: nothing was done.",
    )
    parser.add_argument("--version", action="version", version=f"apsync {__version__}")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_add_generate, _add_attach, _add_get, _add_formats, _add_doctor):
        _print_for_programs(add(inner))
    for command in caretaker.add(inner):
        _print_for_programs(command)
    return parser


def _print_for_programs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON document")


def _command(inner: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = inner.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def _add_generate(inner: Any) -> argparse.ArgumentParser:
    text = "make thumbnails of files, or of all files under folders"
    command = _command(inner, "generate", commands.generate, text)
    add = command.add_argument
    add("paths", nargs="+", metavar="PATH", help="a file, or a folder with all that is under it")
    add("-o", "--output", required=True, metavar="FOLDER", help="where to write; made when absent")
    add("-d", "--detail", action="store_true", help="make details as well")
    add("--no-preview", dest="preview", action="store_false", help="make no previews")
    add("--naming", choices=("stem", "full"), default="stem", help="rock_pt.png or rock.fbx_pt.png")
    add("--preview-size", type=_pixels, metavar="PIXELS", help="the largest side of a preview")
    add("--detail-size", type=_pixels, metavar="PIXELS", help="the largest side of a detail")
    add("--workspace", metavar="ID", help="whose settings apply to files in no project")
    return command


def _add_attach(inner: Any) -> argparse.ArgumentParser:
    command = _command(inner, "attach", commands.attach, "store a picture as a file's thumbnail")
    command.add_argument("file", metavar="FILE", help="the file that gets the thumbnail")
    command.add_argument("picture", metavar="PICTURE", help="a PNG or JPEG")
    command.add_argument("--preview", action="store_true", help="as its preview, not its detail")
    return command


def _add_get(inner: Any) -> argparse.ArgumentParser:
    text = "print the path of a copy of a file's attached thumbnail"
    command = _command(inner, "get", commands.get, text)
    command.add_argument("file", metavar="FILE")
    command.add_argument("--preview", action="store_true", help="its preview, not its detail")
    return command


def _add_formats(inner: Any) -> argparse.ArgumentParser:
    return _command(inner, "formats", commands.formats, "list the formats that are read")


def _add_doctor(inner: Any) -> argparse.ArgumentParser:
    text = "print versions, places and settings, and where each setting came from"
    command = _command(inner, "doctor", commands.doctor, text)
    command.add_argument("folder", nargs="?", metavar="FOLDER", help="whose project's settings")
    command.add_argument("--workspace", metavar="ID", help="whose settings apply as well")
    return command


def _pixels(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 10 and MIN_SIZE <= int(text) <= MAX_SIZE:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a whole number from {MIN_SIZE} to {MAX_SIZE}")
