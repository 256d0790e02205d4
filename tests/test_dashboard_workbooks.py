"""Workbooks: opened by what people open them with, equal to the CSV, and with no text that runs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season
from dashboard_setting import DANGEROUS
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from dashboard import workbooks
from dashboard.exports import EXPORTS, csv_text, export
from dashboard.workbooks import Sheet, workbook
from data.errors import BadInput, UnknownName
from data.settings import Settings
from hemline import app

LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://127.0.0.1")', "{=1+1}", "http://127.0.0.1"]


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published season."""
    made = Settings(home=tmp_path_factory.mktemp("workbooks") / "home")
    build_season(made)
    return made


def read(content: bytes, sheet: str = "rows") -> pd.DataFrame:
    """Read one sheet as pandas does, empty cells as empty text."""
    frame: pd.DataFrame = pd.read_excel(io.BytesIO(content), sheet_name=sheet, engine="calamine", keep_default_na=False)
    return frame


def xml(content: bytes, part: str = "xl/worksheets/sheet1.xml") -> str:
    """Return one part of a workbook as it lies in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part).decode()


@pytest.mark.parametrize("what", EXPORTS)
def test_an_export_holds_the_same_in_a_workbook_as_in_csv(season: Settings, what: str, tmp_path: Path) -> None:
    book = export(season, what, tmp_path / f"{what}.xlsx")
    text = pd.read_csv(io.StringIO(str(export(season, what, None))))
    read_back = pd.read_excel(book, engine="calamine")
    assert tuple(read_back.columns) == EXPORTS[what]
    for name in text.columns:
        if pd.api.types.is_datetime64_any_dtype(read_back[name]):
            read_back[name] = read_back[name].dt.strftime("%Y-%m-%d" if text[name].str.len().max() == 10 else
                                                          "%Y-%m-%dT%H:%M:%SZ")  # fmt: skip
    pd.testing.assert_frame_equal(read_back, text, check_dtype=False, rtol=1e-6)


def test_all_exports_make_one_workbook_with_a_sheet_of_each(season: Settings, tmp_path: Path) -> None:
    out = tmp_path / "all.XLSX"
    said = CliRunner().invoke(app, ["export", "all", "--out", str(out)], env={"HEMLINE_HOME": str(season.home)})
    assert said.exit_code == 0 and said.output == f"Wrote {out}.\n"
    assert CalamineWorkbook.from_path(str(out)).sheet_names == list(EXPORTS)


@pytest.mark.parametrize("out", [None, Path("all.csv")])
def test_all_exports_fit_in_no_csv(season: Settings, out: Path | None) -> None:
    with pytest.raises(BadInput, match=r"give --out hemline\.xlsx"):
        export(season, "all", out)


def test_a_wrong_name_is_refused_before_a_workbook_is_made(season: Settings, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="trends"):
        export(season, "trend", tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_the_hostile_post_lies_in_a_workbook_as_text(season: Settings, tmp_path: Path) -> None:
    book = export(season, "evidence", tmp_path / "e.xlsx")
    assert isinstance(book, Path)
    assert f"'{DANGEROUS}" in set(pd.read_excel(book, engine="calamine")["excerpt"])
    content = book.read_bytes()
    assert "<f>" not in xml(content) and "hyperlink" not in xml(content)


@pytest.mark.parametrize("text", LIVE)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    content = workbook([Sheet("rows", pd.DataFrame({"a": [text]}), ["a"])])
    assert "<f>" not in xml(content) and "<hyperlink" not in xml(content)
    csv = pd.read_csv(io.StringIO(csv_text(pd.DataFrame({"a": [text]}), ["a"])), dtype=str, keep_default_na=False)
    assert str(read(content)["a"].iloc[0]).strip() == csv["a"].iloc[0].strip()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_as_it_was_or_with_an_apostrophe(texts: list[str]) -> None:
    content = workbook([Sheet("rows", pd.DataFrame({"n": range(len(texts)), "a": texts}), ["n", "a"])])
    back = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("rows").to_python()[1:]
    assert [row[1] in (text, f"'{text}") for row, text in zip(back, texts, strict=True)] == [True] * len(texts)


def test_numbers_truths_dates_lists_and_blanks_keep_their_kind() -> None:
    frame = pd.DataFrame(
        {
            "growth": [-0.5, None], "posts": [3, 4], "seasonal": [True, False], "label_ids": [["a", "b"], []],
            "week": pd.to_datetime(["2025-12-22", None]), "made_at": pd.to_datetime(["2025-12-22 06:30", None]),
        }
    )  # fmt: skip
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook([Sheet("rows", frame, list(frame))])))
    head, first, second = rows.get_sheet_by_name("rows").to_python()
    assert head == list(frame)
    assert first[:4] == [-0.5, 3.0, True, "a b"]
    assert [str(first[4]), str(first[5])] == ["2025-12-22", "2025-12-22 06:30:00"]
    assert second == ["", 4.0, False, "", "", ""]


def test_parts_of_a_whole_are_shown_in_per_cent_and_imported_values_are_not() -> None:
    frame = pd.DataFrame({"label_id": ["colour:red", "series:red"], "share": [0.04, 52.7], "growth": [0.2, 0.2]})
    content = workbook([Sheet("rows", frame, list(frame))])
    formats = xml(content, "xl/styles.xml")
    assert 'formatCode="0.0%"' in formats and 'formatCode="+0.0%;-0.0%;0.0%"' in formats
    styles = [part.split('"')[0] for part in xml(content).split('<c r="B')[2:] for part in [part.split(' s="')[1]]]
    assert styles[0] != styles[1]


def test_the_head_stays_in_view_and_an_empty_table_has_one() -> None:
    content = workbook([Sheet("rows", pd.DataFrame(), ["a", "b"])])
    assert 'state="frozen"' in xml(content) and "<autoFilter" in xml(content)
    assert list(read(content).columns) == ["a", "b"]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    content = workbook([Sheet("rows", pd.DataFrame({"a": ["x" * 40_000]}), ["a"])])
    text = read(content)["a"].iloc[0]
    assert len(text) == workbooks.LONGEST_TEXT and text.endswith("…")


def test_more_rows_than_a_sheet_holds_are_refused_in_one_sentence() -> None:
    frame = pd.DataFrame({"a": range(workbooks.MOST_ROWS + 1)})
    with pytest.raises(BadInput, match=r"'rows' has 1,048,576 rows .* export it as CSV"):
        workbook([Sheet("rows", frame, ["a"])])
