"""Names of folders and files tell designer, season, city and look; the date of a show follows a stated convention."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.seasons import Season, find_season
from ingest.sources.folder import Found, pictures_of
from ingest.sources.runway import Look, look_from, look_of
from tests.workbooks import write_workbook

NAMED = [
    ("maison-x-fall-2024-ready-to-wear-15.jpg", Look("Maison X", "FW24", 2024, None, 15, date(2024, 3, 4))),
    ("maison-x-ss25-paris/look-07.jpg", Look("Maison X", "SS25", 2025, "Paris", 7, date(2024, 9, 30))),
    ("maison-x-ss25-07.jpg", Look("Maison X", "SS25", 2025, None, 7, date(2024, 9, 30))),
    ("fall-2025-ready-to-wear/maison-x/012.jpg", Look("Maison X", "FW25", 2025, None, 12, date(2025, 3, 3))),
    ("Maison X/Resort 2026/Look 3.png", Look("Maison X", "Resort 2026", 2026, None, 3, date(2025, 6, 2))),
    ("a_b/pre-fall-2026/00012.jpg", Look("A B", "Pre-Fall 2026", 2026, None, 12, date(2025, 12, 1))),
    ("x-fall-winter-2024-25-couture-look-9.jpg", Look("X", "FW24", 2024, None, 9, date(2024, 7, 1))),
    ("SS25/Milan/Foo Bar/2024-09-20_look_12.jpg", Look("Foo Bar", "SS25", 2025, "Milan", 12, date(2024, 9, 20))),
    ("foo-2025-aw-new-york-3.jpg", Look("Foo", "FW25", 2025, "New York", 3, date(2025, 2, 10))),
    ("Chanel/Fall 2024 Ready-to-Wear/01.jpg", Look("Chanel", "FW24", 2024, None, 1, date(2024, 3, 4))),
    ("Fall 2024 Ready-to-Wear/Foo/Look 1.jpg", Look("Foo", "FW24", 2024, None, 1, date(2024, 3, 4))),
    ("SS25_milan_foo-bar_look12.jpg", Look("Foo Bar", "SS25", 2025, "Milan", 12, date(2024, 9, 23))),
    ("pfw-ss25-foo-look-9-front.jpg", Look("Foo", "SS25", 2025, "Paris", 9, date(2024, 9, 30))),
    (
        "00012-foo-fall-2024-ready-to-wear-milan-credit-bo-ek.jpg",
        Look("Foo", "FW24", 2024, "Milan", 12, date(2024, 2, 26)),
    ),
    ("Foo-FW2024-25-45.jpg", Look("Foo", "FW24", 2024, None, 45, date(2024, 3, 4))),
    ("Foo SS 25 (12).jpg", Look("Foo", "SS25", 2025, None, 12, date(2024, 9, 30))),
    ("Foo/Spring '25/12a.jpg", Look("Foo", "SS25", 2025, None, 12, date(2024, 9, 30))),
    ("2024/Fall/Foo/12.jpg", Look("Foo", "FW24", 2024, None, 12, date(2024, 3, 4))),
    ("Foo/2024/Fall/12.jpg", Look("Foo", "FW24", 2024, None, 12, date(2024, 3, 4))),
    ("Copenhagen Fashion Week/SS26/Foo/Foo-18.jpg", Look("Foo", "SS26", 2026, "Copenhagen", 18, date(2025, 9, 29))),
    ("Foo AW24 Look 07 of 52.jpg", Look("Foo", "FW24", 2024, None, 7, date(2024, 3, 4))),
    ("2025春夏/Foo/12.jpg", Look("Foo", "SS25", 2025, None, 12, date(2024, 9, 30))),
    ("Foo/Automne-Hiver 2024/12.jpg", Look("Foo", "FW24", 2024, None, 12, date(2024, 3, 4))),
    ("Foo/Lookbook/Resort 2026/12.jpg", Look("Foo", "Resort 2026", 2026, None, 12, date(2025, 6, 2), "studio")),
    ("SS25 Runway/Foo/12.jpg", Look("Foo", "SS25", 2025, None, 12, date(2024, 9, 30), "catwalk")),
    ("Foo SS25 details/12.jpg", Look("Foo", "SS25", 2025, None, 12, date(2024, 9, 30), "detail")),
    ("Backstage/SS25/Foo/3.jpg", Look("Foo", "SS25", 2025, None, 3, date(2024, 9, 30), "backstage")),
    ("street-style/paris/1.jpg", Look(setting="street")),
    ("train/dress/009b3c31-fb62.jpg", Look()),
    ("holiday/IMG_0042.jpg", Look()),
]


@pytest.mark.parametrize(("path", "look"), NAMED)
def test_the_common_shapes_are_read(path: str, look: Look) -> None:
    assert look_of(PurePosixPath(path)) == look


@pytest.mark.parametrize(
    ("season", "half", "shown"),
    [
        (Season("SS", 2025), 1, date(2024, 9, 30)),
        (Season("FW", 2025), 2, date(2025, 3, 3)),
        (Season("Resort", 2026), 1, date(2025, 6, 2)),
        (Season("Pre-Fall", 2026), 2, date(2025, 12, 1)),
    ],
)
def test_a_season_has_a_half_year_and_a_monday_of_its_shows(season: Season, half: int, shown: date) -> None:
    assert (season.half, season.shown_on()) == (half, shown)


@given(st.sampled_from(["SS", "FW", "Resort", "Pre-Fall"]), st.integers(2001, 2098))
def test_a_season_written_out_reads_back_and_begins_on_a_monday(kind: str, year: int) -> None:
    season = Season(kind, year)
    found = find_season(str(season).lower().replace(" ", "-"))
    assert found is not None and found[0] == season
    assert season.shown_on().weekday() == 0


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_any_name_is_read_without_a_fault(name: str) -> None:
    look_of(PurePosixPath(name or "x"))


def test_a_manifest_row_comes_before_the_name() -> None:
    fields = {
        "designer": "Foo & Co",
        "season": "Spring/Summer 2025".replace("/", " "),
        "look": "Look 4",
        "date": "2024-09-19",
    }
    assert look_from(fields, PurePosixPath("x/1.jpg")) == Look("Foo & Co", "SS25", 2025, None, 4, date(2024, 9, 19))


def test_a_manifest_may_give_season_and_year_apart() -> None:
    assert look_from({"season": "Fall", "year": "2025"}, PurePosixPath("1.jpg")).season == "FW25"


MANIFEST = {
    "path": "a.jpg", "designer": "Foo & Co", "season": "Fall", "year": "2025", "city": "Lagos", "look": "Look 4",
    "date": "2025-02-19", "region": "NG",
}  # fmt: skip
DRIFTED = [
    {},
    {"path": "Image Path", "designer": "Brand", "season": "Collection", "look": "Look No.", "date": "Shown on"},
    {
        "path": "FILE_NAME",
        "designer": "DESIGNER_NAME",
        "season": "SEASON_NAME",
        "year": "SEASON_YEAR",
        "city": "SHOW_CITY",
    },
    {"path": "src", "designer": "maison", "look": "Exit", "date": "date of show", "region": "Country Code"},
]


@pytest.mark.parametrize("renamed", DRIFTED)
@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx"])
def test_every_field_of_a_manifest_is_found_under_other_names_in_any_order(
    tmp_path: Path, renamed: dict[str, str], suffix: str
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    names = list(reversed(MANIFEST))
    header, row = [renamed.get(name, name) for name in names], [MANIFEST[name] for name in names]
    manifest = tmp_path / f"looks.{suffix}"
    if suffix == "xlsx":
        write_workbook(manifest, {"Looks": [["Our looks"], header, row]})
    else:
        mark = {"csv": ",", "tsv": "\t"}[suffix]
        manifest.write_text(mark.join(header) + "\n" + mark.join(row) + "\n")
    found = next(pictures_of(manifest, tmp_path))
    look = Look("Foo & Co", "FW25", 2025, "Lagos", 4, date(2025, 2, 19))
    assert found == Found(found.place, tmp_path / "a.jpg", look, "NG")
    assert found.place == f"looks.{suffix}:{3 if suffix == 'xlsx' else 2}"
