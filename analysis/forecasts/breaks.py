"""Rough stretches of real series and their mending: feeds that stop, drop out or change their level, and spikes.

Every rule looks only at the values it is given, so that an origin in the past is mended as it would have been then.
The thresholds are strict: a rule that fires on an ordinary series makes its forecast worse. How often each fires
where nothing is broken stands in docs/forecasting.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.forecasts.levels import AFTER, Levelled, levelled
from analysis.forecasts.panel import MAX_GAP_STEPS, Panel
from analysis.forecasts.silences import SPIKE_STEPS, silent, spikes

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

UNSURE_UNSEEN = 2  # steps at the end that are missing from which on a forecast is of low confidence
UNSURE_BREAK = 26  # steps after a break of level before a forecast from the new level is as sure as another


@dataclass(frozen=True)
class Mended:
    """A panel whose rough stretches are mended, and what they were.

    Attributes:
        panel: without holes; on the level of each series' end.
        stopped: steps at the end whose zeros were taken as missing, 0 for none; shape (series,).
        unseen: steps at the end that are missing, 0 for none; shape (series,).
        zero: steps at the end that are zero and were taken as they are, 0 for none; shape (series,).
        dropped: earlier steps whose zeros were taken as missing; shape (series,).
        spikes: steps that were left out as slips; shape (series,).
        spiked: whether one of these is among the last steps; shape (series,).
        broken: steps since the latest break of level, 0 for none; shape (series,).
        factor: level after that break ÷ level before it; shape (series,).
        feed_stopped: whether most series fell to zero in the same step; shape (series,).
        feed_broken: whether most series broke in the same step; shape (series,).
    """

    panel: Panel
    stopped: Integers
    unseen: Integers
    zero: Integers
    dropped: Integers
    spikes: Integers
    spiked: Flags
    broken: Integers
    factor: Floats
    feed_stopped: Flags
    feed_broken: Flags

    def notes(self) -> dict[str, str]:
        """Return by unique_id the sentences on what was found and done."""
        found = (self.stopped > 0) | (self.zero > MAX_GAP_STEPS) | (self.dropped > 0)
        found |= (self.spikes > 0) | (self.broken > 0)
        return {str(self.panel.ids[row]): " ".join(self._sentences(int(row))) for row in np.flatnonzero(found)}

    def comparable(self, came: Floats, back: int) -> Floats:
        """Return what came after an origin on that origin's level, where the whole feed has changed its level since.

        Args:
            came: shape (series, horizon).
            back: steps from the origin to the end of the panel.
        """
        behind = np.arange(came.shape[1]) >= (back - self.broken)[:, None]
        changed = behind & (self.feed_broken & (self.broken <= back))[:, None]
        return np.where(changed, came / self.factor[:, None], came)

    def doubts(self) -> npt.NDArray[np.object_]:
        """Return why each series' forecast is of low confidence, in a few words; empty where it is not."""
        words = np.full(len(self.panel.ids), "", dtype=object)
        words[self.spiked] = "after a spike"
        words[(self.broken > 0) & (self.broken <= UNSURE_BREAK)] = "new level"
        words[self.zero > MAX_GAP_STEPS] = "fell to zero"
        words[(self.stopped > 0) | (self.unseen >= UNSURE_UNSEEN)] = "stopped feed"
        return words

    def _sentences(self, row: int) -> list[str]:
        others = " with most series" if self.feed_stopped[row] else ""
        counted = (
            (self.stopped, "is zero{others} at its end, for {steps}; taken as a feed that stopped, not as a trend that "
             "ended: the forecast goes on from before."),
            (np.where(self.zero > MAX_GAP_STEPS, self.zero, 0), "is zero at its end, for {steps}; taken as real."),
            (self.dropped, "drops to zero for {steps} and comes back; filled on a straight line."),
            (self.spikes, "stands far above all else in {steps}; the models do not learn from that."),
        )  # fmt: skip
        said = [
            sentence.format(steps=_steps(count[row]), others=others) for count, sentence in counted if count[row] > 0
        ]
        said += [self._break(row)] if self.broken[row] else []
        return [f"Series '{self.panel.ids[row]}' {sentence}" for sentence in said]

    def _break(self, row: int) -> str:
        panel = self.panel.take(np.array([row]))
        since = panel.labels((panel.ends - panel.steps * (self.broken[row] - 1))[:, None]).iloc[0]
        day = f"{since:%Y-%m-%d}" if hasattr(since, "strftime") else since
        others = ", with most series" if self.feed_broken[row] else ""
        times = f"{self.factor[row]:.2g} times" if self.factor[row] < 100 else f"{self.factor[row]:,.0f} times"
        return f"stands at {times} its earlier level since {day}{others}; what lies before is rescaled to it."


def mended(panel: Panel, season: int) -> Mended:
    """Mend what is rough in a panel, from nothing but the panel itself.

    Zeros of a feed that dropped out and lone spikes are missing values. What is missing is filled on a straight line,
    at the end by the values one season before at the level of now. What lies before a break of level is multiplied by
    its factor, so that the shape of the season is kept.

    A signal before a break is not known any more: the series stands on another level there than it did.

    Args:
        panel: as it stood at some moment.
        season: steps of one season.
    """
    out, whole = silent(panel, season)
    slips = spikes(np.where(out, np.nan, panel.values))
    known = replace(panel, values=np.where(out | slips, np.nan, panel.values)).filled()
    level = levelled(known, season)
    begun = np.logical_or.accumulate(~np.isnan(panel.values), axis=1)
    values = _bridged(level.values, _tail(out | slips | (begun & np.isnan(panel.values))), season)
    after = replace(known, values=values, signal=_since(panel.signal, level.since))
    return _mended(panel, after, out, slips, whole, level)


def observed(panel: Panel, season: int) -> Floats:
    """Return the values without silences of the feed and lone spikes: what a forecast can be scored against."""
    known = np.where(silent(panel, season)[0], np.nan, panel.values)
    return np.where(spikes(known), np.nan, known)


def _mended(panel: Panel, after: Panel, out: Flags, slips: Flags, whole: Flags, level: Levelled) -> Mended:
    stopped = _tail(out)
    return Mended(
        panel=after,
        stopped=stopped,
        unseen=_tail(np.isnan(panel.values)),
        zero=np.where(_alive_once(panel.values), _tail((panel.values == 0) & ~out), 0),
        dropped=out.sum(axis=1) - stopped,
        spikes=slips.sum(axis=1),
        spiked=np.asarray(slips[:, -SPIKE_STEPS:].any(axis=1), dtype=np.bool_),
        broken=level.since,
        factor=level.factor,
        feed_stopped=whole & (stopped > 0),
        feed_broken=level.whole_feed,
    )


def _alive_once(values: Floats) -> Flags:
    """Flag the series that were mostly not zero."""
    return np.asarray((np.nan_to_num(values) != 0).sum(axis=1) > 0.5 * (~np.isnan(values)).sum(axis=1))


def _since(signal: Floats | None, since: Integers) -> Floats | None:
    """Return the signal without what lies before a break: the series is rescaled there, so nothing compares the two."""
    if signal is None:
        return None
    before = np.arange(signal.shape[1]) < (signal.shape[1] - since)[:, None]
    return np.where(before & (since > 0)[:, None], np.nan, signal)


def _tail(flags: Flags) -> Integers:
    """Return how many cells at the end of each row are flagged without a break."""
    return np.asarray(np.logical_and.accumulate(flags[:, ::-1], axis=1).sum(axis=1), dtype=np.int64)


def _bridged(values: Floats, tail: Integers, season: int) -> Floats:
    bridged = values.copy()
    for row in np.flatnonzero(tail):
        bridged[row, -tail[row] :] = _bridge(values[row, : -tail[row]], int(tail[row]), season)
    return bridged


def _bridge(before: Floats, steps: int, season: int) -> Floats:
    """Continue a series by its values one season before, at the level of its last steps against then."""
    level, start = float(np.nanmedian(before[-AFTER:])), len(before) - season
    then = before[max(start - AFTER, 0) : max(start, 0)]
    if season < max(steps, AFTER) or len(then) < AFTER or not (then > 0).all():
        return np.full(steps, level)
    return before[start : start + steps] * (level / float(np.median(then)))


def _steps(count: np.int64) -> str:
    return "1 step" if count == 1 else f"{count} steps"
