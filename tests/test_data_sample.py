"""The sample season is what its truth file says it is, and the same seed makes the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from data.errors import BadInput
from data.sample import SampleSeason, generate
from data.sample.patterns import LABELS, Print
from data.sample.phrases import FACETS, LANGUAGES, entries, tables
from data.sample.plan import PLANTED, Plan, make_plan
from data.sample.posts import ELSEWHERE, draw
from data.sample.texts import Wording
from data.vocabulary import load_vocabulary

POSTS, LOOKS = 4000, 24


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> SampleSeason:
    return generate(tmp_path_factory.mktemp("season"), posts=POSTS, looks=LOOKS, seed=3)


@pytest.fixture(scope="module")
def truth(season: SampleSeason) -> dict[str, Any]:
    return dict(json.loads(season.truth.read_text("utf-8")))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(3)


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"{path.relative_to(folder)}": hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def json_lines(path: Path) -> tuple[list[dict[str, Any]], int]:
    """Return the lines that are JSON, and how many are not."""
    rows, unreadable = [], 0
    for line in path.read_text("utf-8").splitlines():
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            unreadable += 1
    return rows, unreadable


def is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def file_truth(truth: dict[str, Any], path: Path) -> dict[str, Any]:
    return next(row for row in truth["files"] if row["file"] == path.name)


def test_the_same_seed_writes_the_same_bytes_and_another_seed_other_ones(tmp_path: Path) -> None:
    seasons = {name: generate(tmp_path / name, 300, 4, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))}
    first, again, other = (digest(season.folder) for season in seasons.values())
    assert first == again
    assert first["truth.json"] != other["truth.json"]
    assert first["posts_bluesky.jsonl"] != other["posts_bluesky.jsonl"]


def test_writing_over_an_earlier_season_leaves_nothing_of_it(tmp_path: Path) -> None:
    generate(tmp_path / "season", 300, 6, seed=1)
    generate(tmp_path / "season", 300, 2, seed=2)
    assert digest(tmp_path / "season") == digest(generate(tmp_path / "fresh", 300, 2, seed=2).folder)


def test_the_number_of_posts_and_looks_does_not_change_what_is_planted(truth: dict[str, Any], tmp_path: Path) -> None:
    small = json.loads(generate(tmp_path, 200, 0, seed=3).truth.read_text("utf-8"))
    kept = ("label_id", "kind", "growth", "share", "peak_week", "seasonal")
    assert [[row[key] for key in kept] for row in small["labels"]] == [
        [row[key] for key in kept] for row in truth["labels"]
    ]


def test_the_files_hold_exactly_the_posts_asked_for(truth: dict[str, Any]) -> None:
    assert sum(row["posts"] for row in truth["files"]) == POSTS


@pytest.mark.parametrize(("name", "record"), [("bluesky", "record"), ("mastodon", None)])
def test_json_exports_hold_the_repeats_and_bad_lines_that_the_truth_lists(
    season: SampleSeason, truth: dict[str, Any], name: str, record: str | None
) -> None:
    path = getattr(season, name)
    planted = file_truth(truth, path)
    rows, unreadable = json_lines(path)
    bodies = [row[record] if record else row for row in rows]
    stamps = [body["createdAt" if record else "created_at"] for body in bodies]
    ids = [row["uri"] for row in rows]
    assert unreadable == planted["unreadable_lines"]
    assert len(ids) - len(set(ids)) == planted["repeats"]
    assert sum(body["text" if record else "content"] == "" for body in bodies) == planted["without_text"]
    assert sum(not is_date(stamp) for stamp in stamps) == planted["impossible_dates"] + planted["unreadable_dates"]
    refused = sum(planted[key] for key in ("impossible_dates", "unreadable_dates", "without_text"))
    assert len(rows) == planted["posts"] + planted["repeats"] + refused


def test_the_table_holds_the_repeats_and_bad_rows_that_the_truth_lists(
    season: SampleSeason, truth: dict[str, Any]
) -> None:
    planted = file_truth(truth, season.table)
    with season.table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = [tuple(row.values()) for row in rows]
    assert list(rows[0]) == ["posted_at", "user", "text", "country", "lang", "likes"]
    assert len(whole) - len(set(whole)) == planted["repeats"]
    assert sum(row["text"] == "" for row in rows) == planted["without_text"]
    bad_dates = sum(not is_date(row["posted_at"]) for row in rows)
    assert bad_dates == planted["impossible_dates"] + planted["unreadable_dates"]
    assert {row["country"] for row in rows} == {"GB", "FR", "ES", "JP", "CN"}


def test_good_posts_lie_in_the_156_weeks_and_the_last_one_is_whole(season: SampleSeason) -> None:
    stamps = [row["record"]["createdAt"] for row in json_lines(season.bluesky)[0]]
    days = sorted(datetime.fromisoformat(stamp).date() for stamp in stamps if is_date(stamp))
    assert date(2023, 1, 2) <= days[0] <= date(2023, 1, 8)
    assert days[-1] == date(2025, 12, 28)


def test_facets_of_a_bluesky_post_point_at_the_bytes_they_name(season: SampleSeason) -> None:
    marks = [
        (row["record"]["text"].encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(), feature)
        for row in json_lines(season.bluesky)[0]
        for facet in row["record"].get("facets", [])
        for feature in facet["features"]
    ]
    assert len(marks) > 100
    for marked, feature in marks:
        named = feature.get("uri") or feature.get("tag") or ""
        assert marked in (named, f"#{named}") or (marked.startswith("@sample-") and "did" in feature)


def test_every_handle_and_address_is_plainly_invented(season: SampleSeason) -> None:
    text = "".join(path.read_text("utf-8") for path in (season.bluesky, season.mastodon, season.table))
    assert {host.rpartition(".")[2] for host in re.findall(r"https://([\w.-]+)", text)} == {"example"}
    assert all(row["author"]["handle"].startswith("sample-") for row in json_lines(season.bluesky)[0])
    assert re.search(r"sample-\w+-\d+@mail\.example", text)
    assert re.search(r"\+44 7700 900\d{3}", text)


@pytest.mark.parametrize("seed", range(8))
def test_planted_growth_keeps_clear_of_the_border_between_kinds(seed: int) -> None:
    bounds = {"rising": (0.25, 2.2), "falling": (-0.65, -0.22), "steady": (-0.09, 0.09), "background": (0, 0)}
    for label in make_plan(seed).labels:
        low, high = bounds[label.kind]
        assert low <= round(label.growth, 6) <= high, label.entry.label_id


@pytest.mark.parametrize("seed", range(8))
def test_each_facet_has_its_planted_labels_and_room_for_all_of_them(seed: int) -> None:
    plan = make_plan(seed)
    for facet in FACETS:
        labels = plan.facet(facet)
        assert sum(label.kind != "background" for label in labels) == PLANTED[facet]
        fullest = sum(np.outer(label.weekly, label.by_region) for label in labels).max()
        assert fullest < 0.88 * 0.95


def test_a_seasonal_label_peaks_in_its_planted_week() -> None:
    for seed in range(4):
        for label in make_plan(seed).labels:
            if label.kind == "steady" and label.peak_week is not None:
                smooth = np.convolve(np.tile(label.weekly[-52:], 3), np.ones(9) / 9, "same")[52:104]
                away = abs(int(smooth.argmax()) + 1 - label.peak_week)
                assert min(away, 52 - away) <= 5, (seed, label.entry.label_id)


def test_the_pool_names_only_labels_of_the_vocabulary_and_no_new_word_holds_one_of_its_words() -> None:
    vocabulary = load_vocabulary()
    known = {word for label in vocabulary.labels for words in label.words.values() for word in words}
    known |= {label.name.lower() for label in vocabulary.labels}
    invented = [word for words in tables()["new_words"].values() for word in words]
    assert all(vocabulary.get(entry.label_id) for entry in entries())
    assert not {part for word in invented for part in (word, *word.split())} & known


def surprises(seed: int) -> list[float]:
    """Return each label's drawn growth against its planted one, in standard errors."""
    plan = make_plan(seed)
    draws = draw(plan, 60_000)
    years = [draws.week >= 104, (draws.week >= 52) & (draws.week < 104)]
    found = []
    for column, facet in enumerate(FACETS):
        for at, label in enumerate(plan.facet(facet)):
            now, before = (int((draws.labels[year, column] == at).sum()) for year in years)
            planted = np.divide(*(label.weekly[draws.week[year]].sum() for year in years))
            # The variance of the log of a Poisson count is about one over the count.
            found.append(float((np.log(now / before) - np.log(planted)) / np.sqrt(1 / now + 1 / before)))
    return found


def test_drawn_mentions_grow_as_planted_within_sampling_error() -> None:
    errors = [error for seed in range(5, 9) for error in surprises(seed)]
    assert np.abs(errors).max() < 4.5
    assert abs(np.mean(errors)) < 0.2
    assert 0.9 < np.std(errors) < 1.15


def test_drawn_shares_are_the_planted_ones_in_all_languages_together() -> None:
    plan = make_plan(5)
    draws = draw(plan, 60_000)
    jeans = next(at for at, label in enumerate(plan.facet("category")) if label.entry.label_id == "category:jeans")
    expected = plan.facet("category")[jeans].weekly[draws.week].mean() / 0.95
    assert (draws.labels[:, 0] == jeans).mean() == pytest.approx(expected, rel=0.15)


def test_planted_pairs_are_seen_together_far_more_often_than_by_chance() -> None:
    plan = make_plan(5)
    draws = draw(plan, 60_000)
    position = {label.entry.label_id: at for facet in FACETS for at, label in enumerate(plan.facet(facet))}
    assert len(plan.pairs) == 4
    for garment, colour in plan.pairs:
        worn, dyed = draws.labels[:, 0] == position[garment], draws.labels[:, 1] == position[colour]
        assert (worn & dyed).mean() > 3 * worn.mean() * dyed.mean()


def test_every_drawn_label_and_new_word_stands_in_its_text(plan: Plan) -> None:
    draws = draw(plan, 3000)
    texts = Wording.from_plan(plan).texts(draws)
    for at, text in enumerate(texts):
        language = LANGUAGES[draws.language[at]]
        for column, facet in enumerate(FACETS):
            if draws.labels[at, column] >= 0:
                entry = plan.facet(facet)[draws.labels[at, column]].entry
                assert any(form.lower() in text.lower() for form in entry.words[language].split("|")), text
        if draws.new_word[at] >= 0:
            assert plan.new_words[draws.new_word[at]].word in text.lower()


def test_a_new_word_is_never_written_before_its_onset(plan: Plan) -> None:
    draws = draw(plan, 20_000)
    for at, word in enumerate(plan.new_words):
        weeks = draws.week[draws.new_word == at]
        assert len(weeks) > 5
        assert weeks.min() >= word.onset


def test_posts_about_something_else_carry_no_label(plan: Plan) -> None:
    draws = draw(plan, 3000)
    elsewhere = draws.stance == ELSEWHERE
    assert 0.09 < elsewhere.mean() < 0.15
    assert (draws.labels[elsewhere] == -1).all()


def test_a_few_authors_post_a_lot_and_most_seldom(plan: Plan) -> None:
    draws = draw(plan, 20_000)
    names = draws.author * 10 + draws.region
    counts = np.sort(np.unique(names, return_counts=True)[1])[::-1]
    assert counts[0] > 15 * np.median(counts)
    assert counts[: len(counts) // 10].sum() > 0.25 * len(names)


def test_looks_lie_in_folders_named_after_house_season_and_category(
    season: SampleSeason, truth: dict[str, Any]
) -> None:
    shape = re.compile(
        r"[a-z-]+-(fall|spring)-202\d-ready-to-wear/[a-z-]+-(fall|spring)-202\d-ready-to-wear-look-\d\d\.jpg"
    )
    drawn = {f"{path.relative_to(season.looks)}" for path in season.looks.rglob("*.jpg")}
    assert drawn == {look["path"] for look in truth["looks"]}
    assert len(drawn) == LOOKS
    assert all(shape.fullmatch(path) for path in drawn)


def test_the_main_colour_covers_the_most_of_the_clothes_and_is_seen_in_the_picture(
    season: SampleSeason, truth: dict[str, Any]
) -> None:
    for look in truth["looks"]:
        main = look["colours"][0]
        assert main["label_id"] == look["main_colour"]
        assert sum(colour["area"] for colour in look["colours"]) == pytest.approx(1, abs=0.001)
        with Image.open(season.looks / look["path"]) as picture:
            assert picture.size == (600, 900)
            pixels = np.asarray(picture.convert("RGB")).astype(int)
        wanted = np.array([int(main["hex"][at : at + 2], 16) for at in (1, 3, 5)])
        assert (np.abs(pixels - wanted).max(axis=2) < 26).mean() > 0.03, look["path"]


@pytest.mark.parametrize("kind", sorted(LABELS))
def test_a_print_covers_some_of_its_ground_and_never_most_of_it(kind: str) -> None:
    for seed in range(4):
        mask = np.asarray(Print(kind, (0, 0, 0), 24.0, seed).mask((0, 0, 200, 300), 2))
        assert 0.08 < (mask > 0).mean() < 0.45


def test_interest_series_follow_the_planted_course_of_their_label(season: SampleSeason, truth: dict[str, Any]) -> None:
    with season.interest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    growth = {row["label_id"]: row["growth"] for row in truth["labels"]}
    assert len(rows) == 156 * len(truth["interest"])
    for name, label_id in truth["interest"].items():
        y = np.array([float(row["y"]) for row in rows if row["unique_id"] == name])
        assert y[-52:].mean() / y[-104:-52].mean() - 1 == pytest.approx(growth[label_id], abs=0.08)


@pytest.mark.parametrize("asked", [{"posts": 99}, {"looks": -1}, {"seed": -1}])
def test_sizes_that_make_no_season_are_refused_in_one_sentence(tmp_path: Path, asked: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="at least 100 posts"):
        generate(tmp_path, **asked)


def test_the_command_writes_a_season_and_refuses_a_bad_size_with_exit_2(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "data.sample", str(tmp_path / "season"), "--looks", "0", "--posts"]
    checkout = Path(__file__).resolve().parent.parent
    good = subprocess.run([*command, "150"], cwd=checkout, capture_output=True, text=True, check=True)
    bad = subprocess.run([*command, "5"], cwd=checkout, capture_output=True, text=True, check=False)
    assert "Wrote 150 posts" in good.stdout
    assert (bad.returncode, len(bad.stderr.splitlines())) == (2, 1)
