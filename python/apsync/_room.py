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

THREADS = 8
"""Threads that it starts to begin with, at most."""

PATIENCE_SECONDS = 5.0
"""How long the threads that were tried are waited for."""


def check() -> None:
    """Raises OSError where the library could not start."""
    if resource is None:
        return
    if resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
        _check_addresses()
    _check_threads()


def _check_addresses() -> None:
    try:
        mmap.mmap(-1, ADDRESSES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANON, prot=0).close()
    except (OSError, ValueError) as error:
        raise OSError(
            f"apsync's library needs {ADDRESSES >> 20} MB of address space to start ({error}):"
            " raise the limit RLIMIT_AS (ulimit -v)"
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
