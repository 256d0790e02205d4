"""What can be wrong with a brief: each reason is a code with what it is about, and has an English sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from analysis.briefs.brief import Number


@dataclass(frozen=True)
class Reason:
    """Why something in a brief does not hold: `str` gives its English sentence; a page has words of its own for it.

    Attributes:
        code: one of `SENTENCES`.
        values: what its sentence needs, by name, plain enough for JSON but for `number`, the `Number` it is about, and
            `reason`, one that is told of a sentence.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.values)

    @classmethod
    def from_body(cls, body: Mapping[str, Any] | str) -> Self:
        """Read a reason as `asdict` wrote it; before there were codes it was its English sentence."""
        if isinstance(body, str):
            return cls("told", {"sentence": body})
        values = dict(body["values"])
        if "number" in values:
            values["number"] = Number(**values["number"])
        if "reason" in values:
            values["reason"] = cls.from_body(values["reason"])
        return cls(body["code"], values)


@dataclass(frozen=True)
class Problem:
    """One thing in a brief that the rows do not bear out.

    Attributes:
        place: the claim, such as `why_now 2`, or `palette 1`, `looks 3`, `title`, `season`, `theme`.
        reason: what is wrong, with the values.
    """

    place: str
    reason: Reason

    @property
    def section(self) -> str:
        """The section it lies in."""
        return self.place.split(" ")[0]


SENTENCES = {
    "told": "{sentence}",
    "nothing-said": "nothing is said",
    "title-taken": "'{title}' is the title of another brief",
    # what a sentence stands on
    "no-label": "no label {label_id}",
    "no-evidence": "no evidence",
    "evidence-gone": "no evidence {evidence_id}",
    "evidence-of-other": "evidence of {label_id}, which the claim does not name",
    # its figures
    "no-cell": "no cell {number.row}",
    "other-value": "{number.name} is {cell}, not {number.value}",
    "trend-not-cited": "{number.name} is of a trend that is not cited",
    "labels-not-named": "{number.name} is of labels that the claim does not name",
    "figure-not-said": "{number.name} {written} is not in the sentence",
    "peak-beyond": "{number.name} {number.value} lies beyond the forecast, which ends {until}",
    "figure-without-row": "the figure {words} has no row",
    # its words
    "names-other": "names {label_id}, which the claim is not about",
    "label-not-said": "does not name {label_id}",
    "names-person": "names {name}, who is not in the evidence",
    "strange-name": "'{name}' is no label of the claim and not in its evidence",
    "other-season": "{season} is not the brief's season",
    "wrong-way": "its words do not go the way of its figures",
    "no-such-way": "says a direction that no trend it stands on has",
    "other-stage": "calls it {stage}, which no trend it stands on is",
    "other-confidence": "calls the confidence {confidence}, which no trend it stands on has",
    "length": "{length} characters; {least} to {most} are room for a sentence",
    "mark": "'{words}' is no part of a sentence",
    "no-place": "'{words}' has no place in a brief",
    "words-beyond": "'{words}' lies beyond the forecast",
    "word-not-chinese": "'{words}' is not Chinese",
    "not-chinese": "letters that are not Chinese",
    "not-english": "letters that are not English",
    # product ideas
    "novelty-not-said": "the novelty is not stated",
    "does-not-rise": "{label_id} does not rise",
    # colours, pictures and the season
    "no-colour": "no colour {label_id}",
    "other-hex": "{label_id} is {hex}, not {said}",
    "other-name": "{label_id} is called {name}, not {said}",
    "area": "an area of {area}",
    "swatch-of-other": "evidence {evidence_id} is of another label",
    "areas": "the areas do not add up to 1",
    "no-picture": "no picture {image_id}",
    "no-season": "no season {season}",
    "season-beyond": "{season} begins {begins}, the forecast ends {until}",
    "season-over": "{season} is over; the newest week is {now}",
    # what a model answered
    "no-answer": "{sentence}",
    "time-over": "the time was over",
    "missing": "it is missing",
    "no-id": "{words} is no id of the sheet",
    "sentences": "it has {count} sentences, {asked} are asked for",
    "in-sentence": "sentence {place} ('{start}'): {reason}",
    "copied": "'{words}' repeats the words of a post",
}
