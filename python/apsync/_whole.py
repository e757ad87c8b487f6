"""Whether a library's file is all there: the system's loader does not look.

It maps the file into memory, and where that ends too early, as after an installation on
a full disk, it ends the process with SIGBUS. The tables of sections are the last of an
ELF file (System V ABI, "ELF Header") and stay in libraries that are stripped.
"""

import os
import stat

_FIELDS = {1: ((32, 4), (46, 2), (48, 2)), 2: ((40, 8), (58, 2), (60, 2))}
"""Offset and length of e_shoff, e_shentsize and e_shnum, in files of 32 and of 64 bits."""


def check(path: str) -> None:
    """Raises OSError for what is no regular file, and for an ELF file that is cut short."""
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError("no regular file")
    with open(path, "rb") as file:
        head = file.read(64)
    if len(head) < 64 or head[:4] != b"\x7fELF" or head[4] not in _FIELDS:
        return  # the system's loader says what is wrong
    offset, length, count = (
        int.from_bytes(head[at : at + size], "little" if head[5] == 1 else "big")
        for at, size in _FIELDS[head[4]]
    )
    if found.st_size < offset + length * count:
        raise OSError(f"cut short: {found.st_size} of {offset + length * count} bytes")
