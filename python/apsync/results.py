"""What became of a file: the values that ``apsync.jobs`` gives."""

import os
from dataclasses import asdict, dataclass
from typing import Any, Optional

from . import _faults, _wire
from .errors import Error


@dataclass(frozen=True)
class Output:
    """A thumbnail that was written."""

    slot: str
    """"preview" or "detail"."""
    path: str
    width: int
    height: int


@dataclass(frozen=True)
class FileResult:
    """What became of one file of a call: its thumbnails, or the error."""

    path: Any
    """The caller's own object for the file."""
    index: int
    """Its place in the caller's list."""
    outputs: tuple[Output, ...] = ()
    width: int = 0
    """The picture's size in pixels as it is shown, after orientation; 0 if unknown."""
    height: int = 0
    loader: str = ""
    mimetype: str = ""
    milliseconds: float = 0.0
    notes: tuple[str, ...] = ()
    """Defects that were tolerated, such as a picture that ends early."""
    error: Optional[Error] = None

    @property
    def ok(self) -> bool:
        """Whether every requested thumbnail exists and is complete."""
        return self.error is None

    def as_dict(self) -> dict[str, Any]:
        """Returns the result as plain values, fit for JSON."""
        plain = asdict(self)
        plain["path"] = str(self.path)
        if self.error is not None:
            plain["error"] = self.error.as_dict()
        return plain


def from_record(path: Any, record: dict[str, Any]) -> FileResult:
    """Returns the result that the core's record states for the caller's path."""
    error = record.get("error")
    if error:
        # the core may know the file by an absolute path
        error = {**error, "path": _wire.path(os.fspath(path))}
    return FileResult(
        path=path,
        index=record["index"],
        outputs=tuple(_output(output) for output in record.get("outputs") or ()),
        width=record.get("width", 0),
        height=record.get("height", 0),
        loader=record.get("loader", ""),
        mimetype=record.get("mimetype", ""),
        milliseconds=record.get("ms", 0.0),
        notes=tuple(record.get("notes") or ()),
        error=_faults.from_record(error) if error else None,
    )


def _output(record: dict[str, Any]) -> Output:
    path = _wire.read_path(record["path"]) or ""
    return Output(record["slot"], path, record["width"], record["height"])
