"""Where a long frame is cut into what a forecast may know and what it is scored against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.forecasts.backtest import check_horizon
from analysis.forecasts.panel import MAX_GAP_STEPS
from analysis.forecasts.positions import FIRST_DAY, LAST_DAY, day_of, month_of, positions
from data.errors import BadInput

MONTH_DAYS = 30.44


@dataclass(frozen=True)
class Split:
    """A long frame cut at a moment.

    Attributes:
        history: the rows up to the cutoff, in their order: unique_id, ds, y, and x where the frame has it. Rows that
            nobody can place in time are among them, so that whoever reads them says so.
        future: the rows after it, at most the horizon, never shown to a model: unique_id, ds, y (finite, or NaN where
            nothing can be scored).
        refused: by unique_id, why a series lies outside the cutoff and what to do.
        notes: by unique_id, which of its later rows cannot be scored.
    """

    history: pd.DataFrame
    future: pd.DataFrame
    refused: dict[str, str]
    notes: dict[str, str]


def split(frame: pd.DataFrame, cutoff: str | None, horizon: int) -> Split:
    """Cut a long frame into history and future.

    A series that ends up to `MAX_GAP_STEPS` before the cutoff was not seen in its last steps: it gets empty rows
    there, so that its forecast begins behind the cutoff like the others'.

    Args:
        frame: unique_id, ds, y, and x where an outside signal is known.
        cutoff: rows with ds up to it are history; None holds out the last `horizon` steps of each series.
        horizon: steps ahead.

    Raises:
        BadInput: the horizon is below 1, or the cutoff is neither a date nor a whole step.
    """
    check_horizon(horizon)
    frame = frame.reset_index(drop=True)
    position, dated = positions(frame["ds"])
    rows = frame.assign(unique_id=frame["unique_id"].astype(str), position=position, dated=dated)
    placed = rows["position"].between(FIRST_DAY, LAST_DAY) | (rows["position"].notna() & ~rows["dated"])
    placed &= rows.groupby("unique_id")["dated"].transform("nunique") == 1
    if cutoff is None:
        after, refused, unseen = *_last_steps(rows[placed], horizon), rows.head(0)
    else:
        after, refused, unseen = _after(rows[placed], cutoff)
    after = after.reindex(rows.index, fill_value=False)
    kept = ~rows["unique_id"].isin(list(refused))
    future, notes = _scorable(rows[after & kept], horizon)
    history = pd.concat([rows[~after & kept], unseen]) if len(unseen) else rows[~after & kept]
    columns = list(frame.columns)
    return Split(history[columns], future[columns], refused, notes)


def _last_steps(rows: pd.DataFrame, horizon: int) -> tuple[pd.Series[bool], dict[str, str]]:
    """Flag the rows of the last `horizon` steps of each series."""
    from_end = rows.groupby("unique_id")["position"].rank(method="dense", ascending=False)
    counts = from_end.groupby(rows["unique_id"]).agg(steps="max", rows="size")
    short: Any = counts[counts["steps"] <= horizon].itertuples()
    refused = {str(one.Index): _too_short(one, horizon) for one in short}
    return from_end <= horizon, refused


def _too_short(one: Any, horizon: int) -> str:
    if one.rows > horizon:
        return (
            f"Series '{one.Index}' has {one.rows} rows in {one.steps:g} steps; keep one row for each day, week or step."
        )
    steps = "1 step" if one.steps == 1 else f"{one.steps:g} steps"
    return f"Series '{one.Index}' has {steps} and the horizon is {horizon}; give a shorter one or more rows."


def _after(rows: pd.DataFrame, cutoff: str) -> tuple[pd.Series[bool], dict[str, str], pd.DataFrame]:
    at, is_date = (column.iloc[0] for column in positions(pd.Series([str(cutoff)])))
    if np.isnan(at):
        raise BadInput(f"The cutoff '{cutoff}' cannot be read; give an ISO date such as 2022-12-31, or a whole step.")
    refused: dict[str, str] = {}
    unseen = []
    spans: Any = _spans(rows).itertuples()
    for span in spans:
        sentence = _outside(span, cutoff, at, bool(is_date))
        if sentence:
            refused[str(span.Index)] = sentence
        elif span.last + span.step <= at:
            unseen += _unseen(span, at, rows["ds"])
    return rows["position"] > at, refused, pd.DataFrame(unseen)


def _spans(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of each series its first and last position, the last written ds of each, and its usual step."""
    ordered = rows.sort_values(["unique_id", "position"], kind="stable")
    gaps = ordered.groupby("unique_id")["position"].diff()
    gaps = gaps[gaps > 0]
    counts = gaps.groupby([ordered["unique_id"], gaps]).size().rename("count").rename_axis(["unique_id", "gap"])
    usual = counts.reset_index().sort_values(["unique_id", "count", "gap"], ascending=[True, False, True])
    spans = ordered.groupby("unique_id").agg(
        first=("position", "first"), last=("position", "last"), dated=("dated", "first"),
        begin=("ds", "first"), end=("ds", "last"),
    )  # fmt: skip
    return spans.assign(step=usual.drop_duplicates("unique_id").set_index("unique_id")["gap"]).fillna({"step": 1.0})


def _outside(span: Any, cutoff: str, at: float, is_date: bool) -> str | None:
    if bool(span.dated) != is_date:
        kind, other = ("dates", "a whole step") if span.dated else ("whole steps", "a date")
        fix = span.end if span.dated else f"{span.last:g}"
        return f"Series '{span.Index}' counts in {kind} but the cutoff '{cutoff}' is {other}; give one such as {fix}."
    if span.first > at:
        return f"Series '{span.Index}' begins at {span.begin}, after the cutoff {cutoff}; give a later cutoff."
    if span.last + (MAX_GAP_STEPS + 1) * span.step <= at:
        return f"Series '{span.Index}' ends at {span.end}, before the cutoff {cutoff}; give an earlier cutoff."
    return None


def _unseen(span: Any, at: float, ds: pd.Series[Any]) -> list[dict[str, Any]]:
    """Return empty rows for the steps between the end of a series and the cutoff."""
    shown = [np.datetime64(position, "D") if span.dated else position for position in _missing(span, at)]
    is_text = not pd.api.types.is_datetime64_any_dtype(ds) and not pd.api.types.is_numeric_dtype(ds)
    return [{"unique_id": str(span.Index), "ds": str(one) if is_text else one, "y": np.nan} for one in shown]


def _missing(span: Any, at: float) -> list[int]:
    """Return the positions behind the end of a series up to a moment; months differ in length, so they are counted."""
    months, days, lengths = month_of(np.array([span.first, span.last]) if span.dated else np.zeros(2))
    day = days.max()
    if not span.dated or span.step < 28 or (days != np.minimum(day, lengths)).any():
        return [int(span.last + count * span.step) for count in range(1, int((at - span.last) // span.step) + 1)]
    ahead = months[1] + max(round(span.step / MONTH_DAYS), 1) * np.arange(1, MAX_GAP_STEPS + 2)
    found = day_of(ahead, np.full(len(ahead), day))
    return [int(position) for position in found[found <= at]]


def _scorable(future: pd.DataFrame, horizon: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """Keep the first steps of each series; a step that stands there twice, or whose value is none, is not scored."""
    step = future.groupby("unique_id")["position"].rank(method="dense")
    rows = future[step <= horizon]
    number = pd.to_numeric(rows["y"], errors="coerce").astype(np.float64)
    twice = rows.duplicated(["unique_id", "position"], keep=False)
    unreadable = (number.isna() & rows["y"].notna()) | np.isinf(number)
    notes: dict[str, str] = {}
    for flags, what in ((twice, "stands there more than once"), (unreadable, "has no finite number")):
        named: Any = rows[flags].drop_duplicates("unique_id").itertuples()
        for row in named:
            sentence = f"Series '{row.unique_id}': {row.ds} {what}; such steps after the cutoff are not scored."
            notes[str(row.unique_id)] = f"{notes.get(str(row.unique_id), '')} {sentence}".strip()
    return rows.assign(y=number.where(~unreadable))[~twice], notes
