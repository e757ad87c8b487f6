"""Writes the tables of the README from the library: formats and settings.

``make readme`` runs it; with ``--check`` it only compares, and fails on a difference.
"""

import re
import sys
from pathlib import Path

from apsync import _native

README = Path(__file__).resolve().parent.parent / "README.md"


def tables() -> dict[str, str]:
    """Return the text of each marked part of the README."""
    formats = _native.call({"op": "formats"})["formats"]
    settings = _native.call({"op": "doctor"})["settings"]
    return {
        "formats": table(
            ["format", "extensions", "what is read"],
            [
                [row["title"], " ".join(f"`{ext}`" for ext in row["extensions"]), row["reads"]]
                for row in formats
            ],
        ),
        "settings": table(
            ["setting", "environment", "default", "values", "what it does"],
            [
                [
                    f"`{row['name']}`" + ("" if row["project"] else " *"),
                    f"`{row['env']}`",
                    row["default"],
                    row["range"],
                    row["doc"],
                ]
                for row in settings
            ],
        ),
    }


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def rendered(text: str) -> str:
    """Return the README's text with its tables as the library says now."""
    for name, body in tables().items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        text, count = pattern.subn(lambda _, t=f"{begin}\n{body}\n{end}": t, text)
        if count != 1:
            raise SystemExit(f"{README.name} has {count} parts marked {begin}")
    return text


def main() -> int:
    """Write the README, or check it."""
    old = README.read_text(encoding="utf-8")
    new = rendered(old)
    if "--check" in sys.argv[1:]:
        return 0 if new == old else 1
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
