"""How a label is received: net stance with enough people only, a share by echo, and cautions against false rises."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.trends import reception
from analysis.trends.lifecycle import THRESHOLDS, Z80

WEEKS = 120
MONDAYS = pd.date_range("2023-01-02", periods=WEEKS, freq="W-MON")


def received(name: str = "s", weeks: int = WEEKS, **columns: object) -> pd.DataFrame:
    """Return one series week by week: everybody for it and answered like others, but for what is given."""
    plain = {"authors": 10.0, "base": 100.0, "echo": 20.0, "base_echo": 200.0, "pro": 10.0, "con": 0.0, "voices": 10.0}
    return pd.DataFrame({"unique_id": name, "ds": MONDAYS[:weeks], **(plain | columns)})


def measured(frame: pd.DataFrame) -> pd.Series:
    return reception.measure(frame).set_index("unique_id").loc["s"]


@pytest.mark.parametrize(
    ("pro", "con", "voices", "stance"),
    [
        (10.0, 0.0, 10.0, 1.0),
        (0.0, 10.0, 10.0, -1.0),
        (4.0, 4.0, 10.0, 0.0),
        (1.0, 3.0, 10.0, -0.2),
    ],
)
def test_net_stance_is_those_for_less_those_against_over_all(
    pro: float, con: float, voices: float, stance: float
) -> None:
    assert measured(received(pro=pro, con=con, voices=voices))["stance"] == pytest.approx(stance)


def test_its_interval_is_that_of_a_mean_of_ones_noughts_and_minus_ones() -> None:
    row = measured(received(pro=3.0, con=1.0, voices=10.0))
    said = np.repeat([1.0, -1.0, 0.0], [78, 26, 156])
    error = said.std() / np.sqrt(len(said))
    assert [row["stance_lo"], row["stance_hi"]] == pytest.approx([0.2 - Z80 * error, 0.2 + Z80 * error])


def test_only_the_last_half_year_is_heard() -> None:
    row = measured(received(pro=np.where(np.arange(WEEKS) < WEEKS - 26, 10.0, 0.0)))
    assert (row["stance"], row["voices"]) == (0.0, 260.0)


def test_too_few_voices_make_no_stance() -> None:
    few = (THRESHOLDS.least_people - 0.5) / 26
    row = measured(received(pro=few, voices=few))
    assert np.isnan(row["stance"])
    assert row["voices"] > 0


def test_the_share_by_echo_grows_with_answers_though_the_people_stay() -> None:
    louder = np.where(np.arange(WEEKS) >= WEEKS - 52, 30.0, 20.0)
    row = measured(received(echo=louder))
    assert row["echo_share"] == pytest.approx(0.15)
    assert row["echo_growth"] == pytest.approx(0.5)


def test_less_than_two_years_are_halved_and_less_than_sixteen_weeks_say_nothing() -> None:
    halves = np.repeat([20.0, 40.0], 20)
    assert measured(received(weeks=40, echo=halves))["echo_growth"] == pytest.approx(1.0)
    assert np.isnan(measured(received(weeks=15))["echo_growth"])


def test_imported_values_are_received_by_nobody() -> None:
    nothing = dict.fromkeys(["authors", "base", "echo", "base_echo", "pro", "con", "voices"], np.nan)
    assert reception.measure(received(**nothing)).empty


@pytest.mark.parametrize(
    ("changes", "caution"),
    [
        ({}, None),
        ({"stance_hi": -0.01}, "disliked"),
        ({"stance_hi": -0.01, "stage": "steady"}, "disliked"),
        ({"stance_hi": -0.01, "growth_lo": -0.01, "stage": "steady"}, None),
        ({"stance_hi": np.nan}, None),
        ({"echo_growth": -0.01}, "unanswered"),
        ({"echo_growth": -0.01, "stage": "declining"}, None),
        ({"echo_growth": np.nan}, None),
        ({"stance_hi": -0.01, "echo_growth": -0.01}, "disliked"),
    ],
)
def test_a_rise_is_cautioned_when_it_is_dislike_or_finds_no_echo(changes: dict[str, object], caution: str) -> None:
    row = {"stage": "rising", "growth_lo": 0.1, "echo_growth": 0.2, "stance_hi": 0.3} | changes
    assert reception.cautions(pd.DataFrame([row])).tolist() == [caution]
