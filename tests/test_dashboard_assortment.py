"""The mix: parts that add up to one, ranges that hold what they promise, and new told from carried over."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from dashboard_setting import NOW
from dashboard_within import GARMENT, build_within
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from benchmarks import mixes
from dashboard import assortment, assortment_charts, assortment_words
from dashboard.horizons import Horizon, horizons
from dashboard.palette import THEMES
from data.settings import Settings
from data.snapshot import Snapshot

FIRST, LAST = pd.Timestamp(NOW) + pd.Timedelta(weeks=1), pd.Timestamp(NOW) + pd.Timedelta(weeks=52)
SLICE = {"region": "all", "source": "all", "first": f"{FIRST:%Y-%m-%d}", "last": f"{LAST:%Y-%m-%d}"}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A published season with labels within a garment."""
    settings = Settings(home=tmp_path_factory.mktemp("assortment") / "home")
    build_within(settings)
    return Snapshot.current(settings)


def rows(*ahead: float, lo: float = 0.8, hi: float = 1.25, facet: str = "colour", **columns: object) -> pd.DataFrame:
    """Lay out one label per share forecast, with a band of that much around it."""
    shares = pd.Series(ahead, dtype=float)
    frame = pd.DataFrame({"label_id": [f"{facet}:{n}" for n in range(len(ahead))], "facet": facet, "ahead": shares})
    usual = {
        "name": frame["label_id"], "share": shares, "lo80": lo * shares, "hi80": hi * shares, "year_before": shares,
        "share_before": shares, "stage": "steady", "reason": "steady", "authors": 500,
    }  # fmt: skip
    return frame.assign(**(usual | columns))


shares = st.lists(st.floats(1e-6, 1), min_size=2, max_size=12)


@given(shares, st.floats(0, 1), st.floats(1, 5))
@tries(max_examples=40, deadline=None)
def test_a_mix_adds_up_to_one_and_each_range_holds_its_part(ahead: list[float], lo: float, hi: float) -> None:
    mix = assortment.mix(rows(*ahead, lo=lo, hi=hi))
    for column in ("mix_now", "mix_before", "mix_ahead"):
        assert mix[column].sum() == pytest.approx(1)
    assert (mix["mix_lo80"] <= mix["mix_ahead"]).all() and (mix["mix_ahead"] <= mix["mix_hi80"]).all()
    assert mix["mix_lo80"].between(0, 1).all() and mix["mix_hi80"].between(0, 1).all()
    assert mix["mix_ahead"].is_monotonic_decreasing


def test_the_range_equals_the_formula_worked_by_hand() -> None:
    mix = assortment.mix(rows(0.3, 0.1, lo=0.9, hi=1.2)).set_index("label_id").loc["colour:0"]
    down = np.sqrt((0.25 * 0.03) ** 2 + (0.75 * 0.02) ** 2) / 0.4
    up = np.sqrt((0.25 * 0.06) ** 2 + (0.75 * 0.01) ** 2) / 0.4
    assert (mix["mix_ahead"], mix["mix_lo80"], mix["mix_hi80"]) == pytest.approx((0.75, 0.75 - down, 0.75 + up))


@pytest.mark.parametrize("ahead", [(0.04, 0.04, 0.04), (0.2, 0.02, 0.01, 0.01), (0.1, 0.08, 0.05, 0.03, 0.02, 0.02)])
def test_the_range_holds_four_of_five_simulated_mixes(ahead: tuple[float, ...]) -> None:
    spread = 0.25
    mix = assortment.mix(rows(*ahead, lo=1 - spread, hi=1 + spread)).set_index("label_id")
    draws = np.random.default_rng(1).normal(ahead, spread * np.array(ahead) / 1.2816, (20_000, len(ahead))).clip(0)
    parts = draws / draws.sum(axis=1, keepdims=True)
    ends = mix.loc[[f"colour:{n}" for n in range(len(ahead))], ["mix_lo80", "mix_hi80"]].to_numpy().T
    held = ((parts >= ends[0]) & (parts <= ends[1])).mean(axis=0)
    assert ((held > 0.77) & (held < 0.84)).all()


def test_each_facet_is_a_mix_of_its_own_in_the_facets_order() -> None:
    mix = assortment.mix(pd.concat([rows(0.1, 0.3, facet="material"), rows(0.2, 0.2)], ignore_index=True))
    assert mix["facet"].tolist() == ["colour", "colour", "material", "material"]
    assert mix.groupby("facet")["mix_ahead"].sum().tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize("lone", [rows(0.3, facet="material"), rows(0.0, 0.0, facet="material")])
def test_one_label_or_none_seen_makes_no_mix(lone: pd.DataFrame) -> None:
    assert set(assortment.mix(pd.concat([lone, rows(0.2, 0.2)], ignore_index=True))["facet"]) == {"colour"}


def test_without_a_year_before_there_is_no_mix_of_it() -> None:
    mix = assortment.mix(rows(0.1, 0.2, year_before=[None, None]))
    assert mix["mix_before"].isna().all()
    assert assortment.changes(mix).empty
    assert assortment.mix(rows(0.1, 0.2, year_before=[None, 0.2]))["mix_before"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("stage", "share_before", "newness"),
    [
        ("emerging", 0.001, "new"), ("emerging", None, "new"), ("rising", 0.0, "new"), ("rising", 0.01, "carry-over"),
        ("rising", None, "unknown"),
    ],
)  # fmt: skip
def test_new_is_what_emerges_or_was_not_seen_the_year_before(
    stage: str, share_before: float | None, newness: str
) -> None:
    mix = assortment.mix(rows(0.1, 0.2, stage=[stage, "steady"], share_before=[share_before, 0.1]))
    assert mix.set_index("label_id").loc["colour:0", "newness"] == newness


@pytest.mark.parametrize(
    ("reason", "authors", "basis"),
    [("steady", 500, "own"), ("steady", 99, "few"), ("steady", None, "few"), ("borrowed", 500, "borrowed")],
)
def test_a_thin_or_borrowed_forecast_is_marked(reason: str, authors: float | None, basis: str) -> None:
    mix = assortment.mix(rows(0.1, 0.2, reason=[reason, "steady"], authors=[authors, 500]))
    assert mix.set_index("label_id").loc["colour:0", "basis"] == basis


def test_only_what_leaves_its_range_of_the_year_before_has_changed() -> None:
    names = ["Suede", "Denim", "Linen"]
    mix = assortment.mix(rows(0.12, 0.3, 0.3, lo=0.8, hi=1.2, year_before=[0.06, 0.3, 0.31], name=names))
    assert assortment.changes(mix)["name"].tolist() == ["Suede"]
    said = "**More Suede**: 17\u00a0% of the colour mix, give or take 3 points, after 9\u00a0%."
    assert assortment_words.changes(mix) == [said]


def test_a_hint_says_when_a_change_rests_on_little() -> None:
    mix = assortment.mix(rows(0.12, 0.3, lo=0.9, hi=1.1, year_before=[0.03, 0.3], name=["Suede", "Denim"], authors=40))
    assert assortment_words.changes(mix)[0].endswith("It rests on 40 people: a hint.")


def test_within_a_garment_a_facet_with_too_few_labels_takes_the_shares_over_all(snapshot: Snapshot) -> None:
    whole, within = (snapshot.read("page_assortment", within=key, **SLICE) for key in ("all", GARMENT))
    chosen = assortment.chosen(within, whole)
    assert set(chosen.loc[chosen["facet"] == "colour", "within_label_id"]) == {GARMENT}
    assert set(chosen.loc[chosen["facet"] == "material", "within_label_id"]) == {"all"}
    assert "category" not in set(chosen["facet"])


def test_the_shares_equal_counting_by_hand(snapshot: Snapshot) -> None:
    row = snapshot.read("page_assortment", within="all", **SLICE).set_index("label_id").loc["colour:red"]
    weeks = snapshot.read("page_history", series_id=row["series_id"]).set_index("week")["y"]
    ahead = snapshot.read("page_forecast", series_id=row["series_id"])
    now = pd.Timestamp(NOW)
    year = [now - pd.Timedelta(weeks=n) for n in range(52)]
    assert row["share"] == pytest.approx(weeks[year].mean())
    assert row["share_before"] == pytest.approx(weeks[[week - pd.Timedelta(weeks=52) for week in year]].mean())
    assert row["year_before"] == pytest.approx(weeks[[week - pd.Timedelta(weeks=52) for week in ahead["week"]]].mean())
    assert (row["ahead"], row["lo80"], row["hi80"]) == pytest.approx(tuple(ahead[["yhat", "lo80", "hi80"]].mean()))


def test_fewer_weeks_ahead_mean_those_weeks_and_the_same_ones_a_year_before(snapshot: Snapshot) -> None:
    last = f"{FIRST + pd.Timedelta(weeks=25):%Y-%m-%d}"
    row = snapshot.read("page_assortment", within="all", **(SLICE | {"last": last})).iloc[0]
    ahead = snapshot.read("page_forecast", series_id=row["series_id"]).head(26)
    weeks = snapshot.read("page_history", series_id=row["series_id"]).set_index("week")["y"]
    assert row["ahead"] == pytest.approx(ahead["yhat"].mean())
    assert row["year_before"] == pytest.approx(weeks[[week - pd.Timedelta(weeks=52) for week in ahead["week"]]].mean())


def test_slices_and_garments_are_those_that_are_followed(snapshot: Snapshot) -> None:
    slices = snapshot.read("page_assortment_slices", facets=" ".join(assortment.FACETS))
    assert slices["region"].tolist()[0] == "all" and set(slices["region"]) == {"all", "GB", "US", "FR"}
    assert (slices["first_week"][0], slices["last_week"][0]) == (FIRST, LAST)
    garments = snapshot.read("page_assortment_garments").set_index("label_id")["labels"]
    assert garments[GARMENT] == 6 and garments["category:blazer"] == 0


def test_the_weeks_bought_for_are_the_year_half_of_it_and_the_seasons_it_reaches() -> None:
    found = horizons(FIRST, LAST)
    assert list(found) == ["52", "26", "SS26", "FW26"]
    assert found["SS26"] == Horizon("SS26", pd.Timestamp(2026, 2, 2), pd.Timestamp(2026, 7, 27), 26, 26)
    assert (found["FW26"].first, found["FW26"].weeks, found["FW26"].of) == (pd.Timestamp(2026, 8, 3), 21, 26)
    assert found["FW26"].is_season and not found["52"].is_season


def test_a_short_forecast_offers_what_it_reaches() -> None:
    found = horizons(FIRST, FIRST + pd.Timedelta(weeks=9))
    assert {name: each.weeks for name, each in found.items()} == {"52": 10, "26": 10}


@given(st.dates(date(2000, 1, 3), date(2060, 1, 1)), st.integers(1, 60))
@tries(max_examples=40, deadline=None)
def test_no_horizon_leaves_the_forecast(day: date, weeks: int) -> None:
    first = pd.Timestamp(day)
    last = first + pd.Timedelta(weeks=weeks - 1)
    for each in horizons(first, last).values():
        assert first <= each.first <= each.last <= last
        assert 1 <= each.weeks <= each.of and each.weeks == (each.last - each.first).days // 7 + 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("planned", [False, True])
def test_the_chart_has_a_mark_for_now_for_the_forecast_and_for_a_plan(theme: str, planned: bool) -> None:
    mix = assortment.mix(rows(0.1, 0.2, 0.3, name=["Red", "<b>Navy</b>", "Camel"]))
    chart = assortment_charts.mix(mix.assign(plan_share=[0.5, 0.5, 0]) if planned else mix, "Colour", theme)
    assert [trace.name for trace in chart.figure.data] == ["Last 52 weeks", "Forecast"] + (["Plan"] if planned else [])
    assert len({trace.marker.symbol for trace in chart.figure.data}) == len(chart.figure.data)
    assert "■ &lt;b&gt;Navy&lt;/b&gt;" in chart.figure.data[0].y
    assert "Camel 50" in chart.alt and "the mix of colour over 3 labels" in chart.alt


def test_a_chart_draws_the_largest_on_the_market_or_in_the_plan() -> None:
    mix = assortment.mix(rows(*[0.1] * 6, 0.01))
    planned = mix.assign(plan_share=[0.0] * 6 + [1.0])
    assert assortment.drawn(mix, 3)["label_id"].tolist() == ["colour:0", "colour:1", "colour:2"]
    assert "colour:6" in set(assortment.drawn(planned, 3)["label_id"])
    assert assortment.drawn(planned.assign(mix_ahead=float("nan")), 3).empty


def test_past_mixes_are_judged_against_what_came(snapshot: Snapshot) -> None:
    judged = mixes.parts(snapshot.read("export_accuracy"))
    totals = judged.groupby(mixes.SLICE)[["mix_ahead", "came_mix", "before_mix"]].sum()
    assert len(totals) and np.allclose(totals, 1)
    table = mixes.scores(judged[judged["kind"] == "replayed"])
    assert table["horizon"].tolist() == [13, 26, 52]
    assert table["held"].eq(1).all()  # every label was said too low by the same part, so no part of a mix moved
    assert mixes.scores(judged.head(0)).empty
