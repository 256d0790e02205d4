"""What pages say of the track record and of the reasons: published and replayed apart, plain words, the right rows."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from dashboard_season import build_season
from dashboard_setting import NOW

from analysis.forecasts import accuracy
from analysis.trends import lifecycle
from dashboard import queries, readings, record, track, why, why_charts
from dashboard.words import say
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store

GAP = "\u00a0"
ROW = {"series_id": "s", "now_week": pd.Timestamp(NOW), "magnitude": "medium", "authors": 500, "usual_error": 0.09}


def scores(*rows: tuple[str, str, int, int, float, float]) -> pd.DataFrame:
    """Lay out rows of accuracy: kind, model, weeks back, horizon, said, came; the year before was 0.04."""
    frame = pd.DataFrame(rows, columns=["kind", "model", "back", "horizon", "said", "came"])
    frame["cutoff"] = pd.Timestamp(NOW) - pd.to_timedelta(7 * frame.pop("back"), unit="D")
    frame["season_error"] = (frame["came"] - frame["said"]).abs() / frame["came"]
    ways = {
        name: np.where(frame[of] > 0.042, "up", np.where(frame[of] < 0.038, "down", "flat"))
        for name, of in (("called", "said"), ("went", "came"))
    }
    return frame.assign(**ways, before=0.04, mase=0.8, covered80=0.8)


SCORES = scores(
    ("replayed", "ensemble", 52, 13, 0.05, 0.05),
    ("replayed", "ensemble", 52, 52, 0.05, 0.055),
    ("replayed", "seasonal-naive", 52, 52, 0.04, 0.055),
    ("replayed", "ensemble", 26, 26, 0.04, 0.03),
    ("replayed", "ensemble", 13, 13, 0.03, 0.03),
    ("replayed", "ensemble", 39, 26, 0.06, 0.06),
    ("published", "ensemble", 26, 13, 0.03, 0.05),
    ("published", "borrowed", 30, 26, 0.045, 0.05),
)


def test_each_past_week_counts_once_over_as_many_weeks_as_have_come() -> None:
    rows = queries.record(SCORES)
    assert rows[["kind", "horizon"]].values.tolist() == [
        ["published", 13], ["published", 26], ["replayed", 13], ["replayed", 26], ["replayed", 26], ["replayed", 52],
    ]  # fmt: skip
    assert rows["naive_error"].notna().tolist() == [False] * 5 + [True]
    assert queries.calls(rows[rows["kind"] == "replayed"]) == (3, 4)
    assert queries.calls(rows[rows["kind"] == "published"]) == (1, 2)


def test_the_sentences_name_three_six_and_twelve_months_and_no_other_week() -> None:
    said = record.replayed_sentences(ROW, queries.record(SCORES))
    assert [sentence.split()[0] for sentence in said] == ["Three", "Six", "Twelve"]
    assert said[0].endswith("so it was right within half a per cent.")
    assert f"said **4.0{GAP}%** for the 26 weeks since; **3.0{GAP}%** came, so it was 33{GAP}% too high." in said[1]
    assert f"9{GAP}% too low" in said[2]


def test_what_was_published_is_told_in_words_of_its_own() -> None:
    said = record.published_sentences(ROW, queries.record(SCORES))
    assert len(said) == 2
    assert all(sentence.startswith("After the week of") for sentence in said)


def test_the_lead_says_the_error_the_replays_behind_it_and_both_hit_rates() -> None:
    words = record.lead(ROW, SCORES, queries.record(SCORES))
    assert f"**usually within ±9{GAP}% at six months** (the middle of 2 replays)" in words
    assert "1 of 2 times when published and 3 of 4 times when replayed" in words


def test_without_a_replay_of_half_a_year_nothing_is_claimed() -> None:
    few = SCORES[SCORES["kind"] == "published"]
    words = record.lead(ROW | {"usual_error": np.nan}, few, queries.record(few))
    assert "No replay over six months" in words
    assert "usually within" not in words


def test_the_chart_rows_keep_published_and_replayed_apart() -> None:
    rows = queries.backtest(SCORES).set_index(["kind", "model", "horizon"])
    assert rows.loc[("published", "ours", 26), "season_error"] == pytest.approx(0.1)
    assert rows.loc[("replayed", "ours", 26), "origins"] == 2


def test_the_way_in_a_snapshot_is_that_of_the_measure(store: Store) -> None:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(rng.uniform(0.9, 1.1, (200, 3)), columns=["said", "came", "before"])
    rows.loc[:9, "before"] = [0.0, 0.0, -1.0, -1.0, np.nan, 1.0, 1.0, 1.0, 1.0, 1.0]
    rows.loc[:9, "said"] = [0.0, 0.1, -1.06, -0.94, 1.0, np.nan, 1.0, 1.06, 0.94, 1.04]
    keys = {"run_id": "r", "model": "m", "cutoff": NOW, "horizon": 52, "kind": "replayed", "weeks": 52}
    store.add("accuracy", rows.assign(**keys, series_id=[f"s{n:03d}" for n in range(200)]))
    publish(store)
    found = Snapshot.current(store.settings).read("snapshot/accuracy").sort_values("series_id")
    ways = {1.0: "up", 0.0: "flat", -1.0: "down"}
    for of, name in (("said", "called"), ("came", "went")):
        expected = accuracy.direction(rows[[of]].to_numpy(), rows[["before"]].to_numpy())
        assert found[name].where(found[name].notna(), None).tolist() == [ways.get(way) for way in expected]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A published season."""
    settings = Settings(home=tmp_path_factory.mktemp("record") / "home")
    build_season(settings)
    return Snapshot.current(settings)


def test_the_overall_record_equals_counting_by_hand(snapshot: Snapshot) -> None:
    rows = track.group(snapshot.read("page_record")).set_index(["kind", "horizon"])
    raw = snapshot.read("snapshot/accuracy").query("kind == 'replayed' and horizon == 52")
    ours, naive = (raw[raw["model"] == model] for model in ("ensemble", "seasonal-naive"))
    found = rows.loc[("replayed", 52)]
    assert found["forecasts"] == len(ours)
    assert found["season_error"] == pytest.approx(ours["season_error"].median())
    assert found["naive_error"] == pytest.approx(naive["season_error"].median())
    assert found["called_right"] == pytest.approx((ours["called"] == ours["went"]).mean())
    assert found["commonest"] == pytest.approx(ours["went"].value_counts(normalize=True).max())
    assert (
        rows.loc[("published", 26), "naive_error"] != rows.loc[("published", 26), "naive_error"]
    )  # nothing to compare
    words = record.overall_lead(rows.reset_index())
    assert words.index("**Published then:**") < words.index("**Replayed now:**")


def test_a_series_that_is_followed_no_more_stays_in_the_export(store: Store) -> None:
    keys = {"run_id": "r", "model": "ensemble", "cutoff": NOW, "horizon": 52, "kind": "replayed", "weeks": 52}
    store.add("accuracy", pd.DataFrame([keys | {"series_id": "colour:red|all|US|all|all", "said": 0.1}]))
    labels = {"label_id": "colour:red", "facet": "colour", "name": "Red", "names": "{}", "origin": "vocabulary"}
    store.add("label", pd.DataFrame([labels]))
    publish(store)
    row = Snapshot.current(store.settings).read("export_accuracy").iloc[0]
    assert (row["label_id"], row["name"], row["region"]) == ("colour:red", "Red", "US")


def test_the_parts_are_told_in_the_trends_own_unit(snapshot: Snapshot) -> None:
    rows = snapshot.read("page_components", series_id="category:knitwear|all|all|all|all")
    trend = ROW | {"seasonal": True}
    level, season, rest = why.part_sentences(rows, trend)
    assert "on a year ago" in level and "%" in level
    assert "adds most in" in season
    assert rest.endswith("points.")
    assert "none is taken out" in why.part_sentences(rows, trend | {"seasonal": False})[1]
    assert "points" not in why.part_sentences(rows, trend | {"magnitude": "value"})[2]


def test_the_parts_of_a_series_are_drawn_on_one_scale(snapshot: Snapshot) -> None:
    rows = snapshot.read("page_components", series_id="category:knitwear|all|all|all|all")
    charts = [why_charts.part("Knitwear", rows, which, "light", True) for which in why_charts.PARTS]
    ends = [chart.figure.layout.yaxis.range for chart in charts]
    assert len({round(high - low, 9) for low, high in ends}) == 1
    for (low, high), chart in zip(ends, charts, strict=True):
        drawn = np.concatenate([trace.y for trace in chart.figure.data])
        assert low <= drawn.min() and drawn.max() <= high


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"level": 0.6, "theta": 0.4}, f"Mostly the usual season at today's level (60{GAP}%), then a trend"),
        ({"level": 0.4, "mstl": 0.3, "ces": 0.2, "brand-new": 0.1}, "Led by the usual season"),
        ({"level": 1.0}, f"Mostly the usual season at today's level (100{GAP}%)."),
    ],
)
def test_the_weights_are_told_in_plain_words(weights: dict[str, float], words: str) -> None:
    said = why.weight_sentence(pd.DataFrame({"model": weights.keys(), "weight": weights.values()}))
    assert said.startswith(words)
    assert said.endswith("one more model has the rest.") == (len(weights) == 4)


def test_a_model_without_words_goes_by_its_name_and_no_name_is_live() -> None:
    assert why.model_words("brand-new") == "brand\\-new"


@pytest.mark.parametrize("label", ["short history", "stopped feed", "fell to zero", "new level", "after a spike"])
def test_every_doubt_about_a_history_has_words(label: str) -> None:
    facts = {"label": label, "weekly_authors": 50, "thresholds": lifecycle.table()}
    row = {"usual_error": 0.1, "authors": 500, "facts": json.dumps(facts)}
    assert readings._why_low(row) == say(f"low.{label}")


def test_the_years_that_looked_alike_are_named_with_what_followed(snapshot: Snapshot) -> None:
    series_id = "category:knitwear|all|GB|all|all"
    years = snapshot.read("page_analogues", series_id=series_id).to_dict("records")
    assert [why.year_name(year, series_id) for year in years] == [
        "Red in Great Britain", "This trend itself", "Red in Great Britain",
    ]  # fmt: skip
    assert f"93{GAP}% alike: **up 34{GAP}%** in the year after" in why.year_sentence(years[0])
    assert "2 nearest years" in why.spread_sentence(pd.DataFrame(years[:2]))
