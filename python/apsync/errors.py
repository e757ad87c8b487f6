"""The exceptions of apsync: one class for each code of the core, in one table.

Each is an :class:`Error`, and also the built-in exception that a script would
expect in its place: a limit is a ``MemoryError``, an unreadable picture a
``ValueError``, a file that is not there a ``FileNotFoundError``.
"""

from ._error import Error as Error


class NotFoundError(Error, FileNotFoundError):
    """The file is not there."""

    code = "not-found"


class AccessError(Error, PermissionError):
    """The file may not be read."""

    code = "access"


class UnknownFormatError(Error, ValueError):
    """No loader knows the content."""

    code = "unknown-format"


class UnsupportedError(Error, ValueError):
    """A known format, in a variant that is not read."""

    code = "unsupported"


class NoPictureError(Error, ValueError):
    """A readable file that holds no picture, such as a project saved without preview."""

    code = "no-picture"


class CorruptError(Error, ValueError):
    """The content contradicts its format."""

    code = "corrupt"


class TruncatedError(Error, ValueError):
    """The content ends too early."""

    code = "truncated"


class LimitError(Error, MemoryError):
    """The file asks for more than it may have; the advice names the setting."""


class PixelLimitError(LimitError):
    """More pixels than may be decoded."""

    code = "limit-pixels"


class MemoryLimitError(LimitError):
    """More memory than may be used."""

    code = "limit-memory"


class ExpansionLimitError(LimitError):
    """Compressed data that grows beyond reason."""

    code = "limit-expansion"


class DepthLimitError(LimitError):
    """Structures nested too deep."""

    code = "limit-depth"


class CountLimitError(LimitError):
    """More parts than reasonable."""

    code = "limit-count"


class DeadlineError(Error, TimeoutError):
    """The file took longer than a file may take."""

    code = "deadline"


class CancelledError(Error):
    """The caller stopped the work, or its worker process ended."""

    code = "cancelled"


class NameTakenError(Error):
    """Another file of the call has the output's name."""

    code = "name-taken"


class WriteError(Error, OSError):
    """An output could not be written; ``errno`` says why."""

    code = "write"


class ArgumentError(Error, ValueError):
    """The call itself is wrong."""

    code = "argument"


class InternalError(Error, RuntimeError):
    """A defect of apsync."""

    code = "internal"


CLASSES: dict[str, type[Error]] = {
    kind.code: kind
    for kind in (
        *(NotFoundError, AccessError, UnknownFormatError, UnsupportedError, NoPictureError),
        *(CorruptError, TruncatedError, PixelLimitError, MemoryLimitError),
        *(ExpansionLimitError, DepthLimitError, CountLimitError, DeadlineError),
        *(CancelledError, NameTakenError, WriteError, ArgumentError, InternalError),
    )
}
"""The class of every code, in the documented order of the codes."""
