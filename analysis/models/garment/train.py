"""Trains the garment networks from nothing: `python -m analysis.models.garment.train --out FILE [--fold K]`.

With `--fold` the photos of a fifth of the senders are held out: they are scored, and what the network says of them is
written. By that settings are chosen, and how sure the network may be. Without it networks learn from all photos, and
their weights are written; give what was said of folds as `--said`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import torch

from analysis.models.garment.classes import KINDS
from analysis.models.garment.fitting import Floats, Places, fit_kinds, kinds_of, scores, temperature, told
from analysis.models.garment.ground import read_whole, with_figure
from analysis.models.garment.network import GarmentNetwork
from analysis.models.garment.photos import Photos, shrunk
from analysis.models.garment.shipped import Manner, packed
from analysis.models.garment.squares import read_px
from analysis.models.garment.training import Recipe, Training, features

MARGIN = 1.25  # photos are kept so much larger than what is cut from them


def main() -> None:
    """Train, and print a line of JSON an epoch."""
    options = _options()
    torch.set_num_threads(options.threads)
    recipe = Recipe(**{field.name: getattr(options, field.name) for field in fields(Recipe)})
    photos = Photos.from_folder(options.photos)
    if options.fold is not None:
        _hold_out(recipe, *photos.fold(options.fold), options.out, options.checkpoint)
        return
    members = [replace(recipe, seed=recipe.seed + member) for member in range(options.members)]
    networks = [_fitted(member, photos, options.checkpoint) for member in members]
    options.out.write_bytes(packed(networks, Manner(recipe.stages, recipe.px, _temperature(options.said))))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, default=Path("../shared/data/images"), help="folder of the two sets")
    parser.add_argument("--out", type=Path, required=True, help="the weights, or what is said of a fold (.npz)")
    parser.add_argument("--fold", type=int, help="hold this fold out, 0 to 4")
    parser.add_argument("--said", type=Path, nargs="*", default=[], help="what was said of folds: how sure to be")
    parser.add_argument("--members", type=int, default=1, help="networks that decide together; the seed counts on")
    parser.add_argument("--checkpoint", type=Path, help="written after each epoch; a stopped run goes on from it")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    for field in fields(Recipe):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    return parser.parse_args()


def _hold_out(recipe: Recipe, learned: Photos, held: Photos, out: Path, checkpoint: Path | None) -> None:
    """Train on some senders, score on the others, and write what is said of them."""
    network = _trained(recipe, learned, checkpoint)
    logits = _logits(network, _seen(network, held, recipe))
    sure = told(logits, held.labels, temperature(logits, held.labels))
    kinds = {f"right_kind_of_{name}": _kinds_right(network, name, learned, held, recipe) for name in KINDS}
    print(json.dumps({"held_out": len(held.paths)} | scores(logits, held) | sure | kinds))
    np.savez(out, logits=logits, labels=held.labels)


def _fitted(recipe: Recipe, photos: Photos, checkpoint: Path | None) -> GarmentNetwork:
    """Train on all photos and fit the kinds."""
    network = _trained(recipe, photos, checkpoint)
    for name in KINDS:
        fit_kinds(network.head(name), *_seen_kinds(network, name, photos, recipe))
    return network


def _kinds_right(network: GarmentNetwork, name: str, learned: Photos, held: Photos, recipe: Recipe) -> float:
    """Return how many photos held out are told the right kind, by a head fitted to those learned from."""
    fit_kinds(network.head(name), *_seen_kinds(network, name, learned, recipe))
    seen, kinds = _seen_kinds(network, name, held, recipe)
    with torch.inference_mode():
        said = network.head(name)(torch.from_numpy(seen)).argmax(dim=1).numpy()
    return float((said == kinds).mean())


def _seen_kinds(network: GarmentNetwork, name: str, photos: Photos, recipe: Recipe) -> tuple[Floats, Places]:
    """Return the features and kinds of the photos of a class that have a kind."""
    places, kinds = kinds_of(photos, name)
    return _seen(network, photos.at(places), recipe), kinds


def _trained(recipe: Recipe, photos: Photos, checkpoint: Path | None) -> GarmentNetwork:
    print(json.dumps(asdict(recipe) | {"photos": len(photos.paths)}), flush=True)
    kept = checkpoint and checkpoint.with_name(f"{checkpoint.name}.{recipe.seed}")
    training = Training(recipe, photos.labels, kept)
    large = with_figure(photos.squares(round(MARGIN * recipe.px)))
    for said in training.run(large, shrunk(large, round(MARGIN * recipe.small_px))):
        print(json.dumps(said), flush=True)
    return training.network


def _seen(network: GarmentNetwork, photos: Photos, recipe: Recipe) -> Floats:
    """Return the features of whole photos, made small as the shipped reader makes them."""
    return features(network, read_whole(photos.squares(read_px(recipe.px)), recipe.px))


def _logits(network: GarmentNetwork, seen: Floats) -> Floats:
    with torch.inference_mode():
        logits: Floats = network.classes(torch.from_numpy(seen)).numpy()
    return logits


def _temperature(said: list[Path]) -> float:
    """Return what makes shares chances on what was said of photos held out; 1 where nothing was."""
    if not said:
        return 1.0
    folds = [np.load(path) for path in said]
    return temperature(*(np.concatenate([fold[part] for fold in folds]) for part in ("logits", "labels")))


if __name__ == "__main__":
    main()
