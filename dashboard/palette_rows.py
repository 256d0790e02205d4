"""The palette tool's rows: colours with names, parts, places in OKLCh, contrasts, and how they go together in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd
from PIL import Image

from analysis.images.colour import palette as patches_of
from analysis.images.colour_names import ColourNamer
from analysis.images.colour_vision import apart, confused
from analysis.images.harmony import Harmony, harmony, oklch
from analysis.images.oklab import from_hex, to_hex
from dashboard.formats import is_known, percent
from dashboard.palette import contrast
from dashboard.words import say
from data.errors import BadInput
from data.vocabulary import Label

MOST = 12  # colours of a palette
HEX = re.compile(r"#?([0-9a-fA-F]{6})")
DARK, LIGHT = 0.4, 0.8  # OKLab lightness: a palette that stays below the one is dark, above the other light
QUIET, VIVID = 0.08, 0.15  # OKLCh chroma: muted below the one, vivid above the other
FITS = ((7.0, "aaa"), (4.5, "aa"), (3.0, "marks"))  # contrast ratios (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11)
COLUMNS = ("name", "label_id", "hex", "area", "lightness", "chroma", "hue", "apart")


class Namer:
    """Names colours after the vocabulary's.

    Args:
        labels: the vocabulary's colour labels.
        code: the language that names are said in; English where a label has none in it.
    """

    def __init__(self, labels: Sequence[Label], code: str) -> None:
        known = [label for label in labels if label.hex]
        self._namer = ColourNamer(known)
        self._hexes = {label.label_id: str(label.hex) for label in known}
        self._names = {label.label_id: label.names.get(code, label.name) for label in known}

    def label_of(self, colour: str) -> str:
        """Return the id of the vocabulary's colour nearest to `#rrggbb` within its family."""
        lab = from_hex(colour)
        return self._namer.name(lab, float(lab[0]))

    def name_of(self, label_id: str) -> str:
        """Return what a colour label is called."""
        return self._names[label_id]

    def apart(self, label_id: str, colour: str) -> float:
        """Return how far a colour is from the label's own: 100 times the distance in OKLab."""
        return 100 * apart(self._hexes[label_id], colour)


def from_picture(picture: Image.Image) -> pd.DataFrame:
    """Return the colours of the clothes in an RGB picture.

    Returns:
        hex, area, the largest first.
    """
    return pd.DataFrame([{"hex": to_hex(patch.lab).upper(), "area": patch.share} for patch in patches_of(picture)])


def checked(edited: pd.DataFrame) -> pd.DataFrame:
    """Return what somebody edited as a palette: hexes in one form, areas that add up to 1, no empty rows.

    Args:
        edited: own_name, hex, area (in per cent).

    Raises:
        BadInput: no colour is left, there are too many, a hex is none, or an area is not above 0.
    """
    rows = [row for row in edited.to_dict("records") if is_known(row["hex"]) and str(row["hex"]).strip()]
    if not rows:
        raise BadInput(say("swatch.none_left"))
    if len(rows) > MOST:
        raise BadInput(say("swatch.too_many", count=len(rows), most=MOST))
    total = sum(_area(row) for row in rows)
    return pd.DataFrame(
        [{"own_name": _text(row["own_name"]), "hex": _hex(row["hex"]), "area": _area(row) / total} for row in rows]
    )


def named(palette: pd.DataFrame, namer: Namer) -> pd.DataFrame:
    """Return a palette with what there is to know of each colour.

    Args:
        palette: own_name, hex, area.
        namer: names those that have no name of their own.

    Returns:
        name, label_id (the vocabulary's nearest), hex, area, lightness, chroma, hue (OKLCh, degrees), apart (how far it
        is from the vocabulary's own, in hundredths of the way from black to white).
    """
    rows = []
    for own, colour, area in palette[["own_name", "hex", "area"]].itertuples(index=False):
        label_id = namer.label_of(colour)
        lightness, chroma, hue = oklch(colour)
        rows.append((own or namer.name_of(label_id), label_id, colour, area, lightness, chroma, hue,
                     namer.apart(label_id, colour)))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def contrasts(palette: pd.DataFrame) -> pd.DataFrame:
    """Return the contrast of every pair of a palette's colours, the strongest first.

    Returns:
        one, other, contrast (WCAG 2.2 ratio, 1 to 21), fit_for (aaa, aa, marks or nothing).
    """
    swatches = list(palette[["name", "hex"]].itertuples(index=False))
    rows = []
    for (name, colour), (other_name, other) in combinations(swatches, 2):
        ratio = contrast(colour, other)
        fit = next((code for least, code in FITS if ratio >= least), "nothing")
        rows.append((f"{name} {colour}", f"{other_name} {other}", ratio, fit))
    frame = pd.DataFrame(rows, columns=["one", "other", "contrast", "fit_for"])
    return frame.sort_values("contrast", ascending=False, kind="stable", ignore_index=True)


def confusions(palette: pd.DataFrame, kind: str) -> str:
    """Say which colours an eye of one kind (protan, deutan, tritan) finds hard to tell apart; empty for none."""
    names = palette["name"].tolist()
    pairs = [say("swatch.pair", one=names[a], other=names[b]) for a, b in confused(palette["hex"].tolist(), kind)]
    return ", ".join(pairs)


def sentence(palette: pd.DataFrame, namer: Namer) -> str:
    """Say how a palette's colours go together, and how light, how strong and how neutral they are."""
    found = harmony(palette["hex"].tolist(), palette["area"].tolist())
    said = [say(f"harmony.{found.kind}", arc=round(found.arc), hues=_hues(found, palette, namer))]
    if found.kind != "neutral" and found.neutral >= 0.05:
        said.append(say("harmony.with_neutrals", share=percent(found.neutral, authors=0)))
    return " ".join([*said, _light(found)])


def _hues(found: Harmony, palette: pd.DataFrame, namer: Namer) -> str:
    """Name the groups of hues after the colours nearest to them."""
    vivid = palette[palette["chroma"] > 0].reset_index(drop=True)
    names = [vivid["label_id"].iloc[((vivid["hue"] - hue + 180) % 360 - 180).abs().argmin()] for hue in found.hues]
    return ", ".join(dict.fromkeys(namer.name_of(name) for name in names))


def _light(found: Harmony) -> str:
    """Say how light and how strong the colours are."""
    low, high = found.lightness
    light = "dark" if high < DARK else "light" if low > LIGHT else "wide" if low < DARK and high > LIGHT else "middle"
    if found.kind == "neutral":
        return say("harmony.tone_neutral", light=say(f"harmony.{light}"))
    strong = "muted" if found.chroma < QUIET else "vivid" if found.chroma > VIVID else "moderate"
    return say("harmony.tone", light=say(f"harmony.{light}"), strong=say(f"harmony.{strong}"))


def _hex(text: Any) -> str:
    """Return a hex in one form."""
    found = HEX.fullmatch(str(text).strip())
    if found is None:
        raise BadInput(say("swatch.no_hex", value=str(text)[:20]))
    return f"#{found[1].upper()}"


def _area(row: Mapping[Any, Any]) -> float:
    """Return a colour's part; one that was just added has a tenth."""
    area = float(row["area"]) if is_known(row["area"]) else 10.0
    if not 0 < area < float("inf"):
        raise BadInput(say("swatch.no_area", value=f"{area:g}"))
    return area


def _text(value: Any) -> str:
    return " ".join(str(value).split())[:60] if is_known(value) else ""
