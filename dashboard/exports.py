"""Exports: the current snapshot as CSV or as a workbook, columns documented and stable, safe in a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.workbooks import Sheet, workbook
from data.cells import inert_value
from data.errors import BadInput, UnknownName
from data.settings import Settings
from data.snapshot import Snapshot

SHARE_DIGITS = 8
ALL = "all"

KEYS = ("series_id", "label_id", "name", "region", "source", "audience")
EXPORTS: dict[str, tuple[str, ...]] = {
    "trends": (
        "series_id", "label_id", "name", "facet", "within_label_id", "region", "source", "audience", "now_week",
        "stage", "seasonal", "seasonal_strength", "magnitude", "share", "growth", "growth_lo", "growth_hi", "momentum",
        "outlook", "peak_week", "peak_lo", "peak_hi", "confidence", "usual_error", "posts", "authors", "reason",
        "echo_share", "echo_growth", "stance", "stance_lo", "stance_hi", "voices", "caution",
    ),
    "forecasts": (
        *KEYS, "within_label_id", "run_id", "cutoff", "week", "horizon", "yhat", "lo80", "hi80", "lo95", "hi95",
        "model", "made_at", "published_at",
    ),
    "evidence": (
        "evidence_id", "label_id", "name", "week", "subject_kind", "subject_id", "source", "region", "polarity",
        "excerpt", "words", "designer", "season", "look", "engagement",
    ),
    "accuracy": (
        *KEYS, "run_id", "model", "cutoff", "horizon", "kind", "mase", "smape", "season_error", "covered80",
        "covered95", "width80", "weeks", "said", "came", "before", "called", "went",
    ),
    "seasons": ("scope", "place", "label_id", "name", "facet", "season", "looks", "of_looks", "share", "before"),
    "briefs": (
        "brief_id", "title", "theme", "season", "language", "writer", "faithfulness", "section", "number", "claim",
        "evidence_ids",
    ),
}  # fmt: skip
PAGE_TABLES: dict[str, tuple[str, ...]] = {
    "overview": EXPORTS["trends"],
    "changes": ("series_id", "label_id", "name", "facet", "within_label_id", "region", "source", "audience", "change",
                "stage_before", "stage", "share_before", "share", "growth_before", "growth", "growth_change"),
    "stages": ("stage", "count"),
    "topics": ("topic_id", "topic", "posts", "share", "first_week", "span_weeks", "recent"),
    "terms": (
        "term", "used_like", "kind", "first_seen", "authors_recent", "authors_before", "share_recent", "share_before",
        "q_value",
    ),
    "history": ("week", "complete", "y", "authors", "base", "yhat", "lo80", "hi80", "lo95", "hi95", "model"),
    "regions": ("series_id", "region", "stage", "share", "growth", "growth_lo", "growth_hi", "confidence", "posts",
                "authors"),
    "trend-sources": ("series_id", "source", "name", "stage", "share", "growth", "growth_lo", "growth_hi", "confidence",
                      "posts", "authors"),
    "trend-evidence": tuple(c for c in EXPORTS["evidence"] if c not in ("label_id", "name")),
    "backtest": tuple(c for c in EXPORTS["accuracy"] if c not in (*KEYS, "run_id")),
    "reception": ("week", "share", "echo_share", "stance", "pro", "con", "voices", "authors", "base", "echo",
                  "base_echo"),
    "parts": ("week", "y", "level", "season_part", "rest"),
    "weights": ("model", "weight"),
    "analogues": ("place", "series_id", "label_id", "name", "within_label_id", "region", "source", "audience", "until",
                  "likeness", "change_then", "growth_after"),
    "record": ("kind", "cutoff", "horizon", "said", "came", "before", "season_error", "naive_error", "called", "went"),
    "trend-events": ("kind", "event", "first_day", "last_day", "region"),
    "goes-with": ("label_id", "name", "facet", "stage", "authors", "authors_before", "lift", "lift_lo", "lift_hi",
                  "p_value", "stands", "pairs", "with_pairs", "all_pairs", "people", "with_people", "everyone"),
    "all-records": ("kind", "horizon", "forecasts", "trends", "origins", "season_error", "naive_error", "mase",
                    "naive_mase", "covered80", "called_right", "commonest", "covered95"),
    "record-groups": ("kind", "horizon", "facet", "region", "forecasts", "trends", "origins", "season_error",
                      "naive_error", "mase", "naive_mase", "covered80", "covered95", "called_right", "commonest"),
    "record-models": ("kind", "horizon", "model", "forecasts", "trends", "origins", "season_error", "naive_error",
                      "mase", "naive_mase", "covered80", "called_right"),
    "calibration": ("kind", "horizon", "nominal", "covered", "low", "high", "forecasts"),
    "calls": ("kind", "horizon", "called", "up", "flat", "down", "right"),
    "record-ends": (*KEYS, "within_label_id", "facet", "kind", "model", "cutoff", "horizon", "said", "came", "before",
                    "season_error", "naive_error", "called", "went"),
    "compare": EXPORTS["trends"],
    "compare-weeks": ("series_id", "name", "region", "week", "complete", "y", "yhat", "lo80", "hi80", "index"),
    "calendar": (
        *KEYS, "facet", "now_week", "decide_by", "weeks_left", "in_store", "peak_week", "peak_lo", "peak_hi",
        "ramp_weeks", "stage", "share", "confidence", "usual_error",
    ),
    "calendar-weeks": ("series_id", "label_id", "name", "week", "yhat", "of_mean"),
    "calendar-without": (*KEYS, "facet", "stage", "share", "seasonal", "seasonal_strength"),
    "assortment": (
        "series_id", "facet", "label_id", "name", "within_label_id", "region", "source", "stage", "share", "mix_before",
        "mix_now", "mix_ahead", "mix_lo80", "mix_hi80", "newness", "confidence", "basis", "authors",
    ),
    "assortment-gap": (
        "facet", "label_id", "name", "within_label_id", "stage", "newness", "plan_options", "plan_share", "plan_units",
        "units_share", "mix_before", "mix_now", "mix_ahead", "mix_lo80", "mix_hi80", "gap_points", "suggested",
        "suggested_lo", "suggested_hi", "to_add", "verdict", "confidence", "basis", "authors",
    ),
    "assortment-mix": ("facet", "label_id", "name", "plan_options", "suggested", "suggested_lo", "suggested_hi",
                       "to_add", "stage", "newness", "confidence", "basis"),
    "assortment-plan": ("option", "category", "colour", "pattern", "material", "silhouette", "length", "neckline",
                        "sleeve", "detail", "label_ids", "units", "price", "newness"),
    "assortment-newness": ("facet", "labels_new", "mix_new", "plan_new"),
    "assortment-values": ("facet", "value", "matched", "name", "label_ids", "options"),
    "brief": ("section", "number", "text", "is_own", "figures", "hex", "area", "evidence_ids"),
    "brief-versions": ("number", "parent", "made_at", "title", "writer", "tone", "edited", "faithfulness"),
    "brief-feedback": ("theme", "section", "useful", "not_useful", "liked", "voted_at"),
    "palette": ("label_id", "name", "hex", "area", "looks"),
    "looks": ("image_id", "designer", "season", "year", "city", "look", "shown_on", "source", "label_ids"),
    "search": ("image_id", "likeness", "designer", "season", "year", "city", "look", "shown_on", "source", "label_ids"),
    "board": ("number", "kind", "name", "credit", "note", "colours", "ref", "pinned_at"),
    "swatches": ("name", "label_id", "hex", "area", "lightness", "chroma", "hue", "apart"),
    "contrasts": ("one", "other", "contrast", "fit_for"),
    "styles": ("label_id", "name", "looks", "season", "share", "before"),
    "by-season": ("scope", "place", "label_id", "name", "facet", "season", "looks", "of_looks", "share", "before"),
    "by-place": ("scope", "place", "label_id", "name", "facet", "season", "looks", "of_looks", "share", "before"),
    "sources": ("source", "kind", "title", "region", "is_sample", "licence_note", "rows", "authors", "first_at",
                "last_at", "added_at"),
    "weeks": ("week", "source", "title", "posts"),
    "coverage": ("source", "region", "language", "posts", "first_week", "last_week", "weeks"),
    "rejected": ("source", "reason", "rows", "example_place", "example"),
    "repeats": ("source", "kind", "rows"),
    "readers": ("reader", "kind", "name", "version", "active", "weights_hash", "added_at"),
    "models": ("model", "trends"),
    "watchlist": ("series_id", "name", "now_week", "stage", "share", "growth", "growth_lo", "growth_hi", "peak_week",
                  "confidence", "usual_error", "stage_before", "growth_change", "met", "on_stage", "on_confidence",
                  "growth_above", "growth_below", "share_crosses", "peak_weeks", "kept_at"),
    "alerts": ("alert_id", "series_id", "name", "rule", "week", "peak_week", "before", "now", "limit", "sentence",
               "found_at", "snapshot_id", "told", "owed"),
    "jobs": ("job", "argument", "source", "model", "started_at", "ended_at", "outcome", "rows_in", "rows_stored",
             "rows_repeat", "rows_rejected", "detail"),
}  # fmt: skip
SECTIONS = (
    "story",
    "why_now",
    "palette",
    "looks",
    "silhouettes",
    "materials",
    "leave_out",
    "risks",
    "details",
    "patterns",
    "ideas",
)


def export(settings: Settings, what: str, out: Path | None) -> Path | str:
    """Write one export of the current snapshot, or return it as text.

    Args:
        settings: names the home.
        what: trends, forecasts, evidence, accuracy, seasons or briefs; `all` for a workbook with a sheet of each.
        out: the file to write: a workbook where its name ends with .xlsx, else CSV, UTF-8 with a byte-order mark so
            that spreadsheets read accents; None for the text.

    Returns:
        The file, or the CSV text where no file was asked for.

    Raises:
        UnknownName: no such export.
        NothingThere: nothing is published yet.
        BadInput: the file cannot be written, or cannot hold what was asked for.
    """
    if what not in (*EXPORTS, ALL):
        raise UnknownName.among("export", what, (*EXPORTS, ALL))
    if out is not None and out.suffix.lower() == ".xlsx":
        names = EXPORTS if what == ALL else (what,)
        sheets = [Sheet(name, _rows(settings, name), EXPORTS[name]) for name in names]
        return saved(workbook(sheets), out)
    if what == ALL:
        given = f"'{out}'" if out else "the terminal"
        raise BadInput(f"All exports together make a workbook, which {given} is not; give --out hemline.xlsx.")
    text = csv_text(_rows(settings, what), EXPORTS[what])
    return text if out is None else written(text, out)


def _rows(settings: Settings, what: str) -> pd.DataFrame:
    """Return the rows of one export."""
    rows = Snapshot.current(settings).read(f"export_{what}")
    return claims(rows) if what == "briefs" else rows


def csv_text(frame: pd.DataFrame, columns: Sequence[str]) -> str:
    """Return rows as CSV with exactly these columns, in order; a column the frame lacks is left empty.

    Text cells that a spreadsheet would run as a formula get a leading apostrophe; numbers stay numbers; dates are
    written as YYYY-MM-DD, times in ISO 8601; lists as their parts with spaces between.
    """
    shown = frame.reindex(columns=list(columns))
    for name in shown.columns[[not _is_number(shown[c]) for c in shown.columns]]:
        shown[name] = _dates(shown[name]) if _is_time(shown[name]) else shown[name].map(inert_value)
    text: str = shown.to_csv(index=False, lineterminator="\n", float_format=lambda value: f"{value:.{SHARE_DIGITS}g}")
    return text


def csv_bytes(frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    """Return `csv_text` as the bytes of a file."""
    return csv_text(frame, columns).encode("utf-8-sig")


def claims(briefs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per claim, colour and look of each brief, with the ids of its evidence."""
    rows = [
        {**brief, "section": section, "number": number, "claim": text, "evidence_ids": ids}
        for brief in briefs.to_dict("records")
        for section in SECTIONS
        for number, (text, ids) in enumerate(map(_part, json.loads(brief["body"]).get(section) or []), start=1)
    ]
    return pd.DataFrame(rows, columns=[*briefs.columns, "section", "number", "claim", "evidence_ids"])


def _part(part: Any) -> tuple[str, list[str]]:
    """Return the words and the evidence of one part of a brief: a claim, a colour or a look."""
    if isinstance(part, str):
        return part, [f"i-{part}"]
    text = part["text"] if "text" in part else f"{part['label_id']} {part['hex']}"
    return text, list(part.get("evidence_ids", []))


def _is_number(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds numbers or truth values only."""
    return pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)


def _is_time(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds dates or times."""
    return pd.api.types.is_datetime64_any_dtype(column)


def _dates(column: pd.Series[Any]) -> pd.Series[str]:
    """Write whole days as dates, anything finer as times."""
    whole = (column.dropna() == column.dropna().dt.normalize()).all()
    written: pd.Series[str] = column.dt.strftime("%Y-%m-%d" if whole else "%Y-%m-%dT%H:%M:%SZ")
    return written


def written(text: str, out: Path, with_mark: bool = True) -> Path:
    """Write the text to a file and return its path; spreadsheets need the byte-order mark, programs do not.

    Raises:
        BadInput: the file cannot be written.
    """
    return saved(text.encode("utf-8-sig" if with_mark else "utf-8"), out)


def saved(content: bytes, out: Path) -> Path:
    """Write a file and return its path.

    Raises:
        BadInput: the file cannot be written.
    """
    try:
        out.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{out} cannot be written ({error.strerror}); give a file in a folder that exists.") from error
    return out
