"""How well studio pictures are told from others by their backdrop: `python -m benchmarks.backdrops`.

Product photos in `../shared/data/images/fashion-products` stand for studio pictures, photos of garments at home in
`../shared/data/images/clothing-dataset-small` for all others; no set of catwalk pictures is at hand. The two numbers of
`ingest/setting.py` were chosen on the train parts; the test parts are scored here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from analysis.images.pictures import open_picture
from ingest.setting import EVEN, LEVELS_APART, seen_setting

PHOTOS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "images"
STUDIO, OTHERS = "fashion-products", "clothing-dataset-small"


def main() -> None:
    """Measure, print a table, then one JSON object."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if not PHOTOS.is_dir():
        raise SystemExit(f"needs the photos in {PHOTOS}, which are not on this machine")
    figures = {"levels_apart": LEVELS_APART, "even": EVEN}
    for part in ("train", "test"):
        figures |= scored(part)
    for key, value in figures.items():
        print(f"{key:<28} {value:>8.3f}" if isinstance(value, float) else f"{key:<28} {value:>8}")
    print(json.dumps(figures))


def scored(part: str) -> dict[str, float]:
    """Return the share of each set's part that is told right."""
    split = pd.read_csv(PHOTOS / STUDIO / "split.csv")
    studio = [PHOTOS / STUDIO / path for path in split.loc[split["split"] == part, "path"]]
    others = sorted((PHOTOS / OTHERS / part).rglob("*.jpg"))
    return {
        f"{part}_studio_pictures": len(studio),
        f"{part}_studio_told": _share(studio, "studio"),
        f"{part}_other_pictures": len(others),
        f"{part}_others_told": _share(others, "scene"),
    }


def _share(paths: Sequence[Path], truth: str) -> float:
    """Return the share of pictures whose setting is the true one, seen as ingest sees them, as thumbnails."""
    return float(np.mean([seen_setting(_thumb(path)) == truth for path in paths]))


def _thumb(path: Path) -> Image.Image:
    return open_picture(path, 10**9, 320)


if __name__ == "__main__":
    main()
