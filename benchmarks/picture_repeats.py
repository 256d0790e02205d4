"""How well pictures that show the same are told from others: `python -m benchmarks.picture_repeats [--small]`.

Photos of garments in `../shared/data/images` are held against each other, and against copies of themselves made
smaller, saved anew, cut at the edges or made lighter. A pair of different photos called the same is a false match;
a copy that is not found is a miss. The shape alone (the hash) stands beside the whole rule (the hash and the look at
the colours), and so do other numbers of bits and levels, from which the rule's were chosen.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from ingest.likeness import BITS_APART, LEVELS_APART, cells_of, shape_of
from ingest.pictures import THUMB_PX, THUMB_QUALITY

PHOTOS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "images"
SETS = ("clothing-dataset-small", "fashion-products")
SMALL = 800
COPIED = 300  # photos of a set of which copies are made
BITS = (3, 5, 8)
LEVELS = (16, 24, 32, 255)  # 255: the shape alone

Change = Callable[[Image.Image], Image.Image]


def main() -> None:
    """Measure each set, print a table, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"{SMALL} photos of each set, for a quick look")
    options = parser.parse_args()
    if not PHOTOS.is_dir():
        raise SystemExit(f"needs the photos in {PHOTOS}, which are not on this machine")
    figures = {name: measured(name, SMALL if options.small else None) for name in SETS}
    print(json.dumps({"bits_apart": BITS_APART, "levels_apart": LEVELS_APART, **figures}))


def measured(name: str, count: int | None) -> dict[str, object]:
    """Measure false matches among different photos, and the share of copies found."""
    paths = sorted(path for path in (PHOTOS / name).rglob("*") if path.suffix.lower() in (".jpg", ".png"))
    paths = random.Random(1).sample(paths, count) if count else paths
    started_s = time.perf_counter()
    marks = [marked(Image.open(path)) for path in paths]
    rate = len(paths) / (time.perf_counter() - started_s)
    shapes, cells = np.array([shape for shape, _ in marks]), np.stack([cell for _, cell in marks])
    print(f"\n{name}: {len(paths):,} photos, {rate:,.0f} a second with their decoding")
    false = false_matches(shapes, cells)
    pairs = len(paths) * (len(paths) - 1) // 2
    print(f"  called the same among {pairs:,} pairs of different photos")
    _print_grid({levels: [f"{false[bits, levels]:,}" for bits in BITS] for levels in LEVELS})
    found = copies_found(paths, shapes, cells)
    print("  copies found by the rule, and by the shape alone")
    for change, (whole, shape) in found.items():
        print(f"    {change:22} {whole:6.1%} {shape:6.1%}")
    kept = {"false": false[BITS_APART, LEVELS_APART], "false_by_shape": false[BITS_APART, 255], "pairs": pairs}
    return {**kept, "found": {change: round(whole, 4) for change, (whole, _) in found.items()}}


def marked(picture: Image.Image) -> tuple[int, npt.NDArray[np.int16]]:
    """Return the hash and the cells of a picture's thumbnail, as ingest makes it."""
    thumb = picture.convert("RGB")
    thumb.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    return shape_of(thumb), cells_of(saved(thumb, "JPEG", THUMB_QUALITY))


def false_matches(shapes: npt.NDArray[np.int64], cells: npt.NDArray[np.int16]) -> dict[tuple[int, int], int]:
    """Count the pairs within each number of bits and of levels."""
    counts = dict.fromkeys(((bits, levels) for bits in BITS for levels in LEVELS), 0)
    for at in range(len(shapes) - 1):
        apart = np.bitwise_count((shapes[at] ^ shapes[at + 1 :]).view(np.uint64))
        near = np.flatnonzero(apart <= max(BITS))
        furthest = np.abs(cells[at] - cells[at + 1 + near]).max(axis=(1, 2, 3))
        for bits, levels in counts:
            counts[bits, levels] += int(((apart[near] <= bits) & (furthest <= levels)).sum())
    return counts


def copies_found(
    paths: list[Path], shapes: npt.NDArray[np.int64], cells: npt.NDArray[np.int16]
) -> dict[str, tuple[float, float]]:
    """Return the share of copies that the rule finds, and that the shape alone finds, by change."""
    chosen = random.Random(2).sample(range(len(paths)), min(COPIED, len(paths)))
    found = {}
    for name, change in CHANGES.items():
        copies = [marked(change(Image.open(paths[at]).convert("RGB"))) for at in chosen]
        apart = np.bitwise_count((shapes[chosen] ^ np.array([shape for shape, _ in copies])).view(np.uint64))
        furthest = np.abs(cells[chosen] - np.stack([cell for _, cell in copies])).max(axis=(1, 2, 3))
        by_shape = apart <= BITS_APART
        found[name] = (float((by_shape & (furthest <= LEVELS_APART)).mean()), float(by_shape.mean()))
    return found


def saved(picture: Image.Image, form: str, quality: int) -> Image.Image:
    """Return a picture as it reads after it was saved."""
    held = BytesIO()
    picture.save(held, form, quality=quality)
    return Image.open(BytesIO(held.getvalue()))


def cropped(picture: Image.Image, share: float) -> Image.Image:
    """Cut a share of each side's length away, half of it at either end."""
    wide, high = (round(side * share / 2) for side in picture.size)
    return picture.crop((wide, high, picture.width - wide, picture.height - high))


def _shrunk(by: int) -> Change:
    return lambda picture: picture.resize((picture.width // by, picture.height // by))


CHANGES: Mapping[str, Change] = {
    "half size": _shrunk(2),
    "JPEG quality 40": lambda picture: saved(picture, "JPEG", 40),
    "WebP quality 60": lambda picture: saved(picture, "WEBP", 60),
    "half size, quality 20": lambda picture: saved(_shrunk(2)(picture), "JPEG", 20),
    "a twentieth lighter": lambda picture: picture.point(lambda level: min(255, round(level * 1.05))),
    "cropped by 2 %": lambda picture: cropped(picture, 0.02),
    "cropped by 5 %": lambda picture: cropped(picture, 0.05),
}


def _print_grid(rows: Mapping[int, list[str]]) -> None:
    """Print counts by the levels allowed (down) and the bits allowed (across)."""
    print("    " + " " * 18 + "".join(f"{f'{bits} bits':>10}" for bits in BITS))
    for levels, cells in rows.items():
        what = "the shape alone" if levels == 255 else f"{levels} levels"
        print(f"    {what:18}" + "".join(f"{cell:>10}" for cell in cells))


if __name__ == "__main__":
    main()
