"""How a trend's reading could be wrong: its facts gathered from the snapshot, and its doubts in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from analysis.forecasts.breaks import mended
from analysis.forecasts.panel import MIN_STEPS, weekly
from analysis.trends.doubts import Doubt, Standing, doubts
from dashboard import queries
from dashboard.formats import error_percent, is_known, percent, plain, signed_percent
from dashboard.words import say, say_count

Row = Mapping[Any, Any]

YEAR_WEEKS, HALF_WEEKS = 52, 26
HEARD = 0.1  # least weight of a model whose disagreement counts


class Read(Protocol):
    """Reads the rows of `data/sql/page_<name>.sql` of one snapshot."""

    def __call__(self, name: str, **params: Any) -> pd.DataFrame:
        """Return the rows."""
        ...


def sentences(read: Read, row: Row, snapshot_id: str, broken: tuple[int, float]) -> list[str]:
    """Return what speaks against a trend's reading, the strongest first, at most five sentences of Markdown.

    Args:
        read: reads the snapshot.
        row: a row of `page_views`.
        snapshot_id: begins with the day it was published.
        broken: as `last_break` returns it for the trend's history.
    """
    mix, loud = _mix(read, row), _loud(read, row)
    sources = {"one-source": _first(mix), "loud": _first(loud)}
    found = doubts(_standing(read, row, snapshot_id, mix, loud, broken))
    return [in_words(doubt, row, sources.get(doubt.code, ""), bool(mix["of_label"].any())) for doubt in found]


def nothing(row: Row) -> str:
    """Return what was checked of a trend against which nothing speaks."""
    return say("doubt.none_series" if row["magnitude"] == "value" else "doubt.none")


def in_words(doubt: Doubt, row: Row, source: str = "", of_label: bool = True) -> str:
    """Return one doubt as a sentence.

    Args:
        doubt: its code and numbers.
        row: the trend.
        source: the source it is about, where it is about one.
        of_label: whether the mix of sources is the label's own or that of all posts.
    """
    code = doubt.code if of_label or doubt.code != "one-source" else "one-source-all"
    return say(f"doubt.{code}", **{name: _written(name, value) for name, value in doubt.numbers.items()},
               source=plain(source), lo=_signed(row["growth_lo"]), hi=_signed(row["growth_hi"]))  # fmt: skip


def last_break(seen: pd.DataFrame) -> tuple[int, float]:
    """Return how many weeks ago a series last broke its level, 0 where it did not, and level after ÷ before.

    Args:
        seen: week, y, complete, as `page_history` has them.
    """
    whole = seen[seen["complete"].astype(bool) & seen["y"].notna()]
    panel = weekly(whole["week"], whole["y"]) if len(whole) else None
    if panel is None or panel.values.shape[1] < MIN_STEPS:  # too little, or too little behind a long gap
        return 0, 1.0
    found = mended(panel, YEAR_WEEKS)
    return int(found.broken[0]), float(found.factor[0])


def _standing(
    read: Read, row: Row, snapshot_id: str, mix: pd.DataFrame, loud: pd.DataFrame, broken: tuple[int, float]
) -> Standing:
    """Gather the facts of a trend."""
    seen = read("history", series_id=row["series_id"])
    whole, accuracy = seen[seen["complete"].astype(bool)], read("accuracy", series_id=row["series_id"])
    error, naive = _errors(accuracy)
    right, calls = queries.calls(queries.record(accuracy))
    label = json.loads(row["facts"] or "{}").get("label")
    return Standing(
        authors=_mean(whole["authors"].tail(YEAR_WEEKS)) if row["magnitude"] != "value" else None,
        weeks=len(whole), one_source=_part(mix), loud_weeks=int(loud["weeks"].max()) if len(loud) else 0,
        break_weeks=broken[0], break_times=broken[1], borrowed=row["reason"] == "borrowed",
        forecast=row["reason"] != "no-forecast", label=label,
        band=_band(read("forecast", series_id=row["series_id"])), width=_width(row),
        error=error, naive_error=naive, spread=_spread(accuracy, read("weights", series_id=row["series_id"])),
        stale_weeks=_stale(read, row, snapshot_id), caution=row["caution"], right=right, calls=calls,
    )  # fmt: skip


def _mix(read: Read, row: Row) -> pd.DataFrame:
    """Return the sources of a trend of all posts, the largest first: title, people (or posts), of_label."""
    if row["source"] != "all" or row["magnitude"] == "value":
        return pd.DataFrame(columns=["title", "people", "of_label"])
    own = read("label_mix", label_id=row["label_id"], within=row["within_label_id"], region=row["region"])
    if len(own):
        return own.rename(columns={"authors": "people"}).assign(of_label=True)
    return read("mix", region=row["region"]).rename(columns={"posts": "people"}).assign(of_label=False)


def _loud(read: Read, row: Row) -> pd.DataFrame:
    """Return the sources that were louder than usual (title, weeks), the loudest first; of all posts only."""
    if row["source"] != "all" or row["magnitude"] == "value":
        return pd.DataFrame(columns=["title", "weeks"])
    return read("loud", region=row["region"], now=row["now_week"])


def _part(mix: pd.DataFrame) -> float | None:
    """Return the largest source's part, None where there is only one: then it is the question, not the answer."""
    return float(mix["people"].iloc[0] / mix["people"].sum()) if len(mix) > 1 else None


def _errors(accuracy: pd.DataFrame) -> tuple[float | None, float | None]:
    """Return the median error of replayed half years, and that of repeating last year from the same origins."""
    half = accuracy[(accuracy["kind"] == "replayed") & (accuracy["horizon"] == HALF_WEEKS)]
    ours = half[half["model"].isin(queries.OURS)]
    naive = half[(half["model"] == queries.NAIVE) & half["cutoff"].isin(ours["cutoff"])]
    return _known(ours["season_error"].median()), _known(naive["season_error"].median())


def _spread(accuracy: pd.DataFrame, weights: pd.DataFrame) -> float | None:
    """Return how far apart the models that count said the last half year that can be judged, ÷ their mean."""
    heard = weights.loc[weights["weight"] >= HEARD, "model"]
    half = accuracy[(accuracy["kind"] == "replayed") & (accuracy["horizon"] == HALF_WEEKS)]
    half = half[half["model"].isin(heard) & half["said"].notna()]
    said = half.loc[half["cutoff"] == half["cutoff"].max(), "said"]
    return float((said.max() - said.min()) / said.mean()) if len(said) > 1 and said.mean() > 0 else None


def _band(ahead: pd.DataFrame) -> float | None:
    """Return half the 80 % band ÷ the forecast, both over all weeks ahead."""
    middle = ahead["yhat"].mean()
    return float((ahead["hi80"] - ahead["lo80"]).mean() / 2 / middle) if len(ahead) and middle > 0 else None


def _width(row: Row) -> float | None:
    """Return the high end of the growth's interval ÷ its low end, as ratios of the two years, less 1."""
    if not (is_known(row["growth_lo"]) and is_known(row["growth_hi"])) or row["growth_lo"] <= -1:
        return None
    return float((1 + row["growth_hi"]) / (1 + row["growth_lo"]) - 1)


def _stale(read: Read, row: Row, snapshot_id: str) -> int | None:
    """Return the weeks from the last complete one to the snapshot; None for sample data, which has no today."""
    sources = read("sources")
    if len(sources) and sources["is_sample"].astype(bool).all():
        return None
    ended = pd.Timestamp(row["now_week"]) + pd.Timedelta(weeks=1)
    return int((pd.Timestamp(snapshot_id[:8]) - ended).days // 7)


def _first(sources: pd.DataFrame) -> str:
    return str(sources["title"].iloc[0]) if len(sources) else ""


def _mean(values: pd.Series[float]) -> float | None:
    return _known(values.astype(float).mean())


def _known(value: Any) -> float | None:
    return float(value) if is_known(value) else None


def _signed(value: Any) -> str:
    return signed_percent(value) if is_known(value) else "–"


def _written(name: str, value: float) -> str:
    """Write one number of a doubt as a buyer reads it."""
    if name == "weeks":
        return say_count("doubt.weeks", value)
    if name in ("authors", "times"):
        return f"{value:.1f}" if value < 10 else f"{value:.0f}"
    if name in ("wrong", "calls"):
        return f"{value:.0f}"
    return percent(value, authors=0) if name == "part" else error_percent(value)
