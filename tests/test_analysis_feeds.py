"""A feed that is louder than usual weighs less, slowly and by the past alone; a calm season weighs everybody alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends import feeds

MONDAYS = pd.date_range("2023-01-02", periods=260, freq="W-MON")
LOUDEST = 1.5


def weeks(**courses: list[int]) -> pd.DataFrame:
    """Return rows of feeds that bring so many people week by week; a name is source, or source_region_language."""
    rows = []
    for name, people in courses.items():
        source, region, language = (*name.split("_"), "", "")[:3]
        keys = {"source": source, "region": region, "language": language}
        rows += [keys | {"week": MONDAYS[at], "people": many} for at, many in enumerate(people) if many]
    return pd.DataFrame(rows)


def weights(rows: pd.DataFrame, loudest: float = LOUDEST, column: str = "weight") -> pd.DataFrame:
    """Return the weights, a column per source and a row per week."""
    return feeds.weigh(rows, loudest).pivot_table(index="week", columns="source", values=column)


def parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what part of the whole each source makes up, by weight."""
    weighed = feeds.weigh(rows, LOUDEST)
    counted = weighed.assign(counted=weighed["people"] * weighed["weight"])
    wide = counted.pivot_table(index="week", columns="source", values="counted", fill_value=0.0, aggfunc="sum")
    return wide.div(wide.sum(axis=1), axis=0)


def test_in_a_calm_season_everybody_weighs_exactly_one() -> None:
    rng = np.random.default_rng(1)
    calm = {f"feed{at}": rng.poisson(mean, 156).tolist() for at, mean in enumerate((400, 90, 60))}
    assert (feeds.weigh(weeks(**calm), LOUDEST)[["weight", "region_weight"]] == 1).all(axis=None)


def test_a_feed_that_floods_keeps_about_its_usual_part_and_the_others_weigh_one() -> None:
    flood = weeks(quiet=[70] * 120, loud=[30] * 80 + [600] * 8 + [30] * 32)
    flooded = parts(flood).iloc[80:88]["loud"]
    assert flooded.iloc[0] == pytest.approx(45 / 115, abs=0.01)
    assert flooded.max() < 0.5
    assert (weights(flood)["quiet"] == 1).all()
    assert (weights(flood)["loud"].drop(MONDAYS[80:88]) == 1).all()


def test_a_new_feed_comes_in_from_a_twentieth_of_the_whole_over_most_of_a_year() -> None:
    new = parts(weeks(old=[100] * 180, new=[0] * 90 + [900] * 90))["new"].iloc[90:]
    assert new.iloc[0] < 0.06
    assert new.iloc[20] < 0.2
    assert new.iloc[26] < new.iloc[34] < new.iloc[42]
    assert new.iloc[52] == pytest.approx(0.9)
    assert new.diff().max() < 0.1


def test_what_comes_later_changes_no_weight() -> None:
    loud = [30] * 60 + [600] * 8 + [30] * 40
    whole = weights(weeks(a=[70] * 108, b=loud))
    earlier = weights(weeks(a=[70] * 64, b=loud[:64]))
    pd.testing.assert_frame_equal(whole.loc[earlier.index], earlier)


def test_a_feed_alone_is_the_whole_however_it_floods() -> None:
    assert (weights(weeks(only=[20] * 60 + [900] * 10)) == 1).all(axis=None)


def test_where_the_usual_feeds_fall_silent_others_fill_their_places() -> None:
    ended = weeks(old=[100] * 60 + [1] * 30, new=[0] * 60 + [900] * 30)
    weighed = feeds.weigh(ended, LOUDEST)
    counted = (weighed["people"] * weighed["weight"]).groupby(weighed["week"]).sum()
    assert counted.iloc[60] == pytest.approx(50, rel=0.02)


def test_before_a_quarter_of_a_year_is_known_nothing_is_unusual() -> None:
    assert (weights(weeks(a=[50] * 13, b=[2] * 6 + [900] * 7)) == 1).all(axis=None)


@pytest.mark.parametrize("kind", ["region", "language"])
def test_a_region_or_a_language_that_floods_weighs_less_in_every_source(kind: str) -> None:
    near, far = ("forum_DE", "forum_JP") if kind == "region" else ("forum__de", "forum__ja")
    rows = weeks(**{near: [50] * 80, far: [50] * 60 + [900] * 20})
    flooded = feeds.weigh(rows, LOUDEST).query("week >= @MONDAYS[60]").groupby(kind)["weight"].first()
    assert flooded.iloc[0] == 1
    assert flooded.iloc[1] < 0.1


def test_a_flood_weighs_down_its_own_region_too_and_no_other() -> None:
    rows = weeks(quiet_DE=[20] * 80, quiet_FR=[80] * 80, loud_DE=[20] * 60 + [400] * 20)
    flooded = feeds.weigh(rows, LOUDEST).query("week == @MONDAYS[60]").set_index(["source", "region"])
    assert flooded["region_weight"].to_dict() == {
        ("quiet", "DE"): 1,
        ("quiet", "FR"): 1,
        ("loud", "DE"): pytest.approx(30 / 400, abs=0.001),
    }
    assert flooded.loc[("loud", "DE"), "weight"] == pytest.approx(30 / 400, abs=0.001)


def test_an_endless_setting_weighs_nobody_down() -> None:
    assert (weights(weeks(a=[70] * 90, b=[30] * 80 + [900] * 10), loudest=float("inf")) == 1).all(axis=None)


def test_no_posts_have_no_weights() -> None:
    assert list(feeds.weigh(weeks(a=[1]).head(0), LOUDEST)) == feeds.FEED_WEEK


many = st.lists(st.sampled_from([0, 1, 3, 40, 3000]), min_size=20, max_size=30)


@given(st.tuples(many, many, many), st.sampled_from([1.0, 1.5, 4.0]))
@settings(max_examples=30, deadline=None)
def test_weights_are_above_0_and_at_most_1_in_exact_steps_and_somebody_has_1(
    courses: tuple[list[int], list[int], list[int]], loudest: float
) -> None:
    rows = weeks(**dict(zip(("a_DE_de", "b_DE_en", "c_FR_fr"), courses, strict=True)))
    if rows.empty:
        return
    found = feeds.weigh(rows, loudest)
    for name in ("weight", "region_weight"):
        assert ((found[name] > 0) & (found[name] <= 1)).all()
        assert (found[name] * feeds.STEPS % 1 == 0).all()
    assert (found.groupby(["region", "week"])["region_weight"].max() == 1).all()
