"""The documented functions.

Their signatures, as ``inspect.signature`` prints them, are part of the contract: they
never grow a parameter, and the annotations are those of the documentation. Wherever
they say ``str`` for a path, an ``os.PathLike[str]`` is as good.
"""

import functools
from typing import Any, Callable, List, Optional, Protocol, overload

from . import _arguments, _faults, _native, _wire


def generate_thumbnail(
    file_path: str,
    output_directory: str,
    with_preview: bool = True,
    with_detail: bool = False,
    workspace_id: Optional[str] = None,
) -> bool:
    """Makes the thumbnails of one file; see :func:`generate_thumbnails`.

    Returns whether every requested thumbnail exists and is complete.
    """
    _arguments.path("file_path", file_path)
    made = generate_thumbnails(
        [file_path], output_directory, with_preview, with_detail, workspace_id
    )
    return bool(made)


def generate_thumbnails(
    file_paths: List[str],
    output_directory: str,
    with_preview: bool = True,
    with_detail: bool = False,
    workspace_id: Optional[str] = None,
) -> List[str]:
    """Makes ``<stem>_pt.png`` (preview) and ``<stem>_dt.png`` (detail) of each file.

    Returns the paths, as given and in the order given, of the files whose requested
    thumbnails all exist and are complete. A file that fails is left out and logged as
    a warning of the logger "apsync"; it never raises. ``workspace_id`` names the
    workspace whose settings apply to files that are in no project.

    Raises TypeError for arguments of wrong types, ValueError for files of more than
    one project, and the matching OSError when output_directory cannot be made or
    written, all before any work.
    """
    files = _arguments.paths("file_paths", file_paths)
    request = _arguments.generate_request(
        files,
        _arguments.path("output_directory", output_directory),
        preview=_arguments.flag("with_preview", with_preview),
        detail=_arguments.flag("with_detail", with_detail),
        workspace=_arguments.workspace(workspace_id),
    )
    results: dict[int, dict[str, Any]] = {}

    def keep(report: _native.Report) -> None:
        results.update((result["index"], result) for result in report.get("results") or ())

    _native.call(request, keep)
    return [file for index, file in enumerate(files) if _succeeded(file, results.get(index))]


def attach_thumbnail(file_path: str, local_file: str, is_detail: bool = True) -> None:
    """Stores a copy of local_file, a PNG or JPEG, as a thumbnail of file_path.

    When it returns, the copy is stored and local_file may be deleted. Detail and
    preview are two slots; each replaces only itself.

    Raises FileNotFoundError when one of the files is not there and ValueError when
    local_file is not a whole PNG or JPEG picture.
    """
    _attach(file_path, {_arguments.slot(is_detail): _arguments.path("local_file", local_file)})


def attach_thumbnails(file_path: str, preview: str, detail: str) -> None:
    """Stores copies of two pictures as the preview and the detail of file_path.

    Both are checked before either is stored. Raises as :func:`attach_thumbnail`.
    """
    pictures = {"preview": preview, "detail": detail}
    _attach(file_path, {slot: _arguments.path(slot, path) for slot, path in pictures.items()})


def _attach(file_path: str, pictures: dict[str, str]) -> None:
    request = {
        "op": "attach",
        "file": _wire.path(_arguments.path("file_path", file_path)),
        "pictures": [{"slot": slot, "local": _wire.path(path)} for slot, path in pictures.items()],
    }
    _native.call(request)


class _GetThumbnail(Protocol):
    """get_thumbnail to type checkers: as documented, and with one argument."""

    @overload
    def __call__(self, file_path: str, is_detail: bool) -> Optional[str]: ...
    @overload
    def __call__(self, file_path: str) -> Optional[str]: ...


def _detail_by_default(documented: Callable[[str, bool], Optional[str]]) -> _GetThumbnail:
    """Lets documented be called with one argument, as the documentation's example does.

    ``inspect.signature`` goes on showing the documented signature, without a default.
    """

    @functools.wraps(documented)
    def function(file_path: str, is_detail: bool = True) -> Optional[str]:
        return documented(file_path, is_detail)

    return function


@_detail_by_default
def get_thumbnail(file_path: str, is_detail: bool) -> Optional[str]:
    """Returns the path of a local copy of the file's thumbnail, or None.

    None for a file that is not there, was never given a thumbnail, or has none in
    that slot. The folder of the copy is the caller's to change; the stored picture
    stays as it is. The extension tells the type. Without is_detail, the detail.
    """
    request = {
        "op": "get",
        "file": _wire.path(_arguments.path("file_path", file_path)),
        "slot": _arguments.slot(is_detail),
    }
    return _wire.read_path(_native.call(request)["path"])


def _succeeded(file: object, result: Optional[dict[str, Any]]) -> bool:
    """Returns whether result is a success; logs it when it is not."""
    if result is None:
        result = {"error": {"detail": "the core gave no result for the file"}}
    if not result.get("error"):
        return True
    # imported here: it would be a good part of what "import apsync" costs
    import logging

    error = _faults.from_record(result["error"])
    logging.getLogger("apsync").warning("%s: %s (%s)", file, error.detail, error.code)
    return False
