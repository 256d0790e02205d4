"""Series hold the shares their definition asks for, week by week, and stay few."""

from __future__ import annotations

import math
from datetime import timedelta

import pandas as pd
import pytest
from planted import ADDED, MONDAY, Season, crowd

from analysis.jobs.forecast import choose
from analysis.trends.series import SeriesSet
from data.settings import Settings
from data.store import Store


def chosen(store: Store, season: Season, limit: int = 600) -> SeriesSet:
    season.write(store)
    return choose(store, limit)


def shares(found: SeriesSet, series_id: str) -> list[float]:
    return found.weeks.loc[found.weeks["series_id"] == series_id, "y"].round(4).tolist()


WHOLE = "colour:red|all|all|all|all"


def test_a_share_counts_authors_once_however_much_they_post(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=2, of=8)
    for _ in range(5):
        season.post(2, "a0", "colour:red")
    assert shares(chosen(store, season), WHOLE)[0] == 0.25


def test_posts_without_an_author_count_one_by_one(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=1, of=2)
    season.post(3, None, "colour:red")
    season.post(3, None)
    assert shares(chosen(store, season), WHOLE)[0] == 0.5


def test_a_post_against_a_label_is_in_the_base_but_not_in_the_count(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=1, of=3)
    season.post(3, "b", "-colour:red")
    assert shares(chosen(store, season), WHOLE)[:2] == [0.25, 0.3333]


def test_a_label_seen_in_the_text_and_in_its_picture_counts_once(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=1, of=4)
    twice, once = season.post(3, "b", "colour:red"), season.post(3, "c")
    for post_id in (twice, once):
        season.links.append({"post_id": post_id, "image_id": f"i-{post_id}"})
        season.tag(f"i-{post_id}", "image", "colour:red")
    assert shares(chosen(store, season), WHOLE)[0] == 0.5


def test_only_the_active_reader_is_counted(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=1, of=4)
    season.tag(season.post(3, "b"), "post", "colour:red", reader="text-0")
    assert shares(chosen(store, season), WHOLE)[0] == 0.2


def test_weeks_without_the_label_are_zeros(store: Store) -> None:
    season = Season()
    crowd(season, 6, "colour:red", people=4, of=4)
    crowd(season, 4, "colour:blue", people=1, of=4, start=6)
    assert shares(chosen(store, season), WHOLE) == [1.0] * 6 + [0.0] * 4


def test_a_week_in_which_nobody_posts_carries_the_share_before_it(store: Store) -> None:
    season = Season()
    crowd(season, 6, "colour:red", people=2, of=4)
    crowd(season, 4, "colour:red", people=1, of=4, start=8)
    found = chosen(store, season)
    assert shares(found, WHOLE) == [0.5] * 8 + [0.25] * 4
    assert found.weeks.loc[found.weeks["series_id"] == WHOLE, "base"].tolist()[6:8] == [0, 0]


@pytest.mark.parametrize(("last_day", "complete"), [(2, 9), (5, 9), (6, 10)])
def test_the_newest_week_is_complete_only_once_its_sunday_has_come(store: Store, last_day: int, complete: int) -> None:
    season = Season()
    crowd(season, 10, "colour:red", people=2, of=4)
    season.post(7 * 9 + last_day, "z")
    found = chosen(store, season)
    assert len(found.history) == complete
    assert len(found.weeks) == 10


def test_now_is_the_newest_complete_week_in_which_anybody_posted(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=2, of=4)
    season.post(7 * 30, "z")
    found = chosen(store, season)
    assert found.meta["now_week"].tolist() == [pd.Timestamp(MONDAY) + timedelta(weeks=11)]
    assert len(found.weeks) == 31


def test_a_source_without_a_complete_week_makes_no_series(store: Store) -> None:
    season = Season()
    crowd(season, 1, "colour:red", people=40, of=40)
    assert chosen(store, season).meta.empty


def test_regions_and_audiences_have_a_base_of_their_own(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=2, of=2, region="US", audience="women")
    crowd(season, 12, "colour:red", people=1, of=4, region="DE")
    found = chosen(store, season)
    assert shares(found, "colour:red|all|US|all|all")[0] == 1.0
    assert shares(found, "colour:red|all|DE|all|all")[0] == 0.25
    assert shares(found, "colour:red|all|all|all|women")[0] == 1.0


def test_posts_of_no_region_make_no_region_series(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=2, of=2)
    assert chosen(store, season).meta["series_id"].tolist() == [WHOLE]


def test_sources_are_split_only_where_there_are_two(store: Store) -> None:
    season = Season(sources={"forum": "posts", "shop": "posts"})
    crowd(season, 12, "colour:red", people=2, of=4)
    crowd(season, 12, "colour:red", people=4, of=4, source="shop")
    found = chosen(store, season)
    assert shares(found, "colour:red|all|all|shop|all")[0] == 1.0
    assert shares(found, "colour:red|all|all|forum|all")[0] == 0.5


def test_a_colour_within_a_garment_is_a_share_of_that_garments_authors(store: Store) -> None:
    season = Season()
    for week in range(12):
        for person in range(4):
            season.post(7 * week, f"a{person}", "category:coat", *(["colour:red"] if person == 0 else []))
            season.post(7 * week, f"b{person}", "colour:red")
    found = chosen(store, season)
    assert shares(found, "colour:red|category:coat|all|all|all")[0] == 0.25


def test_house_records_stand_apart_from_posts(store: Store) -> None:
    season = Season(sources={"forum": "posts", "rental": "labels"})
    crowd(season, 12, "colour:red", people=1, of=4)
    crowd(season, 12, "colour:red", people=3, of=4, source="rental", text="")
    found = chosen(store, season)
    assert shares(found, WHOLE)[0] == 0.25
    assert shares(found, "colour:red|all|all|rental|all")[0] == 0.75


def test_imported_series_keep_their_values_and_fill_gaps_with_the_week_before(store: Store) -> None:
    weeks = [MONDAY + timedelta(weeks=week) for week in (0, 1, 3)]
    rows = [
        {"source": "trends", "unique_id": "Sneaker", "name": "Sneaker", "week": week, "y": y}
        for week, y in zip(weeks, (3.0, 5.0, 7.0), strict=True)
    ]
    store.add("interest", pd.DataFrame(rows))
    found = choose(store, 600)
    assert found.meta[["series_id", "label_id", "source"]].values.tolist() == [
        ["trends:Sneaker", "series:Sneaker", "trends"]
    ]
    assert shares(found, "trends:Sneaker") == [3.0, 5.0, 5.0, 7.0]


def test_whole_labels_come_before_splits_and_busy_splits_before_quiet_ones(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=3, of=4, region="US")
    crowd(season, 12, "colour:red", people=2, of=4, region="DE")
    crowd(season, 12, "colour:blue", people=1, of=4, region="FR")
    order = chosen(store, season, limit=3).meta["series_id"].tolist()
    assert order == [WHOLE, "colour:blue|all|all|all|all", "colour:red|all|US|all|all"]


def test_only_series_with_more_than_three_authors_a_week_stand_on_their_own(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=4, of=8)
    crowd(season, 12, "colour:blue", people=3, of=8)
    meta = chosen(store, season).meta.set_index("label_id")
    assert meta["own"].to_dict() == {"colour:red": True, "colour:blue": False}
    assert meta.loc["colour:blue", "parent_id"] == "facet:colour|all|all|all|all"


def test_labels_of_few_people_or_of_nobody_in_two_years_are_not_kept(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:teal", people=1, of=2)
    crowd(season, 110, "colour:red", people=1, of=2, start=12)
    crowd(season, 4, "colour:blue", people=2, of=2, start=122)
    assert chosen(store, season).meta["series_id"].tolist() == [WHOLE]


def origins(series_id: str, *weeks: int) -> pd.DataFrame:
    """Return origins of one series by the number of its week."""
    return pd.DataFrame({"series_id": series_id, "cutoff": [pd.Timestamp(MONDAY) + timedelta(weeks=w) for w in weeks]})


def rise_and_fall(first: str, last: str) -> Season:
    """Return 120 weeks in which one label is shown by many people until week 59 and another from week 60 on."""
    season = Season()
    crowd(season, 60, first, people=6, of=8)
    crowd(season, 60, last, people=6, of=8, start=60)
    for week in range(120):
        season.post(7 * week + 6, "quiet", last if week < 60 else first)
    return season


def test_a_rise_that_came_later_does_not_stand_at_an_earlier_origin(store: Store) -> None:
    found = chosen(store, rise_and_fall("colour:blue", "colour:red"))
    assert found.stood(origins(WHOLE, 50, 59, 119)).tolist() == [False, False, True]


def test_a_label_that_fell_stays_in_the_record_of_when_it_stood(store: Store) -> None:
    found = chosen(store, rise_and_fall("colour:blue", "colour:red"))
    blue = "colour:blue|all|all|all|all"
    assert found.stood(origins(blue, 59, 119)).tolist() == [True, False]
    assert found.former["unique_id"].unique().tolist() == [blue]
    pd.testing.assert_frame_equal(
        found.former.reset_index(drop=True),
        found.history.query("unique_id == @blue").reset_index(drop=True),
        check_dtype=False,
    )


def test_the_limit_keeps_from_the_record_what_it_would_have_left_out_then(store: Store) -> None:
    found = chosen(store, rise_and_fall("colour:blue", "colour:red"), limit=1)
    assert found.meta["series_id"].tolist() == [WHOLE]
    assert found.stood(origins(WHOLE, 59, 80, 119)).tolist() == [False, False, True]
    assert found.stood(origins("colour:blue|all|all|all|all", 80)).tolist() == [True]
    assert found.former["unique_id"].unique().tolist() == ["colour:blue|all|all|all|all"]


def test_imported_series_always_stood(store: Store) -> None:
    weeks = [MONDAY + timedelta(weeks=week) for week in range(3)]
    rows = pd.DataFrame({"source": "trends", "unique_id": "Sneaker", "name": "Sneaker", "week": weeks, "y": 1.0})
    store.add("interest", rows)
    assert choose(store, 600).stood(origins("trends:Sneaker", 1)).tolist() == [True]


def test_no_posts_at_all_make_no_series(store: Store) -> None:
    store.add("source", pd.DataFrame([{"source": "s", "kind": "posts", "title": "s", "added_at": ADDED}]))
    found = choose(store, 600)
    assert found.meta.empty
    assert found.weeks.empty
    assert found.history.empty


def test_the_sql_agrees_with_counting_by_hand(store: Store) -> None:
    season = Season()
    for day in range(140):
        season.post(day, f"a{day * day % 11}", *(["colour:red"] if day * 7 % 5 == 0 else []))
    found = chosen(store, season)
    by_hand: dict[object, set[object]] = {}
    tagged = {tag["subject_id"] for tag in season.tags}
    for post in season.posts:
        by_hand.setdefault(post["week"], set()).update([post["author"]] if post["post_id"] in tagged else [])
    counted = found.weeks.set_index("week")["authors"].to_dict()
    assert counted == {week: len(people) for week, people in by_hand.items()}


def flooded(loud: int) -> Season:
    """Return 30 weeks of two sources of eight people, of whom the loud one brings many more in week 20."""
    season = Season(sources={"forum": "posts", "loud": "posts"})
    crowd(season, 30, "colour:red", people=2, of=8)
    for week in range(30):
        for person in range(8 + loud * (week == 20)):
            season.post(7 * week + 2, f"b{person}", "colour:blue", source="loud")
    return season


def test_a_flood_from_one_source_moves_the_whole_no_further_than_half_as_much_again_allows(store: Store) -> None:
    found = chosen(store, flooded(loud=192))
    blue = found.weeks.query("series_id == 'colour:blue|all|all|all|all'").set_index("week")
    week = blue.loc[pd.Timestamp(MONDAY) + timedelta(weeks=20)]
    assert (week["authors"], week["base"]) == (pytest.approx(12, abs=0.1), pytest.approx(20, abs=0.1))
    assert week["y"] == pytest.approx(12 / 20, abs=0.005)
    assert set(blue["y"].drop(week.name)) == {0.5}


def test_a_sources_own_series_counts_everybody_of_a_flood(store: Store) -> None:
    found = chosen(store, flooded(loud=192))
    own = found.weeks.query("series_id == 'colour:blue|all|all|loud|all'").set_index("week")
    assert own.loc[pd.Timestamp(MONDAY) + timedelta(weeks=20), ["authors", "base"]].tolist() == [200, 200]


def test_the_weight_of_loud_feeds_can_be_set(settings: Settings) -> None:
    season = flooded(loud=192)
    season.write(Store(settings))
    for loudest, share in ((float("inf"), 200 / 208), (3.0, 24 / 32)):
        found = choose(Store(settings.model_copy(update={"loudest": loudest})), 600)
        assert max(shares(found, "colour:blue|all|all|all|all")) == pytest.approx(share, abs=0.002)


def first_week(found: SeriesSet, *columns: str) -> list[float]:
    rows = found.weeks[found.weeks["series_id"] == WHOLE]
    return [float(value) for value in rows[list(columns)].iloc[0]]


def test_a_person_takes_one_stance_a_week_and_none_when_they_say_both(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=4, of=6)
    season.post(1, "a0", "colour:red")
    season.post(1, "a1", "-colour:red")
    season.post(1, "a5", "-colour:red")
    season.tags[2]["polarity"] = "neutral"
    assert first_week(chosen(store, season), "authors", "pro", "con", "voices") == [4, 2, 1, 5]


def test_echo_weighs_each_person_by_the_most_answered_post_up_to_a_thousand_answers(store: Store) -> None:
    season = Season()
    crowd(season, 12, "colour:red", people=1, of=2)
    season.post(1, "a", "colour:red", engagement=4)
    season.post(1, "a", "colour:red", engagement=99)
    season.post(2, "b", "colour:red", engagement=10**9)
    season.post(2, "c", "colour:red", engagement=-7)
    season.post(2, "c", "-colour:red", engagement=999)
    echo, base_echo = first_week(chosen(store, season), "echo", "base_echo")
    said = [1 + math.log(100), 1 + math.log(1001), 1]
    assert echo == pytest.approx(1 + sum(said), abs=0.01)
    assert base_echo == pytest.approx(2 + sum(said) + math.log(1000), abs=0.01)
