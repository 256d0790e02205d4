"""A series is taken apart into parts that add up, and compared with years that are over, never with itself now."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends import lifecycle, why

Array = npt.NDArray[np.float64]

NOW = pd.Timestamp("2025-12-22")
WEEKS = 208
SINCE = np.arange(WEEKS)
YEAR = 365.25 / 7


def laid_out(courses: dict[str, Array], base: float | None = None) -> pd.DataFrame:
    """Lay out weekly values; with a base, as shares of people."""
    frames = []
    for name, course in courses.items():
        dates = pd.date_range(end=NOW, periods=len(course), freq="7D")
        share = course / base if base else course
        counted = course if base else np.nan
        frames.append(
            pd.DataFrame({"unique_id": name, "ds": dates, "y": share, "authors": counted, "base": base or np.nan})
        )
    return pd.concat(frames, ignore_index=True)


def season(swing: float) -> Array:
    return np.exp(swing * np.cos(2 * np.pi * (SINCE - 20) / YEAR))


def apart(history: pd.DataFrame) -> pd.DataFrame:
    return why.components(lifecycle.measure(history), history)


@pytest.mark.parametrize("base", [1000.0, None])
def test_the_parts_add_up_to_what_was_seen(base: float | None) -> None:
    rng = np.random.default_rng(0)
    history = laid_out({"b": 40 * season(0.5) * (1 + 0.1 * rng.random(WEEKS)), "a": rng.poisson(9.0, 70) * 1.0}, base)
    parts = apart(history)
    seen = history.sort_values(["unique_id", "ds"], ignore_index=True)
    assert parts[["series_id", "week"]].values.tolist() == seen[["unique_id", "ds"]].values.tolist()
    assert parts[["level", "season", "rest"]].sum(axis=1).to_numpy() == pytest.approx(seen["y"].to_numpy())


def test_a_planted_level_and_season_are_found() -> None:
    level = np.linspace(20, 60, WEEKS)
    parts = apart(laid_out({"s": level * season(0.4)}, base=1000.0))
    shape = season(0.4) / season(0.4)[-52:].mean()
    assert parts["level"].to_numpy() == pytest.approx(level / 1000, rel=0.07)
    assert parts["season"].to_numpy() == pytest.approx(level / 1000 * (shape - 1), abs=0.003)
    assert parts["rest"].abs().max() < 0.003


def test_a_single_wild_week_does_not_move_the_level() -> None:
    calm = 30 + np.random.default_rng(7).random(WEEKS)
    wild = np.where(SINCE == 100, 50 * calm, calm)
    levels = [apart(laid_out({"s": course}))["level"].to_numpy() for course in (calm, wild)]
    assert levels[1] == pytest.approx(levels[0], rel=0.01)


def test_a_series_mostly_at_zero_keeps_the_level_of_its_mean() -> None:
    rare = np.where(SINCE % 5 == 0, 2.0, 0.0)
    assert apart(laid_out({"s": rare}, base=1000.0))["level"].to_numpy() * 1000 == pytest.approx(0.4, abs=0.07)


def test_without_a_proven_season_there_is_none() -> None:
    noise = np.random.default_rng(1).poisson(30.0, WEEKS) * 1.0
    short = 40 * season(0.6)[:80]
    assert (apart(laid_out({"noise": noise, "short": short}, base=1000.0))["season"] == 0).all()


def test_a_series_below_zero_has_no_parts_and_no_analogues() -> None:
    history = laid_out({"s": np.sin(SINCE / 8)})
    assert apart(history).empty
    assert nearest(history).empty


def nearest(history: pd.DataFrame, groups: dict[str, str] | None = None, most: int = 3) -> pd.DataFrame:
    named = {name: name for name in history["unique_id"].unique()} | (groups or {})
    return why.analogues(history[["unique_id", "ds", "y"]], pd.Series(named), most)


def bump(centre: int, height: float, then: float) -> Array:
    """Return a year's bump on a level of ten, and another level from a year after it on."""
    course = 10 + height * np.exp(-(((SINCE - centre) / 6) ** 2))
    return np.where(centre + 26 < SINCE, course * then, course)


def test_a_planted_twin_is_found_with_its_week_and_what_followed() -> None:
    twin = bump(WEEKS - 27 - 78, 15, 1.4)  # the same bump, 78 weeks earlier, and then a rise by 40 %
    rng = np.random.default_rng(2)
    others = {f"n{at}": 10 + rng.random(WEEKS) for at in range(20)}
    found = nearest(laid_out({"asking": bump(WEEKS - 27, 15, 1.0), "twin": twin} | others))
    first = found[found["series_id"] == "asking"].iloc[0]
    assert (first["analogue_id"], first["until"]) == ("twin", NOW - pd.Timedelta(weeks=78))
    assert first["likeness"] == pytest.approx(1, abs=1e-6)
    shape = twin[WEEKS - 130 : WEEKS - 78].mean()
    assert first["growth"] == pytest.approx(twin[WEEKS - 78 : WEEKS - 26].mean() / shape - 1)


def test_only_one_year_of_each_group_is_named_and_places_count_up() -> None:
    rng = np.random.default_rng(3)
    history = laid_out({f"s{at}": 10 + rng.random(WEEKS).cumsum() for at in range(6)})
    found = nearest(history, groups={"s0": "g", "s1": "g", "s2": "g"}, most=10)
    for _, rows in found.groupby("series_id"):
        assert rows["place"].tolist() == [1, 2, 3, 4]
        assert rows["analogue_id"].replace({"s1": "s0", "s2": "s0"}).is_unique


def test_a_year_whose_aftermath_is_not_known_is_never_named() -> None:
    rng = np.random.default_rng(4)
    found = nearest(laid_out({f"s{at}": rng.random(WEEKS) + 1 for at in range(5)}))
    assert (found["until"] <= NOW - pd.Timedelta(weeks=52)).all()
    assert found["growth"].notna().all()


def test_what_comes_after_the_aftermath_changes_nothing_about_a_named_year() -> None:
    """What is said of a year is read from that year and the next alone."""
    rng = np.random.default_rng(5)
    past = {f"s{at}": rng.random(WEEKS) + 1 for at in range(4)}
    row = nearest(laid_out(past)).iloc[0]
    course = pd.Series(past[row["analogue_id"]], index=pd.date_range(end=NOW, periods=WEEKS, freq="7D"))
    year = course[row["until"] - pd.Timedelta(weeks=51) : row["until"]]
    after = course[row["until"] + pd.Timedelta(weeks=1) : row["until"] + pd.Timedelta(weeks=52)]
    assert row["growth"] == pytest.approx(after.mean() / year.mean() - 1)
    assert row["change_then"] == pytest.approx(year[26:].mean() / year[:26].mean() - 1, rel=0.01)


@given(st.integers(0, 10_000), st.floats(0.01, 1000))
@settings(max_examples=15, deadline=None)
def test_the_nearest_year_is_that_of_the_naive_search_whatever_the_unit(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    courses = {f"s{at}": rng.random(130 + 7 * at) + 0.2 for at in range(4)}
    found = nearest(laid_out({name: unit * course for name, course in courses.items()}), most=1)
    for name, course in courses.items():
        row = found[found["series_id"] == name].iloc[0]
        best = min(distances(course[-52:], courses))
        assert (row["analogue_id"], row["until"]) == (best[1], NOW - pd.Timedelta(weeks=best[2]))


def distances(year: Array, courses: dict[str, Array]) -> list[tuple[float, str, int]]:
    """Return the distance of one year to every past year, one by one."""
    found = []
    for name, course in courses.items():
        for back in range(52, len(course) - 51):
            other = course[len(course) - back - 52 : len(course) - back]
            shapes = [part.reshape(13, 4).mean(axis=1) for part in (year, other)]
            moves = [np.log((p[26:].sum() + 1e-3 * p.sum()) / (p[:26].sum() + 1e-3 * p.sum())) for p in (year, other)]
            found.append((1 - np.corrcoef(*shapes)[0, 1] + abs(moves[0] - moves[1]), name, back))
    return found


def test_many_series_in_pieces_give_what_they_give_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    history = laid_out({f"s{at}": rng.random(WEEKS) + 1 for at in range(9)})
    whole = nearest(history)
    monkeypatch.setattr(why, "PAIRS_AT_ONCE", 1)
    pd.testing.assert_frame_equal(nearest(history), whole)


def test_no_history_gives_no_rows() -> None:
    empty = laid_out({"s": np.ones(30)}).iloc[:0]
    assert nearest(empty).columns.tolist() == why.ANALOGUE
    assert nearest(laid_out({"s": np.ones(30)})).empty
    assert why.components(lifecycle.measure(empty), empty).columns.tolist() == why.COMPONENT
