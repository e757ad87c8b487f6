"""Finds and loads the library: at the first call, once, and anew in a forked child.

A Go library does not survive fork: its threads stay in the parent, and the child
that calls it hangs. So a child whose parent had loaded the library loads a private
copy of the file, which the system takes for another library.

This is the only module that knows ctypes. The first loading imports nothing: a child that is
forked meanwhile would wait for ever for the import of a thread that it does not have.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

from . import _room, _whole

try:
    import ctypes
except ImportError as _missing:
    raise ImportError(
        f"apsync calls its library through ctypes, which does not load here: {_missing}."
        " Python 3.12 has none in sub-interpreters with a lock of their own; use 3.13,"
        " the main interpreter, or one that shares its lock"
    ) from _missing

ABI = 1
"""The version of the library's functions that this package speaks."""

_SUFFIXES = {"win32": ".dll", "cygwin": ".dll", "darwin": ".dylib"}


class Library:
    """The functions of the library, declared; one object per loaded file."""

    def __init__(self, path: str) -> None:
        functions = ctypes.CDLL(path)
        self.path = path
        try:
            # another interpreter of this process may have loaded it, before a fork
            self._process = int(ctypes.c_int32.in_dll(functions, "apsync_process").value)
        except ValueError:  # Windows has none, and no fork
            self._process = os.getpid()
        functions.apsync_abi.argtypes = []
        functions.apsync_abi.restype = ctypes.c_int32
        # Answers are c_void_p: a c_char_p result would lose what must be freed.
        functions.apsync_submit.argtypes = [ctypes.c_char_p, ctypes.c_int64]
        functions.apsync_submit.restype = ctypes.c_void_p
        functions.apsync_wait.argtypes = [ctypes.c_int64, ctypes.c_int32]
        functions.apsync_wait.restype = ctypes.c_void_p
        functions.apsync_cancel.argtypes = [ctypes.c_int64]
        functions.apsync_cancel.restype = None
        functions.apsync_free.argtypes = [ctypes.c_void_p]
        functions.apsync_free.restype = None
        self.abi = functions.apsync_abi
        self.submit = functions.apsync_submit
        self.wait = functions.apsync_wait
        self.cancel = functions.apsync_cancel
        self._free = functions.apsync_free

    @property
    def inherited(self) -> bool:
        """Whether a parent process loaded it: then no function may be called."""
        return not _here or os.getpid() != self._process

    def read(self, answer: Optional[int]) -> bytes:
        """Returns the text at answer, which stays there."""
        if not answer:
            raise MemoryError("apsync: no memory for the library's answer")
        return ctypes.string_at(answer)

    def free(self, answers: list[int]) -> None:
        """Frees every answer of the list, and empties it."""
        while answers:
            self._free(answers.pop())

    def take(self, answer: Optional[int]) -> bytes:
        """Returns the text at answer, and frees it."""
        text = self.read(answer)
        self._free(answer)
        return text


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Blocks the signals of this thread, and so of the threads that the library starts.

    They inherit it for good: a signal that is meant for the host, which may have blocked
    it in its own threads to wait for it, does not end up in one of them. The Go runtime
    lets through again what it needs, SIGCHLD and SIGPROF, and what faults raise.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


class _Holder:
    """The library of one process."""

    def __init__(self, private: bool) -> None:
        self.lock = threading.Lock()
        self.process = os.getpid()
        self.private = private
        """Whether a parent loaded the library, so that this process needs a copy."""
        self.started = False
        """Whether loading began: its threads may exist before the library is here."""
        self.library: Optional[Library] = None


_held = _Holder(private=False)

_here = [True]
"""Whether this is still the process that _held belongs to.

A fork empties it; where code in C forks unknown to Python, the process's number tells. What is
called after a fork must not lead to anything of ctypes: sub-interpreters keep it to their very
end, when Python 3.12 has no ctypes any more, and fails. Nor may it wait for another thread.
"""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_here.clear)


def _holder() -> _Holder:
    """Returns the holder of this process.

    Two threads that are the first in a forked child may get one each, which does no harm.
    """
    global _held
    held = _held
    if not _here or held.process != os.getpid():
        _held = held = _Holder(held.private or held.started)
        _here.append(True)
    return held


def load() -> Library:
    """Returns the library, loaded at the first call.

    Raises OSError, naming each place looked at, when it is in none of them.
    """
    held = _holder()
    with held.lock:
        if held.library is None:
            held.started = True
            with _signals_held_back():
                _room.check()
                held.library = _open(places(), held.private)
        return held.library


def places() -> list[str]:
    """Returns where the library is looked for, in order.

    The environment variable ``APSYNC_LIBRARY`` names the only place when it is set.
    """
    named = os.environ.get("APSYNC_LIBRARY")
    if named:
        return [os.path.abspath(named)]
    name = "libapsync" + _SUFFIXES.get(sys.platform, ".so")
    return [os.path.join(os.path.dirname(os.path.abspath(__file__)), "_lib", name)]


def _open(candidates: list[str], private: bool = False) -> Library:
    failures = []
    for path in candidates:
        try:
            _whole.check(path)
            library = _open_private(path) if private else Library(path)
            if library.inherited:
                library = _open_private(path)
        except (OSError, AttributeError) as error:
            reason = error if os.path.exists(path) else "no such file"
            failures.append(f"{path} ({reason})")
            continue
        version = library.abi()
        if version == ABI:
            return library
        failures.append(f"{path} (speaks version {version}, this package version {ABI})")
    raise OSError(
        f"cannot load the library; looked at: {', '.join(failures)}. Reinstall"
        " apsync, or build it with 'pip install .' in its source folder"
    )


def _open_private(path: str) -> Library:
    """Loads a copy of the file at path, which has no name any more afterwards."""
    # imported here: only a forked child needs what it imports
    from . import _copy

    failures = []
    for folder in _copy.folders(path):
        try:
            with _copy.private_copy(path, folder) as copy:
                library = Library(copy)
        except OSError as error:
            failures.append(f"in {folder}: {error}")
            continue
        library.path = path
        return library
    raise OSError("a forked process needs a copy of it: " + "; ".join(failures))
