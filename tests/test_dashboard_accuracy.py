"""The track record taken apart: every group counted by hand, bands with their intervals, the ends in order."""

from __future__ import annotations

import pandas as pd
import pytest
from dashboard_season import build_season
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from dashboard import accuracy_charts, track
from dashboard.palette import THEMES
from data.settings import Settings
from data.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A published season."""
    settings = Settings(home=tmp_path_factory.mktemp("accuracy") / "home")
    build_season(settings)
    return Snapshot.current(settings)


@pytest.fixture(scope="module")
def record(snapshot: Snapshot) -> pd.DataFrame:
    """Its track record."""
    return snapshot.read("page_record")


@given(st.integers(1, 5000), st.floats(0, 1))
@settings(deadline=None)
def test_the_interval_is_wilsons(of: int, share: float) -> None:
    assert track.wilson(share, of) == pytest.approx(proportion_confint(share * of, of, method="wilson"), abs=1e-6)


@pytest.mark.parametrize(("facet", "region"), [("colour", "GB"), ("any", "GB"), ("colour", "any"), ("any", "all")])
def test_each_group_equals_counting_by_hand(snapshot: Snapshot, record: pd.DataFrame, facet: str, region: str) -> None:
    raw = snapshot.read("snapshot/accuracy").query("kind == 'replayed' and horizon == 26 and model == 'ensemble'")
    parts = raw["series_id"].str.split("|", expand=True)
    here = raw[(parts[0].str.startswith(f"{facet}:") | (facet == "any")) & ((parts[2] == region) | (region == "any"))]
    found = track.group(record, facet, region).set_index(["kind", "horizon"]).loc[("replayed", 26)]
    assert found["forecasts"] == len(here)
    assert found["season_error"] == pytest.approx(here["season_error"].median())
    assert found["called_right"] == pytest.approx((here["called"] == here["went"]).mean())
    assert found["covered95"] == pytest.approx(here["covered95"].mean())


def test_the_facets_of_a_region_add_up_to_it(record: pd.DataFrame) -> None:
    for by in ("facet", "region"):
        apart = track.split(record, by, track.ANY, track.ANY).groupby(["kind", "horizon"])["forecasts"].sum()
        whole = track.group(record).set_index(["kind", "horizon"])["forecasts"]
        assert (apart == whole).all()


def test_bands_are_judged_by_horizon_with_the_number_of_forecasts(record: pd.DataFrame) -> None:
    rows = track.calibration(track.group(record).query("kind == 'replayed'"))
    assert rows[["horizon", "nominal"]].values.tolist() == [
        [13, 0.8], [13, 0.95], [26, 0.8], [26, 0.95], [52, 0.8], [52, 0.95],
    ]  # fmt: skip
    assert (rows["low"] < rows["covered"]).all() and (rows["covered"] < rows["high"]).all()
    widths = rows[rows["nominal"] == 0.8].eval("high - low")
    assert widths.is_monotonic_increasing  # fewer forecasts have come due over longer horizons


def test_a_model_without_bands_is_not_judged_by_them() -> None:
    rows = pd.DataFrame([{"kind": "replayed", "horizon": 52, "covered80": None, "covered95": None, "banded": 0}])
    assert track.calibration(rows).empty


def test_every_call_is_counted_once(record: pd.DataFrame) -> None:
    row = track.group(record).set_index(["kind", "horizon"], drop=False).loc[("replayed", 52)]
    calls = track.calls(row)
    assert calls[list(track.WAYS)].to_numpy().sum() == row["forecasts"]
    hits = sum(calls[calls["called"] == way][way].iloc[0] for way in track.WAYS)
    assert hits / row["forecasts"] == pytest.approx(row["called_right"])
    assert calls["right"].isna().tolist() == (calls[list(track.WAYS)].sum(axis=1) == 0).tolist()


def test_last_year_is_drawn_only_where_it_was_replayed(record: pd.DataFrame) -> None:
    errors = track.errors(track.group(record))
    assert set(errors.loc[errors["model"] == "seasonal-naive", "kind"]) == {"replayed"}
    assert set(errors.loc[errors["model"] == "ours", "kind"]) == {"published", "replayed"}


def test_models_are_judged_with_last_year_on_the_same_forecasts(snapshot: Snapshot) -> None:
    rows = snapshot.read("page_record_models").query("kind == 'replayed' and horizon == 26").set_index("model")
    assert set(rows.index) == {"ensemble", "seasonal-naive"}
    assert rows.loc["ensemble", "naive_error"] == pytest.approx(rows.loc["seasonal-naive", "season_error"])


def ends(snapshot: Snapshot, worst: bool, **picked: object) -> pd.DataFrame:
    """Read the furthest or nearest forecasts."""
    asked = {"kind": "replayed", "horizon": 26, "facet": "any", "region": "any", "most": 500} | picked
    return snapshot.read("page_record_ends", worst=worst, **asked)


def test_the_ends_are_in_order_and_filtered(snapshot: Snapshot) -> None:
    worst, best = ends(snapshot, True), ends(snapshot, False)
    assert worst["season_error"].is_monotonic_decreasing and best["season_error"].is_monotonic_increasing
    assert len(worst) == len(best) == 144
    some = ends(snapshot, True, facet="colour", region="GB", most=4)
    assert len(some) == 4 and set(some["facet"]) == {"colour"} and set(some["region"]) == {"GB"}
    assert ends(snapshot, True, kind="published")["naive_error"].isna().all()


@pytest.mark.parametrize("theme", THEMES)
def test_the_charts_have_words_with_their_numbers(record: pd.DataFrame, theme: str) -> None:
    rows = track.split(record, "facet", track.ANY, track.ANY).query("kind == 'replayed' and horizon == 26")
    groups = accuracy_charts.groups(rows, list(rows["facet"]), "replayed", theme)
    assert "colour 8" in groups.alt
    assert [trace.name for trace in groups.figure.data if trace.name] == [
        "Repeating last year",
        "Hemline, replayed now",
    ]
    held = accuracy_charts.calibration(track.calibration(track.group(record).query("kind == 'replayed'")), theme)
    assert "In the 80\u00a0% band at 26 weeks: 81\u00a0% (between" in held.alt
