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
