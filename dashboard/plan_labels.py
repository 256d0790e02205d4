"""A range plan in the words of the vocabulary: which labels its cells mean, and which cells mean none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import pandas as pd

from dashboard.assortment import CARRY_OVER, NEW
from dashboard.plan_heads import ATTRIBUTES, NEWNESS, OPTION, PRICE, UNITS, folded
from data.vocabulary import Label, Vocabulary

EXACT, PART, NONE, BLANK = "exact", "part", "none", "blank"
BLANKS = {
    "", "none", "na", "n a", "no", "plain", "solid", "uni", "unie", "einfarbig", "ohne", "sans", "keine", "无", "纯色",
    "素色",
}  # fmt: skip
SEVERAL = ("/", ";", "+", "&", ",", "、", "，", "|", " and ", " und ", " et ")
FIRST = ("en", "zh", "de", "fr")
PARTS = ("number", "facet", "label_id", "name", "part", "units")
NO_PARTS = pd.DataFrame(columns=list(PARTS)).astype({"part": float, "units": float})
VALUES = ("facet", "value", "matched", "name", "label_ids")

Found: TypeAlias = "Mapping[str, tuple[tuple[Label, ...], str]]"  # by facet, the labels and how they were found


@dataclass(frozen=True)
class Plan:
    """A plan, matched.

    Attributes:
        options: option, the cells of `ATTRIBUTES`, label_ids (a list), units, price, newness (`new`, `carry-over` or
            missing); one row each, in their order.
        parts: as `range_gap.gap` takes it: number (of the option), facet, label_id, name, part, units.
        values: facet (or units, price, newness), value, matched (exact, part, blank or none), name (of its labels),
            label_ids (with spaces between), options.
    """

    options: pd.DataFrame
    parts: pd.DataFrame
    values: pd.DataFrame

    @property
    def unmatched(self) -> pd.DataFrame:
        """The values that mean nothing here."""
        return self.values[self.values["matched"] == NONE]

    @cached_property
    def digest(self) -> int:
        """A number that tells this plan from others."""
        texts = (self.options.astype(str), self.parts.astype(str))
        return hash(tuple(int(pd.util.hash_pandas_object(each).sum()) for each in texts))

    def of_garment(self, label_id: str) -> Plan:
        """Return the options of one garment; all of them for `all`."""
        if label_id == "all":
            return self
        kept = self.options["label_ids"].map(lambda ids: label_id in ids).astype(bool)
        numbers = set(self.options.index[kept])
        return Plan(self.options[kept], self.parts[self.parts["number"].isin(numbers)], self.values)


def matched(rows: Sequence[Mapping[str, Any]], vocabulary: Vocabulary, language: str = "en") -> Plan:
    """Match a plan's cells.

    Args:
        rows: as `range_plan.read` gives them.
        vocabulary: the labels, with their words in every language.
        language: that the labels are named in, as far as they have a name in it.
    """
    words = words_for(rows, vocabulary)
    found = [{facet: find(str(row[facet]), facet, words) for facet in ATTRIBUTES if facet in row} for row in rows]
    numbers = [{name: _number(row.get(name)) for name in (UNITS, PRICE)} for row in rows]
    news = [row.get(NEWNESS) if row.get(NEWNESS) in (NEW, CARRY_OVER) else None for row in rows]
    options = pd.DataFrame(
        [
            {OPTION: str(row[OPTION])}
            | {facet: row.get(facet) for facet in ATTRIBUTES}
            | {"label_ids": [label.label_id for labels, _ in cells.values() for label in labels]}
            | amounts
            | {NEWNESS: said}
            for row, cells, amounts, said in zip(rows, found, numbers, news, strict=True)
        ]
    ).astype({UNITS: float, PRICE: float})
    return Plan(options, _parts(found, options[UNITS].tolist(), language), _values(rows, found, language))


def find(value: str, facet: str, words: Mapping[tuple[str, str], Label]) -> tuple[tuple[Label, ...], str]:
    """Return the labels of one facet that a cell means, and how they were found.

    The whole cell goes first, then each part of `red / white`, then the longest of its words, the last of equal ones:
    `washed navy blue` is navy, `shirt dress` a dress.
    """
    whole = folded(value)
    if whole in BLANKS:
        return (), BLANK
    if label := _word(whole, facet, words):
        return (label,), EXACT
    pieces = [folded(piece) for piece in _pieces(value)]
    labels = _distinct(_word(piece, facet, words) for piece in pieces)
    if len(pieces) > 1 and len(labels) == len(set(pieces)):
        return labels, EXACT
    held = _distinct(_held(piece, facet, words) for piece in pieces)
    return held, PART if held else NONE


def words_for(rows: Sequence[Mapping[str, Any]], vocabulary: Vocabulary) -> dict[tuple[str, str], Label]:
    """Return the label of each facet and word, as a plan uses them.

    A word that languages use differently ("robe" is a dress in French and a dressing gown in English) is read in the
    language in which most cells of the plan mean something; of equal ones in the first of `FIRST`.
    """
    index = _index(vocabulary)
    cells = ((facet, folded(str(row[facet]))) for row in rows for facet in ATTRIBUTES if facet in row)
    votes = Counter(language for cell in cells for language in index.get(cell, ()))
    ranks = {language: place for place, language in enumerate(FIRST)}

    def order(language: str) -> tuple[int, int, str]:
        return -votes[language], ranks.get(language, len(FIRST)), language

    return {cell: labels[min(labels, key=order)] for cell, labels in index.items()}


@lru_cache(maxsize=4)
def _index(vocabulary: Vocabulary) -> dict[tuple[str, str], dict[str, Label]]:
    """Return the label of each facet and word by language; names go before other words."""
    index: dict[tuple[str, str], dict[str, Label]] = {}
    known = [label for label in vocabulary.labels if label.facet in ATTRIBUTES]
    for words_of in (_names, lambda label: label.words):
        for label in known:
            for language, listed in words_of(label).items():
                for word in listed:
                    index.setdefault((label.facet, folded(word)), {}).setdefault(language, label)
    return index


def _names(label: Label) -> dict[str, tuple[str, ...]]:
    """Return what a label is called by language, its id in English among it."""
    names = {language: (name,) for language, name in label.names.items()}
    return names | {"en": (label.label_id.partition(":")[2], label.name)}


def _word(word: str, facet: str, words: Mapping[tuple[str, str], Label]) -> Label | None:
    """Return the label of a word, in the plural, too."""
    singular = (word, word.removesuffix("s"), word.removesuffix("es"))
    return next((words[facet, form] for form in singular if (facet, form) in words), None)


def _held(text: str, facet: str, words: Mapping[tuple[str, str], Label]) -> Label | None:
    """Return the label of the longest run of words in a text that is known, the last of equally long ones."""
    tokens = text.split()
    for length in range(len(tokens), 0, -1):
        for start in range(len(tokens) - length, -1, -1):
            if label := _word(" ".join(tokens[start : start + length]), facet, words):
                return label
    return None


def _distinct(labels: Iterable[Label | None]) -> tuple[Label, ...]:
    """Return the labels that were found, each once."""
    return tuple({label.label_id: label for label in labels if label is not None}.values())


def _pieces(value: str) -> list[str]:
    """Return the parts of a cell that lists several things."""
    text = value.casefold()
    for mark in SEVERAL:
        text = text.replace(mark, "\n")
    return [piece for piece in text.split("\n") if folded(piece)]


def _number(value: Any) -> float | None:
    """Return a number; None for what is missing or could not be read."""
    return float(value) if isinstance(value, int | float) else None


def _parts(found: Sequence[Found], units: Sequence[float], language: str) -> pd.DataFrame:
    """Return a row per option and label; an option with two labels of a facet is half an option of each."""
    rows = [
        (number, facet, label.label_id, _named(label, language), 1 / len(labels), units[number] / len(labels))
        for number, cells in enumerate(found)
        for facet, (labels, _) in cells.items()
        for label in labels
    ]
    return pd.DataFrame(rows, columns=list(PARTS)).astype(NO_PARTS.dtypes)


def _values(rows: Sequence[Mapping[str, Any]], found: Sequence[Found], language: str) -> pd.DataFrame:
    """Return each value once, with how it was read and how many options have it; what means nothing first."""
    said = [
        (facet, str(row[facet]), how, ", ".join(_named(each, language) for each in labels), _ids(labels))
        for row, cells in zip(rows, found, strict=True)
        for facet, (labels, how) in cells.items()
    ]
    odd = [(name, row[name]) for row in rows for name in (UNITS, PRICE) if isinstance(row.get(name), str)]
    odd += [(NEWNESS, row[NEWNESS]) for row in rows if row.get(NEWNESS, NEW) not in (NEW, CARRY_OVER)]
    values = pd.DataFrame([*said, *((*cell, NONE, "", "") for cell in odd)], columns=list(VALUES))
    counted = values.groupby(list(VALUES), as_index=False, sort=False).size().rename(columns={"size": "options"})
    order = counted.assign(rank=counted["matched"].map([NONE, PART, BLANK, EXACT].index))
    order = order.sort_values(["rank", "options", "value"], ascending=[True, False, True], ignore_index=True)
    return order.drop(columns="rank")


def _ids(labels: Iterable[Label]) -> str:
    """Return the ids of labels with spaces between."""
    return " ".join(label.label_id for label in labels)


def _named(label: Label, language: str) -> str:
    """Return a label's name in a language, else in English."""
    return label.names.get(language, label.name)
