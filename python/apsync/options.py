"""What a caller of ``apsync.jobs`` may wish for."""

from dataclasses import dataclass
from typing import Any, Optional

from . import _arguments


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
    """The largest side in pixels; None for the one of the settings."""
    detail_size: Optional[int] = None

    def wishes(self) -> dict[str, Any]:
        """Returns the fields of a request that these options make, checked."""
        if self.naming not in ("stem", "full"):
            raise ValueError(f'naming must be "stem" or "full", not {self.naming!r}')
        sizes = {"preview": self.preview_size, "detail": self.detail_size}
        for slot, size in sizes.items():
            if size is not None and (isinstance(size, bool) or not isinstance(size, int)):
                raise TypeError(f"{slot}_size must be int or None, not {type(size).__name__}")
        return {
            "preview": _arguments.flag("preview", self.preview),
            "detail": _arguments.flag("detail", self.detail),
            "workspace": _arguments.workspace(self.workspace_id),
            "naming": self.naming,
            "sizes": {slot: size for slot, size in sizes.items() if size is not None},
        }
