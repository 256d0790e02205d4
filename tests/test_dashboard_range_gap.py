"""The gap: whole options that add up to the plan's, within their range, and a verdict that one option cannot tip."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from dashboard import assortment_words, range_gap
from dashboard.range_gap import NOT_FOLLOWED, OVER, UNDER, WITHIN

parts = st.lists(st.floats(1e-4, 1), min_size=1, max_size=15)


def mix(*ahead: float, width: float = 0.05, **columns: object) -> pd.DataFrame:
    """Lay out the mix of one facet: colour:0, colour:1 and so on."""
    part = pd.Series(ahead, dtype=float) / sum(ahead)
    frame = pd.DataFrame({"label_id": [f"colour:{n}" for n in range(len(ahead))], "facet": "colour"})
    usual = {
        "name": frame["label_id"].str[-1], "mix_now": part, "mix_ahead": part, "mix_lo80": (part - width).clip(lower=0),
        "mix_hi80": (part + width).clip(upper=1), "newness": "carry-over", "basis": "own", "authors": 500,
    }  # fmt: skip
    return frame.assign(**(usual | columns))


def plan(*labels: int | str, units: float | None = None) -> pd.DataFrame:
    """Lay out one option per label."""
    return pd.DataFrame(
        [
            {"number": at, "facet": "colour", "label_id": f"colour:{label}", "name": str(label), "part": 1.0,
             "units": units}
            for at, label in enumerate(labels)
        ]
    ).astype({"units": float})  # fmt: skip


@given(parts, st.integers(0, 500))
@tries(max_examples=40, deadline=None)
def test_apportioned_options_add_up_and_each_is_its_quota_rounded_down_or_up(shares: list[float], total: int) -> None:
    counts = range_gap.apportion(shares, total)
    assert sum(counts) == total
    for share, each in zip(shares, counts, strict=True):
        assert abs(each - share / sum(shares) * total) < 1 + 1e-6


@pytest.mark.parametrize(
    ("shares", "total", "counts"),
    [([0.5, 0.3, 0.2], 10, [5, 3, 2]), ([1, 1, 1], 4, [2, 1, 1]), ([0.47, 0.29, 0.24], 7, [3, 2, 2]), ([], 0, []),
     ([0.0, 0.0], 3, [0, 0])],
)  # fmt: skip
def test_the_largest_remainders_are_rounded_up(shares: list[float], total: int, counts: list[int]) -> None:
    assert range_gap.apportion(shares, total) == counts


@given(parts, st.lists(st.integers(0, 20), min_size=1, max_size=60), st.floats(0, 0.3))
@tries(max_examples=40, deadline=None)
def test_suggestions_add_up_to_the_plan_and_lie_in_their_range(
    ahead: list[float], labels: list[int], width: float
) -> None:
    gap = range_gap.gap(mix(*ahead, width=width), plan(*labels))
    assert gap["suggested"].sum() == len(labels) == round(gap["plan_options"].sum())
    assert (gap["suggested_lo"] <= gap["suggested"]).all() and (gap["suggested"] <= gap["suggested_hi"]).all()
    assert (gap["to_add"].sum()) == pytest.approx(0)
    followed = gap[gap["verdict"] != NOT_FOLLOWED]
    assert followed["gap_points"].sum() == pytest.approx(0 if followed["plan_options"].any() else -1)
    strays = gap[gap["verdict"] == NOT_FOLLOWED]
    assert strays["suggested"].tolist() == strays["plan_options"].tolist()


def test_the_gap_is_in_points_of_the_followed_options_and_in_whole_options() -> None:
    gap = range_gap.gap(mix(0.6, 0.4), plan(0, 0, 1, 1, 1, 1, 1, 1, 1, 1, "grey")).set_index("name")
    assert gap["plan_share"].dropna().to_dict() == pytest.approx({"0": 0.2, "1": 0.8})
    assert gap.loc["0", ["gap_points", "suggested", "to_add", "verdict"]].tolist() == [pytest.approx(-0.4), 6, 4, UNDER]
    assert gap.loc["1", ["gap_points", "suggested", "to_add", "verdict"]].tolist() == [pytest.approx(0.4), 4, -4, OVER]
    assert gap.loc["grey", ["suggested", "to_add", "verdict"]].tolist() == [1, 0, NOT_FOLLOWED]


@pytest.mark.parametrize(
    ("labels", "verdict"),
    [
        ((0, 0, 1, 1), WITHIN),
        ((0, 1, 1, 1), WITHIN),
        ((1, 1, 1, 1), UNDER),
        ((0, 0, 0, 1), WITHIN),
        ((0, 0, 0, 0), OVER),
    ],
)
def test_a_plan_is_off_only_beyond_the_whole_options_of_the_range(labels: tuple[int, ...], verdict: str) -> None:
    gap = range_gap.gap(mix(0.5, 0.5, width=0.1), plan(*labels)).set_index("name")
    assert gap.loc["0", ["suggested_lo", "suggested_hi"]].tolist() == [1, 3]
    assert gap.loc["0", "verdict"] == verdict


def test_an_option_of_two_labels_is_half_an_option_of_each() -> None:
    halves = plan(0, 0, 1).assign(part=[1.0, 0.5, 0.5], number=[0, 1, 1])
    gap = range_gap.gap(mix(0.5, 0.5), halves).set_index("name")
    assert gap["plan_options"].to_dict() == {"0": 1.5, "1": 0.5}
    assert gap["suggested"].sum() == 2


def test_units_have_their_own_shares() -> None:
    gap = range_gap.gap(mix(0.5, 0.5), plan(0, 1).assign(units=[300.0, 100.0])).set_index("name")
    assert gap["units_share"].to_dict() == {"0": 0.75, "1": 0.25}
    assert range_gap.gap(mix(0.5, 0.5), plan(0, 1))["units_share"].isna().all()


def test_a_plan_that_names_no_facet_of_the_mix_has_no_gap() -> None:
    gap = range_gap.gap(mix(0.5, 0.5), plan(0).assign(facet="material"))
    assert gap.empty and {"suggested", "verdict", "gap_points"} <= set(gap)


def test_a_plan_of_nothing_that_is_followed_keeps_every_option() -> None:
    gap = range_gap.gap(mix(0.5, 0.5), plan("grey", "teal"))
    assert gap["suggested"].tolist() == [0, 0, 1, 1]


def test_the_furthest_off_are_said_first_with_what_would_close_them() -> None:
    gap = range_gap.gap(
        mix(0.7, 0.2, 0.1, name=["Suede", "Denim", "Linen"], basis=["borrowed", "own", "own"]), plan(*[1] * 10)
    )
    said = assortment_words.gaps(gap)
    assert said[0] == (
        "**Too much Denim**: 10 of 10 options in the plan (100\u00a0%), 20\u00a0% called for, give or take 5 points: "
        "8 fewer."
    )
    assert said[1].startswith("**Too little Suede**: 0 of 10 options in the plan (0\u00a0%), 70\u00a0% called for")
    assert said[1].endswith("7 more. Its forecast is borrowed from a wider trend: a hint.")
    assert assortment_words.furthest(gap) == ["**Denim** (8 too many)", "**Suede** (7 too few)"]


def test_what_cannot_be_compared_is_counted_and_few_options_are_called_few() -> None:
    gap = range_gap.gap(mix(0.5, 0.5), plan(0, 1, 1, 0, "grey"))
    assert assortment_words.counted(gap, 12) == (
        "4 of the plan's 12 options are compared here. 1 in labels that are not followed here (grey) keep their number."
        " With so few one option is 25 points, so read small gaps as none."
    )


def test_newness_is_that_of_the_market_beside_the_plans() -> None:
    gap = range_gap.gap(mix(0.2, 0.8, newness=["new", "carry-over"]), plan(0, 1, 1, 1))
    assert range_gap.newness(gap).to_dict("records") == [
        {"facet": "colour", "labels_new": 1, "mix_new": pytest.approx(0.2), "plan_new": 0.25}
    ]
    words = assortment_words.newness(gap)
    assert words == (
        "**New:** 0; together 20\u00a0% of the mix. In the plan 25\u00a0% of the options are in them. "
        "One label carries over from the year before."
    )


def test_without_new_labels_the_newness_is_none() -> None:
    gap = range_gap.gap(mix(0.2, 0.8, newness=["unknown", "carry-over"]), plan(0, 1))
    assert range_gap.newness(gap)[["labels_new", "mix_new", "plan_new"]].to_numpy().tolist() == [[0, 0, 0]]
    assert "nobody knows" not in assortment_words.newness(gap).split(".")[0]
    assert "Of one label nobody knows" in assortment_words.newness(gap)
