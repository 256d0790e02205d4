"""How well and how fast colours and patterns are read: `python -m benchmarks.images [--small] [--part train|test]`.

Two sets: looks drawn by the sample season, whose colours, patterns and outlines are known, and the product photos in
`../shared/data/images/fashion-products`, where they are there, with the shop's colour words in fourteen groups and the
patterns that words of the products' names tell.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from analysis.images.colour import READ_PX, PixelColourTagger
from analysis.images.garment_mask import garment_mask
from analysis.images.oklab import from_hex, to_oklab
from analysis.images.pictures import open_picture
from analysis.jobs.evaluate_images import best_class, f1_by_class
from analysis.models.pattern.tagger import LABELS, PatternTagger
from analysis.protocols import ImageTagger
from data.records import Tag
from data.sample import SampleSeason, generate
from data.sample.figure import HAIR, SKIN
from data.sample.looks import draw_looks
from data.sample.plan import make_plan
from data.vocabulary import load_vocabulary

PRODUCTS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "images" / "fashion-products"
PIXEL_LIMIT = 120_000_000
SEED = 1  # the reader was looked at on seed 0

# Patterns as words of a product's name tell them; a name with words of two tells none.
PATTERN_WORDS = {
    "plain": r"\b(?:solid|plain)\b",
    "stripe": r"\b(?:stripe[sdr]?|striped)\b",
    "check": r"\b(?:checks?|checked|checkered|plaid|tartan|gingham|argyle)\b",
    "dot": r"\b(?:polka|dots?|dotted)\b",
    "floral": r"\b(?:floral|flowers?|flowery)\b",
    "animal": r"\b(?:leopard|zebra|animal|snake|tiger|cheetah)\b",
}
PATTERN_OF = {label_id: name for name, label_id in LABELS.items()}
FEWEST = 10  # photos of a pattern: with fewer its F1 says nothing

# The shop's words in groups that a buyer would not argue about, and the vocabulary's labels in the same groups.
# "Multi" is no colour and is left out.
SHOP = {
    "black": "Black",
    "white": "White|Off White|Cream",
    "grey": "Grey|Charcoal|Grey Melange|Silver|Steel|Metallic",
    "blue": "Blue|Turquoise Blue",
    "navy": "Navy Blue",
    "green": "Green|Olive|Sea Green|Teal|Lime Green|Fluorescent Green",
    "brown": "Brown|Coffee Brown|Mushroom Brown|Bronze|Copper|Taupe|Tan",
    "beige": "Beige|Khaki|Nude|Skin",
    "red": "Red",
    "burgundy": "Maroon|Burgundy",
    "pink": "Pink|Magenta|Rose",
    "purple": "Purple|Lavender|Mauve",
    "yellow": "Yellow|Mustard|Gold",
    "orange": "Orange|Peach|Rust",
}
OURS = {
    "black": "black",
    "white": "white off-white",
    "grey": "grey charcoal silver",
    "blue": "blue baby-blue cobalt turquoise",
    "navy": "navy",
    "green": "green sage olive mint emerald forest-green lime teal neon",
    "brown": "brown chocolate-brown mocha taupe camel",
    "beige": "beige khaki",
    "red": "red cherry-red",
    "burgundy": "burgundy",
    "pink": "pink powder-pink hot-pink dusty-rose",
    "purple": "purple lavender plum",
    "yellow": "yellow butter-yellow mustard gold",
    "orange": "orange peach coral rust",
}


def main() -> None:
    """Measure both sets and print a table, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a part of each set, for a quick look")
    parser.add_argument("--part", choices=("train", "test"), default="test", help="of the product photos")
    options = parser.parse_args()
    colours, patterns = PixelColourTagger(load_vocabulary()), PatternTagger()
    looks = 60 if options.small else 300
    with tempfile.TemporaryDirectory() as folder:
        season = generate(Path(folder), posts=100, looks=looks, seed=SEED)
        figures = {"drawn": drawn(colours, season), "pattern": drawn_patterns(patterns, season)}
    figures["cloth"] = cloth(looks // 3)
    if PRODUCTS.is_dir():
        figures["products"] = products(colours, options.part, 200 if options.small else None)
        figures["words"] = named_patterns(patterns, options.part)
    for name, found in figures.items():
        for what, value in found.items():
            print(f"{name:9} {what:28} {value if isinstance(value, str) else format(value, '.3f')}")
    print(json.dumps(figures))


def drawn(tagger: PixelColourTagger, season: SampleSeason) -> dict[str, Any]:
    """Return how often a drawn look's main colour is right, and how far its palette is off."""
    truth = json.loads(season.truth.read_text(encoding="utf-8"))["looks"]
    tags, speed = _timed(tagger, [season.looks / look["path"] for look in truth])
    right = [found[:1] and found[0].label_id == look["main_colour"] for found, look in zip(tags, truth, strict=True)]
    true = [{colour["label_id"] for colour in look["colours"]} for look in truth]
    said = [tag.label_id in labels for found, labels in zip(tags, true, strict=True) for tag in found]
    off = [_off(found, look["colours"]) for found, look in zip(tags, truth, strict=True) if found]
    named = [_named(found, look["colours"]) for found, look in zip(tags, truth, strict=True)]
    return {
        "pictures": len(truth),
        "main_colour_right": float(np.mean([bool(hit) for hit in right])),
        "palette_colours_named": float(np.mean(named)),
        "said_colours_right": float(np.mean(said)),
        "palette_delta_e_ok": float(np.mean(off)),
        **speed,
    }


def products(tagger: PixelColourTagger, part: str, first: int | None) -> dict[str, Any]:
    """Return how often a product photo's main colour falls into the group of the shop's word."""
    group = {word: name for name, words in SHOP.items() for word in words.split("|")}
    ours = {f"colour:{word}": name for name, words in OURS.items() for word in words.split()}
    rows = pd.read_csv(PRODUCTS / "labels.csv").merge(pd.read_csv(PRODUCTS / "split.csv"), on="path")
    rows = rows[(rows["split"] == part) & rows["base_colour"].isin(group)].head(first or len(rows))
    truth = rows["base_colour"].map(group).reset_index(drop=True)
    tags, speed = _timed(tagger, [PRODUCTS / path for path in rows["path"]])
    said = pd.Series([best_class(found[:1], ours)[0] for found in tags])
    right = (said == truth).to_numpy()
    f1 = f1_by_class(truth, said)
    margin = 1.96 * float(np.sqrt(right.mean() * (1 - right.mean()) / len(right)))
    return {
        "part": part,
        "pictures": len(truth),
        "accuracy": float(right.mean()),
        "accuracy_margin_95": margin,
        "macro_f1": float(np.mean(list(f1.values()))),
        "always_the_commonest": float(truth.value_counts(normalize=True).iloc[0]),
        **{f"f1_{name}": value for name, value in f1.items()},
        **speed,
    }


def cloth(looks: int) -> dict[str, Any]:
    """Return how well the clothes of drawn looks, shoes included, are told from skin, hair and paper."""
    overlap, taken = [], {name: [] for name in ("skin", "hair", "paper")}
    for _, sheet in draw_looks(make_plan(SEED), looks):
        picture = sheet.finished()
        picture.thumbnail((READ_PX, READ_PX), Image.Resampling.NEAREST, reducing_gap=None)
        parts = np.asarray(sheet.parts.resize(picture.size, Image.Resampling.NEAREST))
        said, true = garment_mask(to_oklab(np.asarray(picture))), ~np.isin(parts, (0, SKIN, HAIR))
        overlap.append((said & true).sum() / (said | true).sum())
        for name, number in (("skin", SKIN), ("hair", HAIR), ("paper", 0)):
            taken[name].append((said & (parts == number)).sum() / said.sum())
    return {
        "pictures": looks,
        "intersection_over_union": float(np.mean(overlap)),
        **{f"{name}_among_the_clothes": float(np.mean(shares)) for name, shares in taken.items()},
    }


def drawn_patterns(tagger: PatternTagger, season: SampleSeason) -> dict[str, Any]:
    """Return how often the pattern of a drawn look's main garment is told right."""
    truth = json.loads(season.truth.read_text(encoding="utf-8"))["looks"]
    paths = [season.looks / look["path"] for look in truth]
    return _pattern_scores(tagger, paths, pd.Series([look["pattern"] for look in truth]))


def named_patterns(tagger: PatternTagger, part: str) -> dict[str, Any]:
    """Return how often the pattern is told that words of a product's name tell."""
    rows = pd.read_csv(PRODUCTS / "labels.csv").merge(pd.read_csv(PRODUCTS / "split.csv"), on="path")
    names = rows["name"].str.lower()
    told = pd.DataFrame({name: names.str.contains(words) for name, words in PATTERN_WORDS.items()})
    truth = told.idxmax(axis=1)[(rows["split"] == part) & (told.sum(axis=1) == 1)]
    paths = [PRODUCTS / path for path in rows["path"][truth.index]]
    return {"part": part, **_pattern_scores(tagger, paths, truth.reset_index(drop=True))}


def _pattern_scores(tagger: PatternTagger, paths: list[Path], truth: pd.Series[str]) -> dict[str, Any]:
    """Return accuracy, F1 of each class, and their mean over the classes that are frequent enough."""
    tags, speed = _timed(tagger, paths)
    said = pd.Series([PATTERN_OF[found[0].label_id] if found else "plain" for found in tags])
    counts, f1 = truth.value_counts(), f1_by_class(truth, said)
    frequent = [name for name in f1 if counts[name] >= FEWEST]
    return {
        "pictures": len(truth),
        "accuracy": float((said == truth).mean()),
        "macro_f1": float(np.mean([f1[name] for name in frequent])),
        "classes_in_the_mean": ", ".join(frequent),
        **{f"f1_{name}_of_{counts[name]}": value for name, value in f1.items()},
        **speed,
    }


def _timed(tagger: ImageTagger, paths: list[Path]) -> tuple[list[list[Tag]], dict[str, float]]:
    """Return the tags of pictures, and pictures for each second of one core beside decoding alone."""
    started_s = time.process_time()
    pictures: list[Image.Image] = [open_picture(path, PIXEL_LIMIT) for path in paths]
    decoded_s = time.process_time()
    tags = tagger.tag(pictures)
    decoding, reading = decoded_s - started_s, time.process_time() - decoded_s
    return tags, {
        "pictures_per_core_s": len(paths) / (decoding + reading),
        "decoded_per_core_s": len(paths) / decoding,
        "ratio_to_decoding": decoding / (decoding + reading),
    }


def _off(found: list[Tag], colours: list[dict[str, Any]]) -> float:
    """Return the mean distance of a look's colours to the nearest one read, weighted by area; 100 x OKLab."""
    read = np.stack([from_hex(tag.evidence) for tag in found if tag.evidence])
    nearest = [np.sqrt(((read - from_hex(colour["hex"])) ** 2).sum(axis=1)).min() for colour in colours]
    return 100 * float(np.average(nearest, weights=[colour["area"] for colour in colours]))


def _named(found: list[Tag], colours: list[dict[str, Any]]) -> float:
    """Return the share of a look's colours, of at least a twentieth of its area, that were named."""
    large = {colour["label_id"] for colour in colours if colour["area"] >= 0.05}
    return len(large & {tag.label_id for tag in found}) / len(large)


if __name__ == "__main__":
    main()
