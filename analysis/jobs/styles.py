"""The styles job: pictures grouped by their vectors, so that a style without a word can trend like a label."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.jobs.looks import look_embedder
from analysis.jobs.readings import Read, activate, register, write
from analysis.looks.styles import FEWEST_LOOKS, Groups, assign, examples, group, kept_numbers, names
from analysis.looks.vectors import gather
from analysis.protocols import Fingerprint
from data.journal import job_run
from data.records import Tag, short_hash
from data.store import Store
from data.vocabulary import Vocabulary, load_vocabulary

Floats = npt.NDArray[np.float32]

GROWN = 1.25  # times as many pictures as the styles were made of, and they are made anew


@dataclass(frozen=True)
class StylesResult:
    """What a run grouped.

    Attributes:
        looks: pictures with a vector; those that show the same are one.
        styles: how many groups.
        made: whether the groups were made anew; else new pictures were given to the nearest.
        model: fingerprint of the vectors.
        note: what a reader should know, None where there is nothing.
    """

    looks: int
    styles: int
    made: bool
    model: str
    note: str | None


def run(store: Store) -> StylesResult:
    """Group the pictures that `hemline tag` looked at, and store each one's style as a label beside the others.

    The groups stay as they are until there are a quarter more pictures, or another model; a new group keeps the number
    of the old one it shares most pictures with.

    Args:
        store: holds the pictures and where their vectors lie.
    """
    embedder, missing = look_embedder(store.settings)
    model = str(embedder.space)
    with job_run(store, "styles") as job:
        places = store.read("style_places", model=model)
        old = store.read("style_list")
        result = _run(store, model, places, old, missing)
        job.model, job.detail = model, result.note
        job.rows_in = job.rows_stored = result.looks
    return result


def _run(store: Store, model: str, places: pd.DataFrame, old: pd.DataFrame, missing: str | None) -> StylesResult:
    if len(places) < FEWEST_LOOKS:
        note = f"{len(places)} pictures are too few for styles; {FEWEST_LOOKS} are needed."
        _forget(store)
        return StylesResult(len(places), 0, False, model, note)
    vectors = gather(store.settings.vectors / model, places)
    kept = len(old) and old["model"].iloc[0] == model and len(places) <= GROWN * old["fitted_on"].iloc[0]
    groups = assign(vectors, np.stack(old["centre"].tolist()).astype(np.float32)) if kept else group(vectors)
    numbers = dict(enumerate(old["style_id"])) if kept else _numbers(store, places, groups)
    fitted_on = int(old["fitted_on"].iloc[0]) if kept else len(places)
    _store(store, model, places, groups, numbers, fitted_on)
    told = f"{missing} Styles were made of colour, outline and surface alone." if missing else None
    return StylesResult(len(places), len(numbers), not kept, model, told)


def _numbers(store: Store, places: pd.DataFrame, groups: Groups) -> dict[int, int]:
    """Return the number of each group, kept from the run before where it is the same style."""
    former = store.read("style_before")
    before = dict(zip(former["image_id"], former["style_id"].tolist(), strict=True))
    return kept_numbers(dict(zip(places["image_id"], groups.assigned.tolist(), strict=True)), before)


def _store(
    store: Store, model: str, places: pd.DataFrame, groups: Groups, numbers: dict[int, int], fitted_on: int
) -> None:
    """Put these styles in place of those before, all or nothing."""
    vocabulary = load_vocabulary(store.settings.own_vocabulary)
    looks = places.assign(style_id=[numbers[n] for n in groups.assigned.tolist()], likeness=groups.likeness)
    telling = names(looks.set_index("image_id")["style_id"], store.read("style_tags"))
    sizes = looks["style_id"].value_counts()
    reader = Fingerprint(
        "style", "styles", "1", {"model": model, "centres": short_hash(groups.centres.tobytes().hex())}
    )
    rows = [
        (numbers[n], str(reader), model, fitted_on, centre.tolist(), int(sizes.get(numbers[n], 0)),
         telling[telling["style_id"] == numbers[n]].drop(columns="style_id").to_json(orient="records"))
        for n, centre in enumerate(groups.centres)
    ]  # fmt: skip
    columns = ["style_id", "reader", "model", "fitted_on", "centre", "looks", "named_after"]
    styles = pd.DataFrame(rows, columns=columns).sort_values("style_id")
    with store.transaction():
        _forget(store)
        store.add("style", styles)
        store.add("style_look", examples(looks))
        store.add("label", _labels(styles, vocabulary))
        key = register(store, reader)
        tags = [
            [Tag(f"style:{n}", score=max(0.0, float(s)))]
            for n, s in zip(looks["style_id"], looks["likeness"], strict=True)
        ]
        write(store, key, "image", looks["image_id"].tolist(), tags, Read())
        activate(store, key, "style")


def _forget(store: Store) -> None:
    """Take the styles before out of every table."""
    with store.transaction():
        for name in ("tags", "readings", "readers", "labels"):
            store.run(f"style_forget_{name}")
        store.replace("style", pd.DataFrame())
        store.replace("style_look", pd.DataFrame())


def _labels(styles: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return each style's label: its number, and the names of what it has more of."""
    rows = []
    for style_id, named_after in zip(styles["style_id"], styles["named_after"], strict=True):
        told = [
            vocabulary.get(one["label_id"]).names for one in json.loads(named_after) if one["label_id"] in vocabulary
        ]
        english = ", ".join(name["en"].lower() for name in told)
        chinese = "、".join(name.get("zh", name["en"]) for name in told)
        both = {"en": f"Style {style_id}" + (f": {english}" if told else ""),
                "zh": f"风格{style_id}" + (f"：{chinese}" if told else "")}  # fmt: skip
        rows.append((f"style:{style_id}", "style", both["en"], json.dumps(both, ensure_ascii=False), None, "style"))
    return pd.DataFrame(rows, columns=["label_id", "facet", "name", "names", "hex", "origin"])
