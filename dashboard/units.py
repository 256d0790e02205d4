"""Which columns are counted in what: as parts of a whole, with a sign, in the unit of a series, in people."""

from __future__ import annotations

SIGNED = (
    "growth", "growth_lo", "growth_hi", "growth_before", "momentum", "outlook", "change_then", "growth_after", "stance",
    "gap_points",
)  # fmt: skip
WEIGHED = ("authors", "base", "pro", "con", "voices")  # people, who may weigh less than one each
IN_UNITS = (
    "share",
    "y",
    "yhat",
    "lo80",
    "hi80",
    "lo95",
    "hi95",
    "said",
    "came",
    "before",
    "level",
    "season_part",
    "rest",
)
MIXES = ("mix_now", "mix_before", "mix_ahead", "mix_lo80", "mix_hi80", "plan_share", "units_share", "mix_new",
         "plan_new")  # fmt: skip
PERCENTS = (
    *SIGNED, "usual_error", "season_error", "naive_error", "covered80", "covered95", "area", "share_recent",
    "share_before", "weight", "called_right", "commonest", "nominal", "covered", "low", "high", "right", "of_mean",
    "echo_share", "faithfulness", *MIXES,
)  # fmt: skip
IMPORTED = "series:"  # label and series ids of imported series, which have values instead of shares, begin with it
