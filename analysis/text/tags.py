"""Reads posts by the vocabulary: one search per post, then context and stance by rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from analysis.protocols import Fingerprint
from analysis.text.context import Find, about_dress, doubtful_labels, is_about_clothes
from analysis.text.lexicon import Lexicon
from analysis.text.stance import stances
from analysis.text.tokens import Words, readable
from data.reading_rules import ReadingRules, load_rules
from data.records import Polarity, Tag
from data.settings import Settings
from data.vocabulary import Label, Vocabulary, load_vocabulary

T = TypeVar("T")

LANGUAGES = ("en", "zh", "fr", "es", "it", "de", "pt", "ja", "ko")
LONGEST = 20_000  # characters of one post that are read
OUTSIDE_HASHTAGS = re.compile(r"#\w+|[^\w#]+|#")
SCRIPTS = (("ja", re.compile("[぀-ヿ]")), ("ko", re.compile("[가-힣]")), ("zh", re.compile("[㐀-鿿]")))


class VocabularyTagger:
    """Finds the labels of the vocabulary in posts, with the stance each post takes.

    Example:
        >>> tagger = VocabularyTagger(load_vocabulary(), load_rules())
        >>> [(tag.label_id, tag.polarity) for tag in tagger.tag(["so over skinny jeans"], ["en"])[0]]
        [('silhouette:skinny', 'against'), ('category:jeans', 'against')]
    """

    def __init__(self, vocabulary: Vocabulary, rules: ReadingRules) -> None:
        """Take the words to look for and the rules to read them by; a language is prepared when first met."""
        self._vocabulary = vocabulary
        self._rules = rules
        self._lexicons: dict[str, Lexicon] = {}
        self.fingerprint = Fingerprint("text", "vocabulary", f"{vocabulary.version}-{rules.version}", {"rules": 4})

    @classmethod
    def from_settings(cls, settings: Settings) -> VocabularyTagger:
        """Build the tagger on the shipped vocabulary and the user's own file `vocabulary.toml` in the home."""
        return cls(load_vocabulary(settings.own_vocabulary), load_rules())

    def tag(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[list[Tag]]:
        """Return the tags of each text, in the order of the texts.

        Args:
            texts: posts; what stands behind the first 20,000 characters is not read.
            languages: ISO 639-1 code of each, None where nobody knows.
        """
        return self._each(texts, languages, _read)

    def doubtful(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[list[Tag]]:
        """Return the tags of unsure words that stand alone, kept or not: what a second reader should judge."""
        return self._each(texts, languages, _doubtful)

    def relevant(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[bool]:
        """Tell of each text in which no label was found whether it is about clothes all the same."""
        return self._each(texts, languages, _is_relevant)

    def _each(
        self, texts: Sequence[str], languages: Sequence[str | None], read: Callable[[str, Lexicon], T]
    ) -> list[T]:
        by_language: dict[str, list[int]] = defaultdict(list)
        for i, (text, lang) in enumerate(zip(texts, languages, strict=True)):
            by_language[lang if lang in LANGUAGES else _guessed(text)].append(i)
        found: dict[int, T] = {}
        # One language after the other: each automaton is larger than a processor's cache.
        for lang, places in by_language.items():
            lexicon = self._lexicon(lang)
            for i in places:
                found[i] = read(texts[i][:LONGEST], lexicon)
        return [found[i] for i in range(len(texts))]

    def _lexicon(self, lang: str) -> Lexicon:
        if lang not in self._lexicons:
            self._lexicons[lang] = Lexicon(self._vocabulary, self._rules, lang)
        return self._lexicons[lang]


def _guessed(text: str) -> str:
    return "en" if text.isascii() else next((lang for lang, script in SCRIPTS if script.search(text)), "en")


def _read(text: str, lexicon: Lexicon) -> list[Tag]:
    plain, places = readable(text)
    words = _words(plain, lexicon)
    finds = about_dress(_finds(words.line, lexicon))
    if not finds:
        return []
    held = stances(finds, "#" in plain and not OUTSIDE_HASHTAGS.sub("", plain))
    return _tags(_chosen(finds, held), words, text, places)


def _doubtful(text: str, lexicon: Lexicon) -> list[Tag]:
    plain, places = readable(text)
    words = _words(plain, lexicon)
    finds = _finds(words.line, lexicon)
    doubtful = doubtful_labels(finds)
    held = stances(finds, "#" in plain and not OUTSIDE_HASHTAGS.sub("", plain)) if doubtful else [None] * len(finds)
    chosen = [(label, find, stance) for label, find, stance in _chosen(finds, held) if label.label_id in doubtful]
    return _tags(chosen, words, text, places)


def _is_relevant(text: str, lexicon: Lexicon) -> bool:
    return is_about_clothes(_finds(_words(readable(text)[0], lexicon).line, lexicon))


def _words(plain: str, lexicon: Lexicon) -> Words:
    return Words(plain, lexicon.split_hashtag, lexicon.split_compound if lexicon.lang == "de" else None)


def _finds(line: str, lexicon: Lexicon) -> list[Find]:
    # The plain constructor: Find's own would cost more than the search.
    new, meanings = tuple.__new__, lexicon.by_index
    found = lexicon.automaton.find_matches_as_indexes(line)
    return [new(Find, (start, end, meanings[i])) for i, start, end in found]


def _tags(
    chosen: Sequence[tuple[Label, Find, Polarity]], words: Words, text: str, places: list[int] | None
) -> list[Tag]:
    """Return the tags with the words that carry them; labels of one find share its place."""
    tags = []
    at = -1
    for label, find, stance in chosen:
        if find.start != at:
            at = find.start
            start, end = words.place(at, find.end)
            if places is not None:
                start, end = places[start], places[end]
        tags.append(Tag(label.label_id, stance, 1.0, text[start:end], start, end))
    return tags


def _chosen(finds: Sequence[Find], held: Sequence[Polarity | None]) -> list[tuple[Label, Find, Polarity]]:
    """Return each label once: at its last judged mention, else at its first."""
    chosen: dict[str, tuple[Label, Find, Polarity]] = {}
    for find, stance in zip(finds, held, strict=True):
        for label in find.meaning.labels:
            if stance is not None and (stance != "neutral" or label.label_id not in chosen):
                chosen[label.label_id] = (label, find, stance)
    return list(chosen.values())
