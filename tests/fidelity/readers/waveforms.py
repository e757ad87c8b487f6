"""Waveforms: what FFmpeg decodes, measured by numpy and drawn as package waveform says.

FFmpeg's samples are gone through whole, in as many stretches as the drawing is wide.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from ..pictures import Picture

SIZE = (1024, 512)
STRETCHES = 512
MARGIN = 0.02
FILLED = 0.9
GAIN = 16
PEN = 4
"""How thick lines are, in pixels."""
GROUND, AXIS, PEAKS, BODY = 0x1B232E, 0x3B4859, 0x3D8FC4, 0xA6D8F5


def ffmpeg(path: Path) -> Picture:
    """Decodes with FFmpeg and draws peaks and body of all channels together."""
    samples = _samples(path)
    count = min(STRETCHES, len(samples))
    parts = np.split(samples, np.arange(1, count) * len(samples) // count)
    low, high = (np.array([f(p) for p in parts]) for f in (np.min, np.max))
    mean, spread = (np.array([f(p) for p in parts]) for f in (np.mean, np.std))
    gain = min(GAIN, 1 / max(high.max(), -low.min(), 1e-9))
    levels = np.array([low, high, np.maximum(low, mean - spread), np.minimum(high, mean + spread)])
    return Picture(_drawn(levels * gain))


def _samples(path: Path) -> Any:
    """Returns the samples, a row each time, a column each channel."""
    import imageio_ffmpeg

    program = imageio_ffmpeg.get_ffmpeg_exe()
    told = subprocess.run([program, "-i", str(path)], capture_output=True, check=False, timeout=60)
    channels = 1 if b" mono," in told.stderr else 2
    command = [program, "-v", "error", "-i", str(path), "-map", "0:a:0", "-f", "f32le"]
    command += ["-ac", str(channels), "-"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    if not done.stdout:
        raise ValueError(done.stderr.decode(errors="replace"))
    return np.frombuffer(done.stdout, np.float32).reshape(-1, channels)


def _drawn(levels: Any) -> Any:
    """Draws lowest and highest level, and those of the body."""
    width, height = SIZE
    place = (np.arange(width) + 0.5 - width * MARGIN) / (width * (1 - 2 * MARGIN))
    inside = (place >= 0) & (place <= 1)
    count = levels.shape[1]
    at = [np.interp(place * count, np.arange(count) + 0.5, row) for row in levels]
    reach = [f(_beside(row), axis=1) for f, row in zip((np.min, np.max, np.mean, np.mean), at)]
    y = (np.arange(height) + 0.5)[:, None]
    lines = [height / 2 * (1 - level * FILLED) for level in reach]
    middle = (lines[0] + lines[1]) / 2
    bottom = np.maximum(lines[0], middle + PEN / 2)
    top = np.minimum(lines[1], middle - PEN / 2)
    pixels = np.empty((height, width, 3), np.float32)
    pixels[:] = _colour(GROUND)
    pixels[np.broadcast_to(np.abs(y - height / 2) < 1, (height, width))] = _colour(AXIS)
    pixels[(y > top) & (y < bottom) & inside] = _colour(PEAKS)
    pixels[(y > lines[3]) & (y < lines[2]) & inside] = _colour(BODY)
    return pixels


def _beside(row: Any) -> Any:
    """Returns for each pixel those that a pen touches which is on it."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(row, PEN // 2, "edge"), PEN + 1)


def _colour(code: int) -> Any:
    return np.array([code >> 16, code >> 8 & 255, code & 255], np.float32) / 255
