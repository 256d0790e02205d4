"""What is worth an alert: a kept series that crossed one of its limits since it was last looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from data.alerts import Alert, Fact
from data.watchlist import Limits, Standing, Watch

SURENESS = ("low", "medium", "high")
OTHER_PEAK = timedelta(weeks=26)  # two estimates nearer than this are of the same peak
LEVELS = ("growth_above", "growth_below", "share_crosses", "peak_weeks")


def crossed(watch: Watch, now: Standing | None) -> list[Alert]:
    """Return an alert for each limit that was crossed since the last look.

    Args:
        watch: what is kept, its limits, and how it was.
        now: how it stands, None where the snapshot does not follow it.
    """
    before = watch.seen
    if now is None:
        return [_alert(watch, before, "gone", "", before.stage, None)] if before.stage else []
    if before.stage is None:
        return [_alert(watch, now, "stage", now.stage, None, now.stage)]
    found = [*_changed_stage(watch, now), *_levels(watch, now)]
    if watch.limits.on_confidence and _fell(before.confidence, now.confidence):
        found.append(_alert(watch, now, "confidence", now.confidence, before.confidence, now.confidence))
    return found


def met(limits: Limits, standing: Standing) -> tuple[str, ...]:
    """Return the rules among `LEVELS` beyond whose limits a series stands."""
    return tuple(rule for rule in LEVELS if _is_beyond(limits, rule, standing))


def weeks_to_peak(standing: Standing) -> int | None:
    """Return how many weeks the next peak is away, None without one."""
    return (standing.peak_week - standing.week).days // 7 if standing.peak_week else None


def _changed_stage(watch: Watch, now: Standing) -> Iterator[Alert]:
    """Yield the alert for another stage."""
    if watch.limits.on_stage and now.stage != watch.seen.stage:
        yield _alert(watch, now, "stage", now.stage, watch.seen.stage, now.stage)


def _levels(watch: Watch, now: Standing) -> Iterator[Alert]:
    """Yield an alert for each level that was crossed."""
    for rule in LEVELS:
        if _is_new(watch, rule, now):
            side = "beyond" if _is_beyond(watch.limits, rule, now) else "within"
            limit = getattr(watch.limits, rule)
            yield _alert(watch, now, rule, f"{side} {limit}", _value(rule, watch.seen), _value(rule, now))


def _is_new(watch: Watch, rule: str, now: Standing) -> bool:
    """Tell whether a series stands beyond a limit and did not before; a share counts in either direction."""
    before, is_beyond = _is_beyond(watch.limits, rule, watch.seen), _is_beyond(watch.limits, rule, now)
    if rule == "share_crosses":
        return before != is_beyond and watch.seen.share is not None and now.share is not None
    return is_beyond and not before and not (rule == "peak_weeks" and _was_told(watch, now))


def _is_beyond(limits: Limits, rule: str, standing: Standing) -> bool:
    """Tell whether a series stands beyond a limit; without a limit or a value it does not."""
    limit, value = getattr(limits, rule), _value(rule, standing)
    if limit is None or value is None:
        return False
    if rule == "peak_weeks":
        return bool(0 <= value <= limit)
    return bool(value < limit if rule == "growth_below" else value > limit)


def _value(rule: str, standing: Standing) -> float | None:
    """Return what a rule compares with its limit."""
    if rule == "peak_weeks":
        return weeks_to_peak(standing)
    return standing.share if rule == "share_crosses" else standing.growth


def _was_told(watch: Watch, now: Standing) -> bool:
    """Tell whether this very peak was told before, though its week may have been another by then."""
    if watch.peak_told is None or now.peak_week is None:
        return False
    return abs(now.peak_week - watch.peak_told) < OTHER_PEAK


def _fell(before: str | None, now: str | None) -> bool:
    """Tell whether a confidence fell; one that was not known, or is not, fell from nowhere."""
    return before is not None and now is not None and SURENESS.index(now) < SURENESS.index(before)


def _alert(watch: Watch, at: Standing, rule: str, what: Fact, before: Fact, now: Fact) -> Alert:
    """Return an alert; a peak is known by its own week, anything else by the week it was found in."""
    is_peak = rule == "peak_weeks"
    of = at.peak_week if is_peak else at.week
    return Alert(
        alert_id=f"{watch.series_id}|{rule}|{what}|{of}",
        series_id=watch.series_id,
        name=watch.name,
        rule=rule,
        week=at.week,
        peak_week=at.peak_week if is_peak else None,
        facts={"before": before, "now": now, "limit": getattr(watch.limits, rule, None)},
    )
