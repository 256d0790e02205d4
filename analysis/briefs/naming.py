"""How labels stand in a sentence: their plurals, their capitals, and a product idea as words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

from analysis.briefs.phrases import table
from analysis.briefs.subjects import Idea, Subject


@dataclass(frozen=True)
class Spoken:
    """How a label stands in a sentence: `barn jackets`, `suede`, `the office siren look`."""

    words: str
    plural: bool = False

    def forms(self, prefix: str = "") -> dict[str, str]:
        """Return what the places of a phrase are filled with; `prefix` tells the other label from the theme."""
        verbs = ("them", "are", "have", "", "") if self.plural else ("it", "is", "has", "s", "es")
        it, are, have, s, es = verbs
        if prefix:
            other = {"label": self.words, "Label": capital(self.words)}
            return {**other, "lit": it, "lis": are, "lhas": have, "ls": s, "les": es}
        they, its = ("they", "their") if self.plural else ("it", "its")
        theme = {"theme": self.words, "Theme": capital(self.words)}
        return {**theme, "it": it, "they": they, "its": its, "is": are, "has": have, "s": s, "es": es}


def spoken(facet: str, name: str, language: str = "en") -> Spoken:
    """Return how a label stands in the middle of a sentence.

    Args:
        facet: such as material.
        name: in the language.
        language: en | zh.
    """
    words, rule = table(language)["words"], table(language)["spoken"].get(facet, {})
    name = lowered(name, language)
    plain = name.lower()
    if plain in words["irregular"]:
        return Spoken(words["irregular"][plain], True)
    if plain in words["uncountable"]:
        return Spoken(name)
    if "behind" in rule or not rule.get("plural", False):
        behind = rule.get("behind", "")
        return Spoken(f"{rule.get('before', '')}{name}{behind}", rule.get("plural", False))
    is_plural = plain.endswith("s") and not plain.endswith("ss")  # trousers, ruffles
    return Spoken(name if is_plural else _plural(name), True)


def product(parts: Sequence[Subject], language: str) -> str:
    """Return labels as a piece to wear, the piece first: `cropped suede cardigans with puff sleeves`."""
    rules = table(language)["naming"]
    piece, *features = parts
    gap = "" if language == "zh" else " "
    before = [lowered(one.name, language) for one in _of(features, rules["before"])]
    words = gap.join((*before, said(piece, language)))
    for places in ("in", "with", "for"):
        named = [said(one, language) for one in _of(features, rules[places])]
        words += rules["join"][places].format(rules["and"].join(named)) if named else ""
    return words


def pair(idea: Idea, language: str) -> str:
    """Return the two parts of an idea that meet least, as words: `cardigans and suede`."""
    named = [said(part, language) for part in idea.parts if part.label_id in idea.rarest]
    return str(table(language)["naming"]["and"]).join(named)


def said(subject: Subject, language: str) -> str:
    """Return a label's words in a sentence."""
    return spoken(subject.facet, subject.name, language).words


def place_name(market: str, customer: str, language: str) -> str:
    """Return a market and a group of customers as words: `Germany`, `women`, `women in Germany`; "" for everyone.

    Args:
        market: a region's code, or all.
        customer: an audience, or all.
        language: en | zh.
    """
    region = "" if market == "all" else str(Locale(language).territories.get(market, market))
    group = "" if customer == "all" else customer
    if region and group:
        return str(table(language)["words"]["within"]).format(group=group, region=region)
    return region or group


def lowered(name: str, language: str) -> str:
    """Return a label's name as it stands inside a sentence: capitals only where the word always has them."""
    if language == "zh":
        return name
    kept = set(table(language)["words"]["capital"]["names"])
    return " ".join(
        word if word in kept or (word[1:2] == "-" and len(word) > 2) else word.lower() for word in name.split()
    )


def capital(words: str) -> str:
    """Return words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def _of(features: Sequence[Subject], facets: Sequence[str]) -> list[Subject]:
    """Return the features of these facets, in the facets' order."""
    return sorted((one for one in features if one.facet in facets), key=lambda one: facets.index(one.facet))


def _plural(name: str) -> str:
    """Return the regular plural."""
    if name.endswith(("s", "sh", "ch", "x")):
        return f"{name}es"
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"
