"""The wording: a drawn post becomes a sentence in its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from data.sample.phrases import FACETS, LANGUAGES, Entry, tables
from data.sample.plan import Plan
from data.sample.posts import ELSEWHERE, FOR, OPPOSED, Draws

URL_SHARE, MENTION_SHARE, MAIL_SHARE, PHONE_SHARE = 0.04, 0.025, 0.008, 0.006
TAG_SHARE, LABEL_TAG_SHARE = 0.35, 0.08
# Numbers that the telephone regulators keep free for fiction.
PHONES = {
    "en": "+44 7700 900{:03d}",
    "de": "+49 30 23125 {:03d}",
    "fr": "+33 1 99 00 1{:03d}",
    "": "+1 202 555 0{:03d}",
}
BIRDS = (
    "linnet", "wren", "siskin", "dunlin", "plover", "avocet", "brambling", "teal", "whinchat", "dotterel",
    "garganey", "knot", "merlin", "ouzel", "pipit", "redstart", "scoter", "twite", "veery", "wigeon",
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """Turns the draws of one plan into texts; all numbers come from the draws' dice."""

    entries: tuple[tuple[Entry, ...], ...]
    new_words: tuple[tuple[str, str], ...]
    tables: dict[str, Any]

    @classmethod
    def from_plan(cls, plan: Plan) -> Wording:
        """Look up the words of every label in the plan."""
        entries = tuple(tuple(label.entry for label in plan.facet(facet)) for facet in FACETS)
        return cls(entries, tuple((word.word, word.kind) for word in plan.new_words), tables())

    def texts(self, draws: Draws) -> list[str]:
        """Return the text of every drawn post."""
        rows = zip(
            draws.language.tolist(), draws.stance.tolist(), draws.labels.tolist(), draws.new_word.tolist(),
            draws.dice.tolist(), strict=True,
        )  # fmt: skip
        return [self._text(LANGUAGES[language], *row) for language, *row in rows]

    def _text(self, language: str, stance: int, labels: list[int], new_word: int, dice: list[float]) -> str:
        if stance == ELSEWHERE:
            lines = self.tables["off_topic"][language]
            return _choose(lines, dice[0]).format(n=2 + int(dice[1] * 59)) + self._tail(language, [], dice)
        shown = [self.entries[column][at] for column, at in enumerate(labels) if at >= 0]
        kind = "for" if stance == FOR else "against" if stance == OPPOSED else "neutral"
        frame = _choose(self.tables["frames"][language][kind], dice[0])
        phrase = self._phrase(language, shown, new_word, many="{many}" in frame)
        text = frame.format(one=phrase, many=phrase)
        return (text[:1].upper() + text[1:] + self._tail(language, shown, dice)).replace("?.", "?")

    def _phrase(self, language: str, shown: list[Entry], new_word: int, many: bool) -> str:
        grammar = self.tables["grammar"][language]
        by_facet = {entry.facet: entry for entry in shown}
        category = by_facet.get("category")
        fitting = {facet: _form(entry, language, many) for facet, entry in by_facet.items() if _fits(entry, category)}
        noun = category.words[language] if category else grammar["noun"]
        phrase = _noun_phrase(grammar, noun, fitting, many, article=language == "en")
        for facet, entry in by_facet.items():
            if facet not in fitting and facet not in ("category", "aesthetic", "occasion"):
                aside = "with_aside" if facet in ("neckline", "sleeve", "detail") else "aside"
                phrase += grammar[aside].format(_form(entry, language, many=True))
        for facet in ("occasion", "aesthetic"):
            if facet in by_facet:
                phrase += grammar[facet].format(_form(by_facet[facet], language, many=False))
        if new_word >= 0:
            word, kind = self.new_words[new_word]
            phrase += grammar["aside" if kind == "garment" else "new_word"].format(word)
        return phrase

    def _tail(self, language: str, shown: list[Entry], dice: list[float]) -> str:
        tail = self.tables["tails"][language]
        plain = str(_choose(tail["plain"], dice[2]))
        text = ("." if plain.startswith(" ") else "") + plain + _contact(tail, language, dice[3], dice[4])
        if dice[5] < TAG_SHARE:
            text += f" #{_choose(tail['tags'], dice[6])}"
        if shown and dice[7] < LABEL_TAG_SHARE:
            text += f" #{_hashtag(shown[int(dice[6] * len(shown))], language)}"
        return text


def _choose(options: list[str], die: float) -> str:
    return options[int(die * len(options))]


def _form(entry: Entry, language: str, many: bool) -> str:
    one, _, plural = entry.words[language].partition("|")
    return plural if many and plural else one


def _fits(entry: Entry, category: Entry | None) -> bool:
    """Tell whether an attribute can be said of the garment; silhouettes and lengths need a garment."""
    if entry.facet in ("category", "aesthetic", "occasion"):
        return False
    if category is None:
        return entry.facet not in ("silhouette", "length")
    return entry.on == "*" or category.on in entry.on


def _noun_phrase(grammar: dict[str, Any], noun: str, fitting: dict[str, str], many: bool, article: bool) -> str:
    one, _, plural = noun.partition("|")
    glue = grammar["glue"]
    before = [pattern.format(fitting[facet]) for facet, pattern in grammar["before"] if facet in fitting]
    after = [pattern.format(fitting[facet]) for facet, pattern in grammar["after"] if facet in fitting]
    phrase = str(glue.join([*before, plural if many and plural else one, *after]))
    if article and plural and not many:
        return f"{'an' if phrase[0] in 'aeio' else 'a'} {phrase}"
    return phrase


def _contact(tail: dict[str, Any], language: str, which: float, number: float) -> str:
    """Return, seldom, an address of some kind; all of them lead nowhere."""
    if which < URL_SHARE:
        return f" https://shop.example/{int(number * 99_999):05d}"
    if which < URL_SHARE + MENTION_SHARE:
        return str(tail["mention"].format(handle(int(number * 9_999))))
    if which < URL_SHARE + MENTION_SHARE + MAIL_SHARE:
        return str(tail["mail"].format(f"{handle(int(number * 9_999))}@mail.example"))
    if which < URL_SHARE + MENTION_SHARE + MAIL_SHARE + PHONE_SHARE:
        phone = PHONES.get(language, PHONES[""]).format(100 + int(number * 99))
        return str(tail["phone"].format(phone))
    return ""


def handle(number: int) -> str:
    """Return the invented handle with this number; nobody could take it for a person's."""
    return f"sample-{BIRDS[number % len(BIRDS)]}-{number}"


def _hashtag(entry: Entry, language: str) -> str:
    form = _form(entry, language, many=True)
    words = re.findall(r"\w+", re.sub(r"^(a|an|the|de|en|à) ", "", form))
    return "".join(word[:1].upper() + word[1:] for word in words)
