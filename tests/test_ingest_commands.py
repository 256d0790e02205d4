"""The ingest commands say what was recognised and what came of it, to people and to machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from data.errors import BadInput
from ingest.commands import app


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEMLINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text("Created,Message\n" + "".join(f"2024-05-0{day},coat number {day}\n" for day in range(1, 8)))
    return path


def ran(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, ["ingest", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_posts_are_counted_for_people_and_machines(export: Path) -> None:
    told = ran("posts", export, "--region", "GB")
    assert "recognised as: table" in told and "text=Message" in told and "rows stored: 7" in told
    counted = json.loads(ran("posts", export, "--json"))
    assert (counted["rows_in"], counted["rows_repeat"], counted["mapping"]["date"]) == (7, 7, "Created")


def test_a_file_of_which_no_row_can_be_used_says_why(tmp_path: Path) -> None:
    sales = tmp_path / "sales.csv"
    sales.write_text("day,what\n2024-05-01,coat\n2024-05-02,dress\n")
    wrong = ["ingest", "labels", str(sales), "--date", "what", "--label", "day"]
    with pytest.raises(BadInput, match=r"No row of sales\.csv could be used: 2 of 2 have 'unreadable date'"):
        CliRunner().invoke(app, wrong, catch_exceptions=False)


def test_a_dry_run_prints_five_rows(export: Path, home: Path) -> None:
    told = ran("posts", export, "--map", "text=Message", "--dry-run")
    assert told.count("text=coat number") == 5 and "Nothing was stored" in told
    assert not home.exists()


def test_images_series_and_labels_are_counted(tmp_path: Path) -> None:
    (tmp_path / "looks").mkdir()
    Image.new("RGB", (40, 40)).save(tmp_path / "looks" / "x-ss25-look-1.jpg")
    (tmp_path / "s.csv").write_text("unique_id,ds,y\na,2024-05-06,1\na,2024-05-13,1\n")
    (tmp_path / "l.csv").write_text("day,item,who\n2024-05-06,dress,7\n")
    assert "looks: 1" in ran("images", tmp_path / "looks")
    assert "rows stored: 2" in ran("series", tmp_path / "s.csv", "--source", "search")
    assert "labels: 1" in ran("labels", tmp_path / "l.csv", "--date", "day", "--label", "item", "--user", "who")


def test_a_home_that_cannot_be_made_is_named(export: Path, home: Path) -> None:
    home.write_text("a file where the home should be")
    with pytest.raises(BadInput, match="HEMLINE_HOME"):
        ran("posts", export)


def test_a_mapping_without_an_equals_sign_is_explained(export: Path) -> None:
    with pytest.raises(BadInput, match="--map text=Message"):
        ran("posts", export, "--map", "text")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"text,date,author\n", "no row that can be read"),
        (b"text,date\na,soon\nb,later\nc,never\n", "'date' of 'x.csv' can be read as dates.*--map date=date"),
        (b"PK\x03\x04 a workbook", "no whole ZIP archive or workbook"),
    ],
)
def test_a_table_without_usable_rows_is_told_apart_from_one_without_columns(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(BadInput, match=sentence):
        ran("posts", tmp_path / "x.csv")


@pytest.mark.filterwarnings("error")
def test_one_row_a_series_is_taken_in_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("unique_id,ds,y\na,2024-05-06,1\n")
    assert "rows stored: 1" in ran("series", tmp_path / "s.csv")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["posts"], "holds no file of posts"),
        (["series"], "holds no file of series"),
        (["labels", "--date", "day", "--label", "item"], "is a folder"),
    ],
)
def test_a_folder_that_cannot_be_read_is_called_one(tmp_path: Path, command: list[str], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        ran(command[0], tmp_path, *command[1:])


@pytest.mark.parametrize("command", ["posts", "images", "series", "labels"])
def test_help_shows_an_example(command: str) -> None:
    assert f"Example: hemline ingest {command}" in ran(command, "--help")
