"""Mounts a folder whose file system stops answering.

``python stalled.py FOLDER PICTURE`` serves, over /dev/fuse and until it is killed, files
of the picture's bytes whose names say how they behave: good…, never… (reads are never
answered), late… (only the first is), wrong… (the others fail). Files can be made, written
and renamed, which tells of the folder as an output. What begins with silent… gets no
answer whatever is asked, and after ``--renames N`` nothing does any more. Only closing
is answered always.

The messages are those of the kernel's include/uapi/linux/fuse.h, protocol 7.31.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import errno
import os
import struct
import sys
from collections.abc import Callable

LOOKUP, FORGET, GETATTR, SETATTR, UNLINK, RENAME, OPEN, READ, WRITE = 1, 2, 3, 4, 10, 12, 14, 15, 16
RELEASE, FSYNC, FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, CREATE = 18, 20, 25, 26, 27, 28, 29, 35
INTERRUPT, FORGET_MANY, RENAME2 = 36, 42, 45

ROOT = 1
SERVED = ("good", "never", "late", "wrong")


class SilentError(Exception):
    """Raised for a request that gets no answer."""


class Server:
    """A file system of one folder."""

    def __init__(self, device: int, picture: bytes, renames: int) -> None:
        """Serve the requests of the device."""
        self.device = device
        self.picture = picture
        self.renames = renames
        self.names: dict[str, int] = {}
        self.data: dict[int, bytearray | bytes] = {ROOT: b""}
        self.known: dict[int, Callable[[int, bytes], bytes]] = {
            INIT: self.init,
            LOOKUP: self.lookup,
            GETATTR: self.stat,
            SETATTR: self.stat,
            OPEN: self.open,
            OPENDIR: self.open,
            READ: self.read,
            CREATE: self.create,
            WRITE: self.write,
            UNLINK: self.unlink,
            RENAME: lambda _, body: self.rename(body[8:]),
            RENAME2: lambda _, body: self.rename(body[16:]),
        }

    def serve(self) -> None:
        """Answer requests until the folder is unmounted."""
        while True:
            try:
                request = os.read(self.device, 1 << 20)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.EINTR):
                    continue
                return
            _, what, unique, node = struct.unpack_from("<IIQQ", request)
            if what == INTERRUPT:  # else what is killed while it waits would never end
                self.answer(struct.unpack_from("<Q", request, 40)[0], b"", errno.EINTR)
            elif what not in (FORGET, FORGET_MANY):
                try:
                    self.answer(unique, self.result(what, node, request[40:]))
                except OSError as error:
                    self.answer(unique, b"", error.errno or errno.EIO)
                except SilentError:
                    pass

    def answer(self, unique: int, payload: bytes, error: int = 0) -> None:
        """Send an answer."""
        with contextlib.suppress(OSError):  # nobody may wait for it any more
            os.write(self.device, struct.pack("<IiQ", 16 + len(payload), -error, unique) + payload)

    def result(self, what: int, node: int, body: bytes) -> bytes:
        """Return the payload of the answer to a request."""
        if what in (FLUSH, RELEASE, RELEASEDIR):  # without them no process that waits can end
            return b""
        if what != INIT and self.renames < 0:
            raise SilentError
        if what in (FSYNC, READDIR):
            return b""
        if what not in self.known:
            raise OSError(errno.ENOSYS, "not served")
        return self.known[what](node, body)

    def init(self, _: int, __: bytes) -> bytes:
        """Return what is agreed at the beginning."""
        return struct.pack("<4I2H2I2H8I", 7, 31, 65536, 0, 16, 12, 65536, 1, *[0] * 10)

    def open(self, _: int, __: bytes) -> bytes:
        """Return a handle that keeps the kernel from holding pages."""
        return struct.pack("<Q2I", 0, 1, 0)

    def stat(self, node: int, _: bytes) -> bytes:
        """Return the attributes of a node, which hold for no time."""
        return struct.pack("<Q2I", 0, 0, 0) + self.attributes(node)

    def lookup(self, _: int, body: bytes) -> bytes:
        """Return the entry of a name."""
        return self.entry(self.find(text(body)))

    def create(self, _: int, body: bytes) -> bytes:
        """Make an empty file and return its entry and handle."""
        return self.entry(self.add(text(body[16:]), bytearray())) + self.open(0, b"")

    def write(self, node: int, body: bytes) -> bytes:
        """Put bytes into a file and return how many."""
        offset, size = struct.unpack_from("<QI", body, 8)
        content = self.data[node]
        assert isinstance(content, bytearray), "what is served stays as it is"
        content[offset : offset + size] = body[40 : 40 + size]
        return struct.pack("<2I", size, 0)

    def unlink(self, _: int, body: bytes) -> bytes:
        """Remove a name."""
        if self.names.pop(text(body), None) is None:
            raise OSError(errno.ENOENT, "no such name")
        return b""

    def rename(self, names: bytes) -> bytes:
        """Rename a node; the last one that may be gets no answer."""
        self.renames -= 1
        if self.renames < 0:
            raise SilentError
        old, new = (name.decode() for name in names.split(b"\0")[:2])
        self.names[new] = self.names.pop(old)
        return b""

    def read(self, node: int, body: bytes) -> bytes:
        """Return bytes of a file as its name says."""
        offset, size = struct.unpack_from("<QI", body, 8)
        name = next((name for name, known in self.names.items() if known == node), "")
        if name.startswith("wrong") and offset:
            raise OSError(errno.EIO, "a read fails")
        if name.startswith("never") or (name.startswith("late") and offset):
            raise SilentError
        return bytes(self.data[node][offset : offset + size])

    def find(self, name: str) -> int:
        """Return the node of a name."""
        if name.startswith("silent"):
            raise SilentError
        if name not in self.names:
            if not name.startswith(SERVED):
                raise OSError(errno.ENOENT, "no such name")
            self.add(name, self.picture)
        return self.names[name]

    def add(self, name: str, content: bytes | bytearray) -> int:
        """Give a name to a new node."""
        node = len(self.data) + 1
        self.names[name], self.data[node] = node, content
        return node

    def entry(self, node: int) -> bytes:
        """Return what is told of a name; it holds for no time."""
        return struct.pack("<4Q2I", node, 0, 0, 0, 0, 0) + self.attributes(node)

    def attributes(self, node: int) -> bytes:
        """Return what is told of a node."""
        mode = 0o040755 if node == ROOT else 0o100644
        times = [1] * 4 + [0] * 3
        return struct.pack("<6Q10I", node, len(self.data[node]), *times, mode, 1, 0, 0, 0, 4096, 0)


def text(body: bytes) -> str:
    """Return the name at the beginning of a message."""
    return body.partition(b"\0")[0].decode()


def main() -> int:
    """Mount the folder and serve it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("picture")
    parser.add_argument("--renames", type=int, default=1 << 30)
    given = parser.parse_args()
    with open(given.picture, "rb") as file:
        picture = file.read()
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"stalled", given.folder.encode(), b"fuse", 0, options):
        print(os.strerror(ctypes.get_errno()), file=sys.stderr)
        return 1
    print("mounted", flush=True)
    Server(device, picture, given.renames).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
