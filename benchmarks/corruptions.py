"""Ways to make an honest brief dishonest, written without a look at the check: each changes a stored brief's JSON.

Five kinds: a number changed, an id swapped, a brand invented, a season shifted, a label or a direction flipped. Which
place is hit, and how, is drawn by a seed. A corruption that finds nothing to change is drawn again elsewhere.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from typing import Any

from data.vocabulary import load_vocabulary

Body = dict[str, Any]
Draw = random.Random

SECTIONS = ("story", "why_now", "silhouettes", "materials", "details", "patterns", "leave_out", "ideas", "risks")
HOUSES = ("Gucci", "Zara", "Miu Miu", "Prada", "Balenciaga", "Uniqlo", "The Row", "Jacquemus")
SYLLABLES = ("ve", "lo", "mar", "ti", "zan", "or", "eli", "ka", "dru", "pho")
BRAND_SENTENCES = (
    "{} shows the way.", "Seen first at {}.", "It is what {} did last year.", "{} buyers agree.", "A nod to {}.",
)  # fmt: skip
TURNS = (
    ("rose", "fell"), ("gained", "lost"), ("grew", "shrank"), ("above", "below"), ("higher", "lower"), ("down", "up"),
    ("lost", "gained"), ("fewer", "more"), ("ahead of", "behind"), ("rising", "declining"), ("growing", "shrinking"),
    ("on the way up", "on the way down"), ("growth", "decline"), (" up", " down"), ("losing ground", "gaining ground"),
    ("Confidence is low", "Confidence is high"), ("Confidence is middling", "Confidence is high"),
    ("Confidence is high", "Confidence is low"),
)  # fmt: skip


def corrupted(body: Body, kind: str, draw: Draw) -> Body:
    """Return a brief's JSON with one thing in it no longer true."""
    for _ in range(200):
        spoilt = copy.deepcopy(body)
        KINDS[kind](spoilt, draw)
        if spoilt != body:
            return spoilt
    raise ValueError(f"Nothing in the brief of {body['theme']} can be spoilt by '{kind}'.")


def _number(body: Body, draw: Draw) -> None:
    """Change a figure in the words, in the claim, or in both alike."""
    claim = _claim(body, draw)
    found = list(re.finditer(r"\d[\d,]*(?:\.\d+)?", claim["text"]))
    if not found or not claim["numbers"]:
        return
    at = draw.choice(found)
    if body["season"] and body["season"] in claim["text"][max(0, at.start() - 9) : at.end() + 9]:
        return
    other = str(int(at.group().replace(",", "").split(".")[0]) + draw.choice((1, 2, 7, 10, 30)))
    where = draw.choice(("words", "claim", "both"))
    if where in ("words", "both"):
        claim["text"] = claim["text"][: at.start()] + other + claim["text"][at.end() :]
    if where in ("claim", "both"):
        number = draw.choice([n for n in claim["numbers"] if not isinstance(n["value"], str)] or claim["numbers"])
        number["value"] = (
            "2031-05-05" if isinstance(number["value"], str) else number["value"] + draw.choice((1, 5, 0.1))
        )


def _ids(body: Body, draw: Draw) -> None:
    """Swap a piece of evidence, a label or a cell for one of another claim, or for one that is nowhere."""
    claim, other = _claim(body, draw), _claim(body, draw)
    what = draw.choice(("evidence", "nowhere", "label", "cell"))
    foreign = sorted({*other["evidence_ids"]} - {*claim["evidence_ids"]})
    if what == "evidence" and foreign and not {*other["label_ids"]} & {*claim["label_ids"]}:
        claim["evidence_ids"] = [draw.choice(foreign), *claim["evidence_ids"][1:]]
    elif what == "nowhere":
        claim["evidence_ids"] = [f"p-{draw.getrandbits(64):016x}-{claim['label_ids'][0]}", *claim["evidence_ids"][1:]]
    elif what == "label":
        strange = [label.label_id for label in load_vocabulary().labels if label.label_id not in claim["label_ids"]]
        claim["label_ids"] = [draw.choice(strange), *claim["label_ids"][1:]]
    elif what == "cell" and claim["numbers"]:
        rows = [
            number["row"] for number in other["numbers"] if number["row"] not in {n["row"] for n in claim["numbers"]}
        ]
        if rows:
            draw.choice(claim["numbers"])["row"] = draw.choice(rows)


def _brand(body: Body, draw: Draw) -> None:
    """Name a house, known or made up, in a sentence or in the headline."""
    made_up = " ".join("".join(draw.choices(SYLLABLES, k=3)).title() for _ in range(draw.choice((1, 2))))
    name = draw.choice((draw.choice(HOUSES), made_up))
    if draw.random() < 0.15:
        body["title"] = f"{body['title']}, after {name}"
        return
    claim = _claim(body, draw)
    sentence = draw.choice(BRAND_SENTENCES).format(name)
    claim["text"] = draw.choice((f"{claim['text']} {sentence}", f"{sentence} {claim['text']}"))


def _season(body: Body, draw: Draw) -> None:
    """Shift the season where it stands: in the words, in the headline, or of the whole brief beyond the forecast."""
    season = body["season"]
    other = draw.choice(
        [f"{half}{year}" for half in ("SS", "FW") for year in range(20, 35) if f"{half}{year}" != season]
    )
    claims = [claim for section in SECTIONS for claim in body[section] if season in claim["text"]]
    where = draw.choice(("words", "title", "header", "all", "added"))
    if where == "words" and claims:
        claim = draw.choice(claims)
        claim["text"] = claim["text"].replace(season, other)
    elif where == "title" and season in body["title"]:
        body["title"] = body["title"].replace(season, other)
    elif where == "header" and claims:
        body["season"] = other
    elif where == "all":
        _shift_all(body, season, draw.choice(("SS29", "FW30", "SS21", "FW19")))
    elif where == "added":
        _claim(body, draw)["text"] += f" Ready for {other}."


def _shift_all(body: Body, season: str, other: str) -> None:
    """Put another season in every place."""
    body["season"], body["title"] = other, body["title"].replace(season, other)
    for section in SECTIONS:
        for claim in body[section]:
            claim["text"] = claim["text"].replace(season, other)


def _flip(body: Body, draw: Draw) -> None:
    """Name another label in place of one, or turn a direction round."""
    claim = _claim(body, draw)
    if draw.random() < 0.5:
        turns = [(a, b) for a, b in TURNS if re.search(rf"(?<!\w){re.escape(a.strip())}(?!\w)", claim["text"])]
        if turns and claim["numbers"]:
            a, b = draw.choice(turns)
            claim["text"] = re.sub(rf"(?<!\w){re.escape(a.strip())}(?!\w)", b.strip(), claim["text"])
        return
    vocabulary = load_vocabulary()
    label_id = draw.choice(claim["label_ids"])
    if label_id not in vocabulary:
        return
    label = vocabulary.get(label_id)
    others = [x for x in vocabulary.facet(label.facet) if x.label_id not in claim["label_ids"]]
    name = draw.choice(others).name.lower()
    claim["text"] = re.sub(rf"\b{re.escape(label.name)}s?\b", name, claim["text"], flags=re.IGNORECASE)


def _claim(body: Body, draw: Draw) -> dict[str, Any]:
    """Return one claim of the brief."""
    return draw.choice([claim for section in SECTIONS for claim in body[section]])


KINDS: dict[str, Callable[[Body, Draw], None]] = {
    "numbers changed": _number, "ids swapped": _ids, "brands invented": _brand, "seasons shifted": _season,
    "labels flipped": _flip,
}  # fmt: skip
