"""How fast looks are found among many, and how well: `python -m benchmarks.search [--small] [--beyond]`.

Vectors of 768 numbers lie around invented middles, as those of looks lie around styles, in files of the size that
`hemline tag` writes. Each query is timed against every vector, on the cores there are, with files freshly in the
system's cache. `--beyond` makes the graph of neighbours over the same vectors and says how many of the true ten
nearest it finds. On the product photos in `../shared/data/images`, where they are here, the pixel vectors that stand
in for an image model are scored: how many of the five nearest of other brands share the type and the colour, beside
what chance gives.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.images.pictures import open_picture
from analysis.looks.graph import Graph
from analysis.looks.index import LookIndex
from analysis.looks.pixel_look import pixel_vector
from analysis.looks.vectors import keep

DIMENSIONS = 768
VECTORS = 200_000
MIDDLES = 400
A_FILE = 256
QUERIES = 15
PHOTOS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "images" / "fashion-products"


def main() -> None:
    """Measure, print a table, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the vectors and few photos, for a quick look")
    parser.add_argument("--beyond", action="store_true", help="make the graph of neighbours too, which takes long")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hemline-search-") as name:
        figures = timed(Path(name) / "made", VECTORS // 10 if options.small else VECTORS, options.beyond)
    if PHOTOS.is_dir():
        figures |= scored(300 if options.small else None)
    for key, value in figures.items():
        print(f"{key:<34} {value:>12,.3f}" if isinstance(value, float) else f"{key:<34} {value:>12,}")
    print(json.dumps(figures))


def timed(folder: Path, count: int, beyond: bool) -> dict[str, Any]:
    """Return the seconds of a query beside those of one bare product of the same size."""
    places, whole = made(folder, count)
    index = LookIndex(folder, places)
    dice = np.random.default_rng(1)
    queries = whole[dice.integers(0, count, QUERIES)]
    index.nearest(queries[0], 24)
    took, bare, used = [], [], []
    for query in queries:
        used_before_s = time.process_time()
        took.append(_seconds(lambda query=query: index.nearest(query, 24)))
        used.append(time.process_time() - used_before_s)
        bare.append(_seconds(lambda query=query: whole @ query))
    figures = {
        "vectors": count,
        "dimensions": DIMENSIONS,
        "query_s": statistics.median(took),
        "query_longest_s": max(took),
        "query_shortest_s": min(took),
        "query_processor_s": statistics.median(used),  # of all cores together: other work on the machine hardly counts
        "bare_product_s": statistics.median(bare),
    }
    return figures | (_beyond(folder, places, index, queries) if beyond else {})


def _beyond(folder: Path, places: pd.DataFrame, index: LookIndex, queries: np.ndarray) -> dict[str, Any]:
    """Return how long the graph takes to make and to ask, and how many of the true ten nearest it finds."""
    started_s = time.perf_counter()
    graph = Graph.opened(folder, places)
    made_s = time.perf_counter() - started_s
    ids = places["image_id"].tolist()
    took, found = [], []
    for query in queries:
        true = set(index.nearest(query, 10)["image_id"])
        took.append(_seconds(lambda query=query: graph.nearest(query, 10, ids)))
        found.append(len(true & set(graph.nearest(query, 10, ids)["image_id"])) / 10)
    return {
        "graph_made_s": made_s,
        "graph_query_s": statistics.median(took),
        "graph_recall_at_10": float(np.mean(found)),
    }


def made(folder: Path, count: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Write vectors around invented middles; return their places and all of them."""
    dice = np.random.default_rng(0)
    middles = dice.normal(size=(MIDDLES, DIMENSIONS))
    parts, rows = [], []
    for start in range(0, count, A_FILE):
        size = min(A_FILE, count - start)
        part = middles[dice.integers(0, MIDDLES, size)] + 0.8 * dice.normal(size=(size, DIMENSIONS))
        part = (part / np.linalg.norm(part, axis=1, keepdims=True)).astype(np.float32)
        rows.append(keep(folder, [f"{n:016x}" for n in range(start, start + size)], part))
        parts.append(part)
    return pd.concat(rows, ignore_index=True).rename(columns={"text_hash": "image_id"}), np.concatenate(parts)


def scored(most: int | None) -> dict[str, Any]:
    """Return how often the nearest photos of other brands share type and colour, on the test part."""
    rows = pd.read_csv(PHOTOS / "labels.csv").merge(pd.read_csv(PHOTOS / "split.csv"), on="path")
    rows = rows[rows["split"] == "test"].head(most or len(rows)).reset_index(drop=True)
    with ThreadPoolExecutor() as pool:
        vectors = np.stack(list(pool.map(lambda path: pixel_vector(open_picture(PHOTOS / path, 10**8)), rows["path"])))
    likeness = vectors @ vectors.T
    brands = rows["brand_group"].to_numpy()
    others = brands[:, None] != brands
    nearest = np.argsort(np.where(others, -likeness, 2.0), axis=1)[:, :5]
    figures: dict[str, Any] = {"photos": len(rows)}
    for column in ("article_type", "base_colour"):
        values = rows[column].to_numpy()
        same = values[:, None] == values
        figures[f"same_{column}_of_5_nearest"] = float(np.take_along_axis(same, nearest, axis=1).mean())
        figures[f"same_{column}_by_chance"] = float(same[others].mean())
    return figures


def _seconds(work: Any) -> float:
    started_s = time.perf_counter()
    work()
    return time.perf_counter() - started_s


if __name__ == "__main__":
    main()
