"""Alerts: what crossed a limit of the watchlist since the last look, told once to every channel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.trends.watching import crossed
from dashboard.alert_words import sentence
from dashboard.channels import Channel, Message, Tries, Untold
from dashboard.channels.file import File
from dashboard.exports import PAGE_TABLES, csv_text, written
from dashboard.words import say, say_count
from data import alerts as stored
from data.alerts import Alert
from data.desk import Desk
from data.errors import BadInput
from data.settings import Settings
from data.snapshot import Snapshot
from data.watchlist import Standing, watches


@dataclass(frozen=True)
class AlertsResult:
    """What a look at the watchlist found and told.

    Attributes:
        kept: how many series are kept.
        found: what crossed a limit since the last look, in sentences.
        told: how many alerts reached each channel; also those of earlier runs that had not arrived.
        failed: a sentence for each channel that could not be told; what it is owed waits for the next run.
        notes: what is to be mended though alerts arrived.
    """

    kept: int
    found: tuple[str, ...] = ()
    told: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def channels(settings: Settings, tries: Tries | None = None) -> list[Channel]:
    """Return the channels that the settings name, the file of the home always among them.

    Raises:
        BadInput: a setting of a channel cannot be used.
    """
    tries = tries or Tries()
    named: list[Channel] = [File(settings.alerts)]
    if settings.alert_webhook is not None:
        from dashboard.channels.webhook import Webhook

        named.append(Webhook(settings.alert_webhook.get_secret_value(), tries))
    if settings.alert_smtp or settings.alert_to:
        named.append(_mail(settings, tries))
    return named


def look(settings: Settings) -> tuple[list[Message], dict[str, Standing], str]:
    """Compare what is kept with the current snapshot, and change nothing.

    Returns:
        What crossed a limit since the last look, how each kept series stands, and the snapshot's id.

    Raises:
        NothingThere: nothing is published yet.
    """
    kept = watches(Desk(settings))
    snapshot = Snapshot.current(settings)
    asked = [watch.series_id for watch in kept]
    rows = snapshot.read("page_watched", series_ids=asked).to_dict("records")
    now = {str(row["series_id"]): Standing.from_trend(row) for row in rows}
    found = [alert for watch in kept for alert in crossed(watch, now.get(watch.series_id))]
    gone = {watch.series_id: Standing(watch.seen.week) for watch in kept if watch.series_id not in now}
    return _messages(found), now | gone, snapshot.snapshot_id


def run(settings: Settings, tell: Sequence[Channel], dry_run: bool = False) -> tuple[AlertsResult, list[Message]]:
    """Find what crossed a limit, store it, and tell each channel what it is owed; return also what was found.

    Args:
        settings: names the home.
        tell: the channels, as `channels` gives them.
        dry_run: find it and change nothing.

    Raises:
        NothingThere: nothing is published yet.
    """
    found, standings, snapshot_id = look(settings)
    result = AlertsResult(len(standings), tuple(message.sentence for message in found))
    if dry_run or not settings.desk.is_file():
        return result, found
    desk, alerts = Desk(settings), [message.alert for message in found]
    stored.add(desk, alerts, standings.items(), [channel.name for channel in tell], snapshot_id)
    return replace(result, **_told([_tell(desk, channel) for channel in tell])), found


def write(messages: Sequence[Message], out: Path) -> None:
    """Write alerts to a file: a line of JSON each where its name ends with .jsonl, else CSV.

    Raises:
        BadInput: it cannot be written.
    """
    rows = [message.as_json() for message in messages]
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    is_lines = out.suffix == ".jsonl"
    written(lines if is_lines else csv_text(pd.DataFrame(rows), PAGE_TABLES["alerts"]), out, with_mark=not is_lines)


def told_words(result: AlertsResult, dry_run: bool) -> str:
    """Return a result as lines for a terminal, but for what failed."""
    nothing = say("alert.none", kept=say_count("alert.kept", result.kept)) if result.kept else say("alert.empty")
    lines = list(result.found) or [nothing]
    if dry_run and result.found:
        lines.append(say("alert.dry_run"))
    lines += [say("alert.told", count=count, channel=say(f"channel.{name}")) for name, count in result.told.items()]
    return "\n".join([*lines, *result.notes])


@dataclass(frozen=True)
class _Telling:
    """How the telling of one channel went: how many arrived, and what went wrong."""

    channel: str
    count: int = 0
    failed: str | None = None
    note: str | None = None


def _tell(desk: Desk, channel: Channel) -> _Telling:
    """Tell a channel what it is owed; where that fails, it stays owed."""
    owed = stored.claimed(desk, channel.name)
    if not owed:
        return _Telling(channel.name)
    try:
        note = channel.tell(_messages(owed))
    except BaseException as error:
        stored.let_go(desk, channel.name, owed)
        if isinstance(error, Untold):
            return _Telling(channel.name, failed=str(error))
        raise
    stored.told(desk, channel.name, owed)
    return _Telling(channel.name, len(owed), note=note)


def _told(tellings: Sequence[_Telling]) -> dict[str, Any]:
    """Return the parts of a result that say how the channels were told."""
    return {
        "told": {each.channel: each.count for each in tellings if each.count},
        "failed": tuple(each.failed for each in tellings if each.failed),
        "notes": tuple(each.note for each in tellings if each.note),
    }


def _messages(alerts: Iterable[Alert]) -> list[Message]:
    """Write each alert's sentence."""
    return [Message(alert, sentence(alert, alert.name)) for alert in alerts]


def _mail(settings: Settings, tries: Tries) -> Channel:
    """Return the mail that the settings name."""
    from dashboard.channels.mail import Mail, Server, addressees

    if not (settings.alert_smtp and settings.alert_to):
        there, missing = ("HEMLINE_ALERT_SMTP", "HEMLINE_ALERT_TO")[:: 1 if settings.alert_smtp else -1]
        raise BadInput(f"{there} is set, and {missing} is not; alerts are mailed with both.")
    to = addressees(settings.alert_to, "HEMLINE_ALERT_TO")
    sender = addressees(settings.alert_from, "HEMLINE_ALERT_FROM") if settings.alert_from else to
    password = settings.alert_smtp_password.get_secret_value() if settings.alert_smtp_password else ""
    return Mail(Server.from_address(settings.alert_smtp), password, sender[0], to, tries)
