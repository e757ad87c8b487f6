"""How far two pictures are apart: structural similarity and colour difference."""

from __future__ import annotations

from typing import Any

import numpy as np

WINDOW = 8
"""Pixels on each side of the windows of the structural similarity."""


def similarity(a: Any, b: Any) -> float:
    """Returns the mean structural similarity of the luma of two pictures (Wang et al.
    2004), in square windows."""
    weights = np.array([0.299, 0.587, 0.114])
    x, y = a @ weights, b @ weights
    mean_x, mean_y = _means(x), _means(y)
    var_x, var_y = _means(x * x) - mean_x**2, _means(y * y) - mean_y**2
    cov = _means(x * y) - mean_x * mean_y
    c1, c2 = 0.01**2, 0.03**2
    map_ = (2 * mean_x * mean_y + c1) * (2 * cov + c2)
    map_ /= (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    return float(map_.mean())


def _means(plane: Any) -> Any:
    n = min(WINDOW, *plane.shape)
    sums = np.cumsum(np.cumsum(np.pad(plane, ((1, 0), (1, 0))), axis=0), axis=1)
    return (sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]) / (n * n)


def colour_difference(a: Any, b: Any) -> float:
    """Returns the mean difference in CIE L*a*b* (ΔE*ab, CIE 1976)."""
    return float(np.sqrt(((_lab(a) - _lab(b)) ** 2).sum(axis=2)).mean())


def _lab(rgb: Any) -> Any:
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = light @ to_xyz.T / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
