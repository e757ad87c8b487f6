"""A progress bar, where one can be seen and tqdm is installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Optional

from .jobs import Progress
from .results import FileResult


@contextmanager
def bar(total: int) -> Iterator[Optional[Progress]]:
    """Shows a bar on stderr; yields the callback that moves it, or None."""
    if total < 2 or sys.stderr is None or not sys.stderr.isatty() or find_spec("tqdm") is None:
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="file", file=sys.stderr, leave=False) as shown:

        def advance(_result: FileResult, _completed: int, _total: int) -> None:
            shown.update()

        yield advance
