"""Everything a post of one language is searched for, as one automaton, and what each find means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from analysis.text.cues import ARTICLE, BIT, CLOTHES, DRESS, PHRASES
from analysis.text.cuts import as_in, tiled
from analysis.text.tokens import IS_JOINED, TOKEN, fold, pattern_of
from analysis.text.word_forms import PARTICLES, forms, together
from data.reading_rules import ReadingRules, Words
from data.vocabulary import Label, Vocabulary

JOINED_LANGUAGES = {"zh", "ja", "ko"}
FOREIGN_LETTERS = 6  # a word of another language counts in a post from this length on
ENGLISH_LETTERS = 4  # the same for English words in posts of other languages
LONGEST_TAG = 48
LINKS = ("", "s", "n", "en")  # what may join the parts of a German compound
MARKS = {
    ".": "stop", "!": "stop", ";": "stop", "\n": "stop", "?": "asked", ",": "comma", ":": "colon",
    ">": "beats", "<": "beaten",
    "#": "tag", "+": "for-before", "\u2212": "against-before",
    "$": "money", "£": "money", "€": "money", "¥": "money", "￥": "money",
}  # fmt: skip
CONTEXT_CUES = ("dress", "clothes", "away", "never", "phrases")
UNJOINED = {"listing", "self"}  # cues that are not looked for written together
ATTRIBUTES = {"colour", "pattern", "material", "silhouette", "length", "detail"}
PIECES = {"category", "neckline", "sleeve", "aesthetic"}
WEAK_FACETS = {"colour", "occasion"}  # single words of these are never sure on their own


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a find stands for.

    Attributes:
        labels: the labels it names, one or more; empty for a mere cue.
        cues: bits of `analysis.text.cues`.
        sure: it speaks of dress whatever else the post says.
        garment: it names a piece of dress or a feature of one, not a mere colour or occasion.
        piece: it names a piece of dress, its neck or its sleeve: what nothing of another field has.
        attribute: it names only what something is like, so it can belong to a thing of another field.
        thing: after an article it is the fruit, the animal, the force …
        clings: one character that counts only beside another label.
    """

    labels: tuple[Label, ...] = ()
    cues: int = 0
    sure: bool = False
    garment: bool = False
    piece: bool = False
    attribute: bool = False
    thing: bool = False
    clings: bool = False


class Lexicon:
    """The words of one language, with English and what is plain from others, ready to search."""

    def __init__(self, vocabulary: Vocabulary, rules: ReadingRules, lang: str) -> None:
        """Build the automaton; takes a quarter of a second to more than one."""
        self.lang = lang
        self._rules = rules
        labels = self._label_terms(vocabulary)
        self._composed(labels)
        self.meanings = self._meanings(labels)
        self.patterns = list(self.meanings)
        self.by_index = [self.meanings[pattern] for pattern in self.patterns]
        self.automaton = AhoCorasick(self.patterns, matchkind=MatchKind.LeftmostLongest)
        self._known = {p[1:-1] for p in self.patterns if _is_one_word(p)}
        self._ends = {p[1:-1] for p, found in labels.items() if _is_one_word(p) and len(p) > 6 and _is_garment(found)}
        self._fillers = set(rules.context["fillers"].get("en", ())) | set(rules.context["fillers"].get(lang, ()))
        self._cuts: dict[str, list[str] | None] = {}

    def split_hashtag(self, tag: str) -> list[str] | None:
        """Cut a hashtag's word into words of this lexicon, or return None where it has none."""
        return self._cached(tag, self._cut_hashtag)

    def split_compound(self, word: str) -> list[str] | None:
        """Cut a German compound: Schluppenblusen reads Schluppen and blusen."""
        return self._cached(word, self._cut_compound)

    def _label_terms(self, vocabulary: Vocabulary) -> dict[str, dict[str, Label]]:
        """Return, by pattern, the label of each facet; a listed word beats a derived form, the own language others."""
        found: dict[str, dict[str, Label]] = {}
        self._opaque: set[str] = set()
        others = sorted({lang for label in vocabulary.labels for lang in label.words})
        for lang in dict.fromkeys((self.lang, "en", *others)):
            listed = [(label, term) for label in vocabulary.labels for term in _terms(label, lang)]
            own: dict[str, dict[str, Label]] = {}
            fixed = [term for _, term in listed if "-" in term]
            self._opaque |= {pattern for term in fixed for pattern in _all_patterns(term, lang)}
            self._opaque |= {pattern_of(term.replace("-", "")) for term in fixed}
            for label, term in listed:
                own.setdefault(pattern_of(term), {}).setdefault(label.facet, label)
            as_listed = set(own)
            # Of other languages only the words as listed are read: their endings meet too many words of this one.
            for label, term in listed if lang in {self.lang, "en"} else ():
                for pattern in _all_patterns(term, lang):
                    if pattern not in as_listed:
                        own.setdefault(pattern, {}).setdefault(label.facet, label)
            reads = self._reads(lang)
            for pattern, meant in own.items():
                if pattern not in found and reads(pattern.strip()):
                    found[pattern] = meant
        return found

    def _reads(self, lang: str) -> Callable[[str], bool]:
        """Return what tells whether a word of a language is read in posts of this one."""
        if lang == self.lang:
            return lambda word: True
        local = {fold(word) for word in self._rules.context["local"].get(lang, ())}
        joined = self.lang in JOINED_LANGUAGES
        if lang == "en":
            return lambda word: word not in local and (joined or len(word) >= ENGLISH_LETTERS)
        shortest = {True: 2, False: FOREIGN_LETTERS}  # by whether it is written without spaces
        return lambda word: not joined and word not in local and len(word) >= shortest[bool(IS_JOINED.search(word))]

    def _composed(self, labels: dict[str, dict[str, Label]]) -> None:
        """Give "hair bow" the bow too: a phrase written with spaces is also read word by word, in other facets."""
        for pattern in [p for p in labels if p.count("  ") and p not in self._opaque]:
            words = pattern.strip().split("  ")
            for inner in _inner_labels(words, labels):
                labels[pattern] = {**inner, **labels[pattern]}
            if (joined := pattern_of("".join(words))) in labels:
                labels[joined] = {**labels[pattern], **labels[joined]}
        if self.lang == "de":
            self._composed_compounds(labels)
        if self.lang in JOINED_LANGUAGES:
            self._composed_runs(labels)

    def _composed_compounds(self, labels: dict[str, dict[str, Label]]) -> None:
        """Give a listed German compound the labels of its parts: Steppweste is quilted too."""
        known = {p[1:-1] for p in labels if _is_one_word(p) and len(p) >= 6}
        for pattern in [p for p in labels if _is_one_word(p) and len(p) >= 10 and p not in self._opaque]:
            for part in tiled(pattern[1:-1], known, LINKS, 4, whole=False) or ():
                inner = labels.get(f" {part} ") or labels.get(f" {part.rstrip('n')} ", {})
                labels[pattern] = {**inner, **labels[pattern]}

    def _composed_runs(self, labels: dict[str, dict[str, Label]]) -> None:
        """Give a word written without spaces the labels of its parts: ワイドパンツ is wide and trousers."""
        runs = {p for p in labels if IS_JOINED.match(p) and " " not in p and len(p) <= LONGEST_TAG}
        named = [label for p in runs for label in labels[p].values()]
        names = {pattern_of(label.names[self.lang]) for label in named if self.lang in label.names}
        closed = names | self._opaque
        # Short ones first, so that what a part was given reaches the whole.
        for pattern in sorted((p for p in runs if len(p) >= 3 and p not in closed), key=lambda p: (len(p), p)):
            for part in tiled(pattern, runs, ("",), 1, whole=False) or ():
                labels[pattern] = {**labels[part], **labels[pattern]}

    def _meanings(self, labels: dict[str, dict[str, Label]]) -> dict[str, Meaning]:
        cues = self._cues(labels)
        weak, things = self._weak(labels), self._patterns("things")
        alike: dict[tuple[object, ...], Meaning] = {}  # thousands of patterns share a meaning
        meanings = {}
        for pattern in {**labels, **cues}:
            cue = cues.get(pattern, 0)
            meant = () if cue & PHRASES else tuple(labels.get(pattern, {}).values())
            form = (cue, pattern in weak, pattern in things, len(pattern) == 1, _is_one_word(pattern))
            key = (pattern if cue else "", *map(id, meant), *form)  # two cues stay two, however alike
            if key not in alike:
                alike[key] = _meaning(meant, *form)
            meanings[pattern] = alike[key]
        for pattern in [p for p in meanings if len(p.strip()) == 1 and _is_hangul(p.strip()) and meanings[p].labels]:
            meanings.update({f" {pattern.strip()}{particle} ": _standing(meanings[pattern]) for particle in PARTICLES})
            del meanings[pattern]
        return meanings

    def _cues(self, labels: Mapping[str, object]) -> dict[str, int]:
        """Return the bits of each pattern that is a cue."""
        cues: dict[str, int] = defaultdict(int)
        context = self._rules.context
        for kind, by_lang in {**self._rules.stance, **{kind: context[kind] for kind in CONTEXT_CUES}}.items():
            for term in self._own_and_english(by_lang):
                cues[pattern_of(term)] |= BIT[kind] | BIT.get(MARKS.get(term[-1], ""), 0)
                if kind not in UNJOINED and (joined := together(term)) and pattern_of(joined) not in labels:
                    cues[pattern_of(joined)] |= BIT[kind]
        _spread(cues)
        for article in context["things"].get("articles", ()):
            cues[pattern_of(article)] |= ARTICLE
        for mark, kind in MARKS.items():
            cues[f" {mark} "] |= BIT[kind]
        return cues

    def _weak(self, labels: dict[str, dict[str, Label]]) -> set[str]:
        """Return the weak words; an English one that this language has as its own word is not weak in it."""
        listed = {pattern_of(term) for term in self._rules.context["weak"].get(self.lang, ())}
        if self.lang == "en":
            return listed | self._patterns("weak")
        named = {label.label_id: label for found in labels.values() for label in found.values()}
        own = {pattern_of(term) for label in named.values() for term in _terms(label, self.lang)}
        return listed | (self._patterns("weak") - own)

    def _patterns(self, kind: str) -> set[str]:
        return {pattern_of(term) for term in self._own_and_english(self._rules.context[kind])}

    def _own_and_english(self, by_lang: Words) -> Iterator[str]:
        yield from by_lang.get(self.lang, ())
        if self.lang != "en":
            yield from (term for term in by_lang.get("en", ()) if len(term) >= ENGLISH_LETTERS)

    def _cached(self, word: str, cut: Callable[[str], list[str] | None]) -> list[str] | None:
        if word not in self._cuts:
            if len(self._cuts) > 100_000:
                self._cuts.clear()
            self._cuts[word] = cut(word)
        return self._cuts[word]

    def _cut_hashtag(self, tag: str) -> list[str] | None:
        folded = fold(tag)
        if folded in self._known:
            return [tag]
        if len(tag) > LONGEST_TAG or IS_JOINED.search(tag):
            return None
        whole = tiled(folded, self._known | self._fillers)
        if whole is not None and any(part in self._known for part in whole):
            return as_in(tag, whole)
        return None if tag != tag.lower() and tag != tag.upper() else as_in(tag, self._part_known(folded, 5))

    def _cut_compound(self, word: str) -> list[str] | None:
        folded = fold(word)
        if folded in self._known or IS_JOINED.search(word):
            return None
        whole = tiled(folded, self._known | self._fillers, LINKS, 4)
        if whole is not None:
            return as_in(word, whole)
        ends = [size for size in range(5, len(folded) - 2) if folded[-size:] in self._ends]
        return [word[: -max(ends)], word[-max(ends) :]] if ends else None

    def _part_known(self, folded: str, shortest: int) -> list[str] | None:
        """Return a known beginning or end of at least `shortest` letters and the unknown rest."""
        for size in range(len(folded) - 1, shortest - 1, -1):
            if folded[:size] in self._known:
                return [folded[:size], *(self._part_known(folded[size:], shortest) or [folded[size:]])]
            if folded[-size:] in self._known:
                return [folded[:-size], folded[-size:]]
        return None


def _meaning(
    labels: tuple[Label, ...], cues: int, is_weak: bool, is_thing: bool, is_char: bool, one_word: bool
) -> Meaning:
    """Return the meaning of a pattern that names some labels, is some cues, and is of some form."""
    facets = {label.facet for label in labels}
    unsure = is_weak or is_char or facets == {"occasion"} or (one_word and bool(facets & WEAK_FACETS))
    return Meaning(
        labels=labels,
        cues=cues,
        sure=bool(labels) and not unsure,
        garment=bool(facets - WEAK_FACETS),
        piece=bool(facets & PIECES),
        attribute=bool(labels) and facets <= ATTRIBUTES,
        thing=is_thing,
        clings=is_char and bool(labels),
    )


def _terms(label: Label, lang: str) -> Iterator[str]:
    if lang in label.names:
        yield label.names[lang]
    if lang == "en":
        yield label.label_id.partition(":")[2]
    yield from label.words.get(lang, ())


@cache
def _all_patterns(term: str, lang: str) -> tuple[str, ...]:
    """Return the patterns of a term's forms, each also written together."""
    found = dict.fromkeys(forms(term, lang))
    found |= dict.fromkeys(joined for form in list(found) if (joined := together(form)))
    return tuple(pattern_of(form) for form in found)


def _spread(cues: dict[str, int]) -> None:
    """Let a longer cue say what the words in it say of dress: "my outfit" speaks of clothes as "outfit" does."""
    spoken = {pattern: bits & (CLOTHES | DRESS) for pattern, bits in cues.items() if bits & (CLOTHES | DRESS)}
    runs = [pattern for pattern in spoken if IS_JOINED.match(pattern) and len(pattern) > 1]
    for pattern in cues:
        if "  " in pattern:
            for word in pattern.strip().split("  "):
                cues[pattern] |= spoken.get(f" {word} ", 0)
        elif IS_JOINED.match(pattern):
            for run in runs:
                cues[pattern] |= spoken[run] if run in pattern else 0


def _inner_labels(words: list[str], labels: dict[str, dict[str, Label]]) -> Iterator[dict[str, Label]]:
    """Yield the labels of the words inside a phrase, longest first, none of them the whole phrase."""
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            inner = pattern_of(" ".join(words[at:end]))
            if end - at < len(words) and inner in labels:
                yield labels[inner]
                at = end - 1
                break
        at += 1


def _is_one_word(pattern: str) -> bool:
    if "  " in pattern or not pattern[0] == " " == pattern[-1]:
        return False
    return (pattern.isascii() and pattern[1:-1].isalnum()) or len(TOKEN.findall(pattern)) == 1


def _is_garment(found: dict[str, Label]) -> bool:
    return "category" in found or "detail" in found


def _is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def _standing(meaning: Meaning) -> Meaning:
    return replace(meaning, clings=False, sure=False)
