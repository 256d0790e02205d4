"""What is fitted once a network is trained: how sure it may be, and the kinds of two classes."""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import torch
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from torch import nn

from analysis.models.garment.classes import CLASSES, KINDS
from analysis.models.garment.photos import Photos
from analysis.models.garment.tagger import WORTH_TELLING

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

KINDS_C = 0.1  # how freely the kinds are fitted: few photos, 256 features
KINDS_FILE = "kinds.csv"


def temperature(logits: Floats, labels: Places) -> float:
    """Return what logits of photos held out must be divided by for the shares to be chances (Guo et al., 2017)."""

    def surprise(log_t: float) -> float:
        said = log_softmax(logits / np.exp(log_t), axis=1)
        return -float(said[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2, 2), method="bounded").x))


def told(logits: Floats, labels: Places, divided_by: float) -> dict[str, float]:
    """Return of how many photos held out the reader would tell the class, and how many of those it tells right."""
    shares = softmax(logits / divided_by, axis=1)
    sure = shares.max(axis=1) >= WORTH_TELLING
    return {"told": float(sure.mean()), "told_right": float((shares.argmax(axis=1) == labels)[sure].mean())}


def kinds_of(photos: Photos, name: str) -> tuple[Places, Places]:
    """Return which photos of a class have a kind, and the kinds by their places in KINDS.

    The kinds were told by eye for Hemline; a photo is named by the first eight characters of its file.
    """
    with (files("analysis.models.garment") / KINDS_FILE).open(encoding="utf-8") as file:
        told = {row["photo"]: row["kind"] for row in csv.DictReader(file) if row["kind"] in KINDS[name]}
    names = [
        path.stem[:8] if CLASSES[label] == name else "" for path, label in zip(photos.paths, photos.labels, strict=True)
    ]
    places = [place for place, photo in enumerate(names) if photo in told]
    return np.array(places), np.array([KINDS[name].index(told[names[place]]) for place in places])


def fit_kinds(head: nn.Linear, features: Floats, kinds: Places) -> None:
    """Fit one of the network's heads to features of photos, shape (photos, 256), and their kinds."""
    fitted = LogisticRegression(C=KINDS_C, class_weight="balanced", max_iter=1000).fit(features, kinds)
    with torch.no_grad():
        head.weight.copy_(torch.from_numpy(fitted.coef_))
        head.bias.copy_(torch.from_numpy(fitted.intercept_))


def scores(logits: Floats, photos: Photos) -> dict[str, float]:
    """Return how many photos are told right: all in seventeen classes, and those of the ten-class set in its ten."""
    ten = np.unique(photos.labels[photos.of_ten])
    best, truth = ten[logits[photos.of_ten][:, ten].argmax(axis=1)], photos.labels[photos.of_ten]
    return {
        "right_of_17": float((logits.argmax(axis=1) == photos.labels).mean()),
        "right_of_10": float((best == truth).mean()),
        "macro_f1_of_10": float(f1_score(truth, best, average="macro")),
    }
