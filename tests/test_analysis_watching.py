"""What is worth an alert: each limit when it is crossed, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends.watching import crossed, met
from data.errors import BadInput
from data.watchlist import Limits, Standing, Watch

WEEK = date(2025, 12, 22)
NEXT = WEEK + timedelta(weeks=1)
BEFORE = Standing(WEEK, "rising", 0.2, 0.008, WEEK + timedelta(weeks=20), "high")
NONE = Limits(False, False, None, None, None, None)
ALL = Limits()


def watch(limits: Limits = ALL, seen: Standing = BEFORE, peak_told: date | None = None) -> Watch:
    return Watch("colour:red|all|all|all|all", "Red", "2025-12-29T08:00:00Z", limits, seen, peak_told)


def at(week: date = NEXT, **changed: object) -> Standing:
    return replace(BEFORE, week=week, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limits", "now", "rules"),
    [
        (ALL, {}, []),
        (ALL, {"stage": "peaking"}, ["stage"]),
        (NONE, {"stage": "peaking"}, []),
        (ALL, {"confidence": "medium"}, ["confidence"]),
        (ALL, {"confidence": "low", "stage": "steady"}, ["stage", "confidence"]),
        (ALL, {"growth": 0.31}, ["growth_above"]),
        (ALL, {"growth": 0.3}, []),
        (ALL, {"growth": -0.31}, ["growth_below"]),
        (ALL, {"growth": None}, []),
        (ALL, {"share": 0.011}, ["share_crosses"]),
        (ALL, {"share": None}, []),
        (ALL, {"peak_week": NEXT + timedelta(weeks=8)}, ["peak_weeks"]),
        (ALL, {"peak_week": NEXT + timedelta(weeks=9)}, []),
        (ALL, {"peak_week": NEXT}, ["peak_weeks"]),
        (ALL, {"peak_week": None}, []),
        (NONE, {"growth": 9.0, "share": 0.5, "peak_week": NEXT, "confidence": "low"}, []),
    ],
)
def test_an_alert_is_found_where_a_limit_was_crossed(limits: Limits, now: dict[str, object], rules: list[str]) -> None:
    assert [alert.rule for alert in crossed(watch(limits), at(**now))] == rules


def test_a_share_is_told_when_it_crosses_either_way() -> None:
    (up,) = crossed(watch(), at(share=0.012))
    (down,) = crossed(watch(seen=at(WEEK, share=0.012)), at(share=0.008))
    assert up.facts == {"before": 0.008, "now": 0.012, "limit": 0.01}
    assert up.alert_id != down.alert_id and down.rule == "share_crosses"


def test_confidence_that_rises_is_no_alert() -> None:
    assert crossed(watch(seen=at(WEEK, confidence="low")), at(confidence="high")) == []


def test_a_series_that_is_gone_is_told_once_and_told_again_when_it_is_back() -> None:
    (gone,) = crossed(watch(), None)
    assert gone.rule == "gone" and gone.facts["before"] == "rising"
    away = watch(seen=Standing(WEEK))
    assert crossed(away, None) == []
    (back,) = crossed(away, at(growth=0.9))
    assert back.rule == "stage" and back.facts["before"] is None


def test_a_peak_is_told_once_though_its_week_is_seen_otherwise_later() -> None:
    near = NEXT + timedelta(weeks=8)
    assert crossed(watch(peak_told=near + timedelta(weeks=2)), at(peak_week=near)) == []
    assert [a.rule for a in crossed(watch(peak_told=near - timedelta(weeks=52)), at(peak_week=near))] == ["peak_weeks"]


def test_the_same_fact_has_the_same_id_and_another_week_another() -> None:
    (one,) = crossed(watch(), at(growth=0.5))
    (again,) = crossed(watch(), at(growth=0.4))
    (later,) = crossed(watch(), at(NEXT + timedelta(weeks=1), growth=0.5))
    assert one.alert_id == again.alert_id != later.alert_id


@settings(deadline=None)
@given(growth=st.one_of(st.none(), st.floats(-0.99, 9)), share=st.one_of(st.none(), st.floats(0, 1)),
       weeks=st.one_of(st.none(), st.integers(0, 60)), stage=st.sampled_from(["rising", "fading"]))  # fmt: skip
def test_what_was_seen_at_the_last_look_is_never_an_alert(
    growth: float | None, share: float | None, weeks: int | None, stage: str
) -> None:
    peak = WEEK + timedelta(weeks=weeks) if weeks is not None else None
    seen = Standing(WEEK, stage, growth, share, peak, "low")
    assert crossed(watch(seen=seen), seen) == []


def test_the_limits_that_a_series_is_beyond_are_named() -> None:
    assert met(ALL, at(growth=0.5, share=0.02, peak_week=NEXT)) == ("growth_above", "share_crosses", "peak_weeks")
    assert met(NONE, at(growth=0.5, share=0.02, peak_week=NEXT)) == ()


@pytest.mark.parametrize(
    "limits", [{"growth_above": -1.5}, {"growth_below": -1.0}, {"share_crosses": 1.2}, {"share_crosses": 0.0},
               {"peak_weeks": 0}, {"peak_weeks": 53}, {"growth_above": float("nan")}],
)  # fmt: skip
def test_a_limit_where_nothing_can_lie_is_refused(limits: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="no limit"):
        Limits(**limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(("before", "now"), [(None, "low"), ("high", None)])
def test_a_confidence_that_was_not_known_or_is_not_fell_from_nowhere(before: str | None, now: str | None) -> None:
    assert crossed(watch(seen=at(WEEK, confidence=before)), at(confidence=now)) == []
