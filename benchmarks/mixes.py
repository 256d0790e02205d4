"""How often the mix of a facet lay in the range that was given for it, on what a home's forecasts said in the past.

Run `python -m benchmarks.mixes [--home FOLDER] [--kind replayed|published]`.

Each past week is judged as the page Assortment would have shown it: the labels of one facet and slice that were
forecast on their own, their forecasts over 13, 26 or 52 weeks turned into a mix with its 80 % range, beside the mix
that came. A label's band is the mean width that the track record keeps, laid evenly round what was said.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd

from dashboard import assortment
from data.settings import Settings, default_home
from data.snapshot import Snapshot

MODEL = "ensemble"
SLICE = ["kind", "cutoff", "horizon", "region", "source", "facet"]


def main() -> None:
    """Judge a home's mixes and print a table; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=default_home())
    parser.add_argument("--kind", choices=["replayed", "published"], default="replayed")
    asked = parser.parse_args()
    judged = parts(Snapshot.current(Settings(home=asked.home)).read("export_accuracy"))
    table = scores(judged[judged["kind"] == asked.kind])
    print(table.round(3).to_string(index=False) if len(table) else "No mix of the past can be judged here yet.")
    print(json.dumps(table.round(4).to_dict("records")))


def parts(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of every past mix: SLICE, label_id, mix_ahead, mix_lo80, mix_hi80, came_mix, before_mix."""
    is_whole = accuracy["series_id"].str.split("|").str[1] == "all"
    rows = accuracy[(accuracy["model"] == MODEL) & is_whole]
    rows = rows.assign(facet=rows["label_id"].str.partition(":")[0])
    rows = rows[rows["facet"].isin(assortment.FACETS) & rows["width80"].notna() & rows["said"].notna()]
    half = rows["width80"] * rows["came"] / 2
    laid = rows.assign(ahead=rows["said"], lo80=(rows["said"] - half).clip(lower=0), hi80=rows["said"] + half)
    mixes = [_mix(past) for _, past in laid.groupby(SLICE) if len(past) >= assortment.LEAST_LABELS]
    columns = [*SLICE, "label_id", "mix_ahead", "mix_lo80", "mix_hi80", "came_mix", "before_mix"]
    return pd.concat(mixes)[columns] if mixes else pd.DataFrame(columns=columns)


def scores(judged: pd.DataFrame) -> pd.DataFrame:
    """Return one row per horizon: mixes and parts judged, how often the range held, how far off the parts were."""
    judged = judged.assign(
        held=judged["came_mix"].between(judged["mix_lo80"], judged["mix_hi80"]),
        width=judged["mix_hi80"] - judged["mix_lo80"],
        off=(judged["mix_ahead"] - judged["came_mix"]).abs(),
        off_last_year=(judged["before_mix"] - judged["came_mix"]).abs(),
    )
    mixes = judged[SLICE].drop_duplicates().groupby("horizon").size()
    found = judged.groupby("horizon").agg(
        parts=("held", "size"), held=("held", "mean"), width=("width", "mean"), off=("off", "mean"),
        off_last_year=("off_last_year", "mean"),
    )  # fmt: skip
    return found.assign(mixes=mixes).reset_index()


def _mix(past: pd.DataFrame) -> pd.DataFrame:
    """Return the mix of one past week: as it was said, as it came, and a year before."""
    facts = {"share": past["came"], "year_before": past["before"], "share_before": past["before"]}
    made = assortment.mix(past.assign(**facts, stage="", reason="", authors=0))
    return made.rename(columns={"mix_now": "came_mix", "mix_before": "before_mix"})


if __name__ == "__main__":
    main()
