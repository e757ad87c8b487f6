"""The reader of medical pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..pictures import Picture


def dicom(path: Path) -> Picture:
    """Reads with pydicom: the first frame, by its window."""
    import pydicom
    from pydicom import pixels as pixel_data

    dataset = pydicom.dcmread(path, force=True)
    frame = dataset.pixel_array
    if int(dataset.get("NumberOfFrames", 1) or 1) > 1:
        frame = frame[0]
    if dataset.SamplesPerPixel > 1:
        if str(dataset.PhotometricInterpretation).startswith("YBR"):
            frame = pixel_data.convert_color_space(frame, dataset.PhotometricInterpretation, "RGB")
        return Picture(frame.astype(np.float32) / 255)
    values = pixel_data.apply_modality_lut(frame, dataset)
    if "WindowCenter" in dataset or "VOILUTSequence" in dataset:
        values = pixel_data.apply_voi_lut(values, dataset).astype(np.float32)
    values = np.asarray(values, dtype=np.float32)
    low, high = float(values.min()), float(values.max())
    values = (values - low) / max(high - low, 1e-9)
    if dataset.PhotometricInterpretation == "MONOCHROME1":
        values = 1 - values
    return Picture(values)
