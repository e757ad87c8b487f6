"""How the command line prints: tables for people, one JSON document for programs."""

import json
from collections.abc import Iterable
from typing import Any


def print_json(**document: Any) -> None:
    """Prints one JSON document."""
    print(json.dumps(document, indent=2))


def print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """Prints rows of equally many cells, in columns."""
    listed = list(rows)
    widths = [max(map(len, column)) for column in zip(*listed)]
    for row in listed:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def count(number: int, what: str) -> str:
    """Returns how many there are of what."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
