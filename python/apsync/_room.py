"""Whether the system lets the library start: afterwards nobody could say that it does not.

The Go runtime ends the process where it gets no address space or no thread. So both are
asked for and given back right before it is loaded. Limits that are reached later still
end the process; the setting "memory" keeps well below that of the address space.
"""

import _thread
import mmap
import time
from collections.abc import Callable

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

ADDRESSES = 1536 << 20
"""Bytes of address space, hardly any of it memory, that the library takes to begin with."""

MEMORY = 192 << 20
"""Bytes of it that may be written to; most are the stacks of threads, which hardly use them."""

THREADS = 8
"""Threads that it starts to begin with, at most."""

PATIENCE_SECONDS = 5.0
"""How long the threads that were tried are waited for."""


def check() -> None:
    """Raises OSError where the library could not start."""
    if resource is None:
        return
    writable = mmap.PROT_READ | mmap.PROT_WRITE
    for name, flag, size, access in (
        ("RLIMIT_AS", "-v", ADDRESSES, 0),
        ("RLIMIT_DATA", "-d", MEMORY, writable),
    ):
        if resource.getrlimit(getattr(resource, name))[0] != resource.RLIM_INFINITY:
            _check_space(size, access, f"{name} (ulimit {flag})")
    _check_threads()


def _check_space(size: int, access: int, limit: str) -> None:
    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANON, prot=access).close()
    except (OSError, ValueError) as error:
        raise OSError(
            f"apsync's library needs {size >> 20} MB of address space to start ({error}):"
            f" raise the limit {limit}"
        ) from error


def _check_threads() -> None:
    before = _thread._count()
    begun = 0
    ended: list[bool] = []

    def wait() -> None:
        with held:
            ended.append(True)

    held = _thread.allocate_lock()
    try:
        with held:
            while begun < THREADS:
                _thread.start_new_thread(wait, ())
                begun += 1
    except RuntimeError as error:
        # interpreters that may not start threads may have a library that does
        if "can't start" in str(error):
            raise OSError(
                f"apsync's library needs {THREADS} threads to start, and the system has"
                " none left: raise the limit RLIMIT_NPROC (ulimit -u) or pids.max"
            ) from error
    finally:
        _see_off(lambda: len(ended) < begun, PATIENCE_SECONDS)
        # others may start and end threads meanwhile
        _see_off(lambda: _thread._count() > before, PATIENCE_SECONDS / 20)


def _see_off(some_left: Callable[[], bool], seconds: float) -> None:
    """Waits for threads to end: where they outlive the interpreter, the process may fail."""
    end = time.monotonic() + seconds
    while some_left() and time.monotonic() < end:
        time.sleep(0.0002)
