"""Alerts: found once in each new snapshot, told once to every channel, and never lost when one fails."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season
from local_service import Reply, serving
from pydantic import SecretStr
from typer.testing import CliRunner

from dashboard import alerts
from dashboard.alert_words import limit_words, sentence
from dashboard.channels import Channel, Message, Tries, Untold
from dashboard.exports import PAGE_TABLES
from data import alerts as stored
from data.alerts import Alert
from data.desk import Desk
from data.errors import BadInput, NothingThere
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from data.watchlist import Limits, Standing, keep, limit, put_back, unkeep, watches
from hemline import app

RED, SUEDE = "colour:red|all|all|all|all", "material:suede|all|all|all|all"
QUICK = Tries(tries=1, first_s=0.01, silence_s=2)
runner = CliRunner()


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    home = tmp_path_factory.mktemp("season") / "home"
    build_season(Settings(home=home))
    return home


@pytest.fixture
def season(season_home: Path, tmp_path: Path) -> Settings:
    """A copy of that home."""
    shutil.copytree(season_home, tmp_path / "home")
    return Settings(home=tmp_path / "home")


@pytest.fixture
def kept(season: Settings) -> Desk:
    """Red and suede are kept, as they stand in the snapshot."""
    desk = Desk(season)
    for series_id, name in ((RED, "Red"), (SUEDE, "Suede")):
        keep(desk, series_id, name, standing(season, series_id))
    return desk


def standing(settings: Settings, series_id: str) -> Standing:
    (row,) = Snapshot.current(settings).read("page_watched", series_ids=[series_id]).to_dict("records")
    return Standing.from_trend(row)


def publish_with(settings: Settings, series_id: str, **changed: object) -> str:
    """Publish a snapshot a week later in which one trend has other values; without any, it is gone."""
    store = Store(settings)
    sets = ", ".join(f"{name} = ?" for name in changed)
    with store.connection() as con:
        con.execute("UPDATE trend SET now_week = now_week + 7")
        if changed:
            con.execute(f"UPDATE trend SET {sets} WHERE series_id = ?", [*changed.values(), series_id])
        else:
            con.execute("DELETE FROM trend WHERE series_id = ?", [series_id])
    return publish(store)


class Heard:
    """A channel of a test's own that hears what it is told, and fails as often as it is asked to."""

    def __init__(self, name: str, failures: int = 0) -> None:
        self.name, self.failures = name, failures
        self.heard: list[str] = []

    def tell(self, messages: Sequence[Message]) -> str | None:
        if self.failures:
            self.failures -= 1
            raise Untold(f"{self.name} was not there; the next run tries again.")
        self.heard += [message.sentence for message in messages]
        return None


def run(settings: Settings, *tell: Channel, dry_run: bool = False) -> alerts.AlertsResult:
    return alerts.run(settings, tell, dry_run)[0]


def test_what_somebody_saw_when_they_kept_it_is_no_news(season: Settings, kept: Desk) -> None:
    told = Heard("file")
    assert run(season, told).found == () and told.heard == []


def test_a_crossed_limit_is_told_once_however_often_it_is_looked_at(season: Settings, kept: Desk) -> None:
    publish_with(season, RED, stage="peaking", confidence="medium")
    told = Heard("file")
    first = run(season, told)
    assert first.found == ("Red went from rising to peaking.", "The confidence in Red fell from high to medium.")
    assert first.told == {"file": 2} and sorted(told.heard) == sorted(first.found)
    for _ in range(2):
        again = run(season, told)
        assert again.found == () and again.told == {} and len(told.heard) == 2


def test_a_channel_that_fails_gets_everything_later_and_the_others_nothing_twice(season: Settings, kept: Desk) -> None:
    well, unwell = Heard("file"), Heard("webhook", failures=2)
    publish_with(season, RED, stage="peaking")
    first = run(season, well, unwell)
    assert first.told == {"file": 1} and first.failed == ("webhook was not there; the next run tries again.",)
    publish_with(season, SUEDE, confidence="low")
    assert run(season, well, unwell).told == {"file": 1}
    assert run(season, well, unwell).told == {"webhook": 2}
    assert len(well.heard) == 2
    assert unwell.heard == ["Red went from rising to peaking.", "The confidence in Suede fell from high to low."]


def test_a_channel_set_up_later_is_told_only_what_is_found_from_then_on(season: Settings, kept: Desk) -> None:
    publish_with(season, RED, stage="peaking")
    run(season, Heard("file"))
    late = Heard("webhook")
    run(season, Heard("file"), late)
    assert late.heard == []
    publish_with(season, RED, stage="declining")
    run(season, Heard("file"), late)
    assert late.heard == ["Red went from peaking to declining."]


def test_what_is_owed_waits_while_its_channel_is_taken_away(season: Settings, kept: Desk) -> None:
    publish_with(season, RED, stage="peaking")
    run(season, Heard("file"), Heard("mail", failures=1))
    run(season, Heard("file"))
    back = Heard("mail")
    run(season, back)
    assert back.heard == ["Red went from rising to peaking."]


def test_a_dry_run_says_it_and_changes_nothing(season: Settings, kept: Desk) -> None:
    publish_with(season, RED, stage="peaking")
    told = Heard("file")
    before = kept.read("watch_list")
    assert run(season, told, dry_run=True).found == ("Red went from rising to peaking.",)
    assert told.heard == [] and kept.read("watch_list") == before
    assert run(season, told).told == {"file": 1}


def test_two_runs_at_once_do_not_tell_the_same_twice(season: Settings, kept: Desk) -> None:
    publish_with(season, RED, stage="peaking")
    outer = Heard("file")

    class Slow(Heard):
        def tell(self, messages: Sequence[Message]) -> str | None:
            run(season, outer)  # another run while this one is at it
            return super().tell(messages)

    slow = Slow("file")
    run(season, slow)
    assert len(slow.heard) == 1 and outer.heard == []


def test_what_a_killed_run_had_claimed_is_told_by_a_later_one(
    season: Settings, kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_with(season, RED, stage="peaking")
    run(season, Heard("file", failures=1))
    assert len(stored.claimed(kept, "file")) == 1  # and never told
    told = Heard("file")
    run(season, told)
    assert told.heard == []
    later = datetime(2030, 1, 1)
    monkeypatch.setattr(stored, "utc_now", lambda: later + timedelta(minutes=11))
    run(season, told)
    assert told.heard == ["Red went from rising to peaking."]


def test_a_series_that_is_gone_and_comes_back_is_told_each_time(season: Settings, kept: Desk) -> None:
    publish_with(season, SUEDE)
    assert run(season, Heard("file")).found == ("Suede is no longer among the trends that are followed.",)
    assert run(season, Heard("file")).found == ()


def test_nothing_kept_leaves_no_desk_behind(season: Settings) -> None:
    assert run(season, Heard("file")) == alerts.AlertsResult(0)
    assert not season.desk.exists()


def test_before_anything_is_published_the_sentence_says_what_to_run(settings: Settings) -> None:
    with pytest.raises(NothingThere, match="hemline run"):
        run(settings, Heard("file"))


def test_a_series_is_kept_once_with_the_usual_limits_and_can_be_put_back_as_it_was(
    season: Settings, kept: Desk
) -> None:
    assert not keep(kept, RED, "Rot", standing(season, RED))
    limit(kept, {RED: Limits(growth_above=0.75, on_stage=False)})
    before = watches(kept)
    gone = unkeep(kept, RED)
    assert gone is not None and [watch.series_id for watch in watches(kept)] == [SUEDE]
    assert unkeep(kept, RED) is None
    put_back(kept, gone)
    assert watches(kept) == before and before[0].limits.growth_above == 0.75 and before[0].name == "Red"


def test_an_imported_series_has_no_share_to_watch(season: Settings) -> None:
    row = {"now_week": pd.Timestamp("2025-12-22"), "stage": "rising", "growth": 0.2, "share": 73.0, "confidence": "low",
           "peak_week": pd.NaT, "magnitude": "value"}  # fmt: skip
    seen = Standing.from_trend(row)
    keep(Desk(season), "series:clogs", "Clogs", seen)
    assert seen.share is None and seen.peak_week is None
    assert watches(Desk(season))[0].limits.share_crosses is None


FACTS = [
    ("stage", "rising", "peaking", None, "Red went from rising to peaking."),
    ("stage", None, "rising", None, "Red is followed again and is rising."),
    ("gone", "rising", None, None, "Red is no longer among the trends that are followed."),
    ("confidence", "high", "low", None, "The confidence in Red fell from high to low."),
    ("growth_above", 0.12, 0.34, 0.3, "Red is above +30 % on the year before: +34 %, after +12 %."),
    ("growth_below", None, -0.34, -0.3, "Red is below −30 % on the year before: −34 %."),
    ("share_crosses", 0.008, 0.012, 0.01, "Red is now shown by more than 1 % of people: 1.2 %, after 0.8 %."),
    ("share_crosses", 0.012, 0.008, 0.01, "Red is now shown by fewer than 1 % of people: 0.8 %, after 1.2 %."),
    ("peak_weeks", 9, 8, 8, "Red peaks around week 8, 2026, in 8 weeks."),
    ("peak_weeks", 9, 1, 8, "Red peaks around week 8, 2026, in 1 week."),
]


@pytest.mark.parametrize(("rule", "before", "now", "limit", "said"), FACTS)
def test_each_rule_has_its_sentence(rule: str, before: object, now: object, limit: object, said: str) -> None:
    week = date(2025, 12, 22)
    facts = {"before": before, "now": now, "limit": limit}
    alert = Alert("a", RED, "Red", rule, week, date(2026, 2, 16), facts)  # type: ignore[arg-type]
    assert sentence(alert, "Red").replace("\u00a0", " ") == said


def test_a_limit_is_named_in_words() -> None:
    said = [limit_words(*each) for each in (("growth_above", 0.3), ("share_crosses", 0.005), ("peak_weeks", 8))]
    assert [words.replace("\u00a0", " ") for words in said] == [
        "growth above +30 %", "share above 0.5 %", "peak within 8 weeks",
    ]  # fmt: skip


def channels_of(settings: Settings, **given: object) -> list[str]:
    made = Settings(home=settings.home, **given)
    return [channel.name for channel in alerts.channels(made, QUICK)]


def test_the_settings_name_the_channels(settings: Settings) -> None:
    assert channels_of(settings) == ["file"]
    hook = SecretStr("https://example.com/hook")
    assert channels_of(settings, alert_webhook=hook, alert_smtp="smtp://a.b", alert_to="a@b.c") == [
        "file", "webhook", "mail",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"alert_smtp": "smtp://a.b"}, "HEMLINE_ALERT_SMTP is set, and HEMLINE_ALERT_TO"),
        ({"alert_to": "a@b.c"}, "HEMLINE_ALERT_TO is set, and HEMLINE_ALERT_SMTP"),
    ],
)
def test_mail_that_is_set_up_by_half_is_refused(settings: Settings, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        channels_of(settings, **given)


@pytest.fixture
def terminal(season: Settings, kept: Desk, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The season as the home of commands, with one alert to tell."""
    monkeypatch.setenv("HEMLINE_HOME", str(season.home))
    publish_with(season, RED, stage="peaking")
    return season


def test_the_command_tells_and_writes_what_it_found(terminal: Settings, tmp_path: Path) -> None:
    out = tmp_path / "found.csv"
    dry = runner.invoke(app, ["alerts", "--dry-run"])
    assert dry.exit_code == 0 and "dry run" in dry.output and not terminal.alerts.exists()
    done = runner.invoke(app, ["alerts", "--out", str(out)])
    assert done.exit_code == 0
    assert done.output.splitlines() == ["Red went from rising to peaking.", "Told by file: 1."]
    rows = pd.read_csv(out)
    assert tuple(rows.columns) == PAGE_TABLES["alerts"] and rows["rule"].tolist() == ["stage"]
    assert json.loads(terminal.alerts.read_text())["sentence"] == "Red went from rising to peaking."
    again = runner.invoke(app, ["alerts"])
    assert again.output == "Nothing crossed a limit since the last look; 2 trends are kept.\n"


def test_the_command_says_so_where_a_channel_failed_and_ends_with_one(
    terminal: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "Tries", lambda: QUICK)
    with serving(lambda asked: Reply(status=500)) as service:
        monkeypatch.setenv("HEMLINE_ALERT_WEBHOOK", service.url)
        failed = runner.invoke(app, ["alerts", "--json"])
    assert failed.exit_code == 1
    assert json.loads(failed.stdout)["told"] == {"file": 1}
    assert "The webhook at 127.0.0.1 answered 500; the next run tries again." in failed.stderr
    with serving(lambda asked: Reply()) as service:
        monkeypatch.setenv("HEMLINE_ALERT_WEBHOOK", service.url)
        assert runner.invoke(app, ["alerts"]).exit_code == 0
    assert json.loads(service.asked[0].body)["text"] == "Red went from rising to peaking."


def test_json_lines_are_written_where_the_name_asks_for_them(terminal: Settings, tmp_path: Path) -> None:
    assert runner.invoke(app, ["alerts", "--dry-run", "--out", str(tmp_path / "a.jsonl")]).exit_code == 0
    assert json.loads((tmp_path / "a.jsonl").read_text())["rule"] == "stage"


def test_a_run_tells_once_its_snapshot_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(0, 210, 2)]
    rows = [f"{day},p{day.day % 9},{text}" for day in days for text in ("a red coat", "blue jeans")]
    (tmp_path / "posts.csv").write_text("date,author,text\n" + "\n".join(rows))
    settings = Settings(home=tmp_path / "home")
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    assert runner.invoke(app, ["ingest", "posts", str(tmp_path / "posts.csv")]).exit_code == 0
    first = runner.invoke(app, ["run"])
    assert first.exit_code == 0 and "alerts:" not in first.stdout
    keep(Desk(settings), RED, "Red", replace(standing(settings, RED), stage="fading"))
    with serving(lambda asked: Reply(status=404)) as service:
        monkeypatch.setenv("HEMLINE_ALERT_WEBHOOK", service.url)
        second = runner.invoke(app, ["run"])
    assert second.exit_code == 0
    assert "alerts: kept 1, found Red went from fading to steady., told file 1, failed The webhook" in second.stdout


def test_a_setting_that_cannot_be_used_is_refused_before_a_run_begins(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    monkeypatch.setenv("HEMLINE_ALERT_TO", "nobody")
    monkeypatch.setenv("HEMLINE_ALERT_SMTP", "smtp://127.0.0.1")
    assert isinstance(runner.invoke(app, ["run"]).exception, BadInput)
    assert not settings.home.exists()
