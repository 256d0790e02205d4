"""Trains the garment network from nothing: `python -m analysis.models.garment.train --out FILE [--fold K]`.

With `--fold` the photos of a fifth of the senders are held out: they are scored, and what the network says of them is
written. By that settings are chosen, and how sure the network may be. Without it the network learns from all photos,
and its weights are written; give what the folds said as `--said`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import torch

from analysis.models.garment.classes import KINDS
from analysis.models.garment.fitting import Floats, fit_kinds, kinds_of, least_share, scores, temperature
from analysis.models.garment.ground import with_figure
from analysis.models.garment.network import GarmentNetwork
from analysis.models.garment.photos import Photos, shrunk
from analysis.models.garment.shipped import Manner, packed
from analysis.models.garment.training import Recipe, Training, features

MARGIN = 1.25  # photos are kept so much larger than what is cut from them
READ_LARGER = 1.25  # crops make garments look larger in training; whole pictures are read so much larger


def main() -> None:
    """Train, and print a line of JSON an epoch."""
    options = _options()
    torch.set_num_threads(options.threads)
    recipe = Recipe(**{field.name: getattr(options, field.name) for field in fields(Recipe)})
    photos = Photos.from_folder(options.photos)
    if options.fold is None:
        options.out.write_bytes(_weights(recipe, photos, options.said, options.checkpoint))
    else:
        _hold_out(recipe, *photos.fold(options.fold), options.out, options.checkpoint)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, default=Path("../shared/data/images"), help="folder of the two sets")
    parser.add_argument("--out", type=Path, required=True, help="the weights, or what is said of a fold (.npz)")
    parser.add_argument("--fold", type=int, help="hold this fold out, 0 to 4")
    parser.add_argument(
        "--said", type=Path, nargs="*", default=[], help="what was said of folds, to be as sure as that"
    )
    parser.add_argument("--checkpoint", type=Path, help="written after each epoch; a stopped run goes on from it")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    for field in fields(Recipe):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    return parser.parse_args()


def _hold_out(recipe: Recipe, learned: Photos, held: Photos, out: Path, checkpoint: Path | None) -> None:
    """Train on some senders, score on the others, and write what is said of them."""
    network = _trained(recipe, learned, checkpoint)
    logits = _logits(network, _seen(network, held, recipe))
    print(json.dumps(scores(logits, held)))
    np.savez(out, logits=logits, labels=held.labels, of_ten=held.of_ten)


def _weights(recipe: Recipe, photos: Photos, said: list[Path], checkpoint: Path | None) -> bytes:
    """Train on all photos, fit the kinds, and return the weights file."""
    network = _trained(recipe, photos, checkpoint)
    seen = _seen(network, photos, recipe)
    for name in KINDS:
        places, kinds = kinds_of(photos, name)
        fit_kinds(network.head(name), seen[places], kinds)
    return packed(network, _manner(recipe, said))


def _trained(recipe: Recipe, photos: Photos, checkpoint: Path | None) -> GarmentNetwork:
    print(json.dumps(asdict(recipe) | {"photos": len(photos.paths)}), flush=True)
    training = Training(recipe, photos.labels, checkpoint)
    large = with_figure(photos.squares(round(MARGIN * recipe.px)))
    for said in training.run(large, shrunk(large, round(MARGIN * recipe.small_px))):
        print(json.dumps(said), flush=True)
    return training.network


def _seen(network: GarmentNetwork, photos: Photos, recipe: Recipe) -> Floats:
    """Return the features of whole photos, at the size that the shipped reader takes."""
    return features(network, with_figure(photos.squares(round(READ_LARGER * recipe.px))))


def _logits(network: GarmentNetwork, seen: Floats) -> Floats:
    with torch.inference_mode():
        logits: Floats = network.classes(torch.from_numpy(seen)).numpy()
    return logits


def _manner(recipe: Recipe, said: list[Path]) -> Manner:
    """Return how the weights are used, as sure as the folds allow."""
    folds = [np.load(path) for path in said]
    if not folds:
        return Manner(recipe.stages, round(READ_LARGER * recipe.px), 1.0, 0.0)
    logits, labels = (np.concatenate([fold[part] for fold in folds]) for part in ("logits", "labels"))
    divided_by = temperature(logits, labels)
    return Manner(recipe.stages, round(READ_LARGER * recipe.px), divided_by, least_share(logits, labels, divided_by))


if __name__ == "__main__":
    main()
