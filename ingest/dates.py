"""Dates in the forms exports use, read as UTC; what cannot be a post's date is told apart from what cannot be read."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ingest.plaintext import stripped

EARLIEST = pd.Timestamp("2000-01-01")
CLOCKS_DIFFER = timedelta(days=1)  # how far a sender's clock may run ahead of ours
NUMERIC = r"^[0-9]+(?:\.[0-9]+)?$"
ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
ZONED = "^.{10}.*[Zz+-]"
EPOCH_UNITS = {10: "s", 13: "ms", 16: "us"}  # digits of an epoch between 2001 and 2286
ZONES = {
    "UTC": "+0000", "GMT": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
    "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700", "AKST": "-0900", "AKDT": "-0800", "HST": "-1000",
    "AST": "-0400", "ADT": "-0300", "NST": "-0330", "NDT": "-0230", "BRT": "-0300", "ART": "-0300",
    "WET": "+0000", "WEST": "+0100", "BST": "+0100", "CET": "+0100", "CEST": "+0200", "MEZ": "+0100", "MESZ": "+0200",
    "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "TRT": "+0300", "SAST": "+0200", "WAT": "+0100", "EAT": "+0300",
    "IST": "+0530", "PKT": "+0500", "ICT": "+0700", "WIB": "+0700", "SGT": "+0800", "HKT": "+0800", "PHT": "+0800",
    "JST": "+0900", "KST": "+0900", "AWST": "+0800", "ACST": "+0930", "ACDT": "+1030", "AEST": "+1000", "AEDT": "+1100",
    "NZST": "+1200", "NZDT": "+1300",
}  # fmt: skip
CLOCK_TIMES = (" %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
WORDED = (
    "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%a %d %b %Y", "%a %b %d %Y", "%A %d %B %Y", "%A %B %d %Y",
)  # fmt: skip
LONGEST_DATE = 40
TWITTER = "%a %b %d %H:%M:%S %z %Y"


@dataclass(frozen=True)
class Dates:
    """The dates of one batch.

    Attributes:
        utc: datetime64[us] without a zone, NaT where unusable; shape (rows,).
        reason: the reason code of each unusable row, None where the date is good; shape (rows,).
    """

    utc: pd.Series[pd.Timestamp]
    reason: pd.Series[str]


def read_dates(values: pa.Array, day_first: bool, now: datetime, seen: pa.Array | None = None) -> Dates:
    """Read a batch of dates.

    Args:
        values: strings, shape (rows,): ISO 8601, epochs in s, ms or µs, RFC 2822, day/month/year and worded forms.
        day_first: how 03/04/2024 is meant.
        now: UTC without a zone; a date more than a day later is impossible, as is one before 2000.
        seen: when the source saw each post, where it says so; a date more than a day later is impossible.
    """
    text = stripped(values)
    utc = _parse(text, day_first)
    latest = pd.Series(np.datetime64(now, "us"), index=utc.index)
    if seen is not None and seen.null_count < len(seen):
        latest = latest.where((known := _parse(stripped(seen), day_first)).isna() | (known > latest), known)
    impossible = (utc < EARLIEST) | (utc > latest + CLOCKS_DIFFER)
    reason = pd.Series(np.full(len(utc), None, dtype=object), utc.index)
    reason[utc.isna()] = "unreadable date"
    reason[impossible | (utc.isna() & _holds(text, ISO))] = "impossible date"
    reason[np.asarray(text.is_null())] = "no date"
    return Dates(utc.where(reason.isna()), reason)


def is_day_first(values: pa.Array) -> bool:
    """Tell from a sample how its 03/04/2024 are meant: day first unless some second number is above 12."""
    parts = (
        pd.Series(stripped(values).to_pandas(), dtype=object)
        .str.extract(r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")
        .dropna()
        .astype(int)
    )
    return not ((parts[1] > 12).any() and not (parts[0] > 12).any())


def has_slashed(values: pa.Array) -> bool:
    """Tell whether a sample holds dates such as 03/04/2024, which can be meant in two ways."""
    return bool(_holds(stripped(values), r"^[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2}").any())


def readable_share(values: pa.Array) -> float:
    """Return the share of the non-empty values that read as a date after 2000."""
    text = stripped(values).drop_null()
    if len(text) == 0:
        return 0.0
    utc = _parse(text, day_first=is_day_first(values))
    return float((utc >= EARLIEST).mean())


def mondays(utc: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Return the Monday of each date's week."""
    day = utc.dt.normalize()
    return day - pd.to_timedelta(day.dt.dayofweek, unit="D")


def _holds(text: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Mark the strings a pattern is found in."""
    return np.asarray(pc.fill_null(pc.match_substring_regex(text, pattern), False))


def _parse(values: pa.Array, day_first: bool) -> pd.Series[pd.Timestamp]:
    """Try the forms from the most common to the rarest, each on what is still unread."""
    with contextlib.suppress(pa.ArrowInvalid):  # all are ISO 8601 with a zone: by far the fastest way
        return pd.Series(values.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us")).to_pandas())
    text = pd.Series(values.to_pandas(), dtype=object)
    numeric, iso = _holds(values, NUMERIC), _holds(values, ISO)
    # Apart, because pandas gives a date without a zone the zone of the row before it.
    zoned = iso & _holds(values, ZONED)
    if zoned.all():
        utc = _read(text, "ISO8601")
    else:
        utc = pd.Series(np.datetime64("NaT", "us"), index=text.index, dtype="datetime64[us]")
        for these in (zoned, iso & ~zoned):
            utc[these] = _read(text[these], "ISO8601")
        utc[numeric] = _epochs(text[numeric])
    if (left := utc.isna() & text.notna() & ~numeric).any():
        utc[left] = _rarer(text[left], day_first)
    return utc


def _epochs(text: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Read numbers: eight digits are a day, more an epoch in the unit its length tells."""
    whole = text.str.split(".").str[0]
    utc = _read(whole.where(whole.str.len() == 8), "%Y%m%d")
    for digits, unit in EPOCH_UNITS.items():
        if (these := whole.str.len() == digits).any():
            utc[these] = pd.Series(
                whole[these].astype("int64").to_numpy().astype(f"datetime64[{unit}]"), whole[these].index
            )
    return utc


def _rarer(text: pd.Series[str], day_first: bool) -> pd.Series[pd.Timestamp]:
    """Read worded and slashed dates; each row is tried only with the formats that have its parts."""
    plain = _normalised(text)
    utc = pd.Series(np.datetime64("NaT", "us"), index=text.index, dtype="datetime64[us]")
    likely = plain.str.contains(r"\d.*\d") & (plain.str.len() <= LONGEST_DATE)
    clocked = plain.str.contains(":", regex=False)
    zoned = clocked & plain.str.contains(r"[+-]\d{2}:?\d{2}\b")
    for rows, endings in ((~clocked, [""]), (clocked & ~zoned, CLOCK_TIMES), (zoned, [f"{t} %z" for t in CLOCK_TIMES])):
        for form in _forms(day_first, endings):
            if not (left := rows & likely & utc.isna()).any():
                break
            utc[left] = _read(plain[left], form)
    return utc


def _normalised(text: pd.Series[str]) -> pd.Series[str]:
    """Return dates with the zone's name made a number, and no commas, ordinals or doubled blanks."""
    bare = text.str.replace(r"([+-]\d{2}:?\d{2}) ?\([A-Za-z ]+\)$", r"\1", regex=True)
    zoned = bare.str.replace(r"\(?\b([A-Z]{1,4})\)?$", lambda found: ZONES.get(found[1], found[0]), regex=True)
    plain = zoned.str.replace(r"(\d)(?:st|nd|rd|th)\b", r"\1", regex=True).str.replace(",", " ")
    return plain.str.replace(r"(\d)T(\d)", r"\1 \2", regex=True).str.replace(r"\s+", " ", regex=True)


def _forms(day_first: bool, endings: Sequence[str]) -> list[str]:
    """List the formats to try, the likeliest first."""
    orders = ("%d{0}%m{0}%Y", "%d{0}%m{0}%y") if day_first else ("%m{0}%d{0}%Y", "%m{0}%d{0}%y")
    days = [order.format(mark) for mark in "/.-" for order in orders] + ["%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d"]
    return [TWITTER, *(day + ending for day in (*days, *WORDED) for ending in endings)]


def _read(text: pd.Series[str], form: str) -> pd.Series[pd.Timestamp]:
    """Read one format; what does not fit is NaT."""
    read = pd.to_datetime(text, format=form, utc=True, errors="coerce", cache=False)
    return read.dt.tz_localize(None).astype("datetime64[us]")
