"""apsync makes thumbnails of pictures, models and project files, and keeps them.

The five functions below are the whole of the everyday interface. ``apsync.jobs``
gives a result per file, progress and cancellation; ``apsync.errors`` has the
exceptions; ``python -m apsync`` is the command line.
"""

from ._version import __version__
from .errors import Error
from .thumbnails import (
    attach_thumbnail,
    attach_thumbnails,
    generate_thumbnail,
    generate_thumbnails,
    get_thumbnail,
)

__all__ = [
    "Error",
    "__version__",
    "attach_thumbnail",
    "attach_thumbnails",
    "generate_thumbnail",
    "generate_thumbnails",
    "get_thumbnail",
]
