"""What is wrong with a brief, in words of the page: labels by their names, figures as a sentence writes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from analysis.briefs.brief import DATES, SECTIONS, Number
from analysis.briefs.reasons import Problem, Reason
from dashboard import cached
from dashboard.formats import day, percent, week_of_year
from dashboard.words import language, say, say_or
from data.vocabulary import load_vocabulary

HEADED = ("title", "palette", "looks", *SECTIONS)


def line(problem: Problem) -> str:
    """Return a problem as one line of plain text, headed by the section it lies in where the page shows that."""
    said = in_words(problem.reason)
    if problem.section not in HEADED:
        return said
    return say("brief.reason_in", section=say(f"brief.{problem.section}"), reason=said)


def in_words(reason: Reason) -> str:
    """Return a reason as plain text, fit for the middle of a sentence."""
    written = {name.removesuffix("_id"): WRITTEN.get(name, str)(value) for name, value in reason.values.items()}
    return say(f"brief_reason.{reason.code}", **(written | _figure(**reason.values)))


def name_of(label_id: str) -> str:
    """Return the name of a label, a visual style or a new word; one that is gone is called by its id."""
    return cached.once(("brief-names",), _names).get(label_id, label_id.partition(":")[2].replace("-", " "))


def _names() -> Mapping[str, str]:
    """Return the names of labels, those that the check reads though nobody shows them among them, and of styles."""
    code, labels, styles = language(), cached.read("labels"), cached.read("styles")
    known = {label.label_id: label.names.get(code, label.name) for label in load_vocabulary().labels}
    shown = dict(zip(labels["label_id"], labels["name"], strict=True))
    return known | shown | {f"style:{row['style_id']}": str(row["name"]) for row in styles.to_dict("records")}


def _figure(number: Number | None = None, cell: Any = None, **_others: Any) -> dict[str, str]:
    """Return the words for a figure, its value and that of the cell it was read from; nothing where there is none."""
    if number is None:
        return {}
    named = say_or(f"brief_reason_figure.{number.name}", number.name)
    return {"figure": named, "value": _amount(number, number.value), "cell": _amount(number, cell)}


def _amount(number: Number, value: Any) -> str:
    """Return a value of a figure's column as sentences write it, with its sign and its year."""
    if number.column in DATES:
        return _week(str(value)[:10])
    if not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value):
        return "–"
    shown = replace(number, value=round(value, number.digits)).written(language())
    return f"−{shown}" if value < 0 else shown


def _week(day_: str) -> str:
    try:
        return week_of_year(date.fromisoformat(day_))
    except ValueError:
        return day_


def _day(value: str) -> str:
    return day(date.fromisoformat(value))


WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "label_id": name_of,
    "stage": lambda stage: say_or(f"stage_plain.{stage}", stage),
    "confidence": lambda confidence: say_or(f"confidence.{confidence}", confidence),
    "words": lambda words: words if words.isprintable() else say("brief.unseen"),
    "begins": _day,
    "until": _day,
    "now": _day,
    "area": percent,
    "reason": in_words,
}
