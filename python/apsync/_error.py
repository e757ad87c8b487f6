"""What every exception of apsync has in common."""

from collections.abc import Mapping
from typing import Any, Optional

from . import _wire


class Error(Exception):
    """A failure, with everything that its reader needs.

    ``code`` is one of the keys of ``apsync.errors.CLASSES``; ``path`` the file concerned, as
    the caller named it; ``loader`` the loader that failed; ``detail`` what is wrong;
    ``advice`` what to do about it. All but the code may be empty.
    """

    code: str = "internal"
    path: Optional[str]
    loader: str
    detail: str
    advice: str

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._record = dict(record)
        self.code = record.get("code") or type(self).code
        self.path = _wire.read_path(record.get("path"))
        self.loader = record.get("loader") or ""
        self.detail = record.get("detail") or ""
        self.advice = record.get("advice") or ""
        super().__init__(self._sentence(record.get("message") or ""))
        _fill(self, record.get("errno") or None, self.detail, self.path)

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._record,)

    def as_dict(self) -> dict[str, Any]:
        """Returns the error as plain values, fit for JSON."""
        names = ("code", "path", "loader", "detail", "advice")
        return {name: getattr(self, name) for name in names}

    def _sentence(self, message: str) -> str:
        # made here: in the core's own message a path that is not text is spoilt
        parts = (self.path, self.loader, self.detail or message)
        sentence = f"{': '.join(part for part in parts if part)} ({self.code})"
        return f"{sentence}; {self.advice}" if self.advice else sentence


def _fill(error: BaseException, number: Optional[int], text: str, path: Optional[str]) -> None:
    """Gives an error that is an OSError too what scripts look for in one."""
    if isinstance(error, OSError):
        error.errno, error.strerror, error.filename = number, text, path
