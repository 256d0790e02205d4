"""How much of a bare forward pass the open_clip path keeps: `python -m benchmarks.clip_pipeline [--small]`.

An open_clip ViT-B-16 with weights drawn by chance (speed does not ask what they are) looks at JPEG files of 1100 by
1650 pixels. The whole path of `hemline tag` (find, decode, resize, forward, keep the vectors, read the labels, store)
stands against bare forward passes of the same batches, prepared beforehand and held in memory. Both run in turn,
several times, so that other work on the machine meets both; the ratio is the median of the turns' ratios. Beside the
times on the clock stand those of the processor, which other work on the machine touches less.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from analysis.images.pictures import open_picture
from analysis.jobs.looks import VECTORS_A_FILE, read_images
from analysis.models.clip.tagger import ClipTagger
from data.settings import Settings
from data.store import Store
from data.vocabulary import FACETS, Vocabulary, load_vocabulary

SIZE_PX = (1100, 1650)
MODEL = "ViT-B-16"


@dataclass(frozen=True)
class Turn:
    """Seconds of one turn: on the clock and of the processor, of the whole path and of the bare passes."""

    whole_s: float
    bare_s: float
    whole_cpu_s: float
    bare_cpu_s: float


def main() -> None:
    """Measure, print a table, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="few pictures and turns, for a quick look")
    options = parser.parse_args()
    pictures, turns = (24, 1) if options.small else (256, 3)
    with tempfile.TemporaryDirectory(prefix="hemline-clip-") as name:
        figures = measured(Path(name), pictures, turns)
    for key, value in figures.items():
        print(f"{key:<28} {value:>12,.3f}" if isinstance(value, float) else f"{key:<28} {value:>12}")
    print(json.dumps(figures))


def measured(folder: Path, pictures: int, turns: int) -> dict[str, Any]:
    """Return the ratio of the whole path to the bare passes, and pictures a second of both."""
    tagger = ClipTagger(random_model(folder / "model"), MODEL, few_labels(), folder / "prompts")
    paths = photos(folder / "photos", pictures)
    prepare = tagger.preparer()
    ready = [prepare(open_picture(path, 10**9, tagger.side_px)) for path in paths]
    tagger.tag_vectors(tagger.embed(ready[:8]))  # loads, warms up, and reads the prompts
    measures = [_turn(tagger, ready, paths, folder / f"home-{turn}") for turn in range(turns)]
    return {
        "model": MODEL,
        "device": tagger.network.device,
        "pictures": pictures,
        "turns": turns,
        "ratio": statistics.median(each.bare_s / each.whole_s for each in measures),
        "ratio_of_processor_time": statistics.median(each.bare_cpu_s / each.whole_cpu_s for each in measures),
        "whole_pictures_per_s": pictures / statistics.median(each.whole_s for each in measures),
        "bare_pictures_per_s": pictures / statistics.median(each.bare_s for each in measures),
    }


def random_model(folder: Path) -> Path:
    """Write a whole open_clip model with weights drawn by chance."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    folder.mkdir()
    torch.manual_seed(0)
    model = open_clip.create_model(MODEL)
    config = {"model_cfg": open_clip.get_model_config(MODEL), "preprocess_cfg": {"mean": [0.5] * 3, "std": [0.5] * 3}}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    save_file({name: each.contiguous() for name, each in model.state_dict().items()},
              folder / "open_clip_model.safetensors")  # fmt: skip
    return folder


def few_labels() -> Vocabulary:
    """Return two labels of each facet: all prompts take minutes to read, once, and are kept then."""
    whole = load_vocabulary()
    return Vocabulary(tuple(label for facet in FACETS for label in whole.facet(facet)[:2]))


def photos(folder: Path, count: int) -> list[Path]:
    """Write JPEG files of a camera's size and grain."""
    folder.mkdir()
    dice = np.random.default_rng(0)
    grain = dice.normal(0, 6, (SIZE_PX[1], SIZE_PX[0], 3))
    paths = [folder / f"{n:05}.jpg" for n in range(count)]
    for path in paths:
        coarse = Image.fromarray(dice.integers(0, 255, (33, 22, 3), dtype=np.uint8)).resize(SIZE_PX, Image.BICUBIC)
        Image.fromarray(np.clip(np.asarray(coarse) + grain, 0, 255).astype(np.uint8)).save(path, quality=88)
    return paths


def _turn(tagger: ClipTagger, ready: list[Any], paths: list[Path], home: Path) -> Turn:
    """Take the whole path in a fresh home, and the bare passes of the same batches."""
    store = Store(Settings(home=home))
    ids = [f"{n:016x}" for n in range(len(paths))]
    frame = pd.DataFrame({"image_id": ids, "sha256": ids, "path": [str(path) for path in paths]})
    store.add("image", frame.assign(source="s", width=SIZE_PX[0], height=SIZE_PX[1]))
    bare_s, bare_cpu_s = _timed(lambda: _bare(tagger, ready))
    whole_s, whole_cpu_s = _timed(lambda: read_images(store, tagger))
    return Turn(whole_s, bare_s, whole_cpu_s, bare_cpu_s)


def _bare(tagger: ClipTagger, ready: list[Any]) -> None:
    for start in range(0, len(ready), VECTORS_A_FILE):
        tagger.embed(ready[start : start + VECTORS_A_FILE])


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long something takes on the clock and on all cores."""
    started_s, started_cpu_s = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started_s, time.process_time() - started_cpu_s


if __name__ == "__main__":
    main()
