"""What goes with what beyond chance: the interval and the test of a lift, against numbers worked out otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control

from analysis.trends.together import Limits, surest


def table(*rows: tuple[int, int, int, int]) -> pd.DataFrame:
    """Pairs from people who show both, and these added up for the one, the other, and all."""
    frame = pd.DataFrame(rows, columns=["authors", "pairs", "with_pairs", "all_pairs"])
    lift = frame["authors"] * frame["all_pairs"] / (frame["pairs"] * frame["with_pairs"])
    return frame.assign(lift=lift, label_id=[f"l{n}" for n in range(len(frame))])


def cells(both: int, one: int, other: int, everyone: int) -> list[list[int]]:
    """The two-by-two table of pairs."""
    return [[both, one - both], [other - both, everyone - one - other + both]]


@pytest.mark.parametrize("row", [(61, 174, 220, 2622), (10, 40, 90, 2622), (9, 80, 60, 700), (5, 5, 5, 900)])
def test_the_test_is_the_likelihood_ratio_of_the_table(row: tuple[int, int, int, int]) -> None:
    found = surest(table(row)).iloc[0]
    known = chi2_contingency(cells(*row), correction=False, lambda_="log-likelihood")
    assert found["p_value"] == pytest.approx(known.pvalue / 2, rel=1e-6, abs=1e-15)


def test_the_interval_holds_the_lift_nineteen_times_out_of_twenty() -> None:
    rng = np.random.default_rng(2)
    shares = np.array([0.03, 0.05, 0.09, 0.83])  # both, one only, the other only, neither
    true = shares[0] / ((shares[0] + shares[1]) * (shares[0] + shares[2]))
    drawn = rng.multinomial(2000, shares, size=2000)
    rows = [(int(a), int(a + b), int(a + c), 2000) for a, b, c, _ in drawn]
    found = surest(table(*rows))
    held = ((found["lift_lo"] <= true) & (true <= found["lift_hi"])).mean()
    assert 0.93 < held < 0.97


def test_a_thin_pair_does_not_lead_however_high_its_lift() -> None:
    found = surest(table((2, 3, 3, 2600), (60, 170, 220, 2600), (6, 60, 40, 2600)))
    assert found["label_id"].tolist() == ["l1", "l2", "l0"]
    assert found["stands"].tolist() == [True, True, False]


def test_what_chance_brings_together_does_not_stand_and_neither_does_what_it_keeps_apart() -> None:
    found = surest(table((20, 200, 260, 2600), (3, 300, 300, 2600)))
    assert not found["stands"].any()
    assert found.set_index("label_id")["p_value"]["l1"] == 1.0


def test_of_pairs_that_have_nothing_to_do_with_each_other_hardly_any_stand() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for _ in range(400):
        one, other = rng.random(1500) < 0.1, rng.random(1500) < 0.08
        rows.append((int((one & other).sum()), int(one.sum()), int(other.sum()), 1500))
    assert surest(table(*[row for row in rows if row[0]]))["stands"].sum() <= 2


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_false_discoveries_are_held_as_benjamini_and_hochberg_do(counts: list[int]) -> None:
    found = surest(table(*[(both, 100, 100, 1000) for both in counts]), Limits(people=0))
    kept = false_discovery_control(found["p_value"].to_numpy()) <= Limits().rate
    assert found["stands"].tolist() == kept.tolist()


def test_no_pairs_give_no_rows() -> None:
    assert surest(table()).empty
