"""Plain reads of a snapshot: what each page asks for, as frames. Nothing here knows of a browser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.snapshot import Snapshot

RISING = ("emerging", "rising")
FALLING = ("declining", "fading")
MOVERS = 8
DRAWN = 300  # the most points a quadrant shows
SMOOTH_WEEKS = 4
OURS, NAIVE = ("ensemble", "borrowed"), "seasonal-naive"
RECORD = ("kind", "cutoff", "horizon", "said", "came", "before", "season_error", "naive_error", "called", "went")


def read(snapshot: Snapshot, name: str, **params: Any) -> pd.DataFrame:
    """Return the rows of `data/sql/page_<name>.sql`, with dates as timestamps and times without a zone."""
    return snapshot.read(f"page_{name}", **params)


def renamed(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return rows with their labels' names taken from `names` by label_id; a label that is not in it keeps its own."""
    for name, label_id in (("name", "label_id"), ("within_name", "within_label_id")):
        if {name, label_id} <= set(rows):
            rows[name] = rows[label_id].map(names).fillna(rows[name])
    return rows


def chosen(trends: pd.DataFrame, facet: str, stage: str) -> pd.DataFrame:
    """Return the trends of one facet and one stage; `all` lets every one through."""
    kept = pd.Series(True, index=trends.index)
    if facet != "all":
        kept &= trends["facet"] == facet
    if stage != "all":
        kept &= trends["stage"] == stage
    return trends[kept]


def movers(trends: pd.DataFrame, up: bool, most: int = MOVERS) -> pd.DataFrame:
    """Return the trends whose whole growth interval lies above zero (or below), the surest movers first.

    They are ranked by the interval's end nearest to zero, so that a wild guess about few posts does not lead.
    """
    edge = trends["growth_lo"].fillna(trends["growth"]) if up else trends["growth_hi"].fillna(trends["growth"])
    moving = trends.assign(edge=edge)[(edge > 0) if up else (edge < 0)]
    return moving.sort_values(["edge", "series_id"], ascending=[not up, True]).head(most)


def smoothed(values: Sequence[float]) -> list[float]:
    """Return the running means over four weeks; a shorter series stays as it is."""
    means = pd.Series(list(values), dtype=float).rolling(SMOOTH_WEEKS).mean().dropna().tolist()
    return means or [float(value) for value in values]


def stage_counts(trends: pd.DataFrame, stages: tuple[str, ...]) -> pd.DataFrame:
    """Return one row per stage in its order: stage, count."""
    counts = trends["stage"].value_counts().reindex(list(stages), fill_value=0)
    return counts.rename_axis("stage").reset_index(name="count")


def drawn(trends: pd.DataFrame, most: int = DRAWN) -> pd.DataFrame:
    """Return the trends a quadrant can show: with a share and a growth, at most `most`, the most seen first."""
    measured = trends[(trends["share"] > 0) & trends["growth"].notna()]
    return measured.sort_values(["share", "series_id"], ascending=[False, True]).head(most)


def palette(looks: pd.DataFrame, labels: pd.DataFrame, most: int = 8) -> pd.DataFrame:
    """Return the colours of some looks by their share of all the area that was read.

    Returns:
        label_id, name, hex (the mean of the pictures' own hexes, weighted by area), area (shares that add up to 1
        over all colours), looks (how many show it).
    """
    rows = [
        {"label_id": colour["label_id"], "hex": colour["hex"], "area": float(colour["area"])}
        for text in looks["palette"].dropna()
        for colour in _colours(text)
        if colour.get("hex")
    ]
    if not rows:
        return pd.DataFrame(columns=["label_id", "name", "hex", "area", "looks"])
    seen = pd.DataFrame(rows)
    summed = seen.groupby("label_id", as_index=False).agg(area=("area", "sum"), looks=("area", "size"))
    summed["hex"] = summed["label_id"].map(seen.groupby("label_id")[["hex", "area"]].apply(_mean_hex))
    summed["area"] /= summed["area"].sum()
    named = summed.merge(labels[["label_id", "name"]], on="label_id", how="left")
    named["name"] = named["name"].fillna(named["label_id"])
    ordered = named.sort_values(["area", "label_id"], ascending=[False, True]).head(most)
    return ordered[["label_id", "name", "hex", "area", "looks"]].reset_index(drop=True)


def filtered_looks(looks: pd.DataFrame, designer: str, season: str, colour: str, city: str = "all") -> pd.DataFrame:
    """Return the looks by one designer, of one season and city, with one colour label; `all` lets every one through."""
    kept = pd.Series(True, index=looks.index)
    if designer != "all":
        kept &= looks["designer"] == designer
    if season != "all":
        kept &= looks["season"] == season
    if city != "all":
        kept &= looks["city"] == city
    if colour != "all":
        kept &= looks["label_ids"].map(lambda ids: colour in ids).astype(bool)
    return looks[kept]


def season_rows(shares: pd.DataFrame, designer: str, season: str) -> pd.DataFrame:
    """Return the labels of one season's looks, one designer's where one is picked; the newest season for `all`.

    Styles are left out: they have a table of their own.
    """
    scope = shares[(shares["scope"] == "all") if designer == "all" else (shares["place"] == designer)]
    return _of_season(scope[scope["facet"] != "style"], season)


def place_rows(shares: pd.DataFrame, label_id: str, season: str) -> pd.DataFrame:
    """Return one label's share by designer and by city in one season; the newest for `all`."""
    return _of_season(shares[(shares["scope"] != "all") & (shares["label_id"] == label_id)], season)


def style_rows(styles: pd.DataFrame, shares: pd.DataFrame, season: str) -> pd.DataFrame:
    """Return the styles with their share of a season's looks and that of a year before, the largest first.

    Returns:
        the columns of `styles`, season, share, before; those three are missing where no look has a season.
    """
    now = _of_season(shares[(shares["scope"] == "all") & (shares["facet"] == "style")], season)
    both = styles.merge(now[["label_id", "season", "share", "before"]], on="label_id", how="left")
    return both.sort_values(["share", "looks", "style_id"], ascending=[False, False, True], ignore_index=True)


def _of_season(shares: pd.DataFrame, season: str) -> pd.DataFrame:
    """Return the rows of one season; of the newest one for `all`."""
    wanted = shares["position"] == shares["position"].max() if season == "all" else shares["season"] == season
    return shares[wanted].reset_index(drop=True)


def with_year_before(history: pd.DataFrame, forecast: pd.DataFrame) -> pd.DataFrame:
    """Return last year's line: the value 52 weeks earlier for the last year's and the coming weeks.

    Returns:
        week, y.
    """
    whole = history[history["complete"].astype(bool)] if len(history) else history
    if whole.empty:
        return pd.DataFrame(columns=["week", "y"])
    now = whole["week"].max()
    weeks = [now - pd.Timedelta(weeks=n) for n in range(51, -1, -1)] + list(forecast["week"])
    by_week = whole.set_index("week")["y"]
    before = pd.DataFrame({"week": weeks})
    before["y"] = [by_week.get(week - pd.Timedelta(weeks=52)) for week in weeks]
    return before.dropna(subset=["y"])


def backtest(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Return the mean error by kind, model and horizon of the models a page compares.

    Returns:
        kind (published or replayed), model (ours or seasonal-naive), horizon, season_error, mase, covered80, origins.
    """
    shown = accuracy[accuracy["model"].isin([*OURS, NAIVE])]
    shown = shown.assign(model=shown["model"].where(shown["model"] == NAIVE, "ours"))
    return shown.groupby(["kind", "model", "horizon"], as_index=False).agg(
        season_error=("season_error", "mean"),
        mase=("mase", "mean"),
        covered80=("covered80", "mean"),
        origins=("cutoff", "nunique"),
    )


def record(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Return what was said from each past week about as many weeks as have come since, up to a year, and what came.

    Returns:
        kind, cutoff, horizon, said, came, before, season_error, naive_error (of repeating last year), called, went;
        what was published first, the newest week first.
    """
    ours = accuracy[accuracy["model"].isin(OURS) & accuracy["said"].notna() & accuracy["came"].notna()]
    longest = ours.sort_values("horizon").drop_duplicates(["kind", "cutoff"], keep="last")
    naive = accuracy.loc[accuracy["model"] == NAIVE, ["kind", "cutoff", "horizon", "season_error"]]
    naive = naive.rename(columns={"season_error": "naive_error"}).drop_duplicates(["kind", "cutoff", "horizon"])
    both = longest.merge(naive, on=["kind", "cutoff", "horizon"], how="left")
    return both.sort_values(["kind", "cutoff"], ascending=[True, False], ignore_index=True)[list(RECORD)]


def calls(record: pd.DataFrame) -> tuple[int, int]:
    """Return how many of the calls (up, flat or down) were right, and how many there were."""
    called = record[record["called"].notna() & record["went"].notna()]
    return int((called["called"] == called["went"]).sum()), len(called)


def _colours(text: Any) -> list[dict[str, Any]]:
    """Return the colours of one look's palette, stored as JSON."""
    found: list[dict[str, Any]] = json.loads(text) or []
    return found


def _mean_hex(rows: pd.DataFrame) -> str:
    """Return the mean of hex colours, weighted by their areas."""
    weights = rows["area"] / rows["area"].sum()
    parts = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in rows["hex"]]
    mean = [round(sum(part[i] * weight for part, weight in zip(parts, weights, strict=True))) for i in range(3)]
    return "#" + "".join(f"{value:02X}" for value in mean)
