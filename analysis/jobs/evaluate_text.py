"""Scores the reader of posts against posts that people tagged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.protocols import TextTagger
from analysis.registry import load
from data.errors import BadInput
from data.records import Tag
from data.settings import Settings

POLARITIES = {"for", "against", "neutral"}

Claim = tuple[str, str, str]  # post_id, label_id, polarity


@dataclass(frozen=True)
class Score:
    """Micro-averaged figures of one comparison; 1.0 where there was nothing to find and nothing was found."""

    hits: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the predicted that are right."""
        return self.hits / self.predicted if self.predicted else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.hits / self.gold if self.gold else float(not self.predicted)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        either = self.predicted + self.gold
        return 2 * self.hits / either if either else 1.0


@dataclass(frozen=True)
class TextScores:
    """How the reader did on a tagged set.

    Attributes:
        reader: fingerprint.
        posts: how many there were.
        label: figures by label.
        polarity: figures by label and polarity.
        label_by_facet, polarity_by_facet: the same, gold and prediction cut to each facet.
        label_by_language, polarity_by_language: the same, by the posts' language.
        empty_posts: posts with no tag in the gold.
        empty_tagged: share of those that received any.
    """

    reader: str
    posts: int
    label: Score
    polarity: Score
    label_by_facet: dict[str, Score]
    polarity_by_facet: dict[str, Score]
    label_by_language: dict[str, Score]
    polarity_by_language: dict[str, Score]
    empty_posts: int
    empty_tagged: float


@dataclass(frozen=True)
class _Gold:
    post_id: str
    lang: str | None
    text: str
    claims: frozenset[Claim]


def run(gold: Path, out: Path) -> TextScores:
    """Tag the posts of a tagged file, write the predictions and score them.

    Args:
        gold: JSONL; each line has post_id, lang, text and tags, a list of {label_id, polarity}.
        out: JSONL written: one {post_id, tags: [{label_id, polarity, span}]} a line, in the order of the gold.

    Raises:
        BadInput: the file cannot be read or a line is not as described; the sentence names the line.
    """
    posts = _read(gold)
    reader: TextTagger = load("vocabulary", Settings())
    found = reader.tag([post.text for post in posts], [post.lang for post in posts])
    _write(out, posts, found)
    return scores(str(reader.fingerprint), posts, found)


def scores(reader: str, posts: Sequence[_Gold], found: Sequence[Sequence[Tag]]) -> TextScores:
    """Compare what was found with the gold: micro figures, by facet and by language."""
    gold = {claim for post in posts for claim in post.claims}
    read = zip(posts, found, strict=True)
    seen: set[Claim] = {(post.post_id, tag.label_id, tag.polarity) for post, tags in read for tag in tags}
    lang_of = {post.post_id: post.lang or "unknown" for post in posts}
    empty = [bool(tags) for post, tags in zip(posts, found, strict=True) if not post.claims]
    by_facet = _grouped(gold, seen, lambda claim: claim[1].partition(":")[0])
    by_language = _grouped(gold, seen, lambda claim: lang_of[claim[0]])
    return TextScores(
        reader=reader,
        posts=len(posts),
        label=_by_label(gold, seen),
        polarity=_compared(gold, seen),
        label_by_facet={facet: _by_label(*sets) for facet, sets in by_facet.items()},
        polarity_by_facet={facet: _compared(*sets) for facet, sets in by_facet.items()},
        label_by_language={lang: _by_label(*sets) for lang, sets in by_language.items()},
        polarity_by_language={lang: _compared(*sets) for lang, sets in by_language.items()},
        empty_posts=len(empty),
        empty_tagged=sum(empty) / len(empty) if empty else 0.0,
    )


def _compared(gold: set[Any], seen: set[Any]) -> Score:
    return Score(len(gold & seen), len(seen), len(gold))


def _by_label(gold: Iterable[Claim], seen: Iterable[Claim]) -> Score:
    return _compared({claim[:2] for claim in gold}, {claim[:2] for claim in seen})


def _grouped(
    gold: set[Claim], seen: set[Claim], key: Callable[[Claim], str]
) -> dict[str, tuple[set[Claim], set[Claim]]]:
    names = sorted({key(claim) for claim in gold | seen})
    return {n: ({c for c in gold if key(c) == n}, {c for c in seen if key(c) == n}) for n in names}


def _read(path: Path) -> list[_Gold]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file '{path}' cannot be read ({error}); give a UTF-8 JSONL file.") from error
    posts = [_post(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not posts:
        raise BadInput(f"The file '{path}' holds no posts; give one JSON object a line.")
    if len({post.post_id for post in posts}) < len(posts):
        raise BadInput(f"The file '{path}' gives a post_id twice; give each post its own.")
    return posts


def _post(path: Path, number: int, line: str) -> _Gold:
    where = f"In '{path}', line {number}"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"{where} is not JSON ({error.msg}); give one object a line.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "post_id" not in row:
        raise BadInput(f'{where} needs post_id, text and tags; write {{"post_id": …, "text": …, "tags": []}}.')
    tags = row.get("tags", [])
    if not isinstance(tags, list) or not all(_is_tag(tag) for tag in tags):
        raise BadInput(f"{where} has unreadable tags; each needs a label_id and a polarity (for, against, neutral).")
    post_id = str(row["post_id"])
    claims = frozenset((post_id, tag["label_id"], tag["polarity"]) for tag in tags)
    return _Gold(post_id, row.get("lang"), row["text"], claims)


def _is_tag(tag: object) -> bool:
    return isinstance(tag, dict) and isinstance(tag.get("label_id"), str) and tag.get("polarity") in POLARITIES


def _write(path: Path, posts: Sequence[_Gold], found: Sequence[Sequence[Tag]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for post, tags in zip(posts, found, strict=True):
            listed = [{"label_id": t.label_id, "polarity": t.polarity, "span": t.evidence} for t in tags]
            file.write(json.dumps({"post_id": post.post_id, "tags": listed}, ensure_ascii=False) + "\n")
