"""Markdown tables that are read on a terminal as well, and what stands in them."""

from __future__ import annotations

NOTHING = "\N{EN DASH}"
TIMES = "\N{MULTIPLICATION SIGN}"


def table(head: list[str], body: list[list[str]]) -> str:
    """Returns a Markdown table with columns of even width, numbers to the right."""
    widths = [max(len(row[column]) for row in [head, *body]) for column in range(len(head))]
    left = widths[0]
    lines = [[head[0].ljust(left)] + [cell.rjust(w) for cell, w in zip(head[1:], widths[1:])]]
    lines.append(["-" * left] + ["-" * (width - 1) + ":" for width in widths[1:]])
    for row in body:
        lines.append([row[0].ljust(left)] + [cell.rjust(w) for cell, w in zip(row[1:], widths[1:])])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float | None, digits: int = 0) -> str:
    """Returns a value with so many digits after the point, one at least if it is small."""
    if value is None:
        return NOTHING
    return f"{value:.{max(digits, 1 if abs(value) < 10 else 0)}f}"


def counted(count: int, what: str) -> str:
    """Returns how many there are of what."""
    return f"{count} {what}{'s' if count > 1 else ''}"
