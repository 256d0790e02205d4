"""How well and how fast posts are read: `python -m benchmarks.text [GOLD.jsonl ...] [--small]`.

F1 is measured on the tagged sets that are there: the development set (`../shared/data/text/dev.jsonl`) and
`tests/golden/posts_seen.jsonl`, which words and rules were written in view of; `posts_unseen.jsonl` beside it, which
nobody who wrote them has read; and any other tagged file that is named. Whether posts are told to be about clothes at
all is measured on `tests/golden/relevance.jsonl`. Speed is measured on posts made from the vocabulary's own words:
short English ones, compared to the bare search of the same automaton, and a mix of all nine languages and lengths.
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
GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
SETS = (DEV, GOLDEN / "posts_seen.jsonl", GOLDEN / "posts_unseen.jsonl")
RELEVANCE = GOLDEN / "relevance.jsonl"
LONG = 6  # sentences of a long post
SHAPES = (
    "so happy with my new {0} {1}, wearing it all week",
    "is anyone still wearing {0}?",
    "{0} and {1} everywhere this spring",
    "no more {0} please, give me {1}",
    "walked home in the rain and thought about dinner",
    "#{0} #ootd",
    "the bus was late again but the coffee was good",
)

MIXED = {
    "en": SHAPES,
    "de": ("endlich habe ich {0} gefunden, und dazu {1}", "nie wieder {0}", "heute nur Regen, Kaffee und Arbeit"),
    "fr": ("j'adore {0} avec {1}", "marre de {0}", "le train est encore en retard ce matin"),
    "es": ("me encanta {0} con {1}", "ya no quiero {0}", "hoy llueve y no pasa nada"),
    "it": ("adoro {0} con {1}", "basta con {0}", "oggi piove e il treno non arriva"),
    "pt": ("amei {0} com {1}", "chega de {0}", "hoje choveu o dia inteiro"),
    "zh": ("今天穿{0}配{1},好看", "别再穿{0}了", "今天下雨,地铁又停了"),
    "ja": ("{0}と{1}を買った", "{0}はもう着ない", "今日は雨で電車が遅れた"),
    "ko": ("{0}에 {1} 입었어", "{0}는 이제 그만", "오늘은 비가 와서 집에 있었다"),
}


def mixed_posts(count: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Return posts and their languages: all nine in equal parts, every third one of several sentences."""
    draw = random.Random(seed)
    labels = load_vocabulary().labels
    texts, languages = [], []
    for i in range(count):
        lang = draw.choice(list(MIXED))
        words = [draw.choice([label.name.lower(), *label.words.get(lang, ())]) for label in draw.choices(labels, k=20)]
        sentences = LONG if i % 3 == 0 else 1
        said = [draw.choice(MIXED[lang]).format(draw.choice(words), draw.choice(words)) for _ in range(sentences)]
        texts.append(". ".join(said))
        languages.append(lang)
    return texts, languages


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
    texts, mix = mixed_posts(len(posts))
    tagger.tag(texts[:500], mix[:500])
    mixed_s = _best(lambda: tagger.tag(texts, mix))
    return {
        "posts": len(posts),
        "posts_per_s": round(len(posts) / reader_s),
        "bare_posts_per_s": round(len(posts) / bare_s),
        "mixed_posts_per_s": round(len(texts) / mixed_s),
        "ratio_to_bare": round(bare_s / reader_s, 3),
    }


def quality(gold: Path) -> dict[str, object] | None:
    """Return the scores on a tagged file and print them, or None where it is not there."""
    if not gold.is_file():
        print(f"no F1: {gold.name} is not on this machine")
        return None
    with tempfile.TemporaryDirectory() as folder:
        found = evaluate_text.run(gold, Path(folder) / "predictions.jsonl")
    print(f"{gold.stem:14}{'label F1':>10}{'P':>8}{'R':>8}{'with polarity':>16}")
    _row("all", found.label, found.polarity)
    for lang in found.label_by_language:
        _row(lang, found.label_by_language[lang], found.polarity_by_language[lang])
    for facet in found.label_by_facet:
        _row(facet, found.label_by_facet[facet], found.polarity_by_facet[facet])
    print(f"posts without tags that received one: {found.empty_tagged:.1%} of {found.empty_posts}\n")
    return {
        "file": gold.name,
        "posts": found.posts,
        "f1_label": round(found.label.f1, 4),
        "f1_polarity": round(found.polarity.f1, 4),
        "f1_label_by_language": {lang: round(score.f1, 4) for lang, score in found.label_by_language.items()},
        "empty_tagged": round(found.empty_tagged, 4),
    }


def relevance() -> dict[str, float]:
    """Return precision and recall of "this post is about clothes" on posts labelled for it, and print them."""
    posts = [json.loads(line) for line in RELEVANCE.read_text(encoding="utf-8").splitlines()]
    tagger = VocabularyTagger.from_settings(Settings())
    texts, languages = [post["text"] for post in posts], [post["lang"] for post in posts]
    tagged = [bool(tags) for tags in tagger.tag(texts, languages)]
    about = [found or said for found, said in zip(tagged, tagger.relevant(texts, languages), strict=True)]
    right = sum(found and post["relevant"] for found, post in zip(about, posts, strict=True))
    precision, recall = right / sum(about), right / sum(post["relevant"] for post in posts)
    print(f"about clothes at all: precision {precision:.3f}, recall {recall:.3f}, {len(posts)} posts")
    return {"relevance_precision": round(precision, 4), "relevance_recall": round(recall, 4)}


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
    """Run the measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path, help="more tagged files, as `hemline evaluate text` takes them")
    parser.add_argument("--small", action="store_true", help="fewer posts")
    given = parser.parse_args()
    scored = [quality(gold) for gold in (*SETS, *given.gold)]
    about = relevance()
    timed = speed(made_posts(5_000 if given.small else 50_000))
    print(
        f"speed: {timed['posts_per_s']:,} short English posts/s on one core, {timed['ratio_to_bare']:.2f} of the bare "
        f"search's {timed['bare_posts_per_s']:,}; {timed['mixed_posts_per_s']:,} posts/s of nine languages and lengths"
    )
    print(json.dumps({"benchmark": "text", **timed, **about, "scored": [found for found in scored if found]}))


if __name__ == "__main__":
    main()
