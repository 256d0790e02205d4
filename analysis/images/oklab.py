"""The OKLab colour space, in which equal steps look about equally large."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

# Björn Ottosson, "A perceptual color space for image processing" (2020): linear sRGB to cone responses, and the
# cube roots of those to lightness L (0 to 1), green-red a and blue-yellow b (each about -0.4 to 0.4).
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _linear(srgb: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Undo the sRGB transfer curve (IEC 61966-2-1); values 0 to 1."""
    curved: npt.NDArray[np.float64] = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return curved


_LINEAR_OF_BYTE = _linear(np.arange(256) / 255).astype(np.float32)


def to_oklab(rgb: npt.NDArray[np.uint8]) -> Floats:
    """Return the OKLab values of sRGB bytes; shape (..., 3) in and out."""
    cones = np.cbrt(to_linear(rgb) @ _TO_CONES.T.astype(np.float32))
    lab: Floats = cones @ _TO_LAB.T.astype(np.float32)
    return lab


def to_hex(lab: npt.ArrayLike) -> str:
    """Return the nearest sRGB colour of one OKLab value as `#rrggbb`; values outside sRGB are cut off."""
    cones = np.linalg.solve(_TO_LAB, np.asarray(lab, dtype=np.float64)) ** 3
    return linear_to_hex(np.linalg.solve(_TO_CONES, cones))


def from_hex(colour: str) -> Floats:
    """Return the OKLab value of `#rrggbb`, shape (3,)."""
    return to_oklab(bytes_of(colour))


def to_linear(rgb: npt.NDArray[np.uint8]) -> Floats:
    """Return the amounts of light, 0 to 1, that sRGB bytes stand for; shape (..., 3) in and out."""
    light: Floats = _LINEAR_OF_BYTE[rgb]
    return light


def linear_to_hex(light: npt.ArrayLike) -> str:
    """Return the nearest sRGB colour of three amounts of light as `#rrggbb`; what lies outside 0 to 1 is cut off."""
    linear = np.clip(np.asarray(light, dtype=np.float64), 0, 1)
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.rint(srgb * 255).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def bytes_of(colour: str) -> npt.NDArray[np.uint8]:
    """Return the sRGB bytes of `#rrggbb`, shape (3,)."""
    return np.frombuffer(bytes.fromhex(colour.removeprefix("#")), dtype=np.uint8)
