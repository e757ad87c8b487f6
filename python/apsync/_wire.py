"""How requests and answers look on their way to the library and back.

Both are JSON. A path is its bytes, as the file system has them: a string when they
are UTF-8, else ``{"bytes": base64}``, so that every name that a folder can hold
arrives as it is.
"""

import base64
import json
import os
from typing import Any, Optional, Union

WirePath = Union[str, dict[str, str]]


def path(name: str) -> WirePath:
    """Returns name as the library reads it."""
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:
        # No file can have this name; let the library be the one to say so.
        raw = name.encode("utf-8", "surrogatepass")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return {"bytes": base64.b64encode(raw).decode("ascii")}


def read_path(value: Optional[WirePath]) -> Optional[str]:
    """Returns the path that the library wrote as value; None for none."""
    if not value:
        return None
    if isinstance(value, str):
        return os.fsdecode(value.encode("utf-8", "surrogatepass"))
    return os.fsdecode(base64.b64decode(value["bytes"]))


def dump(request: dict[str, Any]) -> bytes:
    """Returns request as the library reads it, with the environment of this moment.

    One that is in the request already stays: it is that of whoever made the request.
    """
    return json.dumps({"environment": environment(), **request}).encode("ascii")


_VARIABLES = ("APSYNC_", "XDG_", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
"""How the names begin of the variables that the core may look at."""


def environment() -> dict[str, WirePath]:
    """Returns the variables that the core may look at, as they are now.

    The library itself sees the environment only as the process was started with it.
    """
    found = {name: os.environ.get(name) for name in os.environ if name.startswith(_VARIABLES)}
    # another thread may take one away meanwhile
    return {name: path(value) for name, value in found.items() if value is not None}


def load(answer: bytes) -> dict[str, Any]:
    """Returns the answer that the library wrote."""
    value: dict[str, Any] = json.loads(answer.decode("utf-8"))
    return value
