"""How each library makes a thumbnail: one class a library, one instance a worker.

Each is driven as its documentation advises for speed, with its own defaults for the
PNG that comes out. A task is a dict with file, out (the PNG's path), size, width and
height of the picture, and alpha, whether it has any.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

Task = dict[str, Any]


class Pillow:
    """Pillow: draft and thumbnail; it has no threads of its own."""

    def __init__(self, threads: int) -> None:
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = None
        self.image = Image

    def version(self) -> str:
        import PIL
        from PIL import features

        return f"{PIL.__version__}, libjpeg-turbo {features.version_feature('libjpeg_turbo')}"

    def make(self, task: Task) -> None:
        with self.image.open(task["file"]) as opened:
            opened.draft("RGB", (task["size"], task["size"]))
            # a palette's numbers cannot be averaged
            image = opened.convert("RGBA") if opened.mode == "P" else opened
            image.thumbnail((task["size"], task["size"]))
            image.save(task["out"])


class Vips:
    """libvips through pyvips: vips_thumbnail."""

    def __init__(self, threads: int) -> None:
        os.environ["VIPS_CONCURRENCY"] = str(threads)
        import pyvips

        # the same file again and again would come out of the cache of operations
        pyvips.cache_set_max(0)
        self.vips = pyvips

    def version(self) -> str:
        numbers = [str(self.vips.version(part)) for part in range(3)]
        return f"{'.'.join(numbers)} (pyvips {self.vips.__version__})"

    def make(self, task: Task) -> None:
        image = self.vips.Image.thumbnail(task["file"], task["size"], size="down")
        image.write_to_file(task["out"])


class OpenCV:
    """OpenCV: reduced decode of JPEG, then area averaging."""

    def __init__(self, threads: int) -> None:
        os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"
        import cv2

        cv2.setNumThreads(threads)
        self.cv2 = cv2

    def version(self) -> str:
        return str(self.cv2.__version__)

    def make(self, task: Task) -> None:
        if task["file"].endswith((".exr", ".hdr")):
            self._light(task)
            return
        longest = max(task["width"], task["height"])
        image = self.cv2.imread(task["file"], self._flag(task, longest / task["size"]))
        if image is None:
            raise ValueError("imread returned nothing")
        height, width = image.shape[:2]
        factor = task["size"] / max(width, height)
        if factor < 1:
            to = (max(1, round(width * factor)), max(1, round(height * factor)))
            image = self.cv2.resize(image, to, interpolation=self.cv2.INTER_AREA)
        if not self.cv2.imwrite(task["out"], image):
            raise ValueError("imwrite returned false")

    def _light(self, task: Task) -> None:
        import numpy as np

        light = self.cv2.imread(task["file"], self.cv2.IMREAD_UNCHANGED)
        if light is None:
            raise ValueError("imread returned nothing")
        factor = task["size"] / max(light.shape[:2])
        to = (round(light.shape[1] * factor), round(light.shape[0] * factor))
        small = self.cv2.resize(light, to, interpolation=self.cv2.INTER_AREA)
        codes = np.clip(small, 0, 1) ** (1 / 2.2) * 255
        if not self.cv2.imwrite(task["out"], codes.astype(np.uint8)):
            raise ValueError("imwrite returned false")

    def _flag(self, task: Task, ratio: float) -> int:
        if not task["file"].endswith(".jpg"):
            return int(self.cv2.IMREAD_UNCHANGED if task["alpha"] else self.cv2.IMREAD_COLOR)
        for factor in (8, 4, 2):
            if ratio >= factor:
                return int(getattr(self.cv2, f"IMREAD_REDUCED_COLOR_{factor}"))
        return int(self.cv2.IMREAD_COLOR)


class OpenImageIO:
    """OpenImageIO: read, resize with the quickest of its filters that averages, write.

    Its other filters, and reading through its cache, take many times longer."""

    def __init__(self, threads: int) -> None:
        import OpenImageIO as oiio  # noqa: N813

        oiio.attribute("threads", threads)
        self.oiio = oiio

    def version(self) -> str:
        return str(self.oiio.VERSION_STRING)

    def make(self, task: Task) -> None:
        oiio = self.oiio
        image = oiio.ImageBuf(task["file"])
        image.read(0, 0, True, "float")
        factor = min(1, task["size"] / max(task["width"], task["height"]))
        to = oiio.ROI(0, round(task["width"] * factor), 0, round(task["height"] * factor))
        small = oiio.ImageBufAlgo.resize(image, roi=to, filtername="triangle")
        if task["file"].endswith((".exr", ".hdr")):
            small = oiio.ImageBufAlgo.colorconvert(small, "lin_srgb", "srgb")
        small.set_write_format("uint8")
        if small.has_error or not small.write(task["out"]):
            raise ValueError(small.geterror())


class ImageMagick:
    """ImageMagick's command, a process for each file."""

    def __init__(self, threads: int) -> None:
        os.environ["MAGICK_THREAD_LIMIT"] = str(threads)
        found = (shutil.which(name) for name in ("magick", "convert-im6", "convert-im6.q16"))
        self.command = next((command for command in found if command), None)
        if self.command is None:
            raise ValueError("neither magick nor convert-im6 is on the PATH")

    def version(self) -> str:
        said = subprocess.run([str(self.command), "-version"], capture_output=True, check=True)
        return said.stdout.decode().split()[2]

    def make(self, task: Task) -> None:
        size = f"{task['size']}x{task['size']}>"
        command = [str(self.command), task["file"] + "[0]", "-thumbnail", size, task["out"]]
        subprocess.run(command, check=True, capture_output=True)


class Apsync(logging.Handler):
    """apsync itself: generate_thumbnail; the log says why it failed."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        os.environ["APSYNC_WORKERS"] = str(threads)
        import apsync

        self.apsync = apsync
        self.reason = ""
        logging.getLogger("apsync").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.reason = record.getMessage()

    def version(self) -> str:
        return str(self.apsync.__version__)

    def load(self) -> None:
        """Loads the library, which an import does not, without making a picture."""
        self.apsync.get_thumbnail(__file__)

    def make(self, task: Task) -> None:
        if self.many([task]) != 1:
            raise ValueError(self.reason)

    def many(self, tasks: list[Task]) -> int:
        """Makes thumbnails of one size in one call; returns of how many files."""
        detail = tasks[0]["size"] > 256
        files = [task["file"] for task in tasks]
        folder = str(Path(tasks[0]["out"]).parent)
        return len(self.apsync.generate_thumbnails(files, folder, not detail, detail))


PEERS = {
    "apsync": Apsync,
    "libvips": Vips,
    "Pillow": Pillow,
    "OpenCV": OpenCV,
    "OpenImageIO": OpenImageIO,
    "ImageMagick": ImageMagick,
}
