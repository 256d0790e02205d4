"""Exports: what columns they have, and that no spreadsheet runs what was scraped."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season, publish_empty
from dashboard_setting import DANGEROUS

from dashboard.exports import EXPORTS, PAGE_TABLES, csv_text, export
from data.errors import BadInput, NothingThere, UnknownName
from data.settings import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs" / "exports.md"
GOLDEN = Path(__file__).resolve().parent / "golden" / "export_columns.json"


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published season."""
    settings = Settings(home=tmp_path_factory.mktemp("exports") / "home")
    build_season(settings)
    return settings


@pytest.mark.parametrize("what", EXPORTS)
def test_every_export_has_exactly_its_columns_and_some_rows(season: Settings, what: str, tmp_path: Path) -> None:
    out = export(season, what, tmp_path / f"{what}.csv")
    assert isinstance(out, Path)
    frame = pd.read_csv(out)
    assert tuple(frame.columns) == EXPORTS[what]
    assert len(frame) > 0


def test_columns_change_only_on_purpose() -> None:
    shown = {"exports": EXPORTS, "pages": PAGE_TABLES}
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert json.loads(json.dumps(shown)) == kept, (
        "columns of an export changed: say so in CHANGELOG.md and docs/exports.md, then renew the golden with "
        "'python -c \"import json, dashboard.exports as e; "
        'print(json.dumps(dict(exports=e.EXPORTS, pages=e.PAGE_TABLES), indent=1))" '
        "> tests/golden/export_columns.json'"
    )


def test_every_column_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    columns = {column for table in (EXPORTS, PAGE_TABLES) for names in table.values() for column in names}
    assert sorted(column for column in columns if f"`{column}`" not in text) == []
    assert [name for name in (*EXPORTS, *PAGE_TABLES) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00x", "\x7fx", "＝1"])
def test_text_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    back = pd.read_csv(io.StringIO(csv_text(pd.DataFrame({"a": [text]}), ["a"])), dtype=str, keep_default_na=False)
    assert back["a"].iloc[0].startswith("'")


@pytest.mark.parametrize("text", ["", "red", "1-2", "a=b", "me@home", "'quoted"])
def test_other_text_stays_as_it_is(text: str) -> None:
    frame = pd.DataFrame({"a": [text], "b": ["x"]})
    back = pd.read_csv(io.StringIO(csv_text(frame, ["a", "b"])), dtype=str, keep_default_na=False)
    assert back["a"].iloc[0] == text


def test_numbers_stay_numbers_even_below_zero() -> None:
    frame = pd.DataFrame({"a": [-0.5, 2.0], "b": [-3, 4], "c": [True, False], "d": [-1.5, None]})
    back = pd.read_csv(io.StringIO(csv_text(frame, ["a", "b", "c", "d"])))
    assert back["a"].tolist() == [-0.5, 2.0]
    assert back["b"].tolist() == [-3, 4]
    assert back["c"].tolist() == [True, False]
    assert back["d"].iloc[0] == -1.5


def test_dates_are_written_as_days_and_times_with_their_zone() -> None:
    frame = pd.DataFrame(
        {"day": pd.to_datetime(["2025-12-22", None]), "at": pd.to_datetime(["2025-12-22 06:30", None])}
    )
    assert csv_text(frame, ["day", "at"]) == "day,at\n2025-12-22,2025-12-22T06:30:00Z\n,\n"


def test_the_hostile_post_leaves_as_text(season: Settings) -> None:
    text = export(season, "evidence", None)
    assert isinstance(text, str)
    frame = pd.read_csv(io.StringIO(text))
    assert f"'{DANGEROUS}" in set(frame["excerpt"])


def test_a_brief_has_a_row_for_each_claim_colour_and_look(season: Settings) -> None:
    frame = pd.read_csv(io.StringIO(str(export(season, "briefs", None))))
    assert frame["section"].value_counts().to_dict()["palette"] == 3
    assert frame["section"].value_counts().to_dict()["looks"] == 2
    assert frame.loc[frame["section"] == "story", "evidence_ids"].str.contains("p-0-1:colour:red").all()


def test_an_empty_snapshot_exports_its_header(settings: Settings) -> None:
    publish_empty(settings)
    for what, columns in EXPORTS.items():
        assert str(export(settings, what, None)) == ",".join(columns) + "\n"


def test_a_wrong_name_lists_the_known_ones(season: Settings) -> None:
    with pytest.raises(UnknownName, match="forecasts"):
        export(season, "forcasts", None)


def test_without_a_snapshot_the_sentence_says_what_to_run(settings: Settings) -> None:
    with pytest.raises(NothingThere, match="hemline run"):
        export(settings, "trends", None)


def test_a_file_in_no_folder_is_refused_in_one_sentence(season: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        export(season, "trends", tmp_path / "nowhere" / "trends.csv")
