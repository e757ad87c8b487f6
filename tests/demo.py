"""The demonstration behind ``make demo``.

Makes previews and details of a folder's files, attaches a thumbnail and gets it
back, and writes a page that shows everything. Without ``--folder`` it draws sample
pictures in several formats first.
"""

import argparse
import html
import logging
import os
import sys
import time
from pathlib import Path
from urllib.parse import quote

import apsync
import demo_pictures
from apsync import jobs

ROOT = Path(__file__).resolve().parent.parent
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>apsync</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem; background: #24262b; color: #ddd }}
a {{ color: #8cf }} small {{ color: #999 }}
ul {{ display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none }}
li {{ width: 272px; background: #303339; border-radius: 8px; padding: 8px }}
li {{ overflow-wrap: anywhere }}
.pic {{ height: 256px; display: flex; align-items: center; justify-content: center }}
.pic {{ background: repeating-conic-gradient(#444 0 25%, #3a3a3a 0 50%) 0 0/16px 16px }}
.bad {{ color: #f99 }} img {{ max-width: 256px; max-height: 256px }}
</style>
<h1>apsync</h1><p>{summary}</p><ul>{items}</ul></html>
"""


def main() -> int:
    """Run the demonstration and return the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="a folder of your own pictures")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "demo")
    arguments = parser.parse_args()
    logging.getLogger("apsync").setLevel(logging.ERROR)  # failures are on the page

    output: Path = arguments.output.resolve()
    folder = arguments.folder or demo_pictures.draw(output / "pictures")
    if not folder.is_dir():
        parser.error(f"{folder} is not a folder")
    os.environ.setdefault("APSYNC_STORE", str(output / "store"))
    os.environ.setdefault("APSYNC_CACHE", str(output / "cache"))

    files = [str(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    started = time.perf_counter()
    options = jobs.Options(preview=True, detail=True, naming="full")
    results = jobs.generate(files, output / "thumbnails", options)
    seconds = time.perf_counter() - started
    made = [result for result in results if result.error is None]
    print(f"{len(made)} of {len(files)} files: previews and details in {seconds:.2f} s")
    for result in results:
        if result.error is not None:
            print(f"  {result.error}")
    if made:
        print(attach_and_get(files, made))
    page = write_page(output, files, results, seconds)
    print(f"See them all: {page.as_uri()}")
    return 0 if made else 1


def attach_and_get(files: list[str], made: list[jobs.FileResult]) -> str:
    """Attach a file's preview to it and return a line that says what came back."""
    first = made[0]
    preview = next(out.path for out in first.outputs if out.slot == "preview")
    apsync.attach_thumbnail(files[first.index], preview, False)
    got = apsync.get_thumbnail(files[first.index], False)
    return f"attached to {Path(files[first.index]).name} and got back: {got}"


def write_page(
    output: Path, files: list[str], results: list[jobs.FileResult], seconds: float
) -> Path:
    """Write the contact sheet and return its path."""
    items = "".join(item(output, files[result.index], result) for result in results)
    made = sum(result.error is None for result in results)
    summary = f"{made} of {len(files)} files in {seconds:.2f} s, apsync {apsync.__version__}"
    page = output / "index.html"
    page.write_text(PAGE.format(summary=html.escape(summary), items=items), encoding="utf-8")
    return page


def item(output: Path, file: str, result: jobs.FileResult) -> str:
    """Return the page's entry for one file."""
    name = html.escape(Path(file).name)
    if result.error is not None:
        reason = html.escape(f"{result.error.code}: {result.error.detail}")
        return f'<li><div class="pic bad">{reason}</div>{name}</li>'
    links: dict[str, str] = {}
    for made in result.outputs:
        links[made.slot] = quote(os.path.relpath(made.path, output))
    facts = f"{result.width} x {result.height} {result.loader}, {result.milliseconds:.0f} ms"
    return (
        f'<li><div class="pic"><a href="{links["detail"]}">'
        f'<img src="{links["preview"]}" alt=""></a>'
        f"</div>{name}<br><small>{html.escape(facts)}</small></li>"
    )


if __name__ == "__main__":
    sys.exit(main())
