"""Bad input to the backtest: one sentence on each fault, and the other series still run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.jobs import backtest
from data.errors import BadInput
from data.settings import Settings

Spoil = Callable[[pd.DataFrame], pd.DataFrame]


def weekly(name: str = "s", weeks: int = 60, start: str = "2023-01-02", freq: str = "7D") -> pd.DataFrame:
    t = np.arange(weeks)
    y = 2 + np.sin(2 * np.pi * t / 12) + 0.05 * np.random.default_rng(0).random(weeks)
    ds = pd.date_range(start, periods=weeks, freq=freq).strftime("%Y-%m-%d")
    return pd.DataFrame({"unique_id": name, "ds": ds, "y": y.round(4)})


def put(frame: pd.DataFrame, rows: int | range, column: str, value: object) -> pd.DataFrame:
    frame = frame.astype({column: object})
    frame.loc[rows, column] = value  # type: ignore[index]
    return frame


def and_row(frame: pd.DataFrame, ds: str) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame({"unique_id": ["s"], "ds": [ds], "y": [1.0]})])


def run(path: Path, settings: Settings, **changes: object) -> backtest.BacktestResult:
    given = {"cutoff": None, "horizon": 6, "season": 12, "scale_season": 12, "bounds": None, "profile": "fast"}
    out = path.with_name("out.csv")
    return backtest.run([path], out=out, settings=settings, **given | changes)  # type: ignore[arg-type]


def saved(folder: Path, frame: pd.DataFrame) -> Path:
    path = folder / "in.csv"
    frame.to_csv(path, index=False)
    return path


REFUSED: dict[str, tuple[Spoil, str]] = {
    "a repeated week": (lambda f: and_row(f, "2023-02-06"), "2023-02-06 more than once; keep one row"),
    "mixed frequencies": (lambda f: and_row(f, "2023-02-08"), "mixes frequencies: mostly 7 days apart, but 2 before"),
    "several rows a day": (
        lambda f: f.assign(ds=pd.date_range("2024-01-01", periods=60, freq="h").strftime("%Y-%m-%dT%H")),
        "has 60 rows in 3 steps; keep one row for each day",
    ),
    "dates and steps": (lambda f: put(f, 4, "ds", "5"), "mixes dates and whole steps"),
    "a date of another fashion": (lambda f: put(f, 4, "ds", "31/01/2023"), "the ds '31/01/2023'; write ISO dates"),
    "an absurd year": (lambda f: put(f, 59, "ds", "2999-01-01"), "give dates from the years 1700 to 2200"),
    "no date": (lambda f: put(f, 4, "ds", ""), "has the ds ''; write ISO dates"),
    "text": (lambda f: put(f, 4, "y", "many"), "has the value 'many' at 2023-01-30; give a finite number"),
    "an infinite value": (lambda f: put(f, 4, "y", np.inf), "has the value 'inf'"),
    "a huge value": (lambda f: put(f, 4, "y", 1e300), "has the value 1e+300 at 2023-01-30; give it in a larger unit"),
    "no value": (lambda f: f.assign(y=np.nan), "has no value at all; fill its column y"),
    "one week": (lambda f: f.head(1), "has 1 step and the horizon is 6"),
    "few weeks": (lambda f: f.head(12), "has 6 steps of history; give at least 8"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_series_that_cannot_be_forecast_is_named_and_the_other_runs(
    case: str, tmp_path: Path, settings: Settings
) -> None:
    spoil, sentence = REFUSED[case]
    made = run(saved(tmp_path, pd.concat([spoil(weekly()), weekly("sound")])), settings)
    assert set(pd.read_csv(made.out)["unique_id"]) == {"sound"}
    assert len(made.refused) == 1
    assert made.refused[0].startswith("Series 's' ") and sentence in made.refused[0]
    with pytest.raises(BadInput, match=r"No series can be forecast\. Series 's' "):
        run(saved(tmp_path, spoil(weekly())), settings)


MENDED: dict[str, tuple[Spoil, str | None]] = {
    "unsorted": (lambda f: f.iloc[::-1], "was not in the order of ds; sorted."),
    "a repeated week to be scored": (lambda f: and_row(f, f["ds"].iloc[57]), "more than once; such steps"),
    "text to be scored": (lambda f: put(f, 57, "y", "tbd"), "has no finite number; such steps"),
    "empty weeks": (lambda f: put(f, range(30, 33), "y", np.nan), "has 3 empty values; taken as missing steps."),
    "empty weeks at the end": (lambda f: put(f, range(50, 54), "y", np.nan), "ends in 4 empty values; filled for now."),
    "missing weeks": (lambda f: f.drop(index=[30, 31]), "misses 2 steps; filled on a straight line."),
    "a long gap": (lambda f: f.drop(index=range(10, 22)), "only what follows is used."),
    "a stopped feed": (lambda f: put(f, range(50, 54), "y", 0.0), "taken as a feed that stopped"),
    "a spike": (lambda f: put(f, 40, "y", 150.0), "stands far above all else in 1 step"),
    "a constant": (lambda f: f.assign(y=3.0), None),
    "nothing but zeros": (lambda f: f.assign(y=0.0), None),
    "tiny values": (lambda f: f.assign(y=f["y"] * 1e-300), None),
    "large values": (lambda f: f.assign(y=f["y"] * 1e90), None),
    "times of day": (lambda f: f.assign(ds=f["ds"] + " 06:30:00"), None),
    "time zones": (lambda f: f.assign(ds=f["ds"] + "T00:00:00+09:00"), None),
    "dates without hyphens": (lambda f: f.assign(ds=f["ds"].str.replace("-", "")), None),
    "months": (lambda f: weekly(freq="MS"), None),
    "ends of months": (lambda f: weekly(freq="ME"), None),
}


@pytest.mark.parametrize("case", MENDED)
def test_a_series_that_can_be_mended_is_forecast_and_it_is_said(case: str, tmp_path: Path, settings: Settings) -> None:
    spoil, sentence = MENDED[case]
    made = run(saved(tmp_path, spoil(weekly())), settings)
    written = pd.read_csv(made.out)
    assert (len(written), made.scored, made.refused) == (6, 1, ())
    assert np.isfinite(written[["yhat", "lo80", "hi80"]].to_numpy()).all()
    assert [sentence in note for note in made.notes] == [True] if sentence else made.notes == ()


def test_months_are_forecast_month_by_month(tmp_path: Path, settings: Settings) -> None:
    made = run(saved(tmp_path, weekly(start="2019-01-31", freq="ME")), settings)
    expected = pd.date_range("2023-07-31", periods=6, freq="ME").strftime("%Y-%m-%d").tolist()
    assert pd.read_csv(made.out)["ds"].tolist() == expected


def test_values_outside_the_bounds_are_named_and_the_forecast_stays_inside(tmp_path: Path, settings: Settings) -> None:
    frame = weekly().assign(y=lambda f: -f["y"])
    made = run(saved(tmp_path, frame), settings, bounds=(0.0, 1.0))
    assert "outside the bounds 0,1; its forecast stays inside" in made.notes[0]
    written = pd.read_csv(made.out)
    assert (written["yhat"] == 0).all()
    assert written[["lo80", "hi80"]].min(axis=None) >= 0 and written[["lo80", "hi80"]].max(axis=None) <= 1


def test_every_name_comes_back_but_one_that_a_spreadsheet_would_run(tmp_path: Path, settings: Settings) -> None:
    names = ["NA", "null", "0012", "1e5", "-5", "a,b", "été", "=1+1", "@x"]
    made = run(saved(tmp_path, pd.concat([weekly(name) for name in names])), settings)
    written = pd.read_csv(made.out, dtype=str, keep_default_na=False)["unique_id"]
    assert set(written) == {*names[:-2], "'=1+1", "'@x"}


def text(frame: pd.DataFrame, **how: object) -> str:
    return str(frame.to_csv(index=False, **how))


ENCODED = {
    "UTF-8 with a mark": text(weekly("été")).encode("utf-8-sig"),
    "Latin-1": text(weekly("été")).encode("latin-1"),
    "UTF-16": text(weekly("été")).encode("utf-16"),
    "UTF-16 without a mark": text(weekly("été")).encode("utf-16-le"),
    "semicolons and decimal commas": text(weekly("été"), sep=";", decimal=",").encode(),
    "tabs": text(weekly("été"), sep="\t").encode(),
    "lines of Windows": text(weekly("été")).replace("\n", "\r\n").encode(),
    "spaces in the header": text(weekly("été")).replace("unique_id,ds,y", "unique_id, ds, y").encode(),
}


@pytest.mark.parametrize("case", ENCODED)
def test_a_file_is_read_however_it_was_saved(case: str, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(ENCODED[case])
    made = run(path, settings)
    plain = tmp_path / "plain"
    plain.mkdir()
    assert made.out.read_bytes() == run(saved(plain, weekly("été")), settings).out.read_bytes()


UNREADABLE = {
    "an empty file": (b"", "is empty; give a CSV file"),
    "blank lines": (b"\n\n", "is empty; give a CSV file"),
    "a header alone": (b"unique_id,ds,y\n", "has no row below its header"),
    "no header": (b"a,2024-01-01,1\n", "has no column 'unique_id'"),
    "rows of unequal length": (b"unique_id,ds,y\na,2024-01-01,1\na,2024-01-08,2,3,4\n", "Expected 3 fields in line 3"),
    "a workbook": (b"PK\x03\x04" + bytes(60), "is a workbook or an archive; save it as CSV"),
    "no name in any row": (b"unique_id,ds,y\n,2024-01-01,1\n,2024-01-08,1\n", "has 2 rows without a unique_id"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_with_the_fix(case: str, tmp_path: Path, settings: Settings) -> None:
    content, sentence = UNREADABLE[case]
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=sentence) as raised:
        run(path, settings)
    assert str(path) in str(raised.value) and "\n" not in str(raised.value)


def test_a_folder_and_a_file_that_is_not_there_are_told_apart(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(BadInput, match="is a folder"):
        run(tmp_path, settings)
    with pytest.raises(BadInput, match="There is no file"):
        run(tmp_path / "nowhere.csv", settings)


def test_rows_without_a_name_are_left_out_and_counted(tmp_path: Path, settings: Settings) -> None:
    made = run(saved(tmp_path, pd.concat([weekly(), weekly("").head(1)])), settings)
    assert made.series == 1
    assert made.notes[0].endswith("has 1 row without a unique_id, left out; name the series of every row.")


ASKED = {
    "--horizon 0": "The horizon is 0; give 1 to 10,000 steps",
    "--horizon -3": "The horizon is -3",
    "--horizon 1000000": "The horizon is 1000000",
    "--season 0": "The season is 0",
    "--scale-season 0": "The scale season is 0",
    "--bounds 1,0": "no room between its ends",
    "--bounds 0": "is not two numbers",
    "--cutoff 2999-01-01": "ends at 2024-02-19, before the cutoff",
    "--cutoff 0001-01-01": "begins at 2023-01-02, after the cutoff",
    "--cutoff 2999": "counts in dates but the cutoff '2999' is a whole step",
    "--cutoff spring": "The cutoff 'spring' cannot be read",
}


@pytest.mark.parametrize("options", ASKED)
def test_the_command_ends_with_one_sentence(options: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hemline import app

    monkeypatch.setenv("HEMLINE_HOME", str(tmp_path / "home"))
    path = saved(tmp_path, weekly())
    given = ["backtest", str(path), "--horizon", "6", "--season", "12", "--out", str(tmp_path / "out.csv")]
    done = CliRunner().invoke(app, [*given, *options.split()])
    assert getattr(done.exception, "exit_code", done.exit_code) == 2
    assert ASKED[options] in done.output + str(done.exception)
    assert not (tmp_path / "out.csv").exists()
