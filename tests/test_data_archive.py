"""An archive holds every masked post once, and a home takes its own archive in again without hashing anybody twice."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.archive import archive
from data.errors import BadInput, NothingThere, UnknownName
from data.pseudonyms import rotate
from data.settings import Settings
from data.store import Store
from ingest.jobs import posts

POSTS = """id,author,date,text,language,country,audience,likes
1,Jane Doe,2024-01-15 10:00,red coat by Jane Doe,en,GB,women,5
2,Jane Doe,2024-01-20 10:00,"blue jeans, says @ann",en,FR,,
https://x.example/3,ann,2024-02-01 10:00,green bag,fr,,men,7
,ann,2024-02-02 10:00,no id of its own,,,,
"""


@pytest.fixture
def taken(store: Store, tmp_path: Path) -> Store:
    """A warehouse with four posts of one source and one of another."""
    (tmp_path / "forum.csv").write_text(POSTS, encoding="utf-8")
    (tmp_path / "wall.csv").write_text("id,author,date,text\n9,bob,2023-05-01,a hat\n", encoding="utf-8")
    for name in ("forum.csv", "wall.csv"):
        posts.run(store, tmp_path / name)
    return store


def rows(store: Store) -> pd.DataFrame:
    with store.connection() as con:
        return con.execute("SELECT * FROM post ORDER BY post_id").df()


def test_a_month_of_a_source_is_a_folder(taken: Store, tmp_path: Path) -> None:
    made = archive(taken, tmp_path / "out")
    folders = {str(path.parent.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.parquet")}
    assert folders == {"source=forum/month=2024-01", "source=forum/month=2024-02", "source=wall/month=2023-05"}
    assert (made.posts, made.first_day, made.last_day, made.files) == (5, "2023-05-01", "2024-02-02", 3)


def test_an_archive_taken_in_again_gives_the_same_posts(taken: Store, tmp_path: Path) -> None:
    archive(taken, tmp_path / "out", source="forum")
    before = rows(taken)
    rotate(taken.settings)  # authors of an older key of this home stay as they are, too
    again = Store(Settings(home=tmp_path / "again"))
    again.settings.make_home()
    (again.settings.home / "secret.key").write_bytes((taken.settings.home / "secret.key").read_bytes())
    for path in sorted((tmp_path / "out").rglob("*.parquet")):
        assert posts.run(again, path, source="forum").rows_rejected == 0
    pd.testing.assert_frame_equal(rows(again), before[before["source"] == "forum"].reset_index(drop=True))


def test_the_same_home_takes_its_archive_for_repeats(taken: Store, tmp_path: Path) -> None:
    archive(taken, tmp_path / "out", source="forum")
    results = [posts.run(taken, path, source="forum") for path in (tmp_path / "out").rglob("*.parquet")]
    assert [sum(result.rows_repeat for result in results), len(rows(taken))] == [4, 5]


def test_only_what_was_asked_for_is_written(taken: Store, tmp_path: Path) -> None:
    made = archive(taken, tmp_path / "out", source="forum", before=pd.Timestamp("2024-01-20").to_pydatetime())
    assert made.posts == 1 and made.last_day == "2024-01-15"


def test_no_name_is_in_an_archive(taken: Store, tmp_path: Path) -> None:
    archive(taken, tmp_path / "out")
    tables = [pq.read_table(path, partitioning=None) for path in (tmp_path / "out").rglob("*.parquet")]
    said = "\n".join(table.to_pandas().to_csv() for table in tables)
    assert "red coat by [author]" in said
    assert not [name for name in ("Jane", "ann", "x.example") if name in said]


def test_an_archive_is_never_written_over_another(taken: Store, tmp_path: Path) -> None:
    archive(taken, tmp_path / "out")
    with pytest.raises(BadInput, match="holds something already"):
        archive(taken, tmp_path / "out")
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "in"):
        with pytest.raises(BadInput, match="--out"):
            archive(taken, out)


def test_a_source_without_posts_is_named(taken: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="'formu'"):
        archive(taken, tmp_path / "out", source="formu")
    with pytest.raises(NothingThere, match="no post to archive"):
        archive(taken, tmp_path / "out", before=pd.Timestamp("2000-01-01").to_pydatetime())
    assert not (tmp_path / "out").exists()
