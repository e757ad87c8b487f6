"""``store verify`` and ``store gc``: what is wrong with the stores, and what can go.

Both look at the user's store and, given a folder, at the one of the project that it is
in. verify changes nothing; gc mends what can be mended, sets aside what is damaged for
good and names the files whose thumbnails are lost, removes what nothing names any more,
and keeps the cache to its size. Others may attach and get meanwhile.
"""

import argparse
from typing import Any

from . import _native, _wire
from .console import complain, count, print_json

HOUR = 3600.0


def add(inner: Any) -> list[argparse.ArgumentParser]:
    """Adds the commands to those of the command line, and returns them."""
    text = "look after the stored thumbnails: verify, gc"
    parser = inner.add_parser("store", help=text, description=text)
    below = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    text = "read every stored picture and record, and name those that are damaged"
    first = below.add_parser("verify", help=text, description=text)
    first.set_defaults(run=verify)
    text = "remove what nothing names any more, and mend or set aside what is damaged"
    second = below.add_parser("gc", help=text, description=text)
    second.set_defaults(run=collect)
    second.add_argument("-n", "--dry-run", action="store_true", help="only say what would be done")
    second.add_argument(
        "--older-than",
        type=_seconds,
        default=HOUR,
        metavar="SECONDS",
        help="leave what changed since; it may be being attached or synchronised (default 3600)",
    )
    for command in (first, second):
        command.add_argument(
            "folder", nargs="?", metavar="FOLDER", help="whose project's store too"
        )
    return [first, second]


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1e9:
        raise argparse.ArgumentTypeError("must be a number of seconds from 0 to 1000000000")
    return value


def verify(arguments: argparse.Namespace) -> int:
    """Prints what is damaged; code 1 when anything is."""
    told = _call({"op": "verify"}, arguments)
    stores = told["stores"]
    if arguments.json:
        print_json(**told)
    else:
        for store in stores:
            print(_summary(store))
            _complain(store["problems"])
    return 1 if any(store["problems"] for store in stores) else 0


def collect(arguments: argparse.Namespace) -> int:
    """Mends and tidies; code 1 when a thumbnail is lost or something is left damaged."""
    request = {"op": "collect", "age": arguments.older_than, "dry_run": arguments.dry_run}
    told = _call(request, arguments)
    stores, cache = told["stores"], told["cache"]
    if arguments.json:
        print_json(dry_run=arguments.dry_run, **told)
    else:
        would = "would be " if arguments.dry_run else ""
        for store in stores:
            print(_summary(store))
            _print_collection(store["collection"], would)
        print(_about_cache(cache, would))
    done = [store["collection"] for store in stores]
    return 1 if any(one["lost"] or one["left"] for one in done) else 0


def _call(request: dict[str, Any], arguments: argparse.Namespace) -> dict[str, Any]:
    """Returns what the core tells, with paths as Python has them."""
    if arguments.folder is not None:
        request["folder"] = _wire.path(arguments.folder)
    told: dict[str, Any] = _native.call(request)
    told["stores"] = told["stores"] or []
    _read_paths(told)
    return told


def _read_paths(value: Any) -> None:
    """Makes the paths in value, which are values of these keys, str."""
    if isinstance(value, list):
        for one in value:
            _read_paths(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in ("folder", "path", "file", "aside"):
                value[key] = _wire.read_path(one)
            else:
                _read_paths(one)


def _summary(store: dict[str, Any]) -> str:
    what = f"{count(store['records'], 'good record')}, {count(store['blobs'], 'good picture')}"
    bad = count(len(store["problems"]), "problem")
    return f"{store['folder']}: {what} of {_size(store['bytes'])}, {bad}"


def _print_collection(done: dict[str, Any], would: str) -> None:
    removed = f"{count(done['removed'], 'picture')} of {_size(done['removed_bytes'])}"
    others = count(done["leftovers"] + done["hints"], "leftover")
    print(f"  {removed} and {others} {would}removed")
    if done["mended"]:
        print(f"  {count(len(done['mended']), 'thumbnail')} {would}mended from the cache")
    _complain(
        done["lost"], f"lost, {would}set aside" + (f" in {done['aside']}" if done["aside"] else "")
    )
    _complain(done["left"])


def _about_cache(cache: dict[str, Any], would: str) -> str:
    removed = f"{_size(cache['removed_bytes'])} {would}removed"
    return f"{cache['folder']}: copies of {_size(cache['bytes'])}, {removed}"


def _complain(problems: list[dict[str, Any]], what: str = "") -> None:
    for problem in problems:
        whose = f" ({problem['slot']} of {problem['file']})" if problem["file"] else ""
        end = f"; {what}" if what else ""
        complain(f"{problem['path']}: {problem['reason']}{whose}{end}")


def _size(number: int) -> str:
    """Returns a number of bytes as a person reads it."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return count(number, "byte")
