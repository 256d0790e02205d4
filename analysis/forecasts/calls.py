"""Calls of models: on chunks over the cores, or on all rows at once; what slow models said is kept until the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from analysis.forecasts.cores import Task, spread
from analysis.forecasts.panel import Panel
from analysis.protocols import Forecaster, SignalForecaster
from data.pieces import Pieces, key_of
from data.progress import Advance

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Predicted = dict[str, Floats]

CHUNK = 2_000  # rows of one call of a fast model…
SLOW_CHUNK = 40  # …and of a slow one…
CHUNK_S = 1.0  # either takes about so long…
TRAINING = 30.0  # …and a call in which a slow model learns from all rows as long as so many chunks


@dataclass(frozen=True)
class Call:
    """One model on some series as they stood at one origin.

    Attributes:
        model: the model.
        known: the panel as it stood then, without holes.
        rows: of the panel, shape (rows,).
        origin: place of the origin among all of them, 0 for the end.
        back: steps from the origin to the end.
    """

    model: Forecaster
    known: Panel
    rows: Integers
    origin: int
    back: int

    @property
    def values(self) -> Floats:
        """The series, shape (rows, steps)."""
        return self.known.values[self.rows]

    @property
    def trains(self) -> bool:
        """Whether the call learns from all rows and takes its time."""
        return self.model.pooled and self.model.slow

    @property
    def chunks(self) -> float:
        """How long the call takes, in chunks."""
        return TRAINING if self.trains else len(self.rows) / (SLOW_CHUNK if self.model.slow else CHUNK)

    def task(self, horizon: int, season: int) -> Task[Predicted]:
        """Return the model's function with what it is given: the signal too, if it reads one."""
        given = (self.values, horizon, season)
        if isinstance(self.model, SignalForecaster) and self.known.signal is not None:
            return self.model.forecast, (*given, self.known.signal[self.rows])
        return self.model.forecast, given

    def doing(self) -> str:
        """Say what the call does."""
        when = f"{self.back} steps before the end" if self.back else "at the end"
        return f"{self.model.fingerprint.name} learns from {len(self.rows):,} series, {when}"


def calls(model: Forecaster, known: Panel, rows: Integers, origin: int, back: int) -> list[Call]:
    """Return the calls that forecast the given rows: one for a pooled model, else one a chunk; none for no rows.

    A model that reads a signal is called for those rows only that have one.
    """
    if isinstance(model, SignalForecaster):
        rows = rows[_signalled(known)[rows]]
    size = SLOW_CHUNK if model.slow else CHUNK
    size = max(len(rows), 1) if model.pooled else size
    return [Call(model, known, rows[start : start + size], origin, back) for start in range(0, len(rows), size)]


def answers(
    due: Sequence[Call], horizon: int, season: int, pieces: Pieces, advance: Advance | None = None
) -> Iterator[tuple[Call, Predicted]]:
    """Yield every call with what its model said, each as soon as it is there.

    What slow models say is kept among the pieces; what a stopped run left there is read instead of computed. Neither
    the chunks nor the number of cores change an answer.

    Args:
        due: the calls, of series that are all counted in `advance` once.
        horizon: steps ahead.
        season: steps of one season.
        pieces: where finished calls of slow models are kept.
        advance: told how many more of the series are done; all are, when everything is.
    """
    told, left = _Share(due, advance), list[Call]()
    for call in due:
        kept = pieces.read(_key(call, horizon, season)) if call.model.slow else None
        if kept is None:
            left.append(call)
        else:
            told.done(call)
            yield call, kept
    told.tell()  # at once, so that the time left is not told from the speed of reading
    for call, said in _computed(left, horizon, season, pieces, told.doing):
        yield call, said
        told.done(call)
        told.tell()


def _computed(
    left: Sequence[Call], horizon: int, season: int, pieces: Pieces, doing: Callable[[Call], None]
) -> Iterator[tuple[Call, Predicted]]:
    computing = _over_cores([call for call in left if not call.trains], horizon, season)
    training = _here([call for call in left if call.trains], horizon, season, doing)
    for call, said in chain(computing, training):
        if call.model.slow:
            pieces.write(_key(call, horizon, season), said)
        yield call, said


def _here(
    due: Sequence[Call], horizon: int, season: int, doing: Callable[[Call], None]
) -> Iterator[tuple[Call, Predicted]]:
    for call in due:
        doing(call)
        function, given = call.task(horizon, season)
        yield call, function(*given)


def _over_cores(due: Sequence[Call], horizon: int, season: int) -> Iterator[tuple[Call, Predicted]]:
    tasks = (call.task(horizon, season) for call in due)
    yield from zip(due, spread(tasks, CHUNK_S * sum(call.chunks for call in due)), strict=True)


def _key(call: Call, horizon: int, season: int) -> str:
    values, _, _, *signal = call.task(horizon, season)[1]
    return key_of(values, horizon, season, str(call.model.fingerprint), *map(key_of, signal))


def _signalled(known: Panel) -> npt.NDArray[np.bool_]:
    """Flag the series beside which a signal is known."""
    if known.signal is None:
        return np.zeros(len(known.ids), dtype=np.bool_)
    return np.asarray((~np.isnan(known.signal)).any(axis=1), dtype=np.bool_)


class _Share:
    """Turns finished calls into finished series: the share of the calls' time that is over, of all series."""

    def __init__(self, due: Sequence[Call], advance: Advance | None) -> None:
        self.advance = advance
        self.series = len(due[0].known.ids) if due else 0
        self.left = len(due)
        self.total = sum(call.chunks for call in due)
        self.over, self.told = 0.0, 0

    def doing(self, call: Call) -> None:
        if self.advance is not None and call.trains:
            self.advance.doing(call.doing())

    def done(self, call: Call) -> None:
        self.over += call.chunks
        self.left -= 1

    def tell(self) -> None:
        now = int(self.series * self.over / self.total) if self.left else self.series
        if self.advance is not None and now > self.told:
            self.advance(now - self.told)
            self.told = now
