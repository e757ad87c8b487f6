from typing import List, Optional

from ._version import __version__ as __version__
from .errors import Error as Error
from .thumbnails import _detail_by_default

__all__ = [
    "Error",
    "__version__",
    "attach_thumbnail",
    "attach_thumbnails",
    "generate_thumbnail",
    "generate_thumbnails",
    "get_thumbnail",
]

def generate_thumbnail(
    file_path: str,
    output_directory: str,
    with_preview: bool = True,
    with_detail: bool = False,
    workspace_id: Optional[str] = None,
) -> bool: ...
def generate_thumbnails(
    file_paths: List[str],
    output_directory: str,
    with_preview: bool = True,
    with_detail: bool = False,
    workspace_id: Optional[str] = None,
) -> List[str]: ...
def attach_thumbnail(file_path: str, local_file: str, is_detail: bool = True) -> None: ...
def attach_thumbnails(file_path: str, preview: str, detail: str) -> None: ...
@_detail_by_default
def get_thumbnail(file_path: str, is_detail: bool) -> Optional[str]: ...
