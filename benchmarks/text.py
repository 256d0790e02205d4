"""How well and how fast posts are read: `python -m benchmarks.text [--small]`.

F1 is measured on the tagged development set where it is there (`../shared/data/text/dev.jsonl`); the vocabulary and
its rules were written with that set in view, so its figures are those of a development set. Speed is measured on
short posts made from the vocabulary's own words, and compared to the bare search of the same automata.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analysis.jobs import evaluate_text
from analysis.text.tags import VocabularyTagger
from analysis.text.tokens import Words
from data.settings import Settings
from data.vocabulary import load_vocabulary

DEV = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "text" / "dev.jsonl"
ROUNDS = 3
SHAPES = (
    "so happy with my new {0} {1}, wearing it all week",
    "is anyone still wearing {0}?",
    "{0} and {1} everywhere this spring",
    "no more {0} please, give me {1}",
    "walked home in the rain and thought about dinner",
    "#{0} #ootd",
    "the bus was late again but the coffee was good",
)


def made_posts(count: int, seed: int = 0) -> list[str]:
    """Return short English posts, about three in seven with two labels and two in seven with none."""
    draw = random.Random(seed)
    names = [label.name.lower() for label in load_vocabulary().labels]
    return [draw.choice(SHAPES).format(draw.choice(names), draw.choice(names)) for _ in range(count)]


def speed(posts: list[str]) -> dict[str, float]:
    """Return posts per second of processor time of the reader and of the bare search, and their ratio."""
    tagger = VocabularyTagger.from_settings(Settings())
    languages = ["en"] * len(posts)
    tagger.tag(posts[:100], languages[:100])
    lexicon = tagger._lexicon("en")
    lines = [Words(post, lexicon.split_hashtag).line for post in posts]
    reader_s = _best(lambda: tagger.tag(posts, languages))
    bare_s = _best(lambda: [lexicon.automaton.find_matches_as_indexes(line) for line in lines])
    return {
        "posts": len(posts),
        "posts_per_s": round(len(posts) / reader_s),
        "bare_posts_per_s": round(len(posts) / bare_s),
        "ratio_to_bare": round(bare_s / reader_s, 3),
    }


def quality() -> dict[str, object] | None:
    """Return the scores on the development set and print them, or None where it is not there."""
    if not DEV.is_file():
        print(f"no F1: {DEV.name} is not on this machine")
        return None
    with tempfile.TemporaryDirectory() as folder:
        found = evaluate_text.run(DEV, Path(folder) / "predictions.jsonl")
    print(f"{'':14}{'label F1':>10}{'P':>8}{'R':>8}{'with polarity':>16}")
    _row("all", found.label, found.polarity)
    for lang in found.label_by_language:
        _row(lang, found.label_by_language[lang], found.polarity_by_language[lang])
    for facet in found.label_by_facet:
        _row(facet, found.label_by_facet[facet], found.polarity_by_facet[facet])
    print(f"posts without tags that received one: {found.empty_tagged:.1%} of {found.empty_posts}")
    return {
        "dev_posts": found.posts,
        "f1_label": round(found.label.f1, 4),
        "f1_polarity": round(found.polarity.f1, 4),
        "f1_label_by_language": {lang: round(score.f1, 4) for lang, score in found.label_by_language.items()},
        "empty_tagged": round(found.empty_tagged, 4),
    }


def _row(name: str, label: evaluate_text.Score, polarity: evaluate_text.Score) -> None:
    print(f"{name:14}{label.f1:>10.3f}{label.precision:>8.3f}{label.recall:>8.3f}{polarity.f1:>16.3f}")


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    """Run both measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="fewer posts")
    scored = quality()
    timed = speed(made_posts(5_000 if parser.parse_args().small else 50_000))
    print(
        f"speed: {timed['posts_per_s']:,} posts/s on one core, "
        f"{timed['ratio_to_bare']:.2f} of the bare search's {timed['bare_posts_per_s']:,}"
    )
    print(json.dumps({"benchmark": "text", **timed, **(scored or {})}))


if __name__ == "__main__":
    main()
