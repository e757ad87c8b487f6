"""What readers return, and how it becomes comparable with a thumbnail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

GREY = 128 / 255
"""What transparent pictures are shown on."""


@dataclass
class Picture:
    """A picture as its reader returned it, upright, from the top."""

    pixels: Any
    """Float32 samples, height by width by 1 (grey), 2 (with alpha), 3 or 4, 1 being white."""
    light: bool = False
    """The samples are linear light in the primaries of sRGB, not codes of sRGB."""
    premultiplied: bool = False
    aspect: float = 1.0
    """Width over height of a pixel."""


def shown(picture: Picture, size: tuple[int, int]) -> Any:
    """Returns the picture at that size (width, height) as sRGB from 0 to 1 on grey."""
    pixels = np.asarray(picture.pixels, dtype=np.float32)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    colour, alpha = _parts(pixels)
    if not picture.premultiplied:
        colour = colour * alpha
    if picture.light:
        colour = np.nan_to_num(colour, nan=0.0, posinf=65504.0, neginf=0.0)
        colour = np.clip(colour, 0, 65504)
    colour, alpha = _resized(colour, size), np.clip(_resized(alpha, size), 0, 1)
    straight = np.where(alpha > 1e-4, colour / np.maximum(alpha, 1e-4), 0)
    if picture.light:
        straight = tone(np.maximum(straight, 0))
    return np.clip(straight, 0, 1) * alpha + GREY * (1 - alpha)


def _parts(pixels: Any) -> tuple[Any, Any]:
    """Returns three channels of colour and one of alpha."""
    channels = pixels.shape[2]
    alpha = pixels[:, :, channels - 1 :] if channels in (2, 4) else np.ones_like(pixels[:, :, :1])
    colour = pixels[:, :, :3] if channels >= 3 else np.repeat(pixels[:, :, :1], 3, axis=2)
    return colour, alpha


def _resized(pixels: Any, size: tuple[int, int]) -> Any:
    planes = [
        np.asarray(Image.fromarray(plane, "F").resize(size, Image.Resampling.LANCZOS))
        for plane in np.ascontiguousarray(np.moveaxis(pixels, 2, 0))
    ]
    return np.stack(planes, axis=2)


def tone(light: Any) -> Any:
    """Returns codes of scene light: sRGB's curve, which bends above 0.8 so that the
    white of the picture, what half a percent of its pixels exceed, becomes 1."""
    peaks = light.max(axis=2)
    peak, top = float(np.quantile(peaks, 0.995)), float(peaks.max())
    luminance = light @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    gain = 1.0
    if 0 < top < 0.0025:
        gain = 0.8 / top
    elif np.quantile(luminance, 0.05) > 2:
        gain = 0.18 / float(np.quantile(luminance, 0.5))
    white = min(max(peak * gain, 1.0), 16.0)
    knee = 0.8
    above = (srgb(np.array(white)) - knee) / (1 - knee)
    codes = srgb(light * gain)
    t = np.maximum(codes - knee, 0) / (1 - knee)
    bent = t / np.sqrt(1 + t * t * (1 - 1 / (above * above)))
    return np.where(codes <= knee, codes, knee + (1 - knee) * bent)


def srgb(light: Any) -> Any:
    """Returns sRGB's codes of light (IEC 61966-2-1), also beyond 1."""
    return np.where(
        light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055
    )
