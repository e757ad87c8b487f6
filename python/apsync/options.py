"""What a caller of ``apsync.jobs`` may wish for."""

from dataclasses import dataclass
from typing import Any, Optional

from . import _arguments

MIN_SIZE, MAX_SIZE = 16, 16384
"""The bounds of a thumbnail's largest side, in pixels."""


@dataclass(frozen=True)
class Options:
    """What to make of each file."""

    preview: bool = True
    detail: bool = False
    workspace_id: Optional[str] = None
    """The workspace whose settings apply to files that are in no project."""
    naming: str = "stem"
    """"stem" makes rock_pt.png of rock.fbx, "full" makes rock.fbx_pt.png."""
    preview_size: Optional[int] = None
    """The largest side in pixels, 16 to 16384; None for the one of the settings."""
    detail_size: Optional[int] = None

    def wishes(self) -> dict[str, Any]:
        """Returns the fields of a request that these options make, checked."""
        if self.naming not in ("stem", "full"):
            raise ValueError(f'naming must be "stem" or "full", not {self.naming!r}')
        sizes = {"preview": self.preview_size, "detail": self.detail_size}
        for slot, size in sizes.items():
            _check_size(f"{slot}_size", size)
        return {
            "preview": _arguments.flag("preview", self.preview),
            "detail": _arguments.flag("detail", self.detail),
            "workspace": _arguments.workspace(self.workspace_id),
            "naming": self.naming,
            "sizes": {slot: size for slot, size in sizes.items() if size is not None},
        }


def _check_size(name: str, size: object) -> None:
    if size is None:
        return
    if isinstance(size, bool) or not isinstance(size, int):
        raise TypeError(f"{name} must be int or None, not {type(size).__name__}")
    if not MIN_SIZE <= size <= MAX_SIZE:
        # a number may have more digits than Python is willing to write
        given = size if abs(size) < 10**9 else "a number far outside"
        raise ValueError(f"{name} must be from {MIN_SIZE} to {MAX_SIZE}, not {given}")
