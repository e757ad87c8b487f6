"""``doctor``: what apsync would work with here, and what keeps it from working.

It is asked when something is wrong, so nothing that is wrong stops it: it prints what
it can find out, and then the problems.
"""

import platform
import textwrap
from argparse import Namespace
from typing import Any

from . import __version__, _library, _native, _wire
from .console import print_json, print_table
from .errors import Error

WIDTH = 100
"""Columns that sentences are wrapped at."""


def doctor(arguments: Namespace) -> int:
    """Prints versions, places, settings and problems; code 1 when there are any."""
    told = _examine(arguments)
    if arguments.json:
        print_json(**told)
    else:
        _print(told)
    return 1 if told["problems"] else 0


def _examine(arguments: Namespace) -> dict[str, Any]:
    told: dict[str, Any] = {
        "apsync": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "library": None,
    }
    request = {"op": "doctor", "workspace": arguments.workspace}
    if arguments.folder is not None:
        request["folder"] = _wire.path(arguments.folder)
    problems: list[str] = []
    try:
        told["library"] = _library.load().path
        told.update(_native.call(request))
    except (Error, OSError) as error:
        problems.append(str(error))
    # the core writes null for a list without members
    told["ignored"] = told.get("ignored") or []
    told["problems"] = problems + (told.get("problems") or [])
    return told


def _print(told: dict[str, Any]) -> None:
    plain = {name: value for name, value in told.items() if value and isinstance(value, str)}
    if plain.get("version") == __version__:
        del plain["version"]
    print_table((f"{name}:", value) for name, value in plain.items())
    if told.get("files"):
        print("\nsettings are read from:")
        print_table((f"  {file['layer']}", file["path"]) for file in told["files"])
    if told.get("settings"):
        print()
        rows = [
            (row["name"], _value(row, told), row["env"], _origin(row)) for row in told["settings"]
        ]
        print_table([("setting", "value", "variable", "from"), *rows])
    _print_sentences("ignored", [_reason(row) for row in told["ignored"]])
    _print_sentences("problems", told["problems"])


def _value(row: dict[str, Any], told: dict[str, Any]) -> str:
    """Returns a setting's value; a folder that was printed already would only widen the table."""
    value = str(row["value"])
    return "as above" if value and value == told.get(row["name"]) else value


def _origin(row: dict[str, Any]) -> str:
    """Returns the layer that a setting is from, with the file if it is one."""
    if row["place"] in ("", row["env"]):
        return str(row["origin"])
    return f"{row['origin']}, {row['place']}"


def _reason(row: dict[str, Any]) -> str:
    """Returns why a setting is ignored, with its place where the reason does not say it."""
    reason = str(row["reason"])
    return reason if row["place"] in reason else f"{row['name']} in {row['place']}: {reason}"


def _print_sentences(title: str, sentences: list[str]) -> None:
    if not sentences:
        return
    print(f"\n{title}:")
    for sentence in sentences:
        lines = textwrap.wrap(
            sentence,
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        print("\n".join(lines))
