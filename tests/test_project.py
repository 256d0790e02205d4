"""The project is what it says: its packages are the checkout's, its wheel is complete, its doors are light."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.main import get_command

CHECKOUT = Path(__file__).resolve().parent.parent
ROOMS = ("analysis", "dashboard", "data", "ingest")
HEAVY = (
    "torch",
    "transformers",
    "pandas",
    "duckdb",
    "streamlit",
    "plotly",
    "statsforecast",
    "prophet",
    "PIL",
    "sklearn",
)


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_imported_from_this_checkout(room: str) -> None:
    found = import_module(room).__file__
    assert found and Path(found).is_relative_to(CHECKOUT)


def test_help_loads_no_heavy_library() -> None:
    code = f"import sys, hemline; print([name for name in {HEAVY!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert out.stdout.strip() == "[]"


def test_the_wheel_carries_every_file_of_the_rooms_and_nothing_local(tmp_path: Path) -> None:
    stray = CHECKOUT / "data" / "local" / "stray-for-the-wheel-test.txt"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text("never ship me", encoding="utf-8")
    try:
        build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(CHECKOUT)]
        subprocess.run(build, capture_output=True, check=True)
    finally:
        stray.unlink()
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert shipped == {*tracked(*ROOMS), "hemline.py", "streamlit_app.py", ".streamlit/config.toml"}


def tracked(*folders: str) -> set[str]:
    """List the files of the folders that belong to the project."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    names = subprocess.run(listed, capture_output=True, text=True, check=True, cwd=CHECKOUT).stdout.split("\n")
    return {name for name in names if name and (CHECKOUT / name).is_file()}


def commands(app: typer.Typer) -> list[list[str]]:
    """List the words of every command, sub-commands included."""
    found: list[list[str]] = []
    for name, command in sorted(get_command(app).commands.items()):  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found += [[name, sub] for sub in sorted(below)] if below else [[name]]
    return found


def test_every_command_shows_an_example() -> None:
    from typer.testing import CliRunner

    from hemline import app

    for words in commands(app):
        shown = CliRunner().invoke(app, [*words, "--help"])
        assert shown.exit_code == 0 and "Example: hemline" in shown.output, words


def test_a_user_mistake_is_one_sentence_and_exit_code_two(tmp_path: Path) -> None:
    env = {"HEMLINE_HOME": str(tmp_path / "empty"), "PATH": "/usr/bin"}
    run = [sys.executable, "hemline.py", "publish"]
    out = subprocess.run(run, capture_output=True, text=True, cwd=CHECKOUT, env=env)
    assert out.returncode == 2 and "hemline demo" in out.stderr and "Traceback" not in out.stderr


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = [
        name for name in tracked(".") if name.endswith(".py") and len((CHECKOUT / name).read_text().split("\n")) > 400
    ]
    assert long == []
