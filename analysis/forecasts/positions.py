"""Where a row lies in time: a date as days since 1970-01-01, a whole step as it is, and months counted as months."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Integers = npt.NDArray[np.int64]

FIRST_DAY = -98615  # 1700-01-01: no earlier date is taken…
LAST_DAY = 84370  # …and none after 2200-12-31
LARGEST_STEP = 1e15
UNIX_ORDINAL = date(1970, 1, 1).toordinal()
CLOCK = r"[T ]\d\d:?\d\d.*$"  # a time of day and what follows it, such as a time zone


def positions(ds: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Return each ds as a position (days since 1970-01-01, or its whole step; NaN if unreadable) and if it is a date.

    Text that is a whole number is a step, unless all such numbers are dates written without hyphens; other text is
    read as an ISO 8601 date, whose time of day and time zone are left out.
    """
    if isinstance(ds.dtype, pd.DatetimeTZDtype) or pd.api.types.is_datetime64_any_dtype(ds):
        return _days(ds), pd.Series(True, index=ds.index)
    codes, found = pd.factorize(ds)  # the dates of many series are the same few
    each = pd.Series([*map(_text, found), None], dtype=object)  # the last for what is missing, code -1
    position, dated = _read(each)
    return tuple(pd.Series(part.to_numpy()[codes], index=ds.index) for part in (position, dated))  # type: ignore[return-value]


def _text(ds: Any) -> str:
    return ds.isoformat() if isinstance(ds, date) else str(ds).strip()


def _read(text: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    number = pd.to_numeric(text, errors="coerce")
    number = number.where((number % 1 == 0) & (number.abs() < LARGEST_STEP))
    number = number.where(~_compact_dates(number))
    day = text.where(number.isna()).str.replace(CLOCK, "", regex=True)
    dates = pd.to_datetime(day, errors="coerce", format="ISO8601")
    return number.fillna(_days(dates)).fillna(_far_days(day, dates)), number.isna()


def month_of(days: npt.NDArray[Any]) -> tuple[Integers, Integers, Integers]:
    """Return of each day its month, counted from January 1970, its day of the month, and how many days that has."""
    dates = days.astype(np.int64).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    first, following = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    day, length = dates - first + 1, following - first
    return months.astype(np.int64), day.astype(np.int64), length.astype(np.int64)


def day_of(months: Integers, day: Integers) -> Integers:
    """Return the days since 1970-01-01 of a day in each month, or of the month's last day where it has none such."""
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.asarray(first + np.minimum(day, month_of(first)[2]) - 1, dtype=np.int64)


def _compact_dates(number: pd.Series[Any]) -> pd.Series[bool]:
    """Flag whole numbers that are dates such as 20240131; only where all of them are."""
    whole = number.dropna()
    if not len(whole) or not whole.between(17_000_101, 22_001_231).all():
        return pd.Series(False, index=number.index)
    dates = pd.to_datetime(whole.astype("int64").astype(str), errors="coerce", format="%Y%m%d")
    return number.notna() & bool(dates.notna().all())


def _days(dates: pd.Series[Any]) -> pd.Series[Any]:
    zoneless = dates.dt.tz_localize(None) if getattr(dates.dt, "tz", None) is not None else dates
    days: pd.Series[Any] = (zoneless.dt.normalize() - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return days


def _far_days(text: pd.Series[Any], dates: pd.Series[Any]) -> pd.Series[Any]:
    """Return the days of dates that pandas cannot hold, such as 2999-01-01."""
    return text[dates.isna() & text.notna()].map(_far_day).astype(float).reindex(text.index)


def _far_day(text: Any) -> float:
    try:
        return float(date.fromisoformat(str(text)[:10]).toordinal() - UNIX_ORDINAL)
    except ValueError:
        return float("nan")
