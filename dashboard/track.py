"""The track record of all forecasts taken apart: by group, by band, and by which way was called."""

from __future__ import annotations

import math

import pandas as pd

ANY = "any"
WAYS = ("up", "flat", "down")
BANDS = {80: "covered80", 95: "covered95"}
RESTING_HORIZON = 26
CERTAIN = 1.959964  # standard deviations that hold 95 % of a normal distribution


def group(record: pd.DataFrame, facet: str = ANY, region: str = ANY) -> pd.DataFrame:
    """Return the record's rows of one facet and region, every kind and horizon of them.

    Args:
        record: of `page_record`.
        facet: a facet, or `any` for all together.
        region: a region, `all` for the series of all regions together, or `any` for every series.
    """
    return record[(record["facet"] == facet) & (record["region"] == region)]


def split(record: pd.DataFrame, by: str, facet: str, region: str) -> pd.DataFrame:
    """Return one row per facet (within the region) or per region (within the facet), the most forecasts first."""
    within = record["region"] == region if by == "facet" else record["facet"] == facet
    return record[within & (record[by] != ANY)].sort_values(["forecasts", by], ascending=[False, True])


def errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Return Hemline's errors and last year's as rows of their own: kind, model, horizon, season_error."""
    ours = rows[["kind", "horizon", "season_error"]].assign(model="ours")
    naive = rows[["kind", "horizon", "naive_error"]].rename(columns={"naive_error": "season_error"})
    return pd.concat([ours, naive.assign(model="seasonal-naive")], ignore_index=True).dropna(subset=["season_error"])


def calibration(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how much of what came lay inside each band.

    Args:
        rows: kind, horizon, covered80, covered95, banded (forecasts with bands).

    Returns:
        kind, horizon, nominal (0.8 or 0.95), covered, low, high (its Wilson interval, in which a forecast counts once,
        however many weeks it has), forecasts; without the rows that have no band.
    """
    parts = [
        rows.assign(nominal=level / 100, covered=rows[name], forecasts=rows["banded"]) for level, name in BANDS.items()
    ]
    both = pd.concat(parts, ignore_index=True)
    both = both[(both["forecasts"] > 0) & both["covered"].notna()]
    ends = [wilson(share, of) for share, of in zip(both["covered"], both["forecasts"], strict=True)]
    both = both.assign(low=[low for low, _ in ends], high=[high for _, high in ends])
    columns = ["kind", "horizon", "nominal", "covered", "low", "high", "forecasts"]
    return both.sort_values(["kind", "horizon", "nominal"], ignore_index=True)[columns]


def wilson(share: float, of: int, certain: float = CERTAIN) -> tuple[float, float]:
    """Return the score interval of a share (Wilson, 1927), by default the one of 95 %.

    Args:
        share: how many of them, 0 to 1.
        of: how many there were, at least 1.
        certain: half the interval's width in standard deviations.
    """
    middle = (share + certain**2 / (2 * of)) / (1 + certain**2 / of)
    half = certain / (1 + certain**2 / of) * math.sqrt(share * (1 - share) / of + certain**2 / (4 * of**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def calls(row: pd.Series) -> pd.DataFrame:
    """Return what came of each call: called, up, flat, down (how often it went there), right (their share).

    Args:
        row: one row of `page_record`.
    """
    rows = pd.DataFrame(
        [
            {"kind": row["kind"], "horizon": row["horizon"], "called": way} | {to: row[f"{way}_{to}"] for to in WAYS}
            for way in WAYS
        ]
    )
    total = rows[list(WAYS)].sum(axis=1)
    hits = pd.Series([row[f"{way}_{way}"] for way in WAYS], dtype=float)
    return rows.assign(right=(hits / total.where(total > 0)).to_numpy())
