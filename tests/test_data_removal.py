"""What was asked to go is gone from every table, file and snapshot, and a record says how much it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.errors import BadInput, Busy, UnknownName
from data.journal import analysis_state
from data.pseudonyms import Pseudonyms, author_scope
from data.removal import finish, moment, of_age, of_author, remove
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from tests.planted import ADDED, Season

CHECKOUT = Path(__file__).resolve().parent.parent
VECTORS = ("model-1", "part-a.npy")


@pytest.fixture
def planted(store: Store) -> Store:
    """A published warehouse in which jane wrote three of six posts, with all that can stand on a post."""
    key = Pseudonyms.from_settings(store.settings)
    jane, others = key.hash(author_scope("forum"), "jane"), [key.hash(author_scope("forum"), f"o{n}") for n in range(3)]
    season = Season()
    for day, author in enumerate([jane, others[0], jane, others[1], jane, others[2]]):
        season.post(100 * day, author, "colour:red", text=f"words of post {day}")
    season.links = [{"post_id": "p00000", "image_id": "img-own"}, *_links("img-shared")]
    season.tag("img-own", "image", "colour:red")
    season.write(store)
    _plant_pictures(store)
    _plant_readings(store)
    _plant_vectors(store)
    publish(store)
    publish(store)
    return store


def _links(image_id: str) -> list[dict[str, str]]:
    return [{"post_id": post_id, "image_id": image_id} for post_id in ("p00000", "p00001")]


def _plant_pictures(store: Store) -> None:
    rows = [
        {"image_id": name, "sha256": f"{name}-sha", "source": "forum", "path": f"media/{name}"}
        for name in ("img-own", "img-shared")
    ]
    store.add("image", pd.DataFrame(rows).assign(width=1, height=1))
    for name in ("img-own", "img-shared"):
        for path in (store.settings.home / "media" / name, store.settings.thumbs / "im" / f"{name}-sha.jpg"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"pixels")


def _plant_readings(store: Store) -> None:
    subjects = [(f"p{n:05d}", "post") for n in range(6)] + [("img-own", "image")]
    readings = pd.DataFrame(subjects, columns=["subject_id", "subject_kind"])
    store.add("reading", readings.assign(reader="text-1"))
    evidence = readings.assign(label_id="colour:red", week=ADDED, source="forum", polarity="for", excerpt="said")
    store.add("evidence", evidence.assign(evidence_id=[f"{kind[0]}-{name}-colour:red" for name, kind in subjects]))
    store.add("post_topic", pd.DataFrame({"post_id": [name for name, _ in subjects[:6]], "topic_id": 0}))
    terms = [("lost", ["p00000", "p00002"]), ("kept", ["p00000", "p00001"])]
    counted = {"authors_recent": 5, "authors_before": 0, "share_recent": 0.1, "share_before": 0, "q_value": 0.01}
    rows = [{"term": term, "post_ids": json.dumps(ids), **counted} for term, ids in terms]
    store.add("emerging_term", pd.DataFrame(rows).assign(region="all", kind="word", first_seen=ADDED))
    bodies = {"lost": ["p-p00000-colour:red"], "kept": ["p-p00001-colour:red"]}
    briefs = [
        {"brief_id": name, "body": json.dumps({"story": [{"text": "so", "evidence_ids": ids}]})}
        for name, ids in bodies.items()
    ]
    fixed = dict.fromkeys(("run_id", "theme", "season", "language", "writer", "title"), "x")
    store.add("brief", pd.DataFrame(briefs).assign(**fixed, faithfulness=1.0))
    refused = {"source": "forum", "place": "f.csv:9", "reason": "no date", "fields": '{"text": "half a text"}'}
    store.add("rejected", pd.DataFrame([{"rejected_id": "r", **refused, "rejected_at": ADDED}]))


def _plant_vectors(store: Store) -> None:
    model, name = VECTORS
    for file, hashes in ((name, ["p00000", "p00001"]), ("part-b.npy", ["p00003"])):
        path = store.settings.vectors / model / file
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, np.zeros((len(hashes), 2), dtype=np.float32))
        rows = {"model": model, "text_hash": hashes, "file": file, "row_index": range(len(hashes))}
        store.add("embedding", pd.DataFrame(rows))


def everything(store: Store) -> str:
    """Return every value of every table as one text, but for the records of what was removed."""
    with store.connection() as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "\n".join(con.execute(f'SELECT * FROM "{name}"').df().to_csv() for name in tables if name != "removal")


def test_an_authors_posts_go_with_all_that_stood_on_them(planted: Store) -> None:
    done = remove(planted, of_author(planted, "@jane"))
    assert done.counts == {
        "posts": 3, "pictures": 1, "reading": 4, "tag": 4, "evidence": 4, "post_topic": 3, "post_image": 2, "briefs": 1,
        "emerging_terms": 1, "embeddings": 2, "refusals_emptied": 1,
    }  # fmt: skip
    left = everything(planted)
    gone = ("p00000", "p00002", "p00004", "img-own", "half a text", "lost", "part-a")
    assert not [word for word in gone if word in left]
    assert [word for word in ("p00001", "p00003", "p00005", "img-shared", "kept", "part-b") if word not in left] == []


def test_files_that_held_something_of_it_go_and_no_other(planted: Store, settings: Settings) -> None:
    done = remove(planted, of_author(planted, "jane"))
    left = {str(path.relative_to(settings.home)) for path in settings.home.rglob("*") if path.is_file()}
    snapshot = f"snapshots/{done.snapshot}.duckdb"
    assert left - {"secret.key"} == {
        "warehouse.duckdb", "media/img-shared", "thumbs/im/img-shared-sha.jpg", "vectors/model-1/part-b.npy",
        "snapshots/CURRENT", snapshot,
    }  # fmt: skip
    assert done.files == 3
    assert Snapshot.current(settings).snapshot_id == done.snapshot


def test_nothing_of_it_lingers_in_the_new_file(store: Store, settings: Settings) -> None:
    season = Season()
    key = Pseudonyms.from_settings(settings)
    for day in range(3):
        text = f"unlikely{day:03d}" * 40
        season.post(day, key.hash(author_scope("forum"), "jane" if day else "ann"), text=text)
    season.write(store)
    with store.connection() as con:
        con.execute("CHECKPOINT")
    remove(store, of_author(store, "jane"))
    bytes_left = settings.warehouse.read_bytes()
    assert b"unlikely000" in bytes_left and b"unlikely001" not in bytes_left


def test_the_record_tells_when_and_how_much_and_never_whom(planted: Store) -> None:
    remove(planted, of_author(planted, "jane"))
    with planted.connection() as con:
        row = con.execute("SELECT * FROM removal").df().iloc[0]
    jane = Pseudonyms.from_settings(planted.settings).hash(author_scope("forum"), "jane")
    assert (row["kind"], list(row["authors"]), row["files"]) == ("author", [jane], "[]")
    assert json.loads(row["counts"])["posts"] == 3 and row["finished_at"] >= row["removed_at"]
    assert "'jane'" not in str(row.to_dict())


def test_a_dry_run_counts_the_same_and_changes_nothing(planted: Store) -> None:
    before = everything(planted)
    would = remove(planted, of_author(planted, "jane"), dry_run=True)
    assert everything(planted) == before
    assert would.counts == remove(planted, of_author(planted, "jane")).counts and would.snapshot is None


def test_posts_from_before_a_day_go_and_those_of_the_day_stay(planted: Store) -> None:
    done = remove(planted, of_age(planted, "2024-07-19"))
    with planted.connection() as con:
        days = [day for (day,) in con.execute("SELECT posted_at::DATE FROM post ORDER BY 1").fetchall()]
    assert done.counts["posts"] == 2 and str(days[0]) == "2024-07-19"
    assert "refusals_emptied" not in done.counts and done.older_than == "2024-07-19 00:00:00"


def test_what_is_asked_of_one_source_leaves_the_others(store: Store) -> None:
    key = Pseudonyms.from_settings(store.settings)
    season = Season(sources={"forum": "posts", "shop": "labels"})
    for source in season.sources:
        season.post(1, key.hash(author_scope(source), "jane"), source=source)
    season.write(store)
    assert remove(store, of_author(store, "jane", "shop")).counts == {"posts": 1}
    assert remove(store, of_author(store, "jane")).counts == {"posts": 1}


def test_records_that_wait_in_the_inbox_go_too(planted: Store, settings: Settings) -> None:
    key = Pseudonyms.from_settings(settings)
    authors = [key.hash(author_scope("forum"), name) for name in ("jane", "ann")]
    settings.inbox.mkdir()
    days = [datetime(2024, 1, 1), datetime(2024, 6, 1), None]
    page = pa.table({"author": [*authors, None], "posted_at": days, "fields": [None, None, '{"text": "half a text"}']})
    for source in ("forum", "wall"):
        note = {"hemline": json.dumps({"source": source, "moved": {"a": "9"}})}
        pq.write_table(page.replace_schema_metadata(note), settings.inbox / f"{source}.parquet")
    assert remove(planted, of_author(planted, "jane", "forum"), dry_run=True).counts["waiting"] == 1
    assert remove(planted, of_author(planted, "jane", "forum")).counts["waiting"] == 1
    thinned, other = (pq.read_table(settings.inbox / f"{source}.parquet") for source in ("forum", "wall"))
    assert thinned.to_pydict() == {"author": [authors[1], None], "posted_at": days[1:], "fields": [None, "{}"]}
    assert json.loads(thinned.schema.metadata[b"hemline"])["moved"] == {"a": "9"} and other.equals(page)
    assert remove(planted, of_age(planted, "2024-07-01")).counts["waiting"] == 3
    assert all(path.exists() for path in (settings.inbox / "forum.parquet", settings.inbox / "wall.parquet"))


def test_the_next_run_counts_again_even_where_as_much_came_as_went(planted: Store) -> None:
    before = analysis_state(planted)
    remove(planted, of_author(planted, "o0"))
    row = {"post_id": "new", "native_id": "new", "source": "forum", "posted_at": ADDED, "week": ADDED, "text": "t"}
    planted.add("post", pd.DataFrame([row | {"text_hash": "new"}]))
    planted.add("tag", pd.DataFrame([{"reader": "r", "subject_id": "new", "subject_kind": "post", "label_id": "l"}])
                .assign(polarity="for", score=1.0))  # fmt: skip
    assert analysis_state(planted) != before


def test_a_repost_of_what_goes_goes_with_it_and_its_reposter_is_not_written_down(store: Store) -> None:
    jane = Pseudonyms.from_settings(store.settings).hash(author_scope("forum"), "jane")
    season = Season()
    season.post(0, jane, text="words of jane")
    season.post(1, "0000-reposter", text="words of jane")
    season.post(2, "0000-reposter", text="own words")
    season.write(store)
    with store.connection() as con:
        con.execute("ALTER TABLE post ADD COLUMN IF NOT EXISTS original VARCHAR")
        con.execute("UPDATE post SET original = 'p00000' WHERE post_id = 'p00001'")
    assert remove(store, of_author(store, "jane")).counts == {"posts": 2}
    with store.connection() as con:
        assert con.execute("SELECT text FROM post").fetchall() == [("own words",)]
        assert con.execute("SELECT authors FROM removal").fetchall() == [([jane],)]


def test_an_author_nobody_knows_leaves_no_record(store: Store) -> None:
    season = Season()
    season.post(1, "beef-0123456789abcdef")
    season.write(store)
    done = remove(store, of_author(store, "nobody"))
    assert done.counts == {} and "capitals count" in done.notes[0]
    assert "1 posts carry hashes of the key beef" in done.notes[1]
    with store.connection() as con:
        assert con.execute("SELECT count(*) FROM removal").fetchall() == [(0,)]


def test_a_source_that_is_not_there_is_named_with_the_known_ones(planted: Store) -> None:
    with pytest.raises(UnknownName, match=r"'formu'\. Did you mean 'forum'"):
        of_author(planted, "jane", "formu")


@pytest.mark.parametrize("said", ["soon", "2y6m", "31/03/2024", "-3d", "", "99999y", "3000-01-01"])
def test_an_age_that_is_none_is_named(said: str) -> None:
    with pytest.raises(BadInput, match="--older-than"):
        moment(said, "--older-than")


@pytest.mark.parametrize(("said", "days"), [("90d", 90), ("12w", 84), ("18M", 548), ("2y", 730), ("0d", 0)])
def test_an_age_is_counted_from_now(said: str, days: int) -> None:
    ago = pd.Timestamp.now("UTC").tz_localize(None) - pd.Timestamp(moment(said, "--older-than"))
    assert abs(ago.days - days) <= 2


def test_readers_that_hold_the_old_warehouse_keep_it_until_they_close(planted: Store, settings: Settings) -> None:
    hold = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('held', flush=True);"
        "sys.stdin.read(); print(c.execute('SELECT count(*) FROM post').fetchall())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(settings.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout and holder.stdout.readline().strip() == "held"
        with pytest.raises(Busy, match=f"process {holder.pid}"):
            remove(planted, of_author(planted, "jane"))
        assert holder.communicate("")[0].strip() == "[(6,)]"


KILLED = """
import os, signal, sys
import data.removal, data.rewriting
from data.settings import Settings
from data.store import Store

fatal = sys.argv[1]

def dying(module, name):
    whole = getattr(module, name)
    def at(*given, **named):
        if fatal == f"before {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        done = whole(*given, **named)
        if fatal == f"after {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(module, name, at)

for name in ("rewrite", "_delete_files", "published_anew"):
    dying(data.removal, name)
dying(data.rewriting, "_sync")
store = Store(Settings())
data.removal.remove(store, data.removal.of_author(store, "jane"))
"""
MOMENTS = (
    "before rewrite",
    "before _sync",
    "after _sync",
    "after rewrite",
    "after _delete_files",
    "after published_anew",
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_removal_killed_at_any_moment_is_finished_by_the_next(
    planted: Store, settings: Settings, moment: str
) -> None:
    env = {**os.environ, "HEMLINE_HOME": str(settings.home)}
    killed = subprocess.run([sys.executable, "-c", KILLED, moment], cwd=CHECKOUT, env=env, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    finished, snapshot = finish(planted)
    assert finished == 1 and finish(planted) == (0, None)
    assert "p00000" not in everything(planted)
    left = {path.name for path in settings.home.rglob("*") if path.is_file()}
    assert left - {"secret.key"} == {
        "warehouse.duckdb", "img-shared", "img-shared-sha.jpg", "part-b.npy", "CURRENT", f"{snapshot}.duckdb",
    }  # fmt: skip


def test_the_new_file_has_the_schema_of_the_old_one(planted: Store, settings: Settings) -> None:
    def schema() -> list[tuple[str, ...]]:
        with duckdb.connect(settings.warehouse, read_only=True) as con:
            asked = (
                "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
                "WHERE NOT internal",
                "SELECT table_name, constraint_type, constraint_text FROM duckdb_constraints()",
                "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal",
            )
            return sorted(tuple(map(str, row)) for sql in asked for row in con.execute(sql).fetchall())

    before = schema()
    remove(planted, of_author(planted, "jane"))
    assert schema() == before
