"""How well and how fast the shipped reader tells garments: `python -m benchmarks.garments [--small] [--part …]`.

Photos: `../shared/data/images/clothing-dataset-small`, where it is there, in the words of the set. Drawn looks of the
sample season show what the reader makes of pictures unlike those it learned from.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from analysis.images.pictures import open_picture
from analysis.jobs.evaluate_images import best_class, f1_by_class, read_truth
from analysis.models.garment.tagger import PICTURES_A_PASS, GarmentTagger
from data.sample import generate
from data.settings import Settings
from data.vocabulary import load_vocabulary

PHOTOS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "images" / "clothing-dataset-small"
NAMES = Path(__file__).resolve().parent / "maps" / "clothing_ten_classes.csv"
PIXEL_LIMIT = 120_000_000
SEED = 1
TIMED_FILES = 1_000


def main() -> None:
    """Measure photos, drawn looks and speed; print a table, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a part of each set, for a quick look")
    parser.add_argument("--part", choices=("train", "validation", "test"), default="test", help="of the photos")
    options = parser.parse_args()
    tagger = GarmentTagger.from_settings(Settings())
    figures = {"drawn": drawn(tagger, 60 if options.small else 300)}
    if PHOTOS.is_dir():
        figures["photos"] = photos(tagger, options.part, 100 if options.small else None)
        figures["speed"] = speed(tagger, 200 if options.small else TIMED_FILES)
    for name, found in figures.items():
        for what, value in found.items():
            print(f"{name:8} {what:28} {value if isinstance(value, str) else format(value, '.3f')}")
    print(json.dumps(figures))


def photos(tagger: GarmentTagger, part: str, first: int | None) -> dict[str, Any]:
    """Return how often a photo's garment is told in the set's own ten words."""
    rows = pd.read_csv(PHOTOS / "labels.csv")
    rows = rows[rows["split"] == part].sample(frac=1, random_state=SEED).head(first or len(rows))
    class_of = read_truth(PHOTOS / "labels.csv", NAMES, load_vocabulary()).class_of
    pictures = [open_picture(PHOTOS / path, PIXEL_LIMIT) for path in rows["path"]]
    tags, told = tagger.guess(pictures), [best_class(found, class_of)[0] for found in tagger.tag(pictures)]
    said = pd.Series([best_class(found, class_of)[0] for found in tags])
    truth = rows["category"].reset_index(drop=True)
    right, f1 = (said == truth).to_numpy(), f1_by_class(truth, said)
    return {
        "part": part,
        "pictures": len(truth),
        "accuracy": float(right.mean()),
        "accuracy_margin_95": 1.96 * float(np.sqrt(right.mean() * (1 - right.mean()) / len(right))),
        "macro_f1": float(np.mean(list(f1.values()))),
        "told_unasked": float(np.mean([name != "" for name in told])),
        "told_unasked_right": float(np.mean([name == true for name, true in zip(told, truth, strict=True) if name])),
        "always_the_commonest": float(truth.value_counts(normalize=True).iloc[0]),
        **{f"f1_{name}": value for name, value in f1.items()},
    }


def drawn(tagger: GarmentTagger, looks: int) -> dict[str, Any]:
    """Return what is told of drawn looks, which are worn by figures and drawn: unlike all that was learned."""
    with tempfile.TemporaryDirectory() as folder:
        season = generate(Path(folder), posts=100, looks=looks, seed=SEED)
        truth = json.loads(season.truth.read_text(encoding="utf-8"))["looks"]
        tags = tagger.tag([open_picture(season.looks / look["path"], PIXEL_LIMIT) for look in truth])
    told = [(look["garment"], found) for look, found in zip(truth, tags, strict=True) if found]
    right = sum(garment in [tag.label_id for tag in found] for garment, found in told)
    return {"pictures": len(truth), "told": len(told) / len(truth), "told_right": right / max(1, len(told))}


def speed(tagger: GarmentTagger, files: int) -> dict[str, Any]:
    """Return pictures per second from JPEG files, some decoded while others are read, and of each part alone."""
    paths = sorted(PHOTOS.glob("train/*/*.jpg"))[:files]
    parts = [paths[start : start + PICTURES_A_PASS] for start in range(0, len(paths), PICTURES_A_PASS)]
    opened = [_opened(part) for part in parts]  # also brings the files into memory
    tagger.tag(opened[0])  # loads the network
    reading_s = _seconds(lambda: [tagger.tag(part) for part in opened])
    decoding_s = _seconds(lambda: [_opened(part) for part in parts])
    worked_s = time.process_time()
    whole_s = _seconds(lambda: _read(tagger, parts))
    worked_s = time.process_time() - worked_s
    return {
        "files": len(paths),
        "cores": os.cpu_count() or 1,
        "pictures_per_s": len(paths) / whole_s,
        "pictures_per_cpu_s": len(paths) / worked_s,  # of one core, whatever else the machine does
        "read_per_s": len(paths) / reading_s,
        "decoded_per_s": len(paths) / decoding_s,
    }


def _read(tagger: GarmentTagger, parts: list[list[Path]]) -> None:
    """Read all pictures; the next batch is decoded while one is read."""
    with ThreadPoolExecutor(1) as pool:
        for opened in pool.map(_opened, parts):
            tagger.tag(opened)


def _opened(paths: list[Path]) -> list[Image.Image]:
    return [open_picture(path, PIXEL_LIMIT) for path in paths]


def _seconds(work: Callable[[], object]) -> float:
    started_s = time.perf_counter()
    work()
    return time.perf_counter() - started_s


if __name__ == "__main__":
    main()
