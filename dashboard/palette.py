"""The colours of both themes and of the stages: the tables of the house style, stated once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True)
class Theme:
    """The colours a chart is drawn with.

    Attributes:
        ink: what was seen, and text.
        red: the forecast.
        grey: the year before, and small print.
        grid: the horizontal grid.
        paper: the page behind the chart.
        band80: fill of the inner band.
        band95: fill of the outer band.
        stages: colour of each stage.
        lines: colours of lines that stand side by side.
        compared: colours of up to six lines that cross, told apart by colour-blind eyes too.
        whisker: the lines of growth intervals.
    """

    ink: str
    red: str
    grey: str
    grid: str
    paper: str
    band80: str
    band95: str
    stages: dict[str, str]
    lines: tuple[str, ...]
    compared: tuple[str, ...]
    whisker: str


SYMBOLS = {
    "emerging": "diamond-open",
    "rising": "triangle-up",
    "peaking": "circle",
    "steady": "square",
    "declining": "triangle-down-open",
    "fading": "x-thin-open",
}
STAGES = tuple(SYMBOLS)

LIGHT = Theme(
    ink="#171512",
    red="#B3392F",
    grey="#6F6B63",
    grid="#E4DED2",
    paper="#FAF8F4",
    band80="rgba(179, 57, 47, 0.20)",
    band95="rgba(179, 57, 47, 0.10)",
    stages={
        "emerging": "#2F6F8F",
        "rising": "#B3392F",
        "peaking": "#B67A1E",
        "steady": "#77736B",
        "declining": "#6D4C7D",
        "fading": "#8F897D",
    },
    lines=("#171512", "#2F6F8F", "#B67A1E", "#6D4C7D", "#8F897D"),
    compared=("#171512", "#B3392F", "#2F7FB5", "#B67A1E", "#5B3B6B", "#918B80"),
    whisker="rgba(111, 107, 99, 0.6)",
)
DARK = Theme(
    ink="#EFEAE0",
    red="#E0685C",
    grey="#A8A39A",
    grid="#2E2B27",
    paper="#171614",
    band80="rgba(224, 104, 92, 0.28)",
    band95="rgba(224, 104, 92, 0.14)",
    stages={
        "emerging": "#6FB0CF",
        "rising": "#E0685C",
        "peaking": "#E0B04F",
        "steady": "#A8A39A",
        "declining": "#B08FC2",
        "fading": "#7B766C",
    },
    lines=("#EFEAE0", "#6FB0CF", "#E0B04F", "#B08FC2", "#7B766C"),
    compared=("#EFEAE0", "#E0685C", "#6FB0CF", "#E0B04F", "#8C6BBE", "#8E576F"),
    whisker="rgba(168, 163, 154, 0.55)",
)
THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a hex colour (WCAG 2.2, "relative luminance")."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
