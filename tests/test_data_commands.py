"""The storeroom's commands say what is there and what to do next; the demo keeps the sample apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import demo
from data.errors import BadInput, NothingThere
from data.sample import generate
from data.settings import Settings
from data.store import Store
from data.terminal import show
from hemline import app
from ingest.jobs import posts


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home that the commands use."""
    monkeypatch.setenv("HEMLINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*words: str) -> str:
    """Run a command that must succeed and return what it printed."""
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def three_posts(folder: Path) -> Path:
    """Write a small file of posts, one of them without a readable date."""
    path = folder / "posts.csv"
    rows = ["posted_at,text,user", "2025-05-01,red coat,a", "2025-05-02,blue jeans,b", "soon,green bag,c"]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_status_counts_what_is_there_and_names_the_next_step(home: Path, tmp_path: Path) -> None:
    posts.run(Store(Settings()), three_posts(tmp_path))
    found = json.loads(run("status", "--json"))
    assert (found["rows"]["posts"], found["rows"]["rejected"]) == (2, 1)
    assert found["newest_week"]["posts"] == "2025-04-28" and found["next_step"] == "hemline run"


def test_status_of_an_empty_home_is_a_sentence_with_a_command(home: Path) -> None:
    with pytest.raises(NothingThere, match="hemline demo"):
        CliRunner().invoke(app, ["status"], catch_exceptions=False)


def test_the_doctor_names_a_key_that_others_can_read_and_the_commonest_refusals(home: Path, tmp_path: Path) -> None:
    posts.run(Store(Settings()), three_posts(tmp_path))
    (home / "secret.key").chmod(0o644)
    said = run("doctor")
    assert f"remedy: chmod 600 {home / 'secret.key'}" in said
    assert "1 × unreadable date, for example posts.csv:4" in said


@pytest.mark.parametrize("rows", [0, 1])
def test_a_run_with_nothing_to_read_names_what_to_do(home: Path, tmp_path: Path, rows: int) -> None:
    (tmp_path / "posts.csv").write_text("date,text\n" + "soon,a red coat\n" * rows)
    if rows:
        assert posts.run(Store(Settings()), tmp_path / "posts.csv").rows_rejected == rows
    with pytest.raises(NothingThere, match="hemline ingest posts FILE"):
        CliRunner().invoke(app, ["run"], catch_exceptions=False)
    assert not (home / "snapshots").exists()


def test_an_out_that_cannot_be_written_is_told_before_any_work(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out, sentence in ((tmp_path, "is a folder"), (tmp_path / "file" / "o.csv", "cannot be written")):
        words = ["backtest", "none.csv", "--horizon", "4", "--season", "1", "--out", str(out)]
        with pytest.raises(BadInput, match=sentence):
            CliRunner().invoke(app, words, catch_exceptions=False)


def test_a_backtest_of_refused_series_says_why(home: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("unique_id,ds,y\na,1,1\na,1,2\na,2,3\n")
    words = ["backtest", str(tmp_path / "x.csv"), "--horizon", "1", "--season", "1", "--out", str(tmp_path / "o.csv")]
    with pytest.raises(BadInput, match="more than once"):
        CliRunner().invoke(app, words, catch_exceptions=False)


def test_a_variable_that_cannot_be_read_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_WAIT_S", "soon")
    with pytest.raises(BadInput, match="HEMLINE_WAIT_S is 'soon'"):
        CliRunner().invoke(app, ["status"], catch_exceptions=False)


def test_an_address_that_is_none_of_this_machine_is_named(home: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot listen on address 192\.0\.2\.1"):
        CliRunner().invoke(app, ["serve", "--address", "192.0.2.1"], catch_exceptions=False)


def test_nested_facts_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    show({"tag": {"posts": 1200, "posts_per_s": None, "reasons": ()}, "reasons": ()})
    assert capsys.readouterr().out == "tag: posts 1,200\n"


def test_publish_says_which_snapshot_it_made(home: Path, tmp_path: Path) -> None:
    posts.run(Store(Settings()), three_posts(tmp_path))
    made = json.loads(run("publish", "--json"))["snapshot"]
    assert (home / "snapshots" / f"{made}.duckdb").is_file()


def test_the_demo_never_mixes_with_own_data(home: Path, tmp_path: Path) -> None:
    posts.run(Store(Settings()), three_posts(tmp_path), source="my-shop")
    with pytest.raises(BadInput, match="my-shop"):
        demo.run(Settings(), 300, 0, 0)


def test_the_demo_refuses_a_second_season_beside_the_first(home: Path) -> None:
    generate(home / "sample", posts=100, looks=0, seed=1)
    with pytest.raises(BadInput, match="100 posts, 0 looks and seed 1"):
        demo.run(Settings(), 300, 0, 0)


@pytest.mark.parametrize("bounds", ["0", "one,two", "1,0"])
def test_bounds_that_are_none_are_named(home: Path, tmp_path: Path, bounds: str) -> None:
    words = [
        "backtest",
        "x.csv",
        "--horizon",
        "4",
        "--season",
        "1",
        "--bounds",
        bounds,
        "--out",
        str(tmp_path / "o.csv"),
    ]
    with pytest.raises(BadInput, match=bounds):
        CliRunner().invoke(app, words, catch_exceptions=False)
