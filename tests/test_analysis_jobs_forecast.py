"""The forecast job fills its tables together, the same each time, and keeps the record of what it once said."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planted import MONDAY, Season, crowd

from analysis.jobs import forecast
from analysis.jobs.forecast import ForecastResult
from analysis.trends import borrowing
from analysis.trends.track_record import score_published
from dashboard.words import keys
from data.settings import Settings
from data.snapshot import publish
from data.store import Store

WEEKS = 120
LAST = pd.Timestamp(MONDAY) + timedelta(weeks=WEEKS - 1)
YEAR_AGO = LAST - timedelta(weeks=52)
RED, TEAL = "colour:red|all|all|all|all", "colour:teal|all|all|all|all"
LONG = "They say so and say so. " * 20 + "I adore my teal scarf. " + "And so on and so on. " * 20


def written() -> Season:
    """Return a season of 120 whole weeks: a rising red, a thin teal, and a few words in the last weeks."""
    season = Season()
    for week in range(WEEKS):
        for person in range(16):
            labels = ["colour:red"] if person < 4 + (week >= 60) * (week - 60) // 10 else []
            season.post(7 * week + 2, f"a{person}", *labels, region="US" if person % 2 else "DE")
        season.post(7 * week + 4, f"t{week}", *(["colour:teal"] if week % 2 else []))
        season.post(7 * week + 6, "closer")
    return season


def evidence(season: Season) -> None:
    """Add posts in the last week that may stand as evidence: one loud person, copies, one against, one long text."""
    day = 7 * (WEEKS - 1) + 3
    for number in range(8):
        season.post(day, "loud", "colour:red", engagement=1000 + number)
    for number in range(3):
        season.post(day, f"copy{number}", "colour:red", text="same", text_hash="same", engagement=500)
    season.post(day, "critic", "-colour:red", engagement=900)
    long = season.post(day, "long", "colour:teal", text=LONG)
    season.tags[-1] |= {"evidence": "teal", "span_start": LONG.index("teal"), "span_end": LONG.index("teal") + 4}
    assert season.tags[-1]["subject_id"] == long


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ForecastResult]:
    """A home in which the job has run once."""
    home = tmp_path_factory.mktemp("forecast") / "home"
    store = Store(Settings(home=home))
    season = written()
    evidence(season)
    season.write(store)
    return home, forecast.run(store)


@pytest.fixture
def again(made: tuple[Path, ForecastResult], settings: Settings) -> Store:
    """A copy of that home, to be changed."""
    shutil.copytree(made[0], settings.home)
    return Store(settings)


def table(store: Store, name: str) -> pd.DataFrame:
    with store.connection() as con:
        return con.execute(f"SELECT * FROM {name} ORDER BY ALL").df()


DERIVED = ("series", "forecast", "accuracy", "trend", "evidence", "component", "analogue", "forecast_weight")


def tables(store: Store) -> dict[str, pd.DataFrame]:
    return {name: table(store, name).drop(columns="made_at", errors="ignore") for name in DERIVED}


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for name in DERIVED:
        pd.testing.assert_frame_equal(one[name], other[name])


def test_every_series_has_a_trend_and_the_result_counts_them(made: tuple[Path, ForecastResult], again: Store) -> None:
    result, rows = made[1], table(again, "trend")
    assert result.series == len(rows) == result.forecast + result.borrowed + result.not_forecast
    assert set(table(again, "series")["series_id"]) == set(rows["series_id"])
    assert result.evidence == len(table(again, "evidence"))


def test_a_forecast_begins_behind_the_last_complete_week_and_runs_a_year(again: Store) -> None:
    rows = table(again, "forecast").query("series_id == @RED")
    assert rows["horizon"].tolist() == list(range(1, 53))
    assert (rows["cutoff"] == LAST).all()
    assert (rows["week"] == LAST + pd.to_timedelta(7 * rows["horizon"], unit="D")).all()
    bounds = rows[["lo95", "lo80", "yhat", "hi80", "hi95"]].to_numpy()
    assert (np.diff(bounds, axis=1) >= 0).all()
    assert bounds.min() >= 0
    assert bounds.max() <= 1


def test_the_trend_of_a_planted_rise_says_so_with_its_facts(again: Store) -> None:
    row = table(again, "trend").set_index("series_id").loc[RED]
    assert row["stage"] == row["reason"] == "rising"
    facts = json.loads(row["facts"])
    assert facts["growth"] == pytest.approx(row["growth"])
    assert facts["thresholds"]["change"] > 0
    assert facts["authors"] == row["authors"] >= 10
    tagged = table(again, "tag").query("label_id == 'colour:red' and polarity == 'for'")
    recent = table(again, "post").query("week > @YEAR_AGO")
    assert row["posts"] == tagged["subject_id"].isin(recent["post_id"]).sum()


def test_a_label_too_thin_to_be_forecast_borrows_its_facets_shape_and_says_so(again: Store) -> None:
    row = table(again, "trend").set_index("series_id").loc[TEAL]
    assert (row["reason"], row["confidence"]) == ("borrowed", "low")
    rows = table(again, "forecast").query("series_id == @TEAL")
    assert rows["model"].str.startswith("borrowed from facet:colour|all|all|all|all").all()
    assert row["share"] / 2 < rows["yhat"].mean() < row["share"] * 2


def test_a_second_run_changes_nothing(again: Store) -> None:
    before = tables(again)
    forecast.run(again)
    assert_same(before, tables(again))


def test_a_run_that_breaks_off_leaves_the_tables_as_they_were(again: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(again)
    later = Season()
    crowd(later, 1, "colour:red", people=9, of=9, start=WEEKS)
    add_posts(again, later)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Store, "replace", broken_at_evidence)
        forecast.run(again)
    assert_same(before, tables(again))


REPLACE = Store.replace


def broken_at_evidence(store: Store, name: str, frame: pd.DataFrame) -> int:
    if name == "evidence":
        raise KeyboardInterrupt
    return REPLACE(store, name, frame)


def add_posts(store: Store, season: Season) -> None:
    """Add posts of a later season under ids of their own."""
    for row in season.posts:
        row["post_id"] = row["native_id"] = f"later-{row['post_id']}"
    for row in season.tags:
        row["subject_id"] = f"later-{row['subject_id']}"
    store.add("post", pd.DataFrame(season.posts))
    store.add("tag", pd.DataFrame(season.tags))


def test_what_was_published_is_kept_and_scored_when_its_weeks_have_come(again: Store) -> None:
    publish(again)
    before = table(again, "forecast")
    later = Season()
    crowd(later, 5, "colour:red", people=9, of=18, start=WEEKS)
    add_posts(again, later)
    forecast.run(again)
    after = table(again, "forecast")
    kept = after[after["run_id"].isin(before["run_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, before)
    assert after["run_id"].nunique() == 2
    scored = table(again, "accuracy").query("kind == 'published' and series_id == @RED")
    assert scored[["cutoff", "horizon", "weeks"]].values.tolist() == [[LAST, 4, 4]]
    assert scored["season_error"].notna().all()


def test_what_was_published_is_scored_even_when_nobody_follows_it_any_more(again: Store) -> None:
    publish(again)
    later = Season()
    crowd(later, 5, "colour:red", people=9, of=18, start=WEEKS)
    add_posts(again, later)
    forecast.run(again, limit=1)
    assert TEAL not in set(table(again, "trend")["series_id"])
    scored = table(again, "accuracy").query("kind == 'published' and series_id == @TEAL")
    assert scored[["model", "horizon", "came"]].values.tolist() == [["borrowed", 4, 0.0]]


def test_the_record_holds_series_that_stood_then_and_no_others(again: Store) -> None:
    rows = table(again, "accuracy").query("kind == 'replayed'")
    assert RED in set(rows["series_id"])
    assert TEAL not in set(rows["series_id"])
    week = table(again, "series").query("series_id == @RED").set_index("week")["authors"]
    for cutoff in rows.query("series_id == @RED")["cutoff"].unique():
        assert week[cutoff - timedelta(weeks=51) : cutoff].mean() > 3
    ours = rows.query("series_id == @RED and model == 'ensemble'")
    assert ours["horizon"].le((LAST - ours["cutoff"]).dt.days // 7).all()
    assert (ours["season_error"] - (ours["came"] - ours["said"]).abs() / ours["came"]).abs().max() < 1e-9


def test_the_usual_error_rests_on_the_replays_that_are_stored(again: Store) -> None:
    half = table(again, "accuracy").query("series_id == @RED and model == 'ensemble' and horizon == 26")
    row = table(again, "trend").set_index("series_id").loc[RED]
    assert row["usual_error"] == pytest.approx(half["season_error"].median())
    assert json.loads(row["facts"])["replays"] == len(half) > 0
    assert json.loads(row["facts"])["label"] == "ensemble"


def test_the_parts_of_a_series_add_up_to_its_weeks(again: Store) -> None:
    both = table(again, "component").merge(table(again, "series"), on=["series_id", "week"])
    assert len(both) == len(table(again, "component")) == len(table(again, "series"))
    assert (both["level"] + both["season"] + both["rest"]).to_numpy() == pytest.approx(both["y"].to_numpy())


def test_the_weights_are_those_of_the_forecast_shown_and_every_model_has_words(again: Store) -> None:
    weights = table(again, "forecast_weight")
    trends = table(again, "trend").set_index("series_id")
    assert set(weights["series_id"]) == set(trends.index[trends["reason"] != "borrowed"])
    assert (weights["run_id"] == trends["run_id"].loc[RED]).all()
    assert weights.groupby("series_id")["weight"].sum().to_numpy() == pytest.approx(1)
    assert {f"model.{model}" for model in weights["model"]} - keys() == set()


def test_an_incomplete_week_is_kept_but_never_modelled(again: Store) -> None:
    later = Season()
    crowd(later, 1, "colour:red", people=18, of=18, start=WEEKS)
    add_posts(again, later)
    before = table(again, "forecast")
    forecast.run(again)
    assert table(again, "series").query("series_id == @RED")["week"].max() == LAST + timedelta(weeks=1)
    assert (table(again, "trend").set_index("series_id").loc[RED, "now_week"]) == LAST
    pd.testing.assert_frame_equal(table(again, "forecast"), before)


def test_evidence_is_at_most_five_rows_a_label_and_week_by_different_people_one_of_them_against(again: Store) -> None:
    rows = table(again, "evidence")
    assert rows.groupby(["label_id", "week"]).size().max() == 5
    last = rows.query("label_id == 'colour:red' and week == @LAST")
    authors = last.merge(table(again, "post"), left_on="subject_id", right_on="post_id")["author"]
    assert authors.is_unique
    assert (last["polarity"] == "against").sum() == 1
    assert (last["excerpt"] == "same").sum() == 1


def test_evidence_goes_back_over_the_last_weeks_in_which_a_label_was_shown(again: Store) -> None:
    first = table(again, "evidence").groupby("label_id")["week"].agg(["min", "nunique"])
    assert first["nunique"].to_dict() == {"colour:red": 26, "colour:teal": 26}
    assert first.loc["colour:red", "min"] == LAST - timedelta(weeks=25)
    assert first.loc["colour:teal", "min"] == LAST - timedelta(weeks=50)


def test_a_long_post_is_cut_round_the_words_that_carry_the_label(again: Store) -> None:
    excerpt = table(again, "evidence").query("words == 'teal'")["excerpt"].iloc[0]
    assert len(excerpt) <= 280
    assert "my teal scarf" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")


def test_looks_are_evidence_by_different_houses_and_have_series_of_their_own(again: Store) -> None:
    image = {"sha256": "0", "source": "shows", "path": "x.jpg", "width": 1, "height": 1, "season": "FW26", "week": LAST}
    shown = [
        image | {"image_id": f"{house}{look}", "designer": house, "look": look}
        for house in ("Aune", "Brill") for look in range(20)
    ]  # fmt: skip
    again.add("source", pd.DataFrame([{"source": "shows", "kind": "images", "title": "shows", "added_at": LAST}]))
    again.add("image", pd.DataFrame(shown))
    looks = Season()
    for row in shown[::2]:
        looks.tag(str(row["image_id"]), "image", "colour:red")
    again.add("tag", pd.DataFrame(looks.tags))
    forecast.run(again)
    rows = table(again, "evidence").query("subject_kind == 'image'")
    assert rows["designer"].value_counts().to_dict() == {"Aune": 6, "Brill": 6}
    series = table(again, "series").query("source == 'shows'")
    assert series[["series_id", "authors", "base", "y"]].values.tolist() == [
        ["colour:red|all|all|shows|all", 20, 40, 0.5]
    ]


def test_a_feed_that_stopped_is_of_low_confidence_and_named_in_the_journal(store: Store) -> None:
    weeks = pd.date_range(end=LAST, periods=130, freq="7D")
    y = np.where(np.arange(130) < 126, 50 + 10 * np.sin(2 * np.pi * np.arange(130) / 52.18), 0.0)
    rows = pd.DataFrame({"source": "trends", "unique_id": "Sneaker", "name": "Sneaker", "week": weeks, "y": y})
    store.add("interest", rows)
    forecast.run(store)
    row = table(store, "trend").iloc[0]
    assert (row["confidence"], json.loads(row["facts"])["label"]) == ("low", "stopped feed")
    assert (
        "1 series was mended before the forecast. Series 'trends:Sneaker'" in table(store, "job_run")["detail"].iloc[0]
    )


def test_imported_series_alone_are_forecast(store: Store) -> None:
    weeks = pd.date_range(end=LAST, periods=130, freq="7D")
    y = 50 + 10 * np.sin(2 * np.pi * np.arange(130) / 52.18)
    rows = pd.DataFrame({"source": "trends", "unique_id": "Sneaker", "name": "Sneaker", "week": weeks, "y": y})
    store.add("interest", rows)
    result = forecast.run(store)
    assert (result.series, result.forecast) == (1, 1)
    assert table(store, "trend")[["label_id", "magnitude", "seasonal"]].values.tolist() == [
        ["series:Sneaker", "value", True]
    ]


def test_a_label_is_forecast_beside_the_imported_series_that_carries_its_name(again: Store) -> None:
    weeks = pd.date_range(end=LAST + timedelta(weeks=1), periods=WEEKS + 1, freq="7D")
    rows = {"source": "searches", "unique_id": "q1", "name": " RED", "week": weeks, "y": np.arange(WEEKS + 1) + 50.0}
    before = table(again, "forecast")["run_id"].unique()
    again.add("interest", pd.DataFrame(rows))
    forecast.run(again)
    details = table(again, "job_run").query("job == 'forecast'").sort_values("started_at")["detail"]
    assert "1 label is forecast with search interest beside it: Red; no forecast moves with it." in details.iloc[-1]
    assert "search interest" not in str(details.iloc[0])
    assert set(table(again, "trend")["run_id"].dropna()).isdisjoint(before)


def test_an_empty_warehouse_is_forecast_without_a_fault(store: Store) -> None:
    store.add("post_topic", pd.DataFrame([{"post_id": "p", "topic_id": 1}]))
    assert forecast.run(store).series == 0


def borrowing_frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return meta, history and forecast of a label and of one thin split at half its share."""
    weeks = pd.date_range("2024-01-01", periods=60, freq="7D")
    rows = [
        pd.DataFrame({"unique_id": name, "ds": weeks, "authors": authors, "base": base, "y": authors / base})
        for name, authors, base in (("whole", 40.0, 100.0), ("split", 2.0, 10.0))
    ]
    meta = pd.DataFrame({"series_id": ["split"], "parent_id": ["whole"], "own": [False]})
    shape = {"horizon": [1, 2], "yhat": [0.4, 0.6], "lo80": [0.3, 0.5], "hi80": [0.5, 0.7], "lo95": [0.2, 0.4]}
    ahead = pd.DataFrame(shape | {"hi95": [0.6, 0.8], "unique_id": "whole", "ds": weeks[-2:], "model": "m"})
    return meta, pd.concat(rows), ahead


def test_a_borrowed_forecast_is_the_parents_at_the_splits_own_level_and_wider() -> None:
    meta, history, ahead = borrowing_frames()
    borrowed = borrowing.borrow(meta, history, ahead)
    assert borrowed["yhat"].tolist() == pytest.approx([0.2, 0.3])
    assert ((borrowed["hi80"] - borrowed["lo80"]) > 0.5 * (ahead["hi80"] - ahead["lo80"])).all()
    assert borrowed["model"].tolist() == ["borrowed from whole"] * 2


def test_a_borrowed_forecast_keeps_a_proven_season_of_its_own() -> None:
    meta, history, ahead = borrowing_frames()
    seasons = pd.DataFrame({"unique_id": "split", "horizon": [1, 2], "factor": [0.5, 1.5]})
    borrowed = borrowing.borrow(meta, history, ahead, seasons)
    assert borrowed["yhat"].tolist() == pytest.approx([0.1, 0.45])
    assert borrowed["model"].str.endswith("own season").all()


def test_a_split_whose_parent_has_no_forecast_gets_none() -> None:
    meta, history, ahead = borrowing_frames()
    assert borrowing.borrow(meta, history, ahead.iloc[:0]).empty


def test_a_published_forecast_is_scored_only_over_horizons_that_have_fully_come() -> None:
    weeks = pd.date_range("2024-01-01", periods=80, freq="7D")
    history = pd.DataFrame({"unique_id": "s", "ds": weeks, "y": np.arange(80.0)})
    foretold = pd.DataFrame(
        {"run_id": "r", "series_id": "s", "model": "ensemble", "cutoff": weeks[59], "week": weeks[60:]}
    )
    foretold = foretold.assign(
        horizon=range(1, 21), yhat=np.arange(60.0, 80.0) + 1, lo80=0.0, hi80=1e3, lo95=0.0, hi95=1e3
    )
    scores = score_published(foretold, history, 52).set_index("horizon")
    assert scores.index.tolist() == [4, 13]
    assert scores["mase"].tolist() == pytest.approx([1 / 52, 1 / 52])
    assert scores["covered80"].tolist() == [1.0, 1.0]
    assert scores[["said", "came", "before"]].values.tolist() == [[62.5, 61.5, 9.5], [67.0, 66.0, 14.0]]
