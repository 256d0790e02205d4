"""Outside signals: which imported series stands beside which label, week by week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from data.vocabulary import Label, Vocabulary

BETWEEN = re.compile(r"[\s_\-\u2010-\u2015]+")  # what may stand between the words of a name: spaces and hyphens
WHOLE = "|all|all|all|all"  # a label in all categories, regions, sources and audiences
LEAST_WEEKS = 104  # a signal with fewer weeks beside its label says nothing yet
NAMED = 5
COLUMNS = ["unique_id", "ds", "x"]


@dataclass(frozen=True)
class Signals:
    """Imported series beside the labels that they name.

    Attributes:
        rows: unique_id (of the label's series everywhere), ds, x; only weeks that both have.
        names: of these labels, in the order of their ids.
    """

    rows: pd.DataFrame
    names: tuple[str, ...]

    def beside(self, history: pd.DataFrame) -> pd.DataFrame:
        """Return the history with the column x; as it is where there is no signal at all."""
        return history.merge(self.rows, on=["unique_id", "ds"], how="left") if len(self.rows) else history

    def sentence(self, moved: int) -> str | None:
        """Say which labels have a signal, and of how many the forecast is moved by it; None where none has."""
        if not self.names:
            return None
        counted = "1 label is" if len(self.names) == 1 else f"{len(self.names)} labels are"
        more = f" and {len(self.names) - NAMED} more" if len(self.names) > NAMED else ""
        pronoun = "it" if len(self.names) == 1 else "them"
        named = f"{', '.join(self.names[:NAMED])}{more}"
        return f"{counted} forecast with search interest beside {pronoun}: {named}; {_moved(moved)}."


def find(interest: pd.DataFrame, history: pd.DataFrame, vocabulary: Vocabulary) -> Signals:
    """Find the imported series that carry the name of a label, or one of its words in any language.

    Case, spaces and hyphens do not matter. Of several that name one label, the one with the most weeks is taken.

    Args:
        interest: source, unique_id, name, week, y.
        history: unique_id and ds of the series that may have a signal.
        vocabulary: the labels.
    """
    named = _named(interest, vocabulary)
    weeks = interest.merge(named, on=["source", "unique_id"]).drop(columns="unique_id")
    weeks = weeks.assign(unique_id=weeks["label_id"] + WHOLE).rename(columns={"week": "ds", "y": "x"})
    rows = history[["unique_id", "ds"]].merge(weeks[COLUMNS], on=["unique_id", "ds"])
    rows = rows[rows.groupby("unique_id")["x"].transform("size") >= LEAST_WEEKS]
    rows = rows.sort_values(["unique_id", "ds"], ignore_index=True)
    labels = rows["unique_id"].drop_duplicates().str.removesuffix(WHOLE)
    return Signals(rows, tuple(vocabulary.get(label_id).name for label_id in labels))


def folded(name: str) -> str:
    """Return a name without case, spaces and hyphens."""
    return BETWEEN.sub("", name.casefold())


def _moved(count: int) -> str:
    if count == 1:
        return "1 forecast moves with it"
    return f"{count or 'no'} {'forecasts move' if count else 'forecast moves'} with it"


def _named(interest: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return source, unique_id and label_id, one row per label that any series names."""
    known = [(folded(word), label.label_id) for label in vocabulary.labels for word in _words(label)]
    words = pd.DataFrame(known, columns=["word", "label_id"]).drop_duplicates()
    keys = ["source", "unique_id"]
    series = interest.groupby(keys, sort=True).agg(name=("name", "last"), weeks=("week", "size")).reset_index()
    series["word"] = series["name"].astype(str).map(folded)
    found = series.merge(words, on="word").sort_values(
        ["label_id", "weeks", *keys], ascending=[True, False, True, True]
    )
    return found.drop_duplicates("label_id")[[*keys, "label_id"]]


def _words(label: Label) -> Iterator[str]:
    yield from label.names.values()
    for listed in label.words.values():
        yield from listed
