"""Reads posts by the vocabulary: one search per post, then context and stance by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.lexicon import Lexicon
from analysis.protocols import Fingerprint
from analysis.stance import stances
from analysis.text_context import Find, about_dress
from analysis.text_tokens import Words, readable
from data.reading_rules import ReadingRules, load_rules
from data.records import Polarity, Tag
from data.settings import Settings
from data.vocabulary import Label, Vocabulary, load_vocabulary

LANGUAGES = ("en", "zh", "fr", "es", "it", "de", "pt", "ja", "ko")
LONGEST = 20_000  # characters of one post that are read
OUTSIDE_HASHTAGS = re.compile(r"#\w+|[\W_]+")
SCRIPTS = (("ja", re.compile("[぀-ヿ]")), ("ko", re.compile("[가-힣]")), ("zh", re.compile("[㐀-鿿]")))
THE_SAME = {"the ", "this ", "that ", "these ", "those "}


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
        self.fingerprint = Fingerprint("text", "vocabulary", f"{vocabulary.version}-{rules.version}", {"rules": 1})

    @classmethod
    def from_settings(cls, settings: Settings) -> VocabularyTagger:
        """Build the tagger on the shipped vocabulary and the user's own file `vocabulary.toml` in the home."""
        own = settings.home / "vocabulary.toml"
        return cls(load_vocabulary(own if own.is_file() else None), load_rules())

    def tag(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[list[Tag]]:
        """Return the tags of each text, in the order of the texts.

        Args:
            texts: posts; what stands behind the first 20,000 characters is not read.
            languages: ISO 639-1 code of each, None where nobody knows.
        """
        return [self._read(text, lang) for text, lang in zip(texts, languages, strict=True)]

    def _read(self, text: str, lang: str | None) -> list[Tag]:
        lexicon = self._lexicon(lang, text)
        text = text[:LONGEST]
        plain, places = readable(text)
        split = lexicon.split_compound if lexicon.lang == "de" else None
        words = Words(plain, lexicon.split_hashtag, split)
        meanings = lexicon.by_index
        finds = [Find(s, e, meanings[i]) for i, s, e in lexicon.automaton.find_matches_as_indexes(words.line)]
        if not any(find.meaning.labels for find in finds):
            return []
        finds = about_dress(finds, words.line)
        if not any(find.meaning.labels for find in finds):
            return []
        held = stances(finds, "#" in plain and not OUTSIDE_HASHTAGS.sub("", plain))
        return [self._tag(label, held_, find, words, text, places) for label, find, held_ in _chosen(finds, held, words)]

    def _lexicon(self, lang: str | None, text: str) -> Lexicon:
        if lang not in LANGUAGES:
            lang = "en" if text.isascii() else next((la for la, script in SCRIPTS if script.search(text)), "en")
        if lang not in self._lexicons:
            self._lexicons[lang] = Lexicon(self._vocabulary, self._rules, lang)
        return self._lexicons[lang]

    @staticmethod
    def _tag(
        label: Label, held: Polarity, find: Find, words: Words, text: str, places: list[int] | None
    ) -> Tag:
        start, end = words.place(find.start, find.end)
        if places is not None:
            start, end = places[start], places[end]
        return Tag(label.label_id, held, 1.0, text[start:end], start, end)


def _chosen(
    finds: Sequence[Find], held: Sequence[Polarity | None], words: Words
) -> list[tuple[Label, Find, Polarity]]:
    """Return each label once: at its last judged mention, else at its first."""
    chosen: dict[str, tuple[Label, Find, Polarity]] = {}
    for find, stance in zip(finds, held, strict=True):
        for label in find.meaning.labels:
            earlier = chosen.get(label.label_id)
            if stance is not None and (earlier is None or stance != "neutral"):
                chosen[label.label_id] = (label, find, stance)
    return list(chosen.values())
