"""How a trend's reading could be wrong: what is thin, one-sided, broken, short, borrowed or unproven about it.

Each doubt is a code with the numbers behind it; the pages put it into words. All limits stand in `Limits`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST = 5
TOP = 3.0  # strengths beyond this are alike


@dataclass(frozen=True)
class Limits:
    """From where on something is worth a sentence. A doubt's strength is how far beyond its limit it lies, 1 to 3.

    Attributes:
        authors: fewer people a week than this are few (high confidence asks for as many).
        weeks: a shorter history than this has no two years to compare.
        one_source: a larger part of the people than this comes from one source.
        loud_weeks: a source was louder than usual in more weeks of the last 52 than this.
        break_weeks: a break of level within so many weeks touches one of the two years that are compared.
        band: half the forecast's 80 % band ÷ the forecast, over the weeks ahead.
        width: high end of the growth's 80 % interval ÷ its low end, both as ratios of the two years, less 1.
        error: usual error at six months.
        spread: distance between the models' last judged half years ÷ their mean.
        stale_weeks: weeks from the last complete one to the snapshot.
        calls, wrong: at least so many past calls, and at least this part of them wrong.
    """

    authors: float = 15.0
    weeks: int = 104
    one_source: float = 0.7
    loud_weeks: int = 4
    break_weeks: int = 104
    band: float = 0.5
    width: float = 0.5
    error: float = 0.25
    spread: float = 0.4
    stale_weeks: int = 4
    calls: int = 3
    wrong: float = 0.5


LIMITS = Limits()
FIXED = {  # what is there or not has a strength of its own
    "borrowed": 3.0, "stopped-feed": 3.0, "no-forecast": 2.6, "fell-to-zero": 2.6, "disliked": 2.4, "new-level": 2.0,
    "after-a-spike": 1.6, "unanswered": 1.5,
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What is known of one trend; None where it does not apply or is not known.

    Attributes:
        authors: people a week over the last year.
        weeks: complete weeks of history.
        one_source: the largest source's part of the people, 0 to 1.
        loud_weeks: weeks of the last 52 in which the loudest source was louder than usual.
        break_weeks: weeks since the latest break of level, 0 for none.
        break_times: level after it ÷ level before.
        borrowed: whether the forecast borrows its shape.
        forecast: whether there is one.
        label: what made it, as its model says: `ensemble`, `stopped feed`, `new level`…
        band: half the 80 % band ÷ the forecast, over the weeks ahead.
        width: as in `Limits`.
        error: usual error at six months.
        naive_error: that of repeating last year over the same replays.
        spread: distance between the models' halves ÷ their mean.
        stale_weeks: weeks from the last complete one to the snapshot.
        caution: `disliked`, `unanswered` or None.
        right, calls: past calls that were right, and how many there were.
    """

    authors: float | None = None
    weeks: int = 520
    one_source: float | None = None
    loud_weeks: int = 0
    break_weeks: int = 0
    break_times: float = 1.0
    borrowed: bool = False
    forecast: bool = True
    label: str | None = None
    band: float | None = None
    width: float | None = None
    error: float | None = None
    naive_error: float | None = None
    spread: float | None = None
    stale_weeks: int | None = None
    caution: str | None = None
    right: int = 0
    calls: int = 0


@dataclass(frozen=True)
class Doubt:
    """One way in which the reading could be wrong: its code, how strong it is (1 to 3), and its numbers."""

    code: str
    strength: float
    numbers: dict[str, float] = field(default_factory=dict)


def doubts(standing: Standing, limits: Limits = LIMITS) -> list[Doubt]:
    """Return what speaks against the reading, the strongest first, at most five."""
    found = [*_sample(standing, limits), *_course(standing, limits), *_forecast(standing, limits)]
    found += _past(standing, limits)
    return sorted(found, key=lambda doubt: -doubt.strength)[:MOST]


def _sample(standing: Standing, limits: Limits) -> Iterator[Doubt]:
    """Doubt who was counted: too few, from one place, in loud weeks, long ago, or of another mind."""
    if standing.authors is not None and standing.authors < limits.authors:
        yield _doubt("authors", limits.authors / max(standing.authors, 0.1), authors=standing.authors)
    if standing.one_source is not None and standing.one_source > limits.one_source:
        yield _doubt(
            "one-source", (1 - limits.one_source) / max(1 - standing.one_source, 0.01), part=standing.one_source
        )
    if standing.loud_weeks > limits.loud_weeks:
        yield _doubt("loud", standing.loud_weeks / limits.loud_weeks, weeks=standing.loud_weeks)
    if standing.stale_weeks is not None and standing.stale_weeks > limits.stale_weeks:
        yield _doubt("stale", standing.stale_weeks / limits.stale_weeks, weeks=standing.stale_weeks)
    if standing.caution in FIXED:
        yield _doubt(standing.caution, FIXED[standing.caution])


def _course(standing: Standing, limits: Limits) -> Iterator[Doubt]:
    """Doubt the course: too short, broken, or a growth that could be much else."""
    if standing.weeks < limits.weeks:
        yield _doubt("short", limits.weeks / max(standing.weeks, 1), weeks=standing.weeks)
    if 0 < standing.break_weeks <= limits.break_weeks:
        strength = limits.break_weeks / standing.break_weeks
        yield _doubt("break", strength, weeks=standing.break_weeks, times=standing.break_times)
    if standing.width is not None and standing.width > limits.width:
        yield _doubt("growth", standing.width / limits.width, width=standing.width)


def _forecast(standing: Standing, limits: Limits) -> Iterator[Doubt]:
    """Doubt the forecast: none, borrowed, made from a rough end, wide, or from models that disagree."""
    if not standing.forecast:
        yield _doubt("no-forecast", FIXED["no-forecast"])
    if standing.borrowed:
        yield _doubt("borrowed", FIXED["borrowed"])
    label = (standing.label or "").replace(" ", "-")
    if label in FIXED and label != "borrowed" and not (label == "new-level" and standing.break_weeks):
        yield _doubt(label, FIXED[label])
    if standing.band is not None and standing.band > limits.band:
        yield _doubt("band", standing.band / limits.band, band=standing.band)
    if standing.spread is not None and standing.spread > limits.spread:
        yield _doubt("models", standing.spread / limits.spread, spread=standing.spread)


def _past(standing: Standing, limits: Limits) -> Iterator[Doubt]:
    """Doubt by what earlier forecasts were worth: far off, no better than last year, or called the wrong way."""
    error, naive, calls = standing.error, standing.naive_error, standing.calls
    if error is not None and error > limits.error:
        yield _doubt("error", error / limits.error, error=error)
    if error is not None and naive is not None and error >= naive > 0:
        yield _doubt("naive", error / naive, error=error, naive=naive)
    if calls >= limits.calls and calls - standing.right >= limits.wrong * calls:
        wrong = calls - standing.right
        yield _doubt("calls", wrong / calls / limits.wrong, wrong=wrong, calls=calls)


def _doubt(code: str, strength: float, **numbers: float) -> Doubt:
    """Return a doubt with its strength between 1 and 3."""
    return Doubt(code, min(max(strength, 1.0), TOP), numbers)
