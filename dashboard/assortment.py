"""The mix of a facet: each label's part of it now, a year before and in the weeks ahead, with its range.

A share is people who show a label ÷ all people, and a person may show several; a mix is the shares of one facet's
labels divided by their sum, so that it adds up to one and can be laid beside the options of a range.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

GARMENT = "category"
FACETS = ("colour", "pattern", "material", "silhouette", "length", "neckline", "sleeve", "detail")
LEAST_LABELS = 3  # of a facet within a garment; with fewer, the shares over all garments stand in
FEW_PEOPLE = 100  # below it a label's base is thin
NEW, CARRY_OVER, UNKNOWN = "new", "carry-over", "unknown"
OWN, BORROWED, FEW = "own", "borrowed", "few"


def chosen(within: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the rows each facet's mix is made of: within the garment where enough labels are, else over all.

    Args:
        within: rows of `page_assortment` within one garment; may be empty.
        whole: the same over all garments.

    Returns:
        The rows of `FACETS` with a forecast.
    """
    whole, within = (rows[rows["ahead"].notna() & rows["facet"].isin(FACETS)] for rows in (whole, within))
    counts = within["facet"].value_counts()
    enough = set(counts[counts >= LEAST_LABELS].index)
    return pd.concat([within[within["facet"].isin(enough)], whole[~whole["facet"].isin(enough)]], ignore_index=True)


def mix(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mix of each facet, facets in their order, the largest part of the weeks ahead first.

    The range of a part is carried through the division to first order, each label's error on its own side taken as
    independent of the others': with m = a ÷ S, dm = ((1 − m) da − m Σ db) ÷ S. So the low end lies
    √(((1 − m) (a − lo))² + m² Σ (hi_b − b)²) ÷ S below it, the sum over the other labels, and the high end likewise.
    (Propagation of uncertainty: JCGM 100:2008, 5.1.2.)

    Args:
        rows: facet, share, ahead, lo80, hi80, year_before, share_before, stage, reason, authors, label_id.

    Returns:
        The rows with mix_now, mix_ahead, mix_lo80, mix_hi80, mix_before (the same weeks a year before; missing where
        no label of the facet was counted then), newness (new, carry-over or unknown) and basis (own, borrowed or few).
        A facet with one label, or of which nobody shows anything, is left out.
    """
    facets = rows.groupby("facet")["ahead"]
    rows = rows[(facets.transform("sum") > 0) & (facets.transform("size") > 1)]
    made = rows.assign(
        mix_now=_parts(rows, "share"),
        mix_before=_parts(rows, "year_before"),
        **_ranges(rows),
        newness=_newness(rows),
        basis=_basis(rows),
        place=rows["facet"].map(FACETS.index),
    )
    order = made.sort_values(["place", "mix_ahead", "label_id"], ascending=[True, False, True], ignore_index=True)
    return order.drop(columns="place")


def drawn(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the labels of one facet that a chart shows: at most `most`, the largest on the market or in the plan."""
    followed = rows[rows["mix_ahead"].notna()]
    parts = [name for name in ("mix_ahead", "mix_now", "plan_share") if name in rows]
    return followed.loc[followed[parts].max(axis=1).nlargest(most).index.sort_values()]


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the labels whose whole range lies beyond the same weeks a year before, the furthest first."""
    before = rows["mix_before"]
    moved = rows[(rows["mix_lo80"] > before) | (rows["mix_hi80"] < before)]
    far = (moved["mix_ahead"] - moved["mix_before"]).abs()
    return moved.assign(far=far).sort_values(["far", "label_id"], ascending=[False, True]).drop(columns="far")


def new_part(rows: pd.DataFrame, column: str) -> float:
    """Return which part of one facet's mix its new labels hold."""
    return float(rows.loc[rows["newness"] == NEW, column].sum())


def _parts(rows: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return a column divided by its sum over the facet; missing where the facet has no value at all."""
    total = rows.groupby("facet")[column].transform(lambda values: values.sum(min_count=1))
    known = rows[column].astype(float).fillna(0.0).where(total.notna())
    return known / total.where(total > 0)


def _ranges(rows: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Return mix_ahead, mix_lo80 and mix_hi80."""
    total = rows.groupby("facet")["ahead"].transform("sum")
    part = rows["ahead"] / total
    under = (rows["ahead"] - rows["lo80"]).clip(lower=0).fillna(0)
    over = (rows["hi80"] - rows["ahead"]).clip(lower=0).fillna(0)
    down = np.sqrt(((1 - part) * under) ** 2 + part**2 * _others(rows, over)) / total
    up = np.sqrt(((1 - part) * over) ** 2 + part**2 * _others(rows, under)) / total
    return {"mix_ahead": part, "mix_lo80": (part - down).clip(lower=0), "mix_hi80": (part + up).clip(upper=1)}


def _others(rows: pd.DataFrame, widths: pd.Series[float]) -> pd.Series[float]:
    """Return the sum of squared widths over the other labels of the facet."""
    squares = widths**2
    return (squares.groupby(rows["facet"]).transform("sum") - squares).clip(lower=0)


def _newness(rows: pd.DataFrame) -> np.ndarray:
    """Tell which labels are new: emerging, or shown by nobody in the 52 weeks before the last 52."""
    new = (rows["stage"] == "emerging") | (rows["share_before"] == 0)
    return np.select([new, rows["share_before"].isna()], [NEW, UNKNOWN], CARRY_OVER)


def _basis(rows: pd.DataFrame) -> np.ndarray:
    """Tell what a label's forecast rests on."""
    thin = rows["authors"].fillna(0) < FEW_PEOPLE
    return np.select([rows["reason"] == "borrowed", thin], [BORROWED, FEW], OWN)
